"""The first visible sheet of a workbook → pieces of text, as the cells show it; no formula is run, no link followed.

A formula has the value that was saved with it. Where none was, the row is refused: what nobody computed is not missing.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from itertools import islice, repeat
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa

from engine.columns.files.csv_refusals import see_that_headings_differ
from engine.columns.files.pieces import Piece, RowNote, rows_at_once
from engine.columns.files.refusals import damaged
from engine.columns.files.workbook_safety import see_that_it_is_safe
from engine.domain.finding import error
from engine.domain.source_place import Place
from engine.domain.spreadsheet_text import shown_value
from engine.domain.text import nfc
from engine.errors import InvalidDocument, WorkbooksNotReadable

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell


class WorkbookSource:
    """A workbook. Raises InvalidDocument for one that is not safe, WorkbooksNotReadable without the extra."""

    first_number = 2
    decimal_comma = False

    def __init__(self, path: Path) -> None:
        try:
            from openpyxl import load_workbook
        except ImportError:
            raise WorkbooksNotReadable from None
        self.path = path
        has_formulas = see_that_it_is_safe(path)
        with self._soundness():
            self._workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
            self._as_written = load_workbook(path, read_only=True, keep_links=False) if has_formulas else None
        try:
            with self._soundness():
                visible = [sheet for sheet in self._workbook.worksheets if sheet.sheet_state == "visible"]
                self._sheet = visible[0]
                self._rows = self._sheet.max_row or 0
                self._formulas = self._as_written[self._sheet.title] if self._as_written else None
                for sheet in filter(None, (self._sheet, self._formulas)):
                    sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
                self._headings = self._read_headings()
        except BaseException:
            self._close()
            raise
        self.schema = pa.schema([(name, pa.string()) for name in self._headings])
        self._read = 0

    def pieces(self, start: int) -> Iterator[Piece]:
        """The rows from `start` on; what lies before is read, not given."""
        at_once, first = rows_at_once(len(self._headings)), start
        with self._soundness(lambda: self._read):
            rows = self._sheet.iter_rows(min_row=start + self.first_number)
            formulas = self._formulas.iter_rows(min_row=start + self.first_number) if self._formulas else repeat(())
            pairs = zip(rows, formulas, strict=False)
            while lines := list(islice(pairs, at_once)):
                self._read = first + len(lines)
                yield self._piece(lines, first)
                first += len(lines)

    def share_read(self) -> float:
        """By rows, where the sheet says how many it has."""
        return min(1.0, self._read / self._rows) if self._rows else 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        for workbook in filter(None, (self._workbook, self._as_written)):
            workbook.close()

    def _read_headings(self) -> list[str]:
        with closing(self._sheet.iter_rows(max_row=1, values_only=True)) as rows:
            names = [nfc(str(value).strip()) if value is not None else "" for value in next(rows, ())]
        while names and not names[-1]:
            names.pop()
        see_that_headings_differ(self.path, names, 1)
        return names

    def _piece(self, lines: list[tuple[Any, Any]], first: int) -> Piece:
        width, notes, numbers = len(self._headings), [], []
        columns: list[list[str | None]] = [[] for _ in self._headings]
        for number, (line, formulas) in enumerate(lines, first):
            cells = [_text(cell) for cell in line]
            open_formulas = [at for at, pair in enumerate(zip(line, formulas, strict=False)) if _is_not_computed(*pair)]
            if any(cells[width:]):
                notes.append(self._too_wide(number))
            elif open_formulas:
                notes += [self._not_computed(number, at) for at in open_formulas]
            elif any(cells):
                numbers.append(number)
                for at, column in enumerate(columns):
                    column.append(cells[at] if at < len(cells) else None)
        batch = pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], schema=self.schema)
        return Piece(batch, first, first + len(lines), np.array(numbers, np.int64), tuple(notes))

    def _too_wide(self, number: int) -> RowNote:
        finding = error(
            "table.cells",
            Place(self.path.name),
            f"Dòng có ô ngoài {len(self._headings)} cột có tiêu đề.",
            f"The row has cells beyond the {len(self._headings)} columns with a heading.",
            "Xóa ô thừa, hoặc thêm tiêu đề cho cột.",
            "Delete them, or give their columns headings.",
        )
        return RowNote(number, "", "", finding)

    def _not_computed(self, number: int, at: int) -> RowNote:
        heading = self._headings[at] if at < len(self._headings) else ""
        finding = error(
            "table.not-computed",
            Place(self.path.name),
            "Ô có công thức mà chưa phần mềm nào tính.",
            "The cell holds a formula that no program has computed.",
            "Mở tệp bằng phần mềm bảng tính rồi lưu lại, hoặc ghi giá trị thay công thức.",
            "Open and save the file in a spreadsheet, or write the value in place of the formula.",
        )
        return RowNote(number, heading, "", finding)

    @contextmanager
    def _soundness(self, rows_read: Callable[[], int] | None = None) -> Iterator[None]:
        """What the library makes of a damaged workbook, as a finding; it warns of much that is no text of the table."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        except InvalidDocument:
            raise
        except Exception as fault:  # a damaged workbook makes the library raise almost anything
            raise damaged(self.path, ".xlsx", rows_read() if rows_read else None) from fault


def _is_not_computed(value: "Cell | MergedCell", written: "Cell | MergedCell") -> bool:
    """Whether a cell is a formula without a saved value; one whose value is an empty text says that it is text."""
    return value.value is None and value.data_type == "n" and written.data_type == "f"


def _text(cell: "Cell | MergedCell") -> str | None:
    """A cell as it shows; None where it is empty."""
    value = cell.value
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date():
            return value.isoformat()
    return shown_value(value, cell.number_format or "").strip() or None
