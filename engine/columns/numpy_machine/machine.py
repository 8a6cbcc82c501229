"""The flat statements of a set over columns with NumPy: blocks that stay in the cache, each in exact arithmetic."""

from collections.abc import Sequence
from threading import local
from typing import Any

import numpy as np

from engine.columns.fact_columns import FactColumns
from engine.columns.flat.flat_program import FlatProgram
from engine.columns.flat.widths import Widths
from engine.columns.named_columns import named
from engine.columns.numpy_machine.folds import FoldColumn, as_kind, kind_of_fact
from engine.columns.numpy_machine.shapes import Writer
from engine.columns.numpy_machine.tape import DTYPES, Array, Kind, Register, Tape, Workspace
from engine.program import expressions as e

BLOCK = 65_536
"""Rows that are run at once: few enough for the last cache, and so many that calls cost little and threads
seldom wait for the interpreter.
"""


class NumpyMachine:
    """Fills one column for each result of a flat program. Shared between threads: each has room of its own.

    Raises NotProvable where 64 bits may not hold a statement that the outputs need.
    """

    def __init__(self, flat: FlatProgram, outputs: Sequence[e.Expr]) -> None:
        self._flat = flat
        self._widths = Widths(flat)
        self._tape = Tape()
        self._given: list[tuple[str, Register]] = []
        self._folds: list[tuple[FoldColumn, Register]] = []
        writer = Writer(self._tape, self._widths, self._source)
        for statement in flat.needed(outputs):
            within = self._widths.interval(e.FactRef(statement.name))
            writer.keep(statement.name, _narrowest(writer, writer.write(statement.expr), within))
        self._outputs = [writer.write(output) for output in outputs]
        self._made = {made for _, _, _, made in self._tape.code}
        self._threads = local()

    def _source(self, expr: e.Expr) -> Register:
        if isinstance(expr, e.FoldList):
            fold = FoldColumn(expr, self._widths)
            register = self._tape.input(fold.kind)
            self._folds.append((fold, register))
            return register
        assert isinstance(expr, e.FactRef), "fields stand inside folds"
        register = self._tape.input(kind_of_fact(self._flat.declared[expr.id]))
        self._given.append((expr.id, register))
        return register

    def run(self, facts: FactColumns, into: Sequence[Array]) -> None:
        """Fill one integer array for each output; each holds what is proved of that output."""
        room = self._room()
        columns = [self._column(facts, name, register.kind) for name, register in self._given]
        direct, copied = self._targets(into)
        with np.errstate(all="ignore"):  # rows of a table are computed for values outside them too, and not chosen
            for start in range(0, facts.rows, BLOCK):
                stop = min(start + BLOCK, facts.rows)
                registers = room.main.registers(stop - start)
                for (_, register), column in zip(self._given, columns, strict=True):
                    registers[register.at] = column[start:stop]
                for at, (fold, register) in enumerate(self._folds):
                    registers[register.at], room.folds[at] = fold.block(facts, start, stop, room.folds[at])
                for index, target in direct:
                    registers[index] = target[start:stop]
                room.main.run(registers)
                for index, target in copied:
                    np.copyto(target[start:stop], registers[index], casting="unsafe")

    def _column(self, facts: FactColumns, name: str, kind: Kind) -> Array:
        return as_kind(named(facts, name, self._flat.declared[name]), kind)

    def _targets(self, into: Sequence[Array]) -> tuple[list[tuple[int, Array]], list[tuple[int, Array]]]:
        """What the tape writes where it is wanted, and what is copied there: another width, or wanted twice."""
        direct: dict[int, Array] = {}
        copied: list[tuple[int, Array]] = []
        for register, target in zip(self._outputs, into, strict=True):
            fits = target.dtype == DTYPES[register.kind] and register.at in self._made
            if fits and register.at not in direct:
                direct[register.at] = target
            else:
                copied.append((register.at, target))
        return list(direct.items()), copied

    def _room(self) -> "_Room":
        room: Any = getattr(self._threads, "room", None)
        if room is None:
            main = Workspace(self._tape, [register.at for register in self._outputs], BLOCK)
            room = self._threads.room = _Room(main, [fold.workspace(BLOCK) for fold, _ in self._folds])
        found: _Room = room
        return found


class _Room:
    """What one thread works in."""

    def __init__(self, main: Workspace, folds: list[Workspace]) -> None:
        self.main, self.folds = main, folds


def _narrowest(writer: Writer, register: Register, within: tuple[int, int]) -> Register:
    """A statement as int32 where that holds it: what most statements after it are computed in."""
    if register.kind in ("f8", "i8") and writer.kind_for(within) == "i4":
        return writer.cast(register, "i4")
    return register
