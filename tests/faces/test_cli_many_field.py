"""`score --many` against a field: made of the table itself in a first pass, or kept; as from submissions."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, Ran
from tests.support.compared_round import POINTS, UNITS, write_round, write_set

pytest.importorskip("pyarrow")

TABLE = """\
unit.id,dossiers.online,dossiers.all,days.mean,people.mean,mark:1.1,excluded:1.2
so-a,18,20,2,80,,
so-b,8,20,4,90,,
so-c,13,20,8,70,,
so-d,20,20,5,,1.5,
so-e,0,0,1,75,,true
so-f,10,20,16,60,,
"""
RULES = ("--set", "thu.khoi", "--year", "2024", "--nodes", "1.1,1.2,2.1")


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line beside the set, its submissions, and the same as a table."""
    write_set(tmp_path / "sets")
    write_round(tmp_path)
    (tmp_path / "bang.csv").write_text(TABLE, "utf-8")
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


def many(line: CommandLine, *more: object) -> tuple[Ran, list[dict[str, str]]]:
    """How the call ended, and the rows of the output."""
    out = line.folder / "ket_qua.csv"
    out.unlink(missing_ok=True)
    ran = line.run("score", "--many", line.folder / "bang.csv", *RULES, "-o", out, *more)
    if not out.exists():
        return ran, []
    with out.open(encoding="utf-8-sig", newline="") as file:
        return ran, list(csv.DictReader(file))


def agrees(rows: list[dict[str, str]]) -> None:
    """Whether the rows have the points that were computed by hand."""
    assert [row["unit"] for row in rows] == list(UNITS)
    for row in rows:
        for node, points in zip(("1.1", "1.2", "2.1"), POINTS[row["unit"]], strict=True):
            if points is not None:
                assert (row["unit"], node, Decimal(row[f"points:{node}"])) == (row["unit"], node, Decimal(points))


def test_the_table_is_its_own_field_in_two_passes(line):
    ran, rows = many(line, "--field-complete")
    assert ran.code == 0, ran.err
    agrees(rows)
    assert [row["complete"] for row in rows] == ["true", "true", "true", "false", "true", "true"]


def test_a_kept_field_gives_the_same(line):
    assert line.run("field", line.folder / "phieu", "--out", line.folder / "khoi.json").code == 0
    ran, rows = many(line, "--field", line.folder / "khoi.json")
    assert ran.code == 0, ran.err
    agrees(rows)
    assert rows == many(line, "--field-complete")[1]


def test_without_a_field_every_row_is_open(line):
    ran, rows = many(line)
    assert ran.code == 0, ran.err
    assert {row["complete"] for row in rows} == {"false"}


def test_half_a_field_is_none(line):
    (line.folder / "bang.csv").write_text(TABLE.replace("so-b,8,", "so-b,8.5,"), "utf-8")
    ran, rows = many(line, "--field-complete", "--partial")
    assert (ran.code, rows) == (1, [])
    assert "fact.places" in ran.err
    assert "bang.csv:3" in ran.err


def test_what_is_wrong_is_told_with_its_row_around_blank_and_odd_ones(line):
    head, first, *rest = TABLE.splitlines()
    rows = [head, first, "", "so-x,1", rest[0].replace("8,20", "x,20"), "", first]
    (line.folder / "bang.csv").write_text("\n".join(rows) + "\n", "utf-8")
    ran, _ = many(line, "--field-complete", "--json", "--lang", "en")
    told = [(each["code"], each["line"], each["message"]) for each in ran.problem["findings"]]
    assert [each[:2] for each in told] == [("table.cells", 4), ("fact.type", 5), ("submission.double", 7)]
    assert told[2][2] == "'so-a' stands already at bang.csv:2:1."


def test_a_unit_that_stands_twice_is_told(line):
    (line.folder / "bang.csv").write_text(TABLE + "so-a,18,20,2,80,,\n", "utf-8")
    ran, rows = many(line, "--field-complete")
    assert (ran.code, rows) == (1, [])
    assert "so-a" in ran.err


def test_what_does_not_fit_is_refused(line):
    khoi = line.folder / "khoi.json"
    line.run("field", line.folder / "phieu", "--out", khoi)
    both, _ = many(line, "--field-complete", "--field", khoi)
    assert both.code == 2
    khoi.write_text(khoi.read_text("utf-8").replace('"year":2024', '"year":2025'), "utf-8")
    other, _ = many(line, "--field", khoi)
    assert (other.code, "field.other-round" in other.err) == (1, True)


def test_of_several_fields_those_that_do_not_fit_are_told(line):
    khoi, later, final = (line.folder / name for name in ("khoi.json", "later.json", "final.json"))
    line.run("field", line.folder / "phieu", "--out", khoi)
    made = khoi.read_text("utf-8")
    later.write_text(made.replace('"year":2024', '"year":2025'), "utf-8")
    final.write_text(made.replace('"stage":"final"', '"stage":"self"'), "utf-8")
    assert made not in (later.read_text("utf-8"), final.read_text("utf-8"))
    other, _ = many(line, "--field", khoi, "--field", later)
    assert (other.code, "later.json" in other.err, "khoi.json" in other.err) == (1, True, False)
    several, _ = many(line, "--field", khoi, "--field", final)
    assert (several.code, "other-round" in several.err, "--field" in several.err) == (1, False, True)
