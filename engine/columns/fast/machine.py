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
from engine.columns.fast.compiled import executor
from engine.columns.fast.tape import Block, Column, Fixed, Register, Result, Tape
from engine.columns.flat_program import FlatProgram
from engine.columns.widths import Widths
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
    """A tape with the widths that it was made for."""

    tape: Tape
    columns: tuple[Column, ...]
    widths: tuple[int, ...]


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

    def _run(self, batch: Batch, into: Sequence[Integers], execute: Any) -> None:
        fitted = self._fit(batch, [array.dtype.itemsize for array in into])
        room = self._room(fitted.tape)
        tape, places = fitted.tape, self._placed(fitted.tape, batch, into, room)
        tables = address_of(tape.instructions), address_of(tape.spans), len(tape.spans)
        execute(*tables, address_of(places), address_of(tape.table), batch.facts.rows, BLOCK)

    def _fit(self, batch: Batch, into: Sequence[int]) -> _Fitted:
        """The tape for the widths of this batch, made when they are first met."""
        for fitted in self._fitted:
            if fitted.widths == (*into, *(_lane(batch, column) for column in fitted.columns)):
                return fitted
        tape = assembled(self._flat, self._widths, self._outputs, lambda column: _lane(batch, column), into)
        columns = tuple(batch.held)
        fitted = _Fitted(tape, columns, (*into, *(_lane(batch, column) for column in columns)))
        self._fitted.append(fitted)
        return fitted

    def _room(self, tape: Tape) -> Integers:
        """The scratch room of this thread, with the numbers that the set fixes filled in."""
        rooms: dict[int, Integers] = self._mine.__dict__.setdefault("rooms", {})
        if id(tape) not in rooms:
            raw = np.empty(tape.room * _PITCH + _LINE, np.int8)
            room = raw[-raw.ctypes.data % _LINE :]
            for block, place in zip(tape.operands, tape.rooms, strict=True):
                if isinstance(block.source, Fixed):
                    part = room[place * _PITCH : (place + block.lane) * _PITCH]
                    part.view(_KINDS[block.lane])[:] = block.source.value
            rooms[id(tape)] = room
        return rooms[id(tape)]

    def _placed(self, tape: Tape, batch: Batch, into: Sequence[Integers], room: Integers) -> npt.NDArray[np.int64]:
        """Address and stride of every operand."""
        first, places = address_of(room), np.zeros((len(tape.operands), 2), np.int64)
        for at, (block, place) in enumerate(zip(tape.operands, tape.rooms, strict=True)):
            array = _array(block, batch, into)
            if array is None:
                places[at, 0] = first + place * _PITCH
            elif isinstance(array, Alike):
                made = batch.held[_source(block)] = np.full(_PITCH, array.value, _KINDS[array.lane])
                places[at, 0] = address_of(made)
            else:
                places[at] = address_of(array), block.lane
        return places


def _source(block: Block) -> Column:
    assert isinstance(block.source, Column), "only a column of the batch has one number for all rows"
    return block.source


def _lane(batch: Batch, column: Column) -> int:
    found = batch.at(column)
    return found.lane if isinstance(found, Alike) else found.dtype.itemsize


def _array(block: Block, batch: Batch, into: Sequence[Integers]) -> Integers | Alike | None:
    match block.source:
        case Column() as column:
            return batch.at(column)
        case Result(at):
            return into[at]
        case Register() | Fixed():
            return None
