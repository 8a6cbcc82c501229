"""The facts of many units as columns of the engine's integers: natural widths, masks for what is unknown, offsets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.domain.facts import Fact

Numbers = npt.NDArray[Any]
"""Integers: int8, int16, int32 or int64; Python integers (dtype object) where a declared range is wider."""
Flags = npt.NDArray[np.bool_]

_WIDTHS = (np.int8, np.int16, np.int32, np.int64)


@lru_cache(maxsize=1024)
def width_of(low: int, high: int) -> np.dtype[Any]:
    """The narrowest signed integer type that holds all of a range; object where none does."""
    for width in _WIDTHS:
        limits = np.iinfo(width)
        if limits.min <= low and high <= limits.max:
            return np.dtype(width)
    return np.dtype(object)


def width_of_fact(fact: Fact) -> np.dtype[Any]:
    """The type in which a column of one fact is held."""
    return width_of(fact.low, fact.high)


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """One fact of all units, each integer within the declared range; `known` None: all are known.

    Where a fact is unknown its place holds any integer of the declared range, so that arithmetic stays within bounds.
    """

    values: Numbers
    known: Flags | None = None

    def part(self, start: int, stop: int) -> "NumberColumn":
        """The rows from `start` to before `stop`, without copying."""
        return NumberColumn(self.values[start:stop], None if self.known is None else self.known[start:stop])

    def at(self, rows: npt.NDArray[np.int64]) -> "NumberColumn":
        """The rows named, in that order."""
        return NumberColumn(self.values[rows], None if self.known is None else self.known[rows])


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A list fact of all units: the records of row i are those from `offsets[i]` to before `offsets[i + 1]`.

    `offsets` has one more item than there are rows and need not begin at 0. `fields` are columns over records, in the
    order of the declaration. `known` None: every list is known; a list that is unknown has no records.
    """

    offsets: npt.NDArray[np.int64]
    fields: tuple[NumberColumn, ...]
    known: Flags | None = None

    def part(self, start: int, stop: int) -> "ListColumn":
        """The rows from `start` to before `stop`, without copying: the offsets go on counting from where they did."""
        known = None if self.known is None else self.known[start:stop]
        return ListColumn(self.offsets[start : stop + 1], self.fields, known)

    def at(self, rows: npt.NDArray[np.int64]) -> "ListColumn":
        """The rows named, in that order."""
        first, many = self.offsets[rows], self.offsets[rows + 1] - self.offsets[rows]
        offsets = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(many, out=offsets[1:])
        records = np.repeat(first - offsets[:-1], many) + np.arange(offsets[-1])
        known = None if self.known is None else self.known[rows]
        return ListColumn(offsets, tuple(column.at(records) for column in self.fields), known)


@dataclass(frozen=True, slots=True)
class MarkColumn:
    """What people decided on one leaf: points (integers of 10^places, not yet rounded) where `given`."""

    points: npt.NDArray[np.int64]
    given: Flags


@dataclass(frozen=True, slots=True)
class FactColumns:
    """What is known of many units. A fact that has no column is unknown for all of them.

    `marks` and `excluded` are by index of the program's step; an excluded node has every step below it excluded too.
    """

    rows: int
    numbers: Mapping[str, NumberColumn]
    lists: Mapping[str, ListColumn] = field(default_factory=dict)
    marks: Mapping[int, MarkColumn] = field(default_factory=dict)
    excluded: Mapping[int, Flags] = field(default_factory=dict)

    def part(self, start: int, stop: int) -> "FactColumns":
        """The rows from `start` to before `stop`, without copying."""
        return FactColumns(
            stop - start,
            {name: column.part(start, stop) for name, column in self.numbers.items()},
            {name: column.part(start, stop) for name, column in self.lists.items()},
            {at: MarkColumn(mark.points[start:stop], mark.given[start:stop]) for at, mark in self.marks.items()},
            {at: flags[start:stop] for at, flags in self.excluded.items()},
        )

    def at(self, rows: npt.NDArray[np.int64]) -> "FactColumns":
        """The rows named, in that order, copied."""
        return FactColumns(
            len(rows),
            {name: column.at(rows) for name, column in self.numbers.items()},
            {name: column.at(rows) for name, column in self.lists.items()},
            {at: MarkColumn(mark.points[rows], mark.given[rows]) for at, mark in self.marks.items()},
            {at: flags[rows] for at, flags in self.excluded.items()},
        )
