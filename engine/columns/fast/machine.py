"""Runs flat programs over columns on compiled kernels; as many threads as like may run one machine at a time."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.columns.fact_columns import FactColumns
from engine.columns.fast.assembly import assembled
from engine.columns.fast.columns_at import Alike, Batch, address_of
from engine.columns.fast.compiled import Execute, executor
from engine.columns.fast.tape import Column, Fixed, Result, Tape
from engine.columns.flat.flat_program import FlatProgram
from engine.columns.flat.widths import Widths
from engine.program import expressions as e

BLOCK = 2048
"""Rows run at a time: what is between two instructions stays in the nearest caches."""

_LINE = 64
_PITCH = BLOCK + _LINE
"""Blocks of the scratch room begin this many numbers apart: the room for running sums has one more than a block, and
blocks at equal places of their pages would hinder each other.
"""
_KINDS = {1: np.int8, 2: np.int16, 4: np.int32, 8: np.int64}
Integers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A tape with the widths of results and columns that it was made for; `read` are the operands that the columns
    are, `filled` those that are results, each with the result's number.
    """

    tape: Tape
    widths: tuple[int, ...]
    columns: tuple[Column, ...]
    read: tuple[int, ...]
    filled: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Room:
    """The scratch room of one thread, with the places of all operands that lie in it."""

    memory: Integers
    places: npt.NDArray[np.int64]


class FastMachine:
    """Fills one array for each of `outputs`: each row is what the expression comes to for that row's facts."""

    def __init__(self, flat: FlatProgram, outputs: Sequence[e.Expr]) -> None:
        self._flat, self._outputs = flat, tuple(outputs)
        self._widths = Widths(flat)
        self._fitted: list[_Fitted] = []
        self._mine = threading.local()

    @staticmethod
    def supports(flat: FlatProgram) -> bool:
        """Whether 64 bits are proved to hold every statement."""
        return not Widths(flat).unproved

    def run(self, facts: FactColumns, into: Sequence[Integers]) -> None:
        """Fill `into`, one array of int8, int16, int32 or int64 for each output, as long as there are rows.

        The values must fit the arrays. Raises ValueError for arrays of another shape.
        """
        for array in into:
            if array.shape != (facts.rows,) or not array.flags.c_contiguous or array.dtype.char not in "bhilq":
                raise ValueError("each result needs an array of integers with one number for each row, side by side")
        if facts.rows:
            self._run(Batch(facts, self._flat.declared), into, executor())

    def _run(self, batch: Batch, into: Sequence[Integers], execute: Execute) -> None:
        fitted, found = self._fit(batch, [array.dtype.itemsize for array in into])
        arrays = [_filled(each) if isinstance(each, Alike) else each for each in found]
        tape, places = fitted.tape, self._room(fitted.tape).places.copy()
        for at, array, each in zip(fitted.read, arrays, found, strict=True):
            places[at] = address_of(array), 0 if isinstance(each, Alike) else array.dtype.itemsize
        for at, result in fitted.filled:
            places[at] = address_of(into[result]), into[result].dtype.itemsize
        tables = address_of(tape.instructions), address_of(tape.spans), len(tape.spans)
        execute(*tables, address_of(places), address_of(tape.table), batch.facts.rows, BLOCK)

    def _fit(self, batch: Batch, into: Sequence[int]) -> tuple[_Fitted, list[Integers | Alike]]:
        """The tape for the widths of this batch, made when they are first met; and the columns that it reads."""
        for fitted in self._fitted:
            found = [batch.at(column) for column in fitted.columns]
            if fitted.widths == (*into, *map(_lane, found)):
                return fitted, found
        tape = assembled(self._flat, self._widths, self._outputs, lambda column: _lane(batch.at(column)), into)
        sources = list(enumerate(block.source for block in tape.operands))
        read = [(at, source) for at, source in sources if isinstance(source, Column)]
        found = [batch.at(column) for _, column in read]
        filled = tuple((at, source.at) for at, source in sources if isinstance(source, Result))
        places, columns = tuple(at for at, _ in read), tuple(column for _, column in read)
        fitted = _Fitted(tape, (*into, *map(_lane, found)), columns, places, filled)
        self._fitted.append(fitted)
        return fitted, found

    def _room(self, tape: Tape) -> _Room:
        """The scratch room of this thread, with the numbers that the set fixes filled in."""
        rooms: dict[int, _Room] = self._mine.__dict__.setdefault("rooms", {})
        if id(tape) not in rooms:
            raw = np.empty(tape.room * _PITCH + _LINE, np.int8)
            room = raw[-raw.ctypes.data % _LINE :]
            places = np.zeros((len(tape.operands), 2), np.int64)
            places[:, 0] = address_of(room) + np.array(tape.rooms, np.int64) * _PITCH
            for block, place in zip(tape.operands, tape.rooms, strict=True):
                if isinstance(block.source, Fixed):
                    part = room[place * _PITCH : (place + block.lane) * _PITCH]
                    part.view(_KINDS[block.lane])[:] = block.source.value
            rooms[id(tape)] = _Room(room, places)
        return rooms[id(tape)]


def _filled(alike: Alike) -> Integers:
    """A block that is read again and again, for a column that has one number in all rows."""
    return np.full(_PITCH, alike.value, _KINDS[alike.lane])


def _lane(found: Integers | Alike) -> int:
    return found.lane if isinstance(found, Alike) else found.dtype.itemsize
