"""Which integers every expression of a flat program can come to, and the narrowest arithmetic that holds them all."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import lcm
from typing import Literal

from engine.columns.flat.flat_program import FlatProgram, Statement
from engine.columns.flat.flattening import flatten
from engine.program import expressions as e
from engine.program.intervals import Interval, Reach, hull
from engine.program.program import Program
from engine.program.reading import facts_of, parts

Arithmetic = Literal["i32", "i53", "i64"]
"""int32; float64, which is exact for integers of up to 53 bits; int64."""

I32, I53, I64 = 2**31 - 1, 2**53, 2**63 - 2
"""The greatest integers that each holds with either sign; one value of int64 is kept free for "none"."""


def arithmetic_of(needs: Interval) -> Arithmetic | None:
    """The narrowest arithmetic that holds an interval; None where 64 bits do not."""
    greatest = max(-needs[0], needs[1])
    if greatest <= I32:
        return "i32"
    return "i53" if greatest <= I53 else "i64" if greatest <= I64 else None


class Widths:
    """Proofs over the declared ranges of a flat program. Records of a list are reached through the list's id."""

    def __init__(self, flat: FlatProgram) -> None:
        self.flat = flat
        self._reach = Reach(flat.declared)
        self._known: dict[tuple[e.Expr, str], Interval] = {}

    def interval(self, expr: e.Expr, list_id: str = "") -> Interval:
        """The least and greatest value; `list_id` names the list of whose records an expression speaks."""
        key = expr, list_id
        if key not in self._known:
            fields = self.flat.declared[list_id].fields if list_id else ()
            self._known[key] = self._reach.range_in(expr, fields) if list_id else self._reach.value(expr)
        return self._known[key]

    def needs(self, expr: e.Expr, list_id: str = "") -> Interval:
        """The interval that holds the value of a node, its operands and everything computed on the way to it."""
        found = self.interval(expr, list_id)
        for between in self._between(expr, list_id):
            found = hull(found, between)
        return found

    def arithmetic(self, expr: e.Expr, list_id: str = "") -> Arithmetic | None:
        """The narrowest arithmetic in which a node, its operands at hand, is computed exactly."""
        return arithmetic_of(self.needs(expr, list_id))

    def proves(self, expr: object, list_id: str = "") -> bool:
        """Whether 64 bits hold a whole expression with everything below it."""
        if isinstance(expr, e.Expr) and self.arithmetic(expr, list_id) is None:
            return False
        inner = expr.list_id if isinstance(expr, e.FoldList) else list_id
        return all(self.proves(part, inner) for part in parts(expr))

    @cached_property
    def unproved(self) -> tuple[Statement, ...]:
        """The statements that 64 bits cannot be shown to hold for all facts of their declared ranges."""
        return tuple(statement for statement in self.flat.statements if not self.proves(statement.expr))

    def _between(self, expr: e.Expr, list_id: str) -> Iterator[Interval]:
        match expr:
            case e.Sum(terms):
                yield from self._partial_sums([self.interval(term, list_id) for term in terms])
            case e.Minus(left, right) | e.Times(left, right) | e.Compare(_, left, right):
                yield self.interval(left, list_id)
                yield self.interval(right, list_id)
            case e.HalfUp(numerator, denominator):
                above, below = self.interval(numerator, list_id), positive(self.interval(denominator, list_id))
                yield from _division(times(2, above), below, times(2, below))
            case e.Piecewise():
                yield from self._pieces(expr, list_id)
            case e.Tally(start, terms):
                amounts = [times(term.each, self.interval(term.count, list_id)) for term in terms]
                yield from self._partial_sums([(start, start), *amounts])
            case e.Least(terms) | e.Greatest(terms):
                yield from (self.interval(term, list_id) for term in terms)

    @staticmethod
    def _partial_sums(intervals: list[Interval]) -> Iterator[Interval]:
        low = high = 0
        for interval in intervals:
            yield interval
            low, high = low + interval[0], high + interval[1]
            yield low, high

    def _pieces(self, expr: e.Piecewise, list_id: str) -> Iterator[Interval]:
        above, below = self.interval(expr.numerator, list_id), positive(self.interval(expr.denominator, list_id))
        for piece in expr.pieces:
            if piece.edge is not None:
                yield times(piece.edge[1], above)
                yield times(piece.edge[0], below)
            if piece.slope:
                yield from quotient_needs(piece, above, below)


def positive(denominator: Interval) -> Interval:
    """The interval of a denominator, which is read as 1 where it is below 1."""
    return max(1, denominator[0]), max(1, denominator[1])


def times(factor: int, interval: Interval) -> Interval:
    """The multiples of an interval."""
    ends = factor * interval[0], factor * interval[1]
    return min(ends), max(ends)


def _division(above: Interval, added: Interval, below: Interval) -> Iterator[Interval]:
    """What floor((above + added) ÷ below) passes through; their sizes together, as an inexact quotient must not reach
    the next integer.
    """
    whole = above[0] + added[0], above[1] + added[1]
    greatest = max(abs(end) for interval in (above, added, whole) for end in interval)
    yield -greatest - below[1], greatest + below[1]


def quotient_needs(piece: e.Piece, above: Interval, below: Interval) -> Iterator[Interval]:
    """What the points of a row pass through: (2·slope·n + (2·offset + divisor)·d) ÷ (2·divisor·d)."""
    yield from _division(
        times(2 * piece.slope, above),
        times(2 * piece.offset + piece.divisor, below),
        times(2 * piece.divisor, below),
    )


def common_edge(pieces: Sequence[e.Piece]) -> int:
    """A number that makes all edges whole: the numerator is then multiplied once for all."""
    return lcm(*(piece.edge[1] for piece in pieces if piece.edge is not None))


ALIKE = 2**10
"""Facts are narrowed together whose widths are not further apart."""


def guards(program: Program, constants: Mapping[str, int] | None = None) -> Mapping[str, Interval] | None:
    """Ranges of facts for which 64 bits hold every statement: those of `constants`, and no others where they suffice.

    The facts that a statement in doubt reaches are narrowed by halves, all that are wide together: a sum of answers and
    how many there are then keep their measure. None where nothing helps.
    """
    narrowed: dict[str, Interval] = {name: (value, value) for name, value in (constants or {}).items()}
    while True:
        flat = flatten(program, ranges=narrowed)
        unproved = Widths(flat).unproved
        if not unproved:
            return narrowed
        reached = _facts_below(flat, unproved)
        widths = {name: flat.declared[name].high - flat.declared[name].low for name in reached}
        widest = max(widths.values(), default=0)
        if widest < 2:
            return None
        for name, width in widths.items():
            if width >= 2 and width * ALIKE >= widest:
                narrowed[name] = _half(flat.declared[name].low, flat.declared[name].high)


def _facts_below(flat: FlatProgram, statements: tuple[Statement, ...]) -> set[str]:
    """The plain facts that statements are made of, through other statements too."""
    made = {statement.name: statement.expr for statement in flat.statements}
    waiting, seen = [name for statement in statements for name in facts_of(statement.expr)], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += facts_of(made[name]) if name in made else ()
    return {name for name in seen if not name.startswith("#") and not flat.declared[name].fields}


def _half(low: int, high: int) -> Interval:
    """The half of a range that is nearer to 0."""
    if low >= 0:
        return low, (low + high) // 2
    return (-((-low) // 2), high // 2) if high > 0 else (-((-low - high) // 2), high)
