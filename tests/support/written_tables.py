"""Tables of units of the small set, written as people and programs write them."""

import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

HEADINGS = ("unit.id", "plan.issued", "tasks.done", "tasks.planned", "mean.q1")
ROWS = (
    ("so-a", "on_time", 3, 3, "90"),
    ("so-b", "late", 1, 3, "75.00"),
    ("so-c", "late", 2, 6, "75"),
    ("so-d", "on_time", 5, 5, None),
    ("so-e", "on_time", 1, 2, "50"),
)
TOTALS = {"so-a": "9.6", "so-b": "5.333333", "so-c": "5.333333", "so-d": "6", "so-e": "6"}
"""The least total of each unit, as `tests.support.small_round` has it by hand; of so-d it may become 10."""

OUTPUTS = ("x.csv", "x.xlsx", "x.parquet", "x.arrow", "x.arrows")


def table(copies: int = 1) -> pa.Table:
    """The five units, or many copies of them with ids of their own."""
    columns: dict[str, list[object]] = {name: [] for name in HEADINGS}
    for copy in range(copies):
        for unit, *facts in ROWS:
            columns["unit.id"].append(unit if copies == 1 else f"{unit}-{copy}")
            for name, fact in zip(HEADINGS[1:], facts, strict=True):
                columns[name].append(fact)
    return pa.table(columns)


def text_of(rows: object = ROWS, headings: object = HEADINGS, separator: str = ",") -> str:
    """Rows as CSV; None is an empty cell."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=separator, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return made.getvalue()


def write_table(path: Path, made: pa.Table) -> Path:
    """A table in the kind that its name tells."""
    match path.suffix:
        case ".csv":
            arrow_csv.write_csv(made, path)
        case ".parquet":
            pq.write_table(made, path, row_group_size=1000)
        case ".arrow":
            with pa.ipc.new_file(str(path), made.schema) as writer:
                writer.write_table(made, max_chunksize=700)
        case ".arrows":
            with pa.ipc.new_stream(str(path), made.schema) as writer:
                writer.write_table(made, max_chunksize=700)
        case ".xlsx":
            _write_workbook(path, made)
    return path


def read_rows(path: Path) -> list[dict[str, object]]:
    """The rows of a table of results, figures as text without zeros at the end, None where there is nothing."""
    match path.suffix:
        case ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                rows = [{name: text or None for name, text in row.items()} for row in csv.DictReader(file)]
        case ".parquet":
            rows = pq.read_table(path).to_pylist()
        case ".arrow":
            rows = pa.ipc.open_file(pa.memory_map(str(path))).read_all().to_pylist()
        case ".arrows":
            rows = pa.ipc.open_stream(pa.memory_map(str(path))).read_all().to_pylist()
        case _:
            rows = _read_workbook(path)
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    text = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    if text is None:
        return None
    shown = str(text)
    return shown.rstrip("0").rstrip(".") if "." in shown and shown.replace(".", "").isdigit() else shown


def _write_workbook(path: Path, made: pa.Table) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(made.column_names)
    for row in made.to_pylist():
        sheet.append(list(row.values()))
    workbook.save(path)


def _read_workbook(path: Path) -> list[dict[str, object]]:
    from openpyxl import load_workbook

    headings, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]
