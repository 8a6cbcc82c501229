"""Quotes of CSV that are opened and not closed where they should be: rows that follow became part of one cell."""

from pathlib import Path

import pyarrow as pa

from engine.domain.finding import Finding, error
from engine.domain.source_place import Place

_TAIL = 64
_BREAKS = "\n", "\r"


def holds_rows(path: Path, text: str) -> bool:
    """Whether a cell that should name something holds lines of a CSV instead."""
    return path.suffix.lower() == ".csv" and any(each in text for each in _BREAKS)


def runs_to_the_end(path: Path, last: pa.RecordBatch) -> bool:
    """Whether the last cell of a CSV runs on to the end of the file, since its quote is never closed."""
    text = last.column(last.num_columns - 1)[-1].as_py() or ""
    if not holds_rows(path, text):
        return False
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return not file.read().rstrip(b"\r\n \0").endswith(b'"')  # UTF-16 has zeros between


def quote_not_closed(place: Place) -> Finding:
    """What is told of either."""
    return error(
        "table.syntax",
        place,
        "Dấu nháy kép mở ở đây mà không đóng: các dòng sau thành một ô.",
        "A double quote is opened here and not closed: the rows that follow became part of the cell.",
        'Đóng dấu nháy; viết "" để có dấu nháy bên trong.',
        'Close the quote; write "" for a quote inside.',
    )
