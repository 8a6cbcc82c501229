"""A workbook → the cells of its sheets, each with its address. The one place where a workbook is opened.

Values alone are read, as they were last computed: no formula is run, no link followed, no macro kept.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.domain.spreadsheet_text import shown_value
from engine.errors import WorkbooksNotReadable
from engine.loading.annex.grid import MOST_COLUMNS, MOST_ROWS, AnnexCell, AnnexGrid, AnnexLine, CellPlace
from engine.loading.annex.limits import too_many_cells
from engine.loading.document import unseen, unseen_character
from engine.loading.folder_files import TextFile

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MOST_PARTS = 2_000
MOST_UNPACKED_BYTES = 60_000_000
MOST_SHEETS = 50

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_NAMES_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D|E)\0|\0<\0!\0(?:D|E)")


def read_xlsx_grids(file: TextFile) -> tuple[AnnexGrid, ...]:
    """The sheets of a workbook, in its order, hidden ones left out.

    Raises WorkbooksNotReadable where the extra is missing; a file that is no sound workbook gives one grid with the
    finding.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise WorkbooksNotReadable from None
    problem = _unsafe(file)
    if problem:
        return (AnnexGrid(file.name, findings=(problem,)),)
    try:
        with _in_silence():
            workbook = load_workbook(io.BytesIO(file.data), read_only=True, data_only=True, keep_links=False)
            sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
            return tuple(_grid(file.name, sheet) for sheet in sheets)
    except Exception:  # noqa: BLE001  # a damaged workbook makes the library raise almost anything
        return (AnnexGrid(file.name, findings=(_damaged(file.name),)),)


@contextmanager
def _in_silence() -> Iterator[None]:
    """The library warns of what it leaves out: drop-down lists, styles, links; none of that is text of the table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _unsafe(file: TextFile) -> Finding | None:
    """Why a file is not even opened: not a workbook, too much when unpacked, or parts that name entities."""
    if file.data.startswith(_OLD_OR_LOCKED):
        return _old_or_locked(file.name)
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as packed:
            parts = packed.infolist()
            # No part gives more than the size it declares: the module stops there.
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
                return _too_much(file.name)
            texts = (packed.read(part) for part in parts if part.filename.lower().endswith((".xml", ".rels")))
            return _damaged(file.name) if any(_NAMES_ENTITIES.search(text) for text in texts) else None
    except Exception:  # noqa: BLE001  # so does a damaged archive
        return _damaged(file.name)


def _grid(name: str, sheet: ReadOnlyWorksheet) -> AnnexGrid:
    sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
    lines: list[AnnexLine] = []
    # The stubs say of a sheet read only what holds for one that is changed.
    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1)  # type: ignore[misc]
    for at, cells in enumerate(rows, 1):
        line = AnnexLine(tuple(_cell(name, sheet.title, at, column, cell) for column, cell in enumerate(cells, 1)))
        filled = list(line.filled())
        if filled and (at > MOST_ROWS or filled[-1][0] >= MOST_COLUMNS):
            return AnnexGrid(name, findings=(too_many_cells(line.place),))
        found = [finding for _, cell in filled if (finding := _unseen_in(cell))]
        if found:
            return AnnexGrid(name, findings=tuple(found))
        if filled:
            lines.append(line)
    return AnnexGrid(name, tuple(lines))


def _unseen_in(cell: AnnexCell) -> Finding | None:
    index = unseen_character(cell.text)
    return None if index is None else unseen(cell.text[index], cell.place)


def _cell(name: str, sheet: str, row: int, column: int, cell: Cell | MergedCell) -> AnnexCell:
    place = CellPlace(name, row, column, f"{sheet}!{_letters(column)}{row}")
    value = cell.value
    day = value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
    return AnnexCell(shown_value(value, cell.number_format or ""), place, day)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _old_or_locked(name: str) -> Finding:
    return error(
        "annex.old-workbook",
        Place(name),
        "Tệp là .xls kiểu cũ, hoặc có mật khẩu.",
        "The file is an old .xls, or protected by a password.",
        "Mở bằng phần mềm bảng tính rồi lưu thành .xlsx không mật khẩu.",
        "Open it in a spreadsheet and save it as .xlsx without a password.",
    )


def _too_much(name: str) -> Finding:
    return error(
        "annex.unpacked-too-large",
        Place(name),
        f"Tệp giải nén ra quá {MOST_UNPACKED_BYTES} byte hoặc {MOST_PARTS} phần nên không được mở.",
        f"Unpacked, the file has more than {MOST_UNPACKED_BYTES} bytes or {MOST_PARTS} parts, so it is not opened.",
        "Chép riêng bảng tiêu chí sang một tệp mới.",
        "Copy the table of criteria into a new file.",
    )


def _damaged(name: str) -> Finding:
    return error(
        "annex.damaged-workbook",
        Place(name),
        "Tệp không phải bảng tính .xlsx nguyên vẹn.",
        "The file is not a sound .xlsx workbook.",
        "Mở bằng phần mềm bảng tính rồi lưu lại thành .xlsx.",
        "Open it in a spreadsheet and save it anew as .xlsx.",
    )
