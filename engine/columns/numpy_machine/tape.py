"""A tape of array operations: written once for a set, run over blocks of rows in room that is used again and again."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Kind = Literal["b", "i1", "i2", "i4", "f8", "i8"]
"""Truth values, and integers of each width; f8 are integers of at most 53 bits."""

DTYPES: dict[Kind, np.dtype[Any]] = {
    "b": np.dtype(np.bool_),
    "i1": np.dtype(np.int8),
    "i2": np.dtype(np.int16),
    "i4": np.dtype(np.int32),
    "f8": np.dtype(np.float64),
    "i8": np.dtype(np.int64),
}
WIDENING: tuple[Kind, ...] = ("b", "i1", "i2", "i4", "f8", "i8")
"""Each kind holds what those before it hold, f8 and i8 within what is proved of the expression at hand."""

Operation = Callable[[Any, Any, Any], object]
"""Takes two operands and where the result goes; one with a single operand is handed it twice."""


class Register(NamedTuple):
    """A column on a tape."""

    at: int
    kind: Kind


class Tape:
    """Registers, the constants among them, and operations in order; an operation written twice is done once."""

    def __init__(self) -> None:
        self.kinds: list[Kind] = []
        self.constants: dict[int, Array] = {}
        self.given: list[int] = []
        self.code: list[tuple[Operation, int, int, int]] = []
        self._fixed: dict[tuple[Kind, int], Register] = {}
        self._done: dict[tuple[Operation, Kind, int, int], Register] = {}

    def constant(self, value: int, kind: Kind) -> Register:
        """A register that holds one number for all rows."""
        if (kind, value) not in self._fixed:
            register = self._fixed[kind, value] = self._new(kind)
            self.constants[register.at] = np.array(value, DTYPES[kind])
        return self._fixed[kind, value]

    def input(self, kind: Kind) -> Register:
        """A register that is filled from outside for each block."""
        register = self._new(kind)
        self.given.append(register.at)
        return register

    def do(self, operation: Operation, kind: Kind, left: Register, right: Register | None = None) -> Register:
        """The result of an operation."""
        operands = left.at, (left if right is None else right).at
        key = operation, kind, *operands
        if key not in self._done:
            register = self._done[key] = self._new(kind)
            self.code.append((operation, *operands, register.at))
        return self._done[key]

    def _new(self, kind: Kind) -> Register:
        self.kinds.append(kind)
        return Register(len(self.kinds) - 1, kind)

    def places(self, kept: frozenset[int]) -> dict[int, int]:
        """Register → place among those of its size; a place is free again after the last use of what it holds."""
        last = {index: at for at, (_, left, right, _) in enumerate(self.code) for index in (left, right)}
        places: dict[int, int] = {}
        free: dict[int, list[int]] = {1: [], 2: [], 4: [], 8: []}
        used = dict.fromkeys(free, 0)
        for at, (_, left, right, made) in enumerate(self.code):
            size = DTYPES[self.kinds[made]].itemsize
            if free[size]:
                places[made] = free[size].pop()
            else:
                places[made], used[size] = used[size], used[size] + 1
            for index in {left, right, made}:
                if last.get(index, at) == at and index in places and index not in kept:
                    free[DTYPES[self.kinds[index]].itemsize].append(places[index])
        return places


class Workspace:
    """What one thread runs a tape in: arrays for up to `capacity` rows."""

    def __init__(self, tape: Tape, kept: Sequence[int], capacity: int) -> None:
        self.capacity = capacity
        self.tape = tape
        self._whole: list[Array | None] = [None] * len(tape.kinds)
        room: dict[tuple[int, int], Array] = {}
        for index, place in tape.places(frozenset(kept)).items():
            dtype = DTYPES[tape.kinds[index]]
            key = dtype.itemsize, place
            if key not in room:
                room[key] = _aligned(capacity * dtype.itemsize)
            self._whole[index] = room[key].view(dtype)
        for index, value in tape.constants.items():
            self._whole[index] = value
        self._sized: tuple[int, list[Array | None]] = capacity, self._whole

    def registers(self, rows: int) -> list[Any]:
        """All registers for a block of so many rows; those filled from outside are still None."""
        if self._sized[0] != rows:
            self._sized = rows, [None if item is None else item[:rows] if item.ndim else item for item in self._whole]
        return list(self._sized[1])

    def run(self, registers: list[Any]) -> None:
        """Do all operations."""
        for operation, left, right, made in self.tape.code:
            operation(registers[left], registers[right], registers[made])


def _aligned(size: int) -> Array:
    """Bytes that begin at a multiple of 64, as vector units like them."""
    room = np.empty(size + 64, np.int8)
    first = -room.ctypes.data % 64
    return room[first : first + size]
