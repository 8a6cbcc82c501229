"""Where the columns of a batch are in memory: nothing is copied that can be read where it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.columns.fact_columns import FactColumns, ListColumn, NumberColumn
from engine.columns.fast.tape import Column
from engine.columns.flat.flat_program import EXCLUDED, GIVEN, MARK
from engine.domain.facts import Fact

Array = npt.NDArray[Any]
_WIDTHS = frozenset("bhilq")


@dataclass(frozen=True, slots=True)
class Alike:
    """A column of which every row has the same number."""

    value: int
    lane: int


@dataclass(frozen=True, slots=True)
class Batch:
    """The columns of one batch, as arrays of integers side by side."""

    facts: FactColumns
    declared: Mapping[str, Fact]

    def at(self, column: Column) -> Array | Alike:
        """One column, the caller's own array wherever it can be read; raises OverflowError beyond 64 bits."""
        found = self._found(column)
        return found if isinstance(found, Alike) else _readable(found)

    def _found(self, column: Column) -> Array | Alike:
        match column.of:
            case "values":
                number = self.facts.numbers.get(column.name)
                return Alike(self.declared[column.name].low, 8) if number is None else number.values
            case "known":
                return self._known(column.name)
            case "offsets" | "field" | "field known":
                return self._of_list(column, self.facts.lists.get(column.name))
            case _ if column.of == EXCLUDED:
                flags = self.facts.excluded.get(column.at)
                return Alike(0, 1) if flags is None else flags
        mark = self.facts.marks.get(column.at)
        if mark is None:
            return Alike(0, 8 if column.of == MARK else 1)
        return mark.given if column.of == GIVEN else mark.points

    def _known(self, name: str) -> Array | Alike:
        column: NumberColumn | ListColumn | None = self.facts.numbers.get(name) or self.facts.lists.get(name)
        if column is None:
            return Alike(0, 1)
        return Alike(1, 1) if column.known is None else column.known

    def _of_list(self, column: Column, found: ListColumn | None) -> Array | Alike:
        if found is None:
            return Alike(0, 1 if column.of == "field known" else 8)
        if column.of == "offsets":
            return np.asarray(found.offsets, np.int64)
        values = found.fields[column.at]
        if column.of == "field":
            return values.values
        return Alike(1, 1) if values.known is None else values.known


def _readable(array: Array) -> Array:
    """The same numbers, side by side in a width that the machine has."""
    kind = array.dtype
    if kind.char == "?":
        array = array.view(np.int8)
    elif kind.char not in _WIDTHS or not kind.isnative:
        array = array.astype(np.int64 if kind.itemsize > 2 else np.int32)
    return array if array.flags.c_contiguous else np.ascontiguousarray(array)


def address_of(array: Array) -> int:
    """Where the first number of an array is."""
    place: int = array.__array_interface__["data"][0]
    return place
