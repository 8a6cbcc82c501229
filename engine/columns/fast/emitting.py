"""Instructions one after another: what was computed once is not computed again, and widths are changed where needed."""

from collections.abc import Callable, Sequence

from engine.columns.fast import opcodes as op
from engine.columns.fast.tape import Block, Column, Fixed, Instruction, Lane, Register, Source, Span
from engine.program.intervals import Interval

Value = Block | int
"""A block, or a number that is the same in every row."""

_LIMITS: dict[Lane, Interval] = {lane: (-(1 << (8 * lane - 1)), (1 << (8 * lane - 1)) - 1) for lane in (1, 2, 4, 8)}

_CHANGED = {
    (1, 4): op.W8_32,
    (2, 4): op.W16_32,
    (1, 8): op.W8_64,
    (2, 8): op.W16_64,
    (4, 8): op.W32_64,
    (8, 4): op.N64_32,
    (4, 2): op.N32_16,
    (4, 1): op.N32_8,
}


def limits(lane: Lane) -> Interval:
    """The least and greatest number of a width."""
    return _LIMITS[lane]


def fits(interval: Interval, lane: Lane) -> bool:
    """Whether a width holds an interval."""
    return _LIMITS[lane][0] <= interval[0] and interval[1] <= _LIMITS[lane][1]


def lane_of(*intervals: Interval) -> Lane:
    """The width of arithmetic that holds all intervals: 4 or 8 bytes."""
    return 4 if all(fits(interval, 4) for interval in intervals) else 8


class Emitting:
    """Keeps instructions in spans. `lanes` tells how wide a column of the batch is."""

    def __init__(self, lanes: Callable[[Column], Lane]) -> None:
        self._lanes = lanes
        self.spans: list[Span] = [Span()]
        self.table: list[int] = []
        self._rows = self._now = self.spans[0]
        self._done: dict[tuple[object, ...], Block] = {}
        self._registers = 0

    def column(self, column: Column) -> Block:
        """A column of the batch."""
        return Block(column, self._lanes(column))

    def emit(
        self, code: int, lane: Lane, operands: Sequence[Block], numbers: Sequence[int] = (), *, in_rows: bool = False
    ) -> Block:
        """The result of an instruction; the same instruction over the same operands is kept once."""
        span = self._rows if in_rows else self._now
        whose = None if span.offsets is None else id(span)
        key = (whose, code, tuple(operands), tuple(numbers))
        if key not in self._done:
            out = self.register(lane)
            span.instructions.append(Instruction(code, out, tuple(operands), tuple(numbers)))
            self._done[key] = out
        return self._done[key]

    def register(self, lane: Lane) -> Block:
        """A new block."""
        self._registers += 1
        return Block(Register(self._registers), lane)

    def put(self, target: Source, value: Value, lane: Lane) -> None:
        """Write a value to where results are, in their width."""
        block = self.wide(value, lane)
        self._now.instructions.append(Instruction(op.PUT, Block(target, lane), (block,), (lane,)))

    def fold(self, code: int, lane: Lane, block: Block) -> Block:
        """What the records of each row come to."""
        key = (id(self._now), code, block)
        if key not in self._done:
            self._done[key] = self.register(lane)
            self._now.folds.append(Instruction(code, self._done[key], (block,)))
        return self._done[key]

    def begin_records(self, offsets: Block) -> None:
        """What follows is done for each record of a list."""
        self._now = Span(offsets)

    def end_records(self) -> None:
        """What follows is done for each row again."""
        self.spans.append(self._now)
        self._now = self._rows = Span()
        self.spans.append(self._rows)

    def wide(self, value: Value, lane: Lane) -> Block:
        """A value in one width."""
        if isinstance(value, int):
            return Block(Fixed(value), lane)
        if value.lane == lane:
            return value
        code = _CHANGED.get((value.lane, lane))
        if code is None:
            return self.wide(self.wide(value, 4), lane)
        return self.emit(code, lane, (value,))

    def places(self, numbers: Sequence[int]) -> int:
        """Put numbers into the table; gives the place of the first."""
        self.table += numbers
        return len(self.table) - len(numbers)
