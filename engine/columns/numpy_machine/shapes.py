"""The shapes of leaves written onto a tape: rows of a table over a quotient, and counted items."""

from collections.abc import Sequence
from itertools import pairwise
from math import gcd

import numpy as np

from engine.columns.flat.widths import arithmetic_of, common_edge, positive, quotient_needs, times
from engine.columns.numpy_machine import operations as do
from engine.columns.numpy_machine.expressions import ExpressionWriter
from engine.columns.numpy_machine.tape import DTYPES, WIDENING, Kind, Register
from engine.domain.numbers import divide_half_up
from engine.program import expressions as e
from engine.program.intervals import Interval, hull

TABLE_FROM = 4
"""From so many rows on a lookup is quicker than adding up what each row gives more."""


class Writer(ExpressionWriter):
    """Writes expressions with the shapes of leaves among them."""

    def shape(self, expr: e.Piecewise | e.Tally) -> Register:
        """The points of a table or of counted items."""
        return _pieces(self, expr) if isinstance(expr, e.Piecewise) else _tally(self, expr)


def _pieces(writer: ExpressionWriter, table: e.Piecewise) -> Register:
    """The points of the row that numerator ÷ denominator falls in."""
    rows = _rows(table.pieces)
    reached = _Edges(writer, table, rows).reached()
    if all(piece.slope == 0 for piece in rows) and _descending(rows):
        return _stepped(writer, [divide_half_up(piece.offset, piece.divisor) for piece in rows], reached)
    points = [_points(writer, table, piece) for piece in rows]
    kind = max((register.kind for register in points), key=WIDENING.index)
    found = writer.cast(points[-1], kind)
    for asked, register in zip(reversed(reached), reversed(points[:-1]), strict=True):
        found = writer.chosen(asked, writer.cast(register, kind), found)
    return found


def _rows(pieces: tuple[e.Piece, ...]) -> tuple[e.Piece, ...]:
    """The rows down to the first without an edge, which holds whatever is left."""
    for at, piece in enumerate(pieces):
        if piece.edge is None:
            return pieces[: at + 1]
    return pieces


def _descending(rows: Sequence[e.Piece]) -> bool:
    """Whether who reaches a row reaches every row below it."""
    edges = [(piece.edge, piece.closed) for piece in rows[:-1] if piece.edge is not None]
    for (above, closed), (below, open_to) in pairwise(edges):
        difference = above[0] * below[1] - below[0] * above[1]
        if difference < 0 or (difference == 0 and closed and not open_to):
            return False
    return True


