"""What raw answers write → where it is counted: each text is looked up once a dictionary, rows are mapped at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.columns.arrow_buffers import array_of, integers_of, known
from engine.domain.text import nfc

Shares = npt.NDArray[np.int32]
"""What one column adds to the position of each row's count."""

UNKNOWN = -(1 << 29)
"""What a text adds that means nothing: whatever the other columns add, the position stays below 0."""

_WIDEST, _FURTHEST = 1 << 16, 1 << 30


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of a block: what each row adds, and where a text is unknown, which rows hold which."""

    shares: Shares
    indices: Any = None
    texts: Sequence[str] = ()

    @property
    def has_unknown(self) -> bool:
        """Whether some row may hold a text that means nothing."""
        return self.indices is not None

    def text_at(self, row: int) -> str:
        """The text of a row, "" where the cell is empty."""
        index = self.indices[row].as_py()
        return "" if index is None else self.texts[index]


class CodeColumn:
    """Maps the cells of one column. `share_of` tells what a text adds, UNKNOWN where it means nothing.

    Used by one thread; the dictionary that was looked up last is kept, since most blocks of a file share theirs.
    `only_what_is_there`: looking a text up leaves a trace, so numbers between others are not looked up.
    """

    def __init__(self, share_of: Callable[[str], int], *, only_what_is_there: bool = False) -> None:
        self._share_of, self._only_what_is_there = share_of, only_what_is_there
        self._empty = share_of("")
        self._dictionary: Any = None
        self._range = (0, 0)
        self._texts: Sequence[str] = ()
        self._shares = array_of(np.zeros(0, np.int32))
        self._some_unknown = False

    def coded(self, column: pa.Array) -> Coded:
        """The column as shares."""
        indices = self._indices(column)
        if len(self._shares):
            shares = integers_of(pc.take(self._shares, indices, boundscheck=False), self._empty)
        else:  # every cell is empty
            shares = np.full(len(column), self._empty, np.int32)
        if self._some_unknown or (column.null_count and self._empty < 0):
            return Coded(shares, indices, self._texts)
        return Coded(shares)

    def _indices(self, column: pa.Array) -> Any:  # noqa: ANN401  # an array; the library has no types
        kind = column.type
        if pa.types.is_integer(kind) and not self._only_what_is_there:
            indices = self._small_numbers(column)
            if indices is not None:
                return indices
        if not pa.types.is_dictionary(kind):
            column = pc.dictionary_encode(column)
        if self._dictionary is None or not column.dictionary.equals(self._dictionary):
            self._dictionary, self._range = column.dictionary, (0, 0)
            self._look_up([_text(value) for value in column.dictionary.to_pylist()])
        return column.indices

    def _small_numbers(self, column: pa.Array) -> Any:  # noqa: ANN401  # an array, or None
        """Whole numbers that lie close together, as distances from the least; None where they do not."""
        first, stop = self._range
        if stop > first and not column.null_count and column.type == pa.int32():
            distances = integers_of(column) - np.int32(first)
            if int(distances.view(np.uint32).max(initial=0)) < stop - first:  # those below the first wrap round
                return array_of(distances)
        ends = pc.min_max(column)
        low, high = ends["min"].as_py(), ends["max"].as_py()
        if low is None or high - low >= _WIDEST or low < -_FURTHEST or high > _FURTHEST:
            return None
        if not first <= low <= high < stop:
            if stop > first and max(high + 1, stop) - min(low, first) <= _WIDEST:
                low, high = min(low, first), max(high, stop - 1)
            self._range, self._dictionary, first = (low, high + 1), None, low
            self._look_up([str(number) for number in range(low, high + 1)])
        numbers = integers_of(column, low)
        distances = array_of(numbers.astype(np.int32) - np.int32(first))
        if not column.null_count:
            return distances
        validity = pa.py_buffer(np.packbits(known(column), bitorder="little"))
        return pa.Array.from_buffers(pa.int32(), len(column), [validity, distances.buffers()[1]])

    def _look_up(self, texts: Sequence[str]) -> None:
        shares = np.array([self._share_of(text) for text in texts], np.int32)
        self._texts, self._shares = texts, array_of(shares)
        self._some_unknown = bool((shares < 0).any())


def _text(value: object) -> str:
    """A value of a dictionary as a form writes it."""
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else nfc(str(value)).strip()
