"""Findings about rows → lines of CSV or of JSON, for people who mend the table and for programs."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from engine.columns.files.pieces import RowNote
from engine.columns.files.refusals import refused
from engine.domain.finding import error
from engine.domain.source_place import Place
from engine.domain.spreadsheet_text import harmless

COLUMNS = ("row", "column", "unit", "code", "message_vi", "message_en", "hint_vi", "hint_en")
_CSV, _JSON = (".csv",), (".jsonl", ".ndjson")


def is_json(path: Path) -> bool:
    """Whether findings go into JSON lines, else CSV; raises InvalidDocument for a name that ends in neither."""
    suffix = path.suffix.lower()
    if suffix not in _CSV + _JSON:
        raise refused(
            error(
                "many.findings-kind",
                Place(path.name),
                f"Lỗi từng dòng không ghi được vào tệp có đuôi '{path.suffix}'.",
                f"Findings are not written to files whose names end in '{path.suffix}'.",
                "Dùng .csv hoặc .jsonl.",
                "Use .csv or .jsonl.",
            )
        )
    return suffix in _JSON


def heading(*, as_json: bool) -> bytes:
    """What stands above the findings: in CSV the names of the columns, as spreadsheets in Viet Nam read them."""
    return b"" if as_json else "\ufeff".encode() + (";".join(COLUMNS) + "\r\n").encode()


def lines(notes: Sequence[RowNote], first_number: int, *, as_json: bool) -> bytes:
    """A line for each finding."""
    rows = [_members(note, first_number) for note in notes]
    if as_json:
        return "".join(
            json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n" for row in rows
        ).encode()
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerows([row[0], *(harmless(str(text)) for text in row[1:])] for row in rows)
    return made.getvalue().encode()


def _members(note: RowNote, first_number: int) -> tuple[object, ...]:
    finding = note.finding
    said = (finding.message.vi, finding.message.en, finding.hint.vi, finding.hint.en)
    return (note.row + first_number, note.column, note.unit, finding.code, *said)
