"""A run over a table: whole or not at all, going on where it stopped; with a scorer that stands in."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from engine.columns.files import many_run, workbook_writer
from engine.columns.files.many_run import ManyDone, ManyRun, Output, Scoring
from engine.columns.files.pieces import Piece, RowNote
from engine.columns.files.run_refusals import ManyNotWritten
from engine.columns.files.sources import open_source
from engine.domain.finding import error
from engine.domain.source_place import Place
from engine.errors import InvalidDocument
from tests.support.written_tables import OUTPUTS, read_rows, write_table

SCHEMA = pa.schema([("unit", pa.string()), ("total", pa.decimal128(18, 2)), ("complete", pa.bool_())])
ROWS, EACH = 2_350, 500


def doubled(piece: Piece) -> tuple[pa.RecordBatch, Sequence[RowNote]]:
    """Twice the number of each row; a row that has 13 is bad."""
    numbers = piece.batch.column(1).cast(pa.int64())
    bad = pc.equal(numbers, 13)
    notes = [
        RowNote(piece.number_of(at), "a", piece.batch.column(0)[at].as_py(), error("x.y", Place("f"), "xấu", "bad"))
        for at in np.flatnonzero(bad.to_numpy(zero_copy_only=False)).tolist()
    ]
    good = piece.batch.filter(pc.invert(bad))
    numbers = good.column(1).cast(pa.int64())
    totals = pc.multiply(numbers, 2).cast(pa.decimal128(19, 0)).cast(pa.decimal128(18, 2))
    return pa.RecordBatch.from_arrays([good.column(0), totals, pc.greater(numbers, 5)], schema=SCHEMA), notes


def numbers_table(bad: Sequence[int] = (), rows: int = ROWS) -> pa.Table:
    """Rows with numbers of their own, but 13 where they are bad."""
    numbers = np.arange(1_000, 1_000 + rows)
    numbers[list(bad)] = 13
    return pa.table({"unit.id": [f"u{at}" for at in range(rows)], "a": numbers})


def run(
    table: Path,
    out: Path,
    score: many_run.ScorePiece = doubled,
    *,
    findings: str = "f.csv",
    each: int = EACH,
    **how: bool,
) -> ManyDone:
    """One run with two threads."""
    with open_source(table) as source:
        output = Output(out, out.parent / findings, **how)
        return ManyRun(table, source, Scoring(score, SCHEMA, {"set": "x"}), output, part_rows=each).run(2)


def codes(call: Callable[[], object]) -> list[str]:
    """The codes of the findings with which a call is refused."""
    with pytest.raises(InvalidDocument) as caught:
        call()
    return [finding.code for finding in caught.value.findings]


def names(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table without a bad row."""
    return write_table(tmp_path / "in.parquet", numbers_table())


@pytest.mark.parametrize("out", OUTPUTS)
@pytest.mark.parametrize("each", [EACH, 10_000])
def test_every_kind_holds_every_row_once_and_nothing_else_is_left(
    table: Path, tmp_path: Path, out: str, each: int
) -> None:
    assert run(table, tmp_path / out, each=each) == ManyDone(ROWS, ROWS, 0, 0, 0, written=True)
    wanted = [{"unit": f"u{at}", "total": str(2000 + 2 * at), "complete": "true"} for at in range(ROWS)]
    assert read_rows(tmp_path / out) == wanted
    assert names(tmp_path) == {"in.parquet", out}


@pytest.mark.parametrize("out", OUTPUTS)
def test_a_table_without_rows_gives_headings(tmp_path: Path, out: str) -> None:
    table = write_table(tmp_path / "in.parquet", numbers_table(rows=0))
    assert run(table, tmp_path / out).written
    assert read_rows(tmp_path / out) == []


def test_with_a_bad_row_only_findings_are_written_and_the_old_output_stays(tmp_path: Path) -> None:
    table = write_table(tmp_path / "in.parquet", numbers_table([3, 1200]))
    (tmp_path / "x.csv").write_text("old", "utf-8")
    assert run(table, tmp_path / "x.csv") == ManyDone(ROWS, ROWS - 2, 2, 2, 0, written=False)
    assert (tmp_path / "x.csv").read_text("utf-8") == "old"
    assert (tmp_path / "f.csv").read_text("utf-8-sig").splitlines() == [
        "row;column;unit;code;message_vi;message_en;hint_vi;hint_en",
        "4;a;u3;x.y;xấu;bad;;",
        "1201;a;u1200;x.y;xấu;bad;;",
    ]
    assert names(tmp_path) == {"in.parquet", "x.csv", "f.csv"}


