"""What a table is read as: pieces of bounded size that know their row numbers, and what is wrong with single rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.domain.finding import Finding

CELLS_AT_ONCE = 1 << 23
"""Cells of one piece: what bounds the memory of a run, whatever the length of the table."""

MOST_ROWS_AT_ONCE = 1 << 16

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RowNote:
    """A finding about one row: its number as `Piece` counts, and the unit and column, "" where it is about neither."""

    row: int
    column: str
    unit: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows `first` to before `stop` of a table, counted from 0 among all lines below the headings.

    `numbers` are those of the rows of `batch`, ascending; None: each row from `first` on is there. What is missing is
    blank or has a note.
    """

    batch: pa.RecordBatch
    first: int
    stop: int
    numbers: Numbers | None = None
    notes: tuple[RowNote, ...] = ()

    @property
    def every_number(self) -> Numbers:
        """The number of each row of `batch`."""
        return np.arange(self.first, self.stop) if self.numbers is None else self.numbers

    def number_of(self, index: int) -> int:
        """The number of a row of `batch`."""
        return self.first + index if self.numbers is None else int(self.numbers[index])

    def part(self, first: int, stop: int) -> "Piece":
        """The rows from `first` to before `stop`, which lie within this piece; nothing is copied."""
        if (first, stop) == (self.first, self.stop):
            return self
        if self.numbers is None:
            low, high, numbers = first - self.first, stop - self.first, None
        else:
            low, high = (int(at) for at in np.searchsorted(self.numbers, (first, stop)))
            numbers = self.numbers[low:high]
        notes = tuple(note for note in self.notes if first <= note.row < stop)
        return Piece(self.batch.slice(low, high - low), first, stop, numbers, notes)


class Source(Protocol):
    """A table that is read from its beginning, or from a row on; closed by `with`.

    `first_number` is the number that people see for row 0: 2 where headings are row 1. `decimal_comma`: so are
    decimals written in its text.
    """

    schema: pa.Schema
    first_number: int
    decimal_comma: bool

    def pieces(self, start: int) -> Iterator[Piece]:
        """The pieces from row `start` on, one after the other; raises InvalidDocument where the file is damaged."""

    def share_read(self) -> float:
        """How much of the file has been read, 0 to 1. May be asked while another thread reads."""

    def __enter__(self) -> Self:
        """The source itself."""

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""


def rows_at_once(columns: int) -> int:
    """How many rows of so many columns make one piece."""
    return max(1, min(MOST_ROWS_AT_ONCE, CELLS_AT_ONCE // max(1, columns)))


def recut(pieces: Iterator[Piece], every: int, most: int) -> Iterator[Piece]:
    """The same rows in pieces of at most `most`, with a cut wherever `every` rows are full."""
    for piece in pieces:
        first = piece.first
        while first < piece.stop:
            stop = min(piece.stop, (first // every + 1) * every, first + most)
            yield piece.part(first, stop)
            first = stop


def from_row(pieces: Iterator[Piece], start: int) -> Iterator[Piece]:
    """The rows from `start` on; what lies before is read, not given."""
    for piece in pieces:
        if piece.stop > start:
            yield piece.part(max(piece.first, start), piece.stop)
