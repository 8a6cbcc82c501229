"""Batches → the one sheet of a workbook, row by row; text stays text also where it begins like a formula."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from engine.errors import WorkbooksNotReadable
from engine.results.timeless_workbook import save_timeless

MOST_ROWS = 1_048_575
"""Rows that a sheet has below its headings."""


def write_workbook(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> None:
    """Write a workbook; raises WorkbooksNotReadable where the extra is missing."""
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    except ImportError:
        raise WorkbooksNotReadable from None
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("parindex")

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
        made.data_type = "s"
        return made

    sheet.append([cell(name) for name in schema.names])
    for batch in batches:
        columns = [column.to_pylist() for column in batch.columns]
        for row in zip(*columns, strict=True):
            sheet.append([cell(value) for value in row])
    save_timeless(workbook, path)


def see_that_workbooks_can_be_written() -> None:
    """Raise WorkbooksNotReadable where the extra is missing."""
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise WorkbooksNotReadable from None