class _Edges:
    """Where the lower edges of rows are reached: n·q against d·p, all edges with one common q where that fits."""

    def __init__(self, writer: ExpressionWriter, table: e.Piecewise, rows: Sequence[e.Piece]) -> None:
        self._writer, self._table, self._rows = writer, table, rows[:-1]
        self._above = writer.interval(table.numerator)
        self._below = positive(writer.interval(table.denominator))

    def reached(self) -> list[Register]:
        """A truth value for every row but the last."""
        edges = [piece.edge for piece in self._rows if piece.edge is not None]
        common = common_edge(self._rows)
        factors, own = [(common, p * common // q) for p, q in edges], [(q, p) for p, q in edges]
        if arithmetic_of(self._needs(factors)) != arithmetic_of(self._needs(own)):
            factors = own
        kind = self._writer.kind_for(self._needs(factors))
        return [self._asked(piece, pair, kind) for piece, pair in zip(self._rows, factors, strict=True)]

    def _needs(self, factors: Sequence[tuple[int, int]]) -> Interval:
        needs = hull(self._above, self._below)
        for q, p in factors:
            needs = hull(needs, hull(times(q, self._above), times(p, self._below)))
        return needs

    def _asked(self, piece: e.Piece, factors: tuple[int, int], kind: Kind) -> Register:
        writer, (q, p) = self._writer, factors
        left = writer.multiple(writer.number(self._table.numerator, kind), q)
        right = writer.multiple(writer.positive(self._table.denominator, kind), p)
        return writer.tape.do(do.COMPARING[">=" if piece.closed else ">"], "b", left, right)


def _stepped(writer: ExpressionWriter, points: Sequence[int], reached: Sequence[Register]) -> Register:
    """Fixed points of rows that lie one below the other."""
    kind = writer.kind_for((min(points), max(points)))
    if len(points) >= TABLE_FROM or kind != "i4":
        return _looked_up(writer, points, reached, "i4" if kind == "i4" else "i8")
    found = writer.tape.constant(points[-1], kind)
    for asked, above, below in zip(reversed(reached), reversed(points[:-1]), reversed(points[1:]), strict=True):
        more = writer.multiple(writer.cast(asked, kind), above - below)
        found = more if writer.tape.constants.get(found.at) == 0 else writer.tape.do(np.add, kind, found, more)
    return found


def _looked_up(writer: ExpressionWriter, points: Sequence[int], reached: Sequence[Register], kind: Kind) -> Register:
    """The number of edges reached is the place in a table that begins with the lowest row."""
    count = writer.cast(reached[0], "i1")
    for asked in reached[1:]:
        count = writer.tape.do(np.add, "i1", count, writer.cast(asked, "i1"))
    take = do.taken(tuple(reversed(points)), DTYPES[kind])
    return writer.tape.do(take, kind, writer.cast(count, "i8"))


def _points(writer: ExpressionWriter, table: e.Piecewise, piece: e.Piece) -> Register:
    """(2·slope·n + (2·offset + divisor)·d) ÷ (2·divisor·d), rounded down."""
    if piece.slope == 0:
        points = divide_half_up(piece.offset, piece.divisor)
        return writer.tape.constant(points, writer.kind_for((points, points)))
    above, below = writer.interval(table.numerator), positive(writer.interval(table.denominator))
    needs = hull(above, below)
    for between in quotient_needs(piece, above, below):
        needs = hull(needs, between)
    kind = writer.kind_for(needs)
    first, second, third = 2 * piece.slope, 2 * piece.offset + piece.divisor, 2 * piece.divisor
    shared = gcd(first, second, third)
    n, d = writer.number(table.numerator, kind), writer.positive(table.denominator, kind)
    numerator = writer.multiple(n, first // shared)
    if second:
        numerator = writer.tape.do(np.add, kind, numerator, writer.multiple(d, second // shared))
    return _narrowed(writer, table, writer.divided(numerator, writer.multiple(d, third // shared)))


def _narrowed(writer: ExpressionWriter, table: e.Piecewise, points: Register) -> Register:
    """Points as int32 where all that the table gives fits; what a row says of values outside it is not asked for."""
    return writer.cast(points, "i4") if writer.kind_for(writer.interval(table)) == "i4" else points


def _tally(writer: ExpressionWriter, tally: e.Tally) -> Register:
    """Counted items, each amount within its cap, then the whole within its limits."""
    kind = writer.kind_of(tally)
    found: Register | None = None
    low = high = tally.start
    for term in tally.terms:
        amount = writer.multiple(writer.number(term.count, kind), term.each)
        ends = times(term.each, writer.interval(term.count))
        if term.cap is not None:
            amount = _held(writer, amount, ends, (-term.cap, term.cap))
            ends = max(-term.cap, min(term.cap, ends[0])), max(-term.cap, min(term.cap, ends[1]))
        low, high = low + ends[0], high + ends[1]
        found = amount if found is None else writer.tape.do(np.add, kind, found, amount)
    start = writer.tape.constant(tally.start, kind)
    if found is None:
        found = start
    elif tally.start:
        found = writer.tape.do(np.add, kind, found, start)
    return _held(writer, found, (low, high), (tally.low, tally.high))


def _held(
    writer: ExpressionWriter, value: Register, ends: tuple[int, int], limits: tuple[int | None, int | None]
) -> Register:
    """A value between limits, of which those that it cannot pass are not asked."""
    low, high = limits
    if high is not None and ends[1] > high:
        value = writer.tape.do(do.least, value.kind, value, writer.tape.constant(high, value.kind))
    if low is not None and ends[0] < low:
        value = writer.tape.do(do.greatest, value.kind, value, writer.tape.constant(low, value.kind))
    return value
