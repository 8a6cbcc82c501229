"""A scoring sheet in the form that was asked for: text, CSV, HTML, a workbook, or JSON."""

from collections.abc import Callable, Mapping

from engine.domain.numbers import decimal_text
from engine.domain.text import Text
from engine.results.canonical import canonical_bytes
from engine.services.set_document import reference
from engine.services.sheets.formats import csv_sheet, html_sheet, text_sheet
from engine.services.sheets.sheet_service import Sheet, SheetRow
from engine.services.sheets.table import SheetTable, table_of
from engine.services.sheets.workbook import xlsx_sheet

SHEET_FORMAT = "parindex/sheet/1"

_WRITERS: Mapping[str, Callable[[SheetTable], bytes]] = {
    "text": lambda table: text_sheet(table).encode(),
    "csv": lambda table: csv_sheet(table).encode(),
    "html": lambda table: html_sheet(table).encode(),
    "xlsx": xlsx_sheet,
}


def rendered_sheet(sheet: Sheet, form: str, language: str) -> bytes:
    """The bytes of a sheet; `form` is text, csv, html, xlsx or json, of which json speaks both languages.

    Raises WorkbooksNotReadable for xlsx where the extra is missing.
    """
    if form == "json":
        return canonical_bytes(sheet_document(sheet))
    return _WRITERS[form](table_of(sheet, language))


def sheet_document(sheet: Sheet) -> dict[str, object]:
    """The sheet for machines."""
    return {
        "format": SHEET_FORMAT,
        "criteria_set": reference(sheet.rules),
        "profile": sheet.profile_id,
        "year": sheet.year,
        "maximum": decimal_text(sheet.maximum),
        "note": sheet.status.as_mapping(),
        "rows": [_row(row) for row in sheet.rows],
        "left_out": _texts(sheet.left_out),
    }


def _row(row: SheetRow) -> dict[str, object]:
    return {
        "id": row.id,
        "depth": row.depth,
        "title": row.title.as_mapping(),
        "maximum": decimal_text(row.maximum),
        "part": row.part.as_mapping(),
        "rule": _texts(row.rule),
        "facts": _texts(row.facts),
        "documents": _texts(row.documents),
    }


def _texts(texts: tuple[Text, ...]) -> list[dict[str, str]]:
    return [text.as_mapping() for text in texts]
