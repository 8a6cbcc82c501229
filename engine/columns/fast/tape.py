"""What a set becomes: instructions over operands, in spans over rows or over the records of a list."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from engine.columns.fast import opcodes as op

Lane = int
"""The width of a block's numbers in bytes: 1, 2, 4 or 8."""


@dataclass(frozen=True, slots=True)
class Column:
    """Something of the batch: `of` says which part of the fact, mark or list that `name` names.

    `values`; `known` (1 where given); `offsets`; for a list `field` and `field known`, of the field with number `at`.
    """

    of: str
    name: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number that the set fixes, as a block of its own."""

    value: int


@dataclass(frozen=True, slots=True)
class Result:
    """One of the arrays that are filled."""

    at: int


@dataclass(frozen=True, slots=True)
class Register:
    """A block of numbers between two instructions; each is written once."""

    number: int


Source = Column | Fixed | Result | Register


@dataclass(frozen=True, slots=True)
class Block:
    """An operand: where its numbers are and how wide they are."""

    source: Source
    lane: Lane


@dataclass(frozen=True, slots=True)
class Instruction:
    """What is done, to what, with which numbers of the set."""

    code: int
    out: Block
    operands: tuple[Block, ...]
    numbers: tuple[int, ...] = ()


@dataclass(slots=True)
class Span:
    """Instructions over rows; or over the records of the list `offsets` belongs to, then folded into rows."""

    offsets: Block | None = None
    instructions: list[Instruction] = field(default_factory=list)
    folds: list[Instruction] = field(default_factory=list)

    @property
    def all(self) -> list[Instruction]:
        """What is run once for each block, folds last."""
        return [*self.instructions, *self.folds]


@dataclass(frozen=True, slots=True)
class Tape:
    """What the machine runs. Operand j of `operands` has its place `rooms[j]` in the scratch room, counted in bytes for
    each row of a block; -1: it is no block of the room. `room` is the bytes for each row of the whole room.
    """

    instructions: npt.NDArray[np.int64]
    spans: npt.NDArray[np.int64]
    table: npt.NDArray[np.int64]
    operands: tuple[Block, ...]
    rooms: tuple[int, ...]
    room: int


_RUNNING = Block(Register(-1), 8)
"""The room for running sums; it has one number more than a block has rows."""


def laid_out(spans: list[Span], table: list[int]) -> Tape:
    """The tape of some spans: every operand gets its number, every register its room, used again once it is read."""
    spans = [_fetching(span) for span in spans]
    rooms = _Rooms(spans)
    numbers: dict[Block, int] = {}

    def number(block: Block) -> int:
        return numbers.setdefault(block, len(numbers))

    lines: list[list[int]] = []
    rows: list[list[int]] = []
    for span in spans:
        first = len(lines)
        middle, last = first + len(span.instructions), first + len(span.instructions) + len(span.folds)
        for instruction in span.all:
            operands = [instruction.out, *instruction.operands]
            line = [instruction.code, *map(number, operands), *[0] * (op.IMMEDIATES - 1 - len(operands))]
            lines.append([*line, *instruction.numbers, *[0] * (op.TAPE_WIDTH - len(line) - len(instruction.numbers))])
        if span.offsets is None:
            rows.append([op.ROWS, first, last, 0, 0, 0, 0])
        else:
            rows.append([op.RECORDS, first, middle, number(span.offsets), middle, last, number(_RUNNING)])
    placed = tuple(rooms.places.get(block, -1) for block in numbers)
    return Tape(
        np.array(lines, np.int64).reshape(-1, op.TAPE_WIDTH),
        np.array(rows, np.int64).reshape(-1, op.SPAN_WIDTH),
        np.array(table or [0], np.int64),
        tuple(numbers),
        placed,
        rooms.size,
    )


def _fetching(span: Span) -> Span:
    """The same span, each column asked for a block ahead where it is first read."""
    met: set[Block] = set()
    instructions: list[Instruction] = []
    for instruction in span.instructions:
        for block in instruction.operands:
            if isinstance(block.source, Column) and block not in met:
                met.add(block)
                instructions.append(Instruction(op.FETCH, block, (block,), (block.lane,)))
        instructions.append(instruction)
    return Span(span.offsets, instructions, span.folds)


class _Rooms:
    """Places in the scratch room. Registers that live at the same time never share one; fixed numbers keep theirs."""

    def __init__(self, spans: list[Span]) -> None:
        self.size = 0
        self.places: dict[Block, int] = {}
        self._free: dict[Lane, list[int]] = {1: [], 2: [], 4: [], 8: []}
        self._last: dict[Block, int] = {}
        for at, block in _uses(spans):
            self._last[block] = at
        at = 0
        for span in spans:
            at = self._span(span, at)

    def _span(self, span: Span, at: int) -> int:
        """Folds are filled all through their span, so they get their room first and nothing is freed inside it."""
        is_list = span.offsets is not None
        if is_list:
            self._place(_RUNNING)
        for fold in span.folds:
            self._place(fold.out)
        for instruction in span.all:
            self._place(instruction.out)
            for block in instruction.operands:
                self._place(block)
            at += 1
            if not is_list:
                self._release(instruction, at - 1)
        if is_list:
            for back, instruction in enumerate(reversed(span.all)):
                self._release(instruction, at - 1 - back)
        return at

    def _place(self, block: Block) -> None:
        if isinstance(block.source, (Register, Fixed)) and block not in self.places:
            free = self._free[block.lane]
            if free and isinstance(block.source, Register):
                self.places[block] = free.pop()
            else:
                self.places[block], self.size = self.size, self.size + block.lane

    def _release(self, instruction: Instruction, at: int) -> None:
        for block in {instruction.out, *instruction.operands}:
            if isinstance(block.source, Register) and block != _RUNNING and self._last[block] == at:
                self._free[block.lane].append(self.places[block])


def _uses(spans: list[Span]) -> list[tuple[int, Block]]:
    """Where each operand is used, in order; what is never read counts where it is written."""
    instructions = [instruction for span in spans for instruction in span.all]
    return [(at, block) for at, each in enumerate(instructions) for block in (each.out, *each.operands)]
