"""The shapes of leaves → instructions: levels, tables over a ratio, tallies; each in one pass where a kernel has it."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.columns.fast import opcodes as op
from engine.columns.fast.emitting import Value, fits, lane_of
from engine.columns.fast.lowering import EXACT_31, EXACT_53, QUOTIENT_31, Lowering, piece_number
from engine.columns.fast.tape import Block, Lane
from engine.columns.flat.flattening import reached
from engine.columns.flat.folding import greatest
from engine.program import expressions as e
from engine.program.intervals import Interval

_STEPS = {1: op.STEPS_8, 2: op.STEPS_16, 4: op.STEPS_32, 8: op.STEPS_64}
_NEVER = (0, 0, 1)
"""An edge that nothing reaches: 0 ≥ 1."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table with its numerator and denominator (at least 1) and how far they reach."""

    expr: e.Piecewise
    above: Interval
    below: Interval
    points: Interval


class Shapes(Lowering):
    """Leaves besides plain expressions."""

    def shape(self, expr: e.Expr) -> Value:
        """The shapes of leaves."""
        match expr:
            case e.Levels(index, points):
                return self._levels(index, points)
            case e.Piecewise():
                return self._piecewise(expr)
            case e.Tally():
                return self._tally(expr)
        return super().shape(expr)

    def _levels(self, index: e.Expr, points: Sequence[int]) -> Value:
        """A number by its place: few by comparing, many from the table of numbers."""
        low, high = self.range_of(index)
        place = self.value(index)
        if isinstance(place, int):
            return points[place]
        found = self._steps(place, [(at, points[at]) for at in range(low + 1, high + 1)], points[low])
        if found is not None:
            return found
        lane = lane_of((min(points), max(points)))
        code = op.LOOK_UP_32 if lane == 4 else op.LOOK_UP_64
        return self.to.emit(code, lane, (self.to.wide(place, 4),), (self.to.places(points), len(points)))

    def _steps(self, block: Block, edges: Sequence[tuple[int, int]], first: int) -> Block | None:
        """Numbers by ascending thresholds, those before which the number is the same left out."""
        kept: list[tuple[int, int]] = []
        for threshold, number in edges:
            if number != (kept[-1][1] if kept else first):
                kept.append((threshold, number))
        numbers = [first, *(number for _, number in kept)]
        if len(kept) > op.STEPS_MOST or not fits((min(numbers), max(numbers)), 4):
            return None
        if not kept:
            kept = [(edges[0][0], first)]
        padded = kept + kept[-1:] * (op.STEPS_MOST - len(kept))
        immediates = (len(kept), first, *(edge for edge, _ in padded), *(number for _, number in padded))
        return self.to.emit(_STEPS[block.lane], 4, (block,), immediates)

    def _piecewise(self, expr: e.Piecewise) -> Value:
        d = self.range_of(expr.denominator)
        table = _Table(expr, self.range_of(expr.numerator), (max(1, d[0]), max(1, d[1])), self.range_of(expr))
        if table.below[0] == table.below[1]:
            found = self._by_thresholds(table)
            if found is not None:
                return found
        if len(expr.pieces) == 1:
            return self._of_piece(table, expr.pieces[0])
        if fits(table.points, 4):
            found = self._by_edges(table) or self._banded(table)
            if found is not None:
                return found
        return self._row_by_row(table)

    def _sides(self, table: _Table) -> tuple[Value, Value]:
        return self.value(table.expr.numerator), self.value(table.expr.denominator)

    def _by_thresholds(self, table: _Table) -> Value | None:
        """A table of numbers over one whole number: what it must at least be for each row."""
        numbers = [piece_number(piece) for piece in table.expr.pieces]
        terms, added = self._terms(table.expr.numerator)
        if None in numbers or len(terms) != 1 or terms[0][1] != 1:
            return None
        low, high = table.above
        edges: list[tuple[int, int]] = []
        first = numbers[-1]
        for piece, number in reversed(list(zip(table.expr.pieces[:-1], numbers[:-1], strict=True))):
            assert piece.edge is not None, "only the lowest row has no edge"
            p, q = piece.edge[0] * table.below[0], piece.edge[1]
            threshold = -(-p // q) if piece.closed else p // q + 1
            if threshold <= low:
                first, edges = number, []
            elif threshold <= high:
                edges.append((threshold - added, number))  # type: ignore[arg-type]  # None is not among them
        assert first is not None, "None is not among the numbers"
        if not edges:
            return first
        return self._steps(terms[0][0], edges, first)

    def _arithmetic(self, table: _Table) -> tuple[Lane, bool]:
        """The width of both sides, and whether the products with all edges fit 32 bits."""
        n, d = self._sides(table)
        lane = 8 if any(not isinstance(v, int) and v.lane == 8 for v in (n, d)) else 4
        if not (fits(table.above, lane) and fits(table.below, lane)):
            lane = 8
        reach = max(self._products(table))
        return lane, reach < 2**31 - 1

    @staticmethod
    def _products(table: _Table) -> list[int]:
        n, d = max(map(abs, table.above)), table.below[1]
        edges = [piece.edge for piece in table.expr.pieces if piece.edge is not None]
        return [size for p, q in edges for size in (n * q, d * abs(p))]

    def _edge(self, piece: e.Piece) -> tuple[int, int, int]:
        assert piece.edge is not None, "only the lowest row has no edge"
        return piece.edge[1], piece.edge[0], int(not piece.closed)

    def _by_edges(self, table: _Table) -> Block | None:
        """A table of up to four numbers."""
        pieces = table.expr.pieces
        numbers = [number for number in map(piece_number, pieces) if number is not None]
        if len(numbers) != len(pieces) or len(pieces) > op.EDGES_MOST + 1:
            return None
        lane, is_narrow = self._arithmetic(table)
        code = op.EDGES_64 if lane == 8 else op.EDGES_32 if is_narrow else op.EDGES_32_64
        missing = op.EDGES_MOST + 1 - len(pieces)
        edges = [_NEVER] * missing + [self._edge(piece) for piece in pieces[:-1]]
        immediates = [number for edge in edges for number in edge] + [0] * missing + numbers
        n, d = self._sides(table)
        return self.to.emit(code, 4, (self.to.wide(n, lane), self.to.wide(d, lane)), immediates)

    def _banded(self, table: _Table) -> Block | None:
        """A table with one row that slopes and at most one number above and one below it."""
        pieces = table.expr.pieces
        sloped = [at for at, piece in enumerate(pieces) if piece.slope]
        if len(sloped) != 1 or sloped[0] > 1 or len(pieces) > sloped[0] + 2:
            return None
        at, piece = sloped[0], pieces[sloped[0]]
        top = (*self._edge(pieces[0]), piece_number(pieces[0]) or 0) if at else (*_NEVER, 0)
        always = (0, 0, 0, 0)
        low = always if at == len(pieces) - 1 else (*self._edge(piece), piece_number(pieces[-1]) or 0)
        a, b, f = 2 * piece.slope, 2 * piece.offset + piece.divisor, 2 * piece.divisor
        size = abs(a) * max(map(abs, table.above)) + (abs(b) + f) * table.below[1]
        lane, _ = self._arithmetic(table)
        reach = max(size, *self._products(table), 0) + 1
        if lane == 4 and reach <= EXACT_31 and max(map(abs, table.points)) < QUOTIENT_31:
            code = op.BANDED_31
        elif reach <= EXACT_53:
            code = op.BANDED_53 if lane == 8 else op.BANDED_32
        else:
            code, lane = op.BANDED_64, 8
        n, d = self._sides(table)
        return self.to.emit(code, 4, (self.to.wide(n, lane), self.to.wide(d, lane)), (*top, *low, a, b, f))

    def _of_piece(self, table: _Table, piece: e.Piece) -> Value:
        """The points of one row of a table."""
        number = piece_number(piece)
        if number is not None:
            return number
        numbers = 2 * piece.slope, 2 * piece.offset + piece.divisor, 0, 2 * piece.divisor
        reach = abs(numbers[0]) * max(map(abs, table.above))
        return self.quotient(*self._sides(table), numbers, reach, table.below[1], table.points)

    def _row_by_row(self, table: _Table) -> Value:
        """Any table: from the lowest row up, each that is reached takes the place of what was found."""
        pieces = table.expr.pieces
        below = greatest(table.expr.denominator, e.ONE)
        found = self._of_piece(table, pieces[-1])
        for piece in reversed(pieces[:-1]):
            is_reached = self.truth(reached(piece, table.expr.numerator, below))
            number = self._of_piece(table, piece)
            if isinstance(is_reached, int):
                found = number if is_reached else found
            else:
                found = self.picked(is_reached, number, found, table.points)
        return found

    def _tally(self, expr: e.Tally) -> Value:
        """Counts times points, each part held by its cap, the whole by the ends of the leaf."""
        terms: list[tuple[Block, int]] = []
        added, low, high = expr.start, expr.start, expr.start
        for term in expr.terms:
            ends = [_held(number * term.each, term.cap) for number in self.range_of(term.count)]
            low, high = low + min(ends), high + max(ends)
            count = self.value(term.count)
            if isinstance(count, int):
                added += _held(count * term.each, term.cap)
            elif self._holds(term):
                amounts = self.range_of(e.Times(term.count, e.Const(term.each)))
                cap = term.cap or 0
                terms.append((self.line([(count, term.each)], 0, amounts, (-cap, cap)), 1))
            else:
                terms.append((count, term.each))
        if not terms:
            return min(max(added, low if expr.low is None else expr.low), high if expr.high is None else expr.high)
        held = low if expr.low is None else expr.low, high if expr.high is None else expr.high
        return self.line(terms, added, (low, high), held if held != (low, high) else None)

    def _holds(self, term: e.Term) -> bool:
        """Whether a cap can hold anything."""
        return term.cap is not None and any(abs(number * term.each) > term.cap for number in self.range_of(term.count))


def _held(amount: int, cap: int | None) -> int:
    return amount if cap is None else max(-cap, min(cap, amount))
