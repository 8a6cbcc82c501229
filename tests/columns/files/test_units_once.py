"""A unit stands once in a table: wherever it stands again, in whatever kind of file, that row is told and left out."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from engine.columns.fact_columns import Flags
from engine.columns.files import csv_source, pieces, units_once
from engine.columns.files.many_run import ManyDone, ManyRun, Output, ScorePiece, Scoring
from engine.columns.files.pieces import Piece, RowNote
from engine.columns.files.sources import open_source
from engine.columns.files.units_once import UnitColumns
from engine.columns.repeated_keys import Keys
from engine.errors import InvalidDocument
from tests.support.written_tables import read_rows, write_table

SCHEMA = pa.schema([("unit", pa.string()), ("total", pa.int64())])
ROWS, EACH = 3_000, 700
INPUTS = ["in.csv", "in.parquet", "in.arrow", "in.arrows", "in.xlsx"]


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_ROWS_AT_ONCE", 450)
    monkeypatch.setattr(csv_source, "BLOCK", 4_000)


def copied(piece: Piece) -> tuple[pa.RecordBatch, Sequence[RowNote]]:
    """Each unit with the number of its row."""
    rows = [piece.number_of(at) for at in range(piece.batch.num_rows)]
    units = piece.batch.column(0).cast(pa.string())
    return pa.RecordBatch.from_arrays([units, pa.array(rows, pa.int64())], schema=SCHEMA), ()


def written(path: Path, units: Sequence[str], stages: Sequence[str] | None = None) -> Path:
    """A table of these units."""
    return write_table(path, pa.table({"unit.id": units, "stage": stages or ["x"] * len(units)}))


def run(table: Path, score: ScorePiece = copied, *, stage: int | None = None, partial: bool = True) -> ManyDone:
    """One run with two threads into `x.csv`."""
    with open_source(table) as source:
        output = Output(table.with_name("x.csv"), table.with_name("f.csv"), partial=partial)
        scoring = Scoring(score, SCHEMA, units=UnitColumns(table.name, 0, stage))
        return ManyRun(table, source, scoring, output, part_rows=EACH).run(2)


def ascending_units() -> list[str]:
    """Units in order, none of them twice."""
    return [f"u{at:05}" for at in range(ROWS)]


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("turned", [False, True])
def test_rows_of_units_that_stand_earlier_are_left_out(tmp_path: Path, name: str, *, turned: bool) -> None:
    units = ascending_units()[:: -1 if turned else 1]
    units[1_500], units[2_900], units[2_999] = units[20], units[1_499], units[20]
    assert run(written(tmp_path / name, units)) == ManyDone(ROWS, ROWS - 3, 3, 3, 0, written=True)
    left = [at for at in range(ROWS) if at not in (1_500, 2_900, 2_999)]
    assert [int(str(row["total"])) for row in read_rows(tmp_path / "x.csv")] == left
    first = 1 if name in ("in.parquet", "in.arrow", "in.arrows") else 2
    told = [line.split(";") for line in (tmp_path / "f.csv").read_text("utf-8-sig").splitlines()[1:]]
    assert [(int(row), unit, code) for row, _, unit, code, *_ in told] == [
        (at + first, units[at], "submission.double") for at in (1_500, 2_900, 2_999)
    ]
    assert [line[5].split(":")[1] for line in told] == [str(at + first) for at in (20, 1_499, 20)]


@pytest.mark.parametrize("name", INPUTS)
def test_without_partial_nothing_is_written(tmp_path: Path, name: str) -> None:
    table = written(tmp_path / name, [*ascending_units(), "u00000"])
    assert run(table, partial=False) == ManyDone(ROWS + 1, ROWS, 1, 1, 0, written=False)
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize("name", INPUTS)
def test_no_unit_twice_is_nothing_to_tell(tmp_path: Path, name: str) -> None:
    units = ascending_units()
    assert run(written(tmp_path / name, units[1_000:] + units[:1_000])).findings == 0


def test_equal_keys_of_different_units_are_no_double(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = units_once.keys_of

    def few(names: pa.Array, numbers: pieces.Numbers) -> tuple[Keys, Flags]:
        keys, there = real(names, numbers)
        return keys % 700, there

    monkeypatch.setattr(units_once, "keys_of", few)
    assert run(written(tmp_path / "in.parquet", [*ascending_units()[::-1], "u00007"])).refused == 1


def test_a_unit_may_stand_once_in_each_stage(tmp_path: Path) -> None:
    units = [*ascending_units(), "u00001", "u00001"]
    table = written(tmp_path / "in.csv", units, ["first"] * ROWS + ["second", " first"])
    assert run(table, stage=1).refused == 1


def test_a_run_that_was_lost_finds_what_stands_in_parts_that_were_done(tmp_path: Path) -> None:
    table = written(tmp_path / "in.parquet", [*ascending_units()[::-1], "u00007", "u02999"])

    def lost(piece: Piece) -> tuple[pa.RecordBatch, Sequence[RowNote]]:
        if piece.stop > 2_000:
            raise KeyboardInterrupt
        return copied(piece)

    with pytest.raises(KeyboardInterrupt):
        run(table, lost)
    assert run(table) == ManyDone(ROWS + 2, ROWS, 2, 2, 1_400, written=True)
    assert len(read_rows(tmp_path / "x.csv")) == ROWS


def test_a_table_that_was_put_in_twice_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units_once, "MOST_TWICE", 1_000)
    table = written(tmp_path / "in.csv", ascending_units() * 2)
    with pytest.raises(InvalidDocument) as caught:
        run(table)
    assert [finding.code for finding in caught.value.findings] == ["many.units-twice"]
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}


@pytest.mark.parametrize("name", ["in.arrow", "in.arrows"])
def test_tables_that_keep_text_as_views(tmp_path: Path, name: str) -> None:
    units = ascending_units()
    units[2_900] = units[20]
    notes = pa.array([["a long note, beyond what a view holds itself"]] * ROWS, pa.list_(pa.string_view()))
    made = pa.table({"unit.id": pa.array(units, pa.string_view()), "note": notes})
    assert run(write_table(tmp_path / name, made)) == ManyDone(ROWS, ROWS - 1, 1, 1, 0, written=True)
