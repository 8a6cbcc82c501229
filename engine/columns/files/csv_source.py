"""A table in CSV → pieces whose cells are the text that stands there: nothing is guessed, no digit is lost.

Rows are numbered as a spreadsheet shows them. What reads with several threads does not count rows, so a row of the
wrong length makes the rest be read by one thread, which does.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from engine.columns.files.cell_text import as_text
from engine.columns.files.csv_refusals import (
    cells_or_quotes,
    is_utf16,
    long_row,
    not_this_encoding,
    see_that_headings_differ,
    see_that_it_is_known,
)
from engine.columns.files.letters_for_bytes import LETTERS, MOST_BYTES_A_LETTER, bytes_of_letters
from engine.columns.files.open_quotes import LastCell, quote_not_closed
from engine.columns.files.pieces import Numbers, Piece, RowNote
from engine.columns.files.refusals import damaged, refused
from engine.domain.source_place import Place
from engine.domain.spreadsheet_text import separator_of
from engine.domain.text import nfc

BLOCK = 4 << 20
"""Bytes that are read at a time; no row may be longer."""

_HEAD = 1 << 20
_HEADINGS = 1
"""Rows that headings take."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before the rows: how the table is written, and its headings."""

    separator: str
    headings: list[str]
    lines_before: int
    is_all: bool
    """Nothing stands below the headings."""


class CsvSource:
    """A CSV file in UTF-8, or in the encoding named. Raises InvalidDocument for one that cannot be read as such.

    Separated by semicolons or commas; an empty cell is null.
    """

    def __init__(self, path: Path, encoding: str = "utf-8") -> None:
        self.path, self.encoding = path, see_that_it_is_known(path, encoding)
        self._size = path.stat().st_size
        self._head = self._read_head()
        self.schema = pa.schema([(name, pa.string()) for name in self._head.headings])
        self.first_number = self._head.lines_before + _HEADINGS + 1
        self.decimal_comma = self._head.separator == ";"
        self._input: pa.NativeFile | None = None

    def pieces(self, start: int) -> Iterator[Piece]:
        """The rows from `start` on; what lies before is read, not given."""
        last = LastCell()
        for piece in self._pieces(start):
            last.pass_by(piece)
            yield piece
        if last.runs_to_the_end(self.path, self.encoding):
            place = Place(self.path.name, last.row + self.first_number, len(self._head.headings))
            raise refused(quote_not_closed(place))

    def _pieces(self, start: int) -> Iterator[Piece]:
        first = start
        if self._head.is_all:
            return
        try:
            for piece in self._quick_pieces(start):
                first = piece.stop
                yield piece
        except _OddRow:
            yield from _Counting(self, first).pieces()

    def share_read(self) -> float:
        """By bytes."""
        opened = self._input
        return opened.tell() / self._size if opened is not None and not opened.closed and self._size else 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._input is not None:
            self._input.close()

    def quick_reader(self) -> arrow_csv.CSVStreamingReader:
        """A reader from the beginning on with several threads, to which a row of the wrong length is a fault."""
        self._input = pa.OSFile(str(self.path))
        encoding = "utf8" if self.encoding == "utf-8" else self.encoding
        return self._reader(self._input, encoding, None, block_size=BLOCK, use_threads=True)

    def counting_reader(self, odd_row: Callable[[arrow_csv.InvalidRow], str]) -> arrow_csv.CSVStreamingReader:
        """A reader with one thread; `odd_row` is called with each row of the wrong length.

        The library makes text of such a row; so UTF-8, which may not be sound, is read as letters that stand for bytes.
        """
        self._input = pa.OSFile(str(self.path))
        if self.encoding != "utf-8":
            return self._reader(self._input, self.encoding, odd_row, block_size=BLOCK, use_threads=False)
        if self._input.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            self._input.seek(0)
        return self._reader(self._input, LETTERS, odd_row, block_size=MOST_BYTES_A_LETTER * BLOCK, use_threads=False)

    @property
    def in_letters(self) -> bool:
        """Whether the reader that counts gives letters that stand for bytes."""
        return self.encoding == "utf-8"

    def _reader(
        self, file: pa.NativeFile, encoding: str, odd_row: object, *, block_size: int, use_threads: bool
    ) -> arrow_csv.CSVStreamingReader:
        """A reader of all columns as bytes: whether they are text is looked at piece by piece."""
        return arrow_csv.open_csv(
            file,
            arrow_csv.ReadOptions(
                use_threads=use_threads,
                block_size=block_size,
                skip_rows=self._head.lines_before,
                column_names=self._head.headings,
                skip_rows_after_names=_HEADINGS,
                encoding=encoding,
            ),
            self._parse_options(odd_row),
            arrow_csv.ConvertOptions(
                check_utf8=False,
                column_types={name: pa.binary() for name in self._head.headings},
                null_values=[""],
                strings_can_be_null=True,
            ),
        )

    def _parse_options(self, odd_row: object) -> arrow_csv.ParseOptions:
        return arrow_csv.ParseOptions(
            delimiter=self._head.separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=odd_row,
        )

    def _quick_pieces(self, start: int) -> Iterator[Piece]:
        first = 0
        try:
            for batch in self.quick_reader():
                stop = first + batch.num_rows
                if stop > start:
                    piece = Piece(batch, first, stop).part(max(first, start), stop)
                    yield as_text(self.path, piece)
                first = stop
        except (pa.ArrowException, UnicodeError) as fault:
            if isinstance(fault, UnicodeError) or _is_long_row(fault):
                raise self.refusal_of(fault, first) from fault
            raise _OddRow from fault

    def refusal_of(self, fault: Exception, after: int) -> Exception:
        """What a complaint of the library means."""
        if _is_long_row(fault):
            return refused(long_row(self.path, after + self.first_number, BLOCK))
        if isinstance(fault, UnicodeError):
            return refused(not_this_encoding(self.path, self.encoding, after + self.first_number))
        return damaged(self.path, "CSV", after)

    def _read_head(self) -> _Head:
        with self.path.open("rb") as file:
            data = file.read(_HEAD)
        if self.encoding == "utf-8" and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise refused(is_utf16(self.path))
        is_whole = len(data) == self._size
        decoder = codecs.getincrementaldecoder("utf-8-sig" if self.encoding == "utf-8" else self.encoding)()
        try:
            text = decoder.decode(data)
        except UnicodeError as fault:
            text, is_whole = self._text_before(data, fault), False
        separator, rest = separator_of(text)
        lines_before = int(rest is not text)  # a line that names the separator
        rows = csv.reader(io.StringIO(rest[lines_before:], newline=""), delimiter=separator)
        try:
            headings = [nfc(cell) for cell in next(rows, [])]
        except csv.Error:
            raise refused(long_row(self.path, 1, csv.field_size_limit())) from None
        see_that_headings_differ(self.path, headings, lines_before + 1)
        with suppress(csv.Error):  # a long cell is a row all the same
            return _Head(separator, headings, lines_before, is_whole and next(rows, None) is None)
        return _Head(separator, headings, lines_before, is_all=False)

    def _text_before(self, data: bytes, fault: UnicodeError) -> str:
        """The head as far as it is text, where that goes beyond the headings."""
        start = fault.start if isinstance(fault, UnicodeDecodeError) else 0
        text = data[:start].decode(self.encoding, "ignore").removeprefix("\ufeff")
        if "\n" not in text:
            raise refused(not_this_encoding(self.path, self.encoding, 1)) from fault
        return text


