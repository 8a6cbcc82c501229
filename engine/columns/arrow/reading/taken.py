"""What became of the cells of one column, and the buffers of an Arrow array as NumPy sees them, without copying."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.columns.fact_columns import Flags, NumberColumn, Numbers, width_of_fact
from engine.domain.facts import Fact

Rows = npt.NDArray[np.int64]
"""Places in a column, ascending."""

NO_ROWS: Rows = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Taken:
    """The values of a column, and the places of the cells that were refused: these are not known."""

    values: Numbers
    known: Flags | None
    wrong: Rows

    def column(self) -> NumberColumn:
        """The values as a column of facts."""
        return NumberColumn(self.values, self.known)


def nothing_known(fact: Fact, rows: int) -> Taken:
    """A column in which every cell is empty."""
    return Taken(np.full(rows, fact.low, width_of_fact(fact)), np.zeros(rows, np.bool_), NO_ROWS)


def settled(values: Numbers, known: Flags | None, fits: Flags | None, fact: Fact) -> Taken:
    """Values with those places filled that are not known or do not fit; `fits` None: all do."""
    if known is None and fits is None:
        return Taken(values, None, NO_ROWS)
    if fits is None:
        accepted, wrong = known, NO_ROWS
    else:
        accepted = fits if known is None else fits & known
        wrong = np.flatnonzero(~fits if known is None else known & ~fits)
    assert accepted is not None
    if not values.flags.writeable:
        values = values.copy()
    np.copyto(values, fact.low, where=~accepted)
    return Taken(values, None if accepted.all() else accepted, wrong)


def raw(array: pa.Array, dtype: npt.DTypeLike, each: int = 1) -> npt.NDArray[Any]:
    """The values of an array of fixed width; what stands under a null means nothing. `each`: items a value."""
    buffer = array.buffers()[1]
    if buffer is None or not len(array):
        return np.zeros(len(array) * each, dtype)
    values = np.frombuffer(buffer, dtype, (array.offset + len(array)) * each)[array.offset * each :]
    values.flags.writeable = False  # the memory belongs to the batch
    return values


def all_within(values: Numbers, low: int, high: int) -> bool:
    """Whether all values lie from `low` to `high`, both included."""
    return not len(values) or bool(low <= values.min() and values.max() <= high)


def bits(buffer: pa.Buffer, offset: int, count: int) -> Flags:
    """A bitmap as truth values."""
    first = offset // 8
    part = np.frombuffer(buffer, np.uint8)[first : (offset + count + 7) // 8]
    start = offset - 8 * first
    return np.unpackbits(part, count=start + count, bitorder="little")[start:].view(np.bool_)


def known_of(array: pa.Array) -> Flags | None:
    """Where an array has a value; None: everywhere."""
    if not array.null_count:
        return None
    validity = array.buffers()[0]
    if validity is None:
        return np.zeros(len(array), np.bool_)
    return bits(validity, array.offset, len(array))


def both(first: Flags | None, second: Flags | None) -> Flags | None:
    """Where both are true; None is true everywhere."""
    if first is None or second is None:
        return second if first is None else first
    return first & second


def by_codes(coded: pa.DictionaryArray, distinct: Taken) -> Taken:
    """The values of a column of which each distinct value has been taken."""
    known = known_of(coded.indices)
    codes = raw(coded.indices, coded.indices.type.to_pandas_dtype())
    if known is not None and not all_within(codes, 0, len(distinct.values) - 1):
        codes = np.where(known, codes, 0)  # what stands under a null means nothing
    values = distinct.values.take(codes)
    known = both(known, None if distinct.known is None else distinct.known.take(codes))
    if not len(distinct.wrong):
        return Taken(values, known, NO_ROWS)
    refused = np.zeros(len(distinct.values), np.bool_)
    refused[distinct.wrong] = True
    there = known_of(coded.indices)
    wrong = refused.take(codes)
    return Taken(values, known, np.flatnonzero(wrong if there is None else wrong & there))


def merged(parts: Sequence[Rows]) -> Rows:
    """Places of several kinds, each once, ascending."""
    some = [part for part in parts if len(part)]
    if not some:
        return NO_ROWS
    return np.unique(np.concatenate(some)) if len(some) > 1 else some[0]
