"""Tables over intervals: levels by the index of a choice, and rows by the value that a ratio falls in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.columns.intervals.ends import Column, End, Span, greatest, half_up, least, native, pick, pick_span
from engine.domain.numbers import divide_half_up
from engine.program.expressions import Levels, Piece, Piecewise
from engine.program.intervals import piece_points

OPEN_RULE = np.int16(-1)


class LevelTable:
    """Points by index, and the least and greatest points of every run of indices.

    A run of any length is covered by two runs whose length is a power of two, so that those are kept alone.
    """

    def __init__(self, levels: Levels) -> None:
        width = np.int64 if all(native(points) for points in levels.points) else object
        self.points: Column = np.array(levels.points, dtype=width)
        self.rules = np.arange(len(levels.points), dtype=np.int16)
        least_of, greatest_of = [self.points], [self.points]
        reach = 1
        while 2 * reach <= len(self.points):
            least_of.append(_doubled(np.minimum, least_of[-1], reach))
            greatest_of.append(_doubled(np.maximum, greatest_of[-1], reach))
            reach *= 2
        self.least, self.greatest = np.stack(least_of), np.stack(greatest_of)
        self.powers = np.array([max(0, length.bit_length() - 1) for length in range(len(self.points) + 1)])

    def at(self, index: End) -> tuple[End, End]:
        """Points and rule numbers at indices that are known."""
        if not isinstance(index, np.ndarray):
            return int(self.points[index]), np.int16(index)
        places = index.astype(np.intp, copy=False)
        return self.points.take(places, mode="clip"), self.rules.take(places, mode="clip")

    def between(self, low: End, high: End) -> tuple[Span, End]:
        """The points still possible for an index from `low` to `high`, and rule numbers."""
        fixed = not isinstance(low, np.ndarray) and not isinstance(high, np.ndarray)
        first, last = np.asarray(low, dtype=np.intp), np.asarray(high, dtype=np.intp)
        power = self.powers[last - first + 1]
        second = last + 1 - (1 << power)
        points = Span(
            np.minimum(self.least[power, first], self.least[power, second]),
            np.maximum(self.greatest[power, first], self.greatest[power, second]),
        )
        rules = np.where(first == last, self.rules[first], OPEN_RULE)
        if fixed:
            return Span(int(points.low), int(points.high)), rules[()]
        return points, rules


def _doubled(choose: np.ufunc, runs: Column, reach: int) -> Column:
    """The same of runs twice as long; what would pass the end stays as it is and is never asked."""
    longer = runs.copy()
    longer[:-reach] = choose(runs[:-reach], runs[reach:])
    return longer


class Quotient(NamedTuple):
    """A value p ÷ q that is never divided, q above 0."""

    above: End
    below: End


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: `fixed` points where they do not depend on the value, and those at its two edges."""

    piece: Piece
    fixed: int | None
    edges: Span | None

    def points(self, value: Quotient) -> End:
        """The points of the row at a value, rounded once."""
        if self.fixed is not None:
            return self.fixed
        piece = self.piece
        above = value.above if piece.slope == 1 else piece.slope * value.above
        if piece.offset:
            above = above + piece.offset * value.below
        return half_up(above, value.below if piece.divisor == 1 else piece.divisor * value.below)

    def reached(self, value: Quotient) -> End:
        """Whether a value lies above the lower edge."""
        assert self.piece.edge is not None
        p, q = self.piece.edge
        left = value.above if q == 1 else value.above * q
        right = p * value.below if p else 0
        return left >= right if self.piece.closed else left > right


class PieceTable:
    """The rows of a table from the highest down to the one that has no edge; the last holds whatever remains."""

    def __init__(self, table: Piecewise) -> None:
        lowest = next((at for at, piece in enumerate(table.pieces) if piece.edge is None), len(table.pieces) - 1)
        pieces = table.pieces[: lowest + 1]
        self.rows = [_row(pieces, at) for at in range(len(pieces))]

    def at(self, value: Quotient, *, told: bool) -> tuple[End, End]:
        """Points and, where `told`, rule numbers at values that are known."""
        points = self.rows[-1].points(value)
        rules: End = np.int16(len(self.rows) - 1)
        for at in range(len(self.rows) - 2, -1, -1):
            reached = self.rows[at].reached(value)
            points = pick(reached, self.rows[at].points(value), points)
            if told:
                rules = pick(reached, np.int16(at), rules)
        return points, rules

    def between(self, low: Quotient, high: Quotient) -> tuple[Span, End]:
        """The points still possible for a value from `low` to `high`, and rule numbers where one row holds.

        The least and greatest points of a row are at its edges or where the interval begins and ends.
        """
        lowest, highest = self._row_of(low), self._row_of(high)
        found: Span | None = None
        for at, row in enumerate(self.rows):
            inside = self._inside(row, at, (low, high), (lowest, highest))
            holds = _and(highest <= at, lowest >= at)
            found = inside if found is None else _joined(holds, highest < at, inside, found)
        assert found is not None
        return found, pick(lowest == highest, lowest, OPEN_RULE)

    def _inside(self, row: Row, at: int, ends: tuple[Quotient, Quotient], rows: tuple[End, End]) -> Span:
        """What one row gives of the interval, where it gives anything."""
        if row.fixed is not None:
            return Span(row.fixed, row.fixed)
        start, end = row.points(ends[0]), row.points(ends[1])
        if at + 1 < len(self.rows):
            assert row.edges is not None
            start = pick(rows[0] == at, start, row.edges.low)
        if at:
            assert row.edges is not None
            end = pick(rows[1] == at, end, row.edges.high)
        return Span(least(start, end), greatest(start, end))

    def _row_of(self, value: Quotient) -> End:
        found: End = np.int16(len(self.rows) - 1)
        for at in range(len(self.rows) - 2, -1, -1):
            found = pick(self.rows[at].reached(value), np.int16(at), found)
        return found


def _and(first: End, second: End) -> End:
    return first & second


def _joined(holds: End, begun: End, inside: Span, found: Span) -> Span:
    """What was found so far with one more row: alone where the interval has not begun above it."""
    wider = Span(least(inside.low, found.low), greatest(inside.high, found.high))
    return pick_span(holds, pick_span(begun, wider, inside), found)


def _row(pieces: Sequence[Piece], at: int) -> Row:
    piece = pieces[at]
    fixed = divide_half_up(piece.offset, piece.divisor) if piece.slope == 0 else None
    # The lowest row has no lower edge, the highest no upper one: those ends are never asked.
    below = piece_points(piece, *piece.edge) if piece.edge is not None else 0
    upper = pieces[at - 1].edge if at else None
    return Row(piece, fixed, Span(below, piece_points(piece, *upper) if upper is not None else 0))