def _is_long_row(fault: Exception) -> bool:
    return str(fault).startswith("straddling object")


class _OddRow(Exception):
    """A row has more or fewer cells than there are headings, or cannot be read at all, which counting tells."""


class _Counting:
    """Reads with one thread, which tells the number of each row that has other than the right number of cells."""

    def __init__(self, source: CsvSource, start: int) -> None:
        self.source, self.start = source, start
        self._odd: dict[int, RowNote | None] = {}

    def pieces(self) -> Iterator[Piece]:
        """The rows from the start on."""
        first = 0
        try:
            for batch in self.source.counting_reader(self._note):
                piece = self._numbered(bytes_of_letters(batch) if self.source.in_letters else batch, first)
                first = piece.stop
                if piece.stop > self.start:
                    yield as_text(self.source.path, piece.part(max(piece.first, self.start), piece.stop))
        except (pa.ArrowException, UnicodeError) as fault:
            raise self.source.refusal_of(fault, first) from fault
        if self._odd:  # those at the end of the file, after the last batch
            stop = max(self._odd) + 1
            notes = tuple(note for row, note in sorted(self._odd.items()) if note and row >= self.start)
            empty = pa.RecordBatch.from_pylist([], schema=self.source.schema)
            yield Piece(empty, max(first, self.start), max(stop, self.start), np.empty(0, np.int64), notes)

    def _note(self, row: arrow_csv.InvalidRow) -> str:
        number = row.number - self.source.first_number
        # A line with nothing on it has one cell, an empty one.
        self._odd[number] = None if not row.text.strip() else cells_or_quotes(self.source.path, number, row)
        return "skip"

    def _numbered(self, batch: pa.RecordBatch, first: int) -> Piece:
        """The batch with the numbers of its rows: all from `first` on but those that were left out."""
        count, stop = batch.num_rows, first + batch.num_rows
        left_out: list[int] = []
        for row in sorted(self._odd):
            if row >= stop:
                break
            left_out.append(row)
            stop += 1
        numbers: Numbers = np.setdiff1d(np.arange(first, stop), np.array(left_out, np.int64), assume_unique=True)
        assert len(numbers) == count, "each row has one number"
        notes = tuple(note for row in left_out if (note := self._odd.pop(row)))
        return Piece(batch, first, stop, numbers if left_out else None, notes)
