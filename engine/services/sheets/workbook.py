"""A scoring sheet as a workbook that prints on A4. The same sheet gives the same bytes, whenever it is made."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from engine.errors import WorkbooksNotReadable
from engine.results.timeless_workbook import save_timeless
from engine.services.sheets.table import WIDTHS, SheetTable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def xlsx_sheet(table: SheetTable) -> bytes:
    """The sheet as the bytes of a workbook; raises WorkbooksNotReadable where the extra is missing."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise WorkbooksNotReadable from None
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = table.title.capitalize()
    above = [table.title, *table.above, table.status]
    lines = [(text,) for text in above]
    rows = [*lines, table.headings, *(line.cells for line in table.lines), *((text,) for text in table.below)]
    bold = {at for at, line in enumerate(table.lines, len(above) + 2) if line.is_heading}
    for at, row in enumerate(rows, 1):
        _write(sheet, at, row, bold=at in bold | {1, len(above), len(above) + 1})
    _lay_out(sheet, len(above) + 1)
    packed = io.BytesIO()
    save_timeless(workbook, packed)
    return packed.getvalue()


def _write(sheet: Worksheet, at: int, row: tuple[str, ...], *, bold: bool) -> None:
    from openpyxl.styles import Alignment, Font

    for column, text in enumerate(row, 1):
        cell = sheet.cell(at, column)
        cell.value = text
        cell.data_type = "s"  # text is text, also where it begins like a formula
        cell.font = Font(bold=bold)
        cell.alignment = Alignment(wrap_text=len(row) > 1, vertical="top")


def _lay_out(sheet: Worksheet, headings: int) -> None:
    """Columns wide enough, headings on every page, A4 across, all columns on one page."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.print_title_rows = f"{headings}:{headings}"
    sheet.freeze_panes = f"C{headings + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
