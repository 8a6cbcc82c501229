"""Lists of records in the cells of a spreadsheet: the totals of the submissions that they were written from."""

import csv
import json
from pathlib import Path

import pytest

from engine.loading.submission_file import read_submissions
from engine.results.canonical import portable
from tests.support.command_line import CommandLine
from tests.support.written_tables import read_rows

SAMPLES = Path(__file__).resolve().parents[2] / "plugins" / "sample_data" / "vi_du_2021"
SET = ("--set", "vn.par.department", "--edition", "2021")


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A folder with the facts of the sample departments as a table; `totals` are theirs without marks."""
    batch = read_submissions(SAMPLES)
    facts = sorted({name for submission in batch.submissions for name in submission.facts})
    submissions = tmp_path / "submissions"
    submissions.mkdir()
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unit.id", "unit.profile", "year", *facts])
        for submission in batch.submissions:
            document = {key: value for key, value in submission.document.items() if key not in ("marks", "exclusions")}
            name = f"{submission.unit.id}.json"
            (submissions / name).write_text(json.dumps(portable(document)), "utf-8")
            cells = [written(submission.facts.get(name)) for name in facts]
            writer.writerow([submission.unit.id, submission.unit.profile, submission.year, *cells])
    return CommandLine(tmp_path)


def written(value: object) -> str:
    """A fact as a cell."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(portable(value)).strip('"')


def totals(line: CommandLine, *words: str | Path) -> dict[str, str]:
    """Unit → least points, of a command that scores one unit at a time."""
    ran = line.run("score", *words, "--json")
    assert ran.code == 0, ran.err
    cards = [result["scorecard"] for result in ran.document["results"]]
    return {card["unit"]["id"]: card["total"]["possible"]["low"]["exact"] for card in cards}


def as_workbook(path: Path) -> Path:
    """The same table as a workbook, all of it text."""
    from openpyxl import Workbook

    workbook = Workbook()
    for row in csv.reader(path.read_text("utf-8").splitlines()):
        workbook.worksheets[0].append(row)
    workbook.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def test_totals_are_those_of_the_submissions(line: CommandLine) -> None:
    wanted = totals(line, line.folder / "submissions")
    assert len(set(wanted.values())) > 3
    table = line.folder / "a.csv"
    assert any('"[{' in text for text in table.read_text("utf-8").splitlines())
    assert totals(line, table, *SET) == wanted
    for path in (table, as_workbook(table)):
        out = line.folder / f"{path.suffix[1:]}.parquet"
        ran = line.run("score", "--many", path, *SET, "--year", "2021", "-o", out, "--machine", "numpy")
        assert ran.code == 0, ran.err
        assert {str(row["unit"]): str(row["total"]) for row in read_rows(out)} == wanted


def test_a_cell_that_is_no_list_is_told_by_both(line: CommandLine) -> None:
    table = line.folder / "a.csv"
    lines = table.read_text("utf-8").splitlines()
    lines[1] = lines[1].replace('""period""', '""period"" 1', 1)
    table.write_text("\n".join(lines) + "\n", "utf-8")
    ran = line.run("score", table, *SET, "--json")
    assert [finding["code"] for finding in ran.problem["findings"]] == ["table.list"]
    out = line.folder / "x.csv"
    ran = line.run("score", "--many", table, *SET, "--year", "2021", "-o", out, "--machine", "numpy")
    assert (ran.code, ran.out) == (1, ""), ran.err
    assert (line.folder / "x.csv.findings.csv").exists(), ran.err
    (found,) = csv.DictReader((line.folder / "x.csv.findings.csv").read_text("utf-8-sig").splitlines(), delimiter=";")
    assert (found["row"], found["code"]) == ("2", "table.list")
    assert '"due": "2024-03-15"' in found["hint_en"]