def test_partial_writes_the_good_rows(tmp_path: Path) -> None:
    table = write_table(tmp_path / "in.csv", numbers_table([3, 1200]))
    done = run(table, tmp_path / "x.parquet", findings="f.jsonl", partial=True)
    assert done == ManyDone(ROWS, ROWS - 2, 2, 2, 0, written=True)
    assert [row["unit"] for row in read_rows(tmp_path / "x.parquet")] == [
        f"u{at}" for at in range(ROWS) if at not in (3, 1200)
    ]
    told = [json.loads(line) for line in (tmp_path / "f.jsonl").read_text("utf-8").splitlines()]
    assert [(each["row"], each["unit"]) for each in told] == [(5, "u3"), (1202, "u1200")]


@pytest.mark.parametrize("out", OUTPUTS)
def test_a_part_of_which_nothing_could_be_scored_is_no_hole(tmp_path: Path, out: str) -> None:
    table = write_table(tmp_path / "in.parquet", numbers_table(range(500, 1000)))
    assert run(table, tmp_path / out, partial=True).scored == ROWS - 500
    assert len(read_rows(tmp_path / out)) == ROWS - 500


def test_findings_of_an_earlier_run_do_not_outlive_a_good_one(table: Path, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("old", "utf-8")
    run(table, tmp_path / "x.csv")
    assert (tmp_path / "f.csv").read_text("utf-8-sig").splitlines() == [
        "row;column;unit;code;message_vi;message_en;hint_vi;hint_en"
    ]


def test_text_like_a_formula_stays_text(tmp_path: Path) -> None:
    units = ["=1+1", "@x", "-2", "+3", "plain"]
    table = write_table(tmp_path / "in.parquet", pa.table({"unit.id": units, "a": [1] * 5}))
    for out in OUTPUTS:
        run(table, tmp_path / out)
    marked = ["'" + unit for unit in units[:4]] + ["plain"]
    assert [row["unit"] for row in read_rows(tmp_path / "x.csv")] == marked
    assert [row["unit"] for row in read_rows(tmp_path / "x.xlsx")] == units
    assert [row["unit"] for row in read_rows(tmp_path / "x.parquet")] == units
    bad = write_table(tmp_path / "bad.parquet", pa.table({"unit.id": ["=1+1"], "a": [13]}))
    run(bad, tmp_path / "y.csv")
    assert ";'=1+1;" in (tmp_path / "f.csv").read_text("utf-8")


class Lost(Exception):
    """What stands in for a process that ends in the middle."""


def until(row: int) -> many_run.ScorePiece:
    """Scores up to a row, and is lost there."""

    def score(piece: Piece) -> tuple[pa.RecordBatch, Sequence[RowNote]]:
        if piece.stop > row:
            raise Lost
        return doubled(piece)

    return score


def after(row: int) -> many_run.ScorePiece:
    """Scores what comes after a row, and must not be asked for what comes before."""

    def score(piece: Piece) -> tuple[pa.RecordBatch, Sequence[RowNote]]:
        assert piece.first >= row
        return doubled(piece)

    return score


def lose(table: Path, out: Path, row: int, **how: bool) -> None:
    """A run that ends after a row."""
    with pytest.raises(Lost):
        run(table, out, until(row), **how)


@pytest.mark.parametrize("out", OUTPUTS)
@pytest.mark.parametrize("name", ["in.csv", "in.parquet", "in.arrow", "in.arrows", "in.xlsx"])
def test_a_run_that_was_lost_goes_on_and_gives_the_same(tmp_path: Path, name: str, out: str) -> None:
    table = write_table(tmp_path / name, numbers_table([700]))
    run(table, tmp_path / f"whole-{out}", partial=True)
    lose(table, tmp_path / out, 1200, partial=True)
    assert not (tmp_path / out).exists()
    done = run(table, tmp_path / out, after(1000), partial=True)
    assert done == ManyDone(ROWS, ROWS - 1, 1, 1, 1000, written=True)
    assert read_rows(tmp_path / out) == read_rows(tmp_path / f"whole-{out}")
    assert (tmp_path / out).read_bytes() == (tmp_path / f"whole-{out}").read_bytes()
    assert len((tmp_path / "f.csv").read_text("utf-8").splitlines()) == 2


def test_findings_of_parts_that_were_done_still_keep_the_output_away(tmp_path: Path) -> None:
    table = write_table(tmp_path / "in.parquet", numbers_table([7, 2000]))
    lose(table, tmp_path / "x.csv", 1700)
    assert run(table, tmp_path / "x.csv", after(1500)) == ManyDone(ROWS, ROWS - 2, 2, 2, 1500, written=False)
    assert len((tmp_path / "f.csv").read_text("utf-8").splitlines()) == 3


@pytest.mark.parametrize("harm", ["cut", "gone", "changed"])
def test_a_part_that_is_not_whole_is_done_again(table: Path, tmp_path: Path, harm: str) -> None:
    lose(table, tmp_path / "x.csv", 1700)
    part = tmp_path / "x.csv.parts" / "000001.csv"
    match harm:
        case "cut":
            part.write_bytes(part.read_bytes()[:-10])
        case "gone":
            part.unlink()
        case "changed":
            part.write_bytes(part.read_bytes().replace(b"u600", b"u6oo"))
    assert run(table, tmp_path / "x.csv", after(500)).kept == 500
    assert [row["unit"] for row in read_rows(tmp_path / "x.csv")] == [f"u{at}" for at in range(ROWS)]


@pytest.mark.parametrize(
    "text", ["", "{", '{"format": "parindex/many-progress/2"}', '{"format": "parindex/many-progress/1"}']
)
def test_without_a_journal_that_can_be_read_a_run_begins_anew(table: Path, tmp_path: Path, text: str) -> None:
    lose(table, tmp_path / "x.csv", 1700)
    (tmp_path / "x.csv.parts" / "progress.json").write_text(text, "utf-8")
    assert run(table, tmp_path / "x.csv").kept == 0
    assert len(read_rows(tmp_path / "x.csv")) == ROWS


def test_another_table_or_other_options_do_not_go_on(table: Path, tmp_path: Path) -> None:
    lose(table, tmp_path / "x.csv", 1700)
    kept = names(tmp_path / "x.csv.parts")
    assert codes(lambda: run(table, tmp_path / "x.csv", partial=True)) == ["many.other-run"]
    os.utime(table, (1, 1))
    assert codes(lambda: run(table, tmp_path / "x.csv")) == ["many.other-run"]
    assert names(tmp_path / "x.csv.parts") == kept
    assert run(table, tmp_path / "x.csv", restart=True) == ManyDone(ROWS, ROWS, 0, 0, 0, written=True)


def test_two_runs_do_not_write_one_output(table: Path, tmp_path: Path) -> None:
    found: list[str] = []

    def score(piece: Piece) -> tuple[pa.RecordBatch, Sequence[RowNote]]:
        if piece.first == 0:
            found.extend(codes(lambda: run(table, tmp_path / "x.csv")))
        return doubled(piece)

    assert run(table, tmp_path / "x.csv", score).written
    assert found == ["many.in-use"]


def test_a_folder_with_something_else_in_it_is_left_alone(table: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv.parts").mkdir()
    (tmp_path / "x.csv.parts" / "thesis.txt").write_text("mine", "utf-8")
    assert codes(lambda: run(table, tmp_path / "x.csv")) == ["many.strange-folder"]
    assert (tmp_path / "x.csv.parts" / "thesis.txt").read_text("utf-8") == "mine"


def test_a_table_that_changes_meanwhile_gives_nothing(table: Path, tmp_path: Path) -> None:
    def score(piece: Piece) -> tuple[pa.RecordBatch, Sequence[RowNote]]:
        os.utime(table, (1, 1))
        return doubled(piece)

    assert codes(lambda: run(table, tmp_path / "x.csv", score)) == ["many.changed"]
    assert names(tmp_path) == {"in.parquet"}


def test_a_damaged_table_gives_nothing(tmp_path: Path) -> None:
    table = write_table(tmp_path / "in.arrows", numbers_table())
    table.write_bytes(table.read_bytes()[:-9_000])
    assert codes(lambda: run(table, tmp_path / "x.csv")) == ["many.damaged"]
    assert names(tmp_path) == {"in.arrows"}


def test_three_files_are_three_files(table: Path, tmp_path: Path) -> None:
    assert codes(lambda: run(table, table)) == ["many.same-file"]
    assert codes(lambda: run(table, tmp_path / "f.csv")) == ["many.same-file"]
    (tmp_path / "x.csv").mkdir()
    assert codes(lambda: run(table, tmp_path / "x.csv")) == ["many.no-file"]
    assert codes(lambda: run(table, tmp_path / "x.txt")) == ["many.kind"]


def test_a_sheet_has_only_so_many_rows(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_run, "MOST_ROWS", 1_000)
    assert codes(lambda: run(table, tmp_path / "x.xlsx")) == ["many.too-many-rows"]
    assert names(tmp_path) == {"in.parquet"}
    assert workbook_writer.MOST_ROWS == 2**20 - 1


def test_a_folder_that_is_not_there_is_told_and_costs_nothing(table: Path, tmp_path: Path) -> None:
    with pytest.raises(ManyNotWritten):
        run(table, tmp_path / "nowhere" / "x.csv")
    assert names(tmp_path) == {"in.parquet"}


def test_a_link_is_followed(table: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "x.csv").symlink_to(tmp_path / "home" / "y.csv")
    run(table, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").is_symlink()
    assert len(read_rows(tmp_path / "home" / "y.csv")) == ROWS
