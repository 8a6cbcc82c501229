"""Whether two tables of rows give the same points for every value, whatever their edges are."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from engine.program.expressions import Piece
from engine.program.intervals import row_of


@dataclass(frozen=True, slots=True)
class Curve:
    """Rows, and the limits that hold their points (None: no limit on that side)."""

    pieces: Sequence[Piece]
    low: int | None
    high: int | None

    def at(self, value: Fraction) -> Fraction:
        """The points at a value, before they are rounded."""
        piece = self.pieces[row_of(self.pieces, value.numerator, value.denominator)]
        points = (piece.slope * value + piece.offset) / piece.divisor
        if self.high is not None and points > self.high:
            return Fraction(self.high)
        return Fraction(self.low) if self.low is not None and points < self.low else points

    def bends(self) -> set[Fraction]:
        """Every value at which the curve may jump or bend: its edges, and where a row meets a limit."""
        found = {Fraction(*piece.edge) for piece in self.pieces if piece.edge is not None}
        for piece in self.pieces:
            for limit in (self.low, self.high):
                if piece.slope and limit is not None:
                    found.add(Fraction(limit * piece.divisor - piece.offset, piece.slope))
        return found


def same_curve(first: Curve, second: Curve) -> bool:
    """Whether two curves agree everywhere.

    Between two neighbouring bends both are straight lines, so two values there decide, and each bend by itself.
    """
    bends = sorted(first.bends() | second.bends())
    tried = [*bends]
    for low, high in pairwise(bends):
        tried += [low + (high - low) / 3, low + (high - low) * 2 / 3]
    if bends:
        tried += [bends[0] - 1, bends[0] - 2, bends[-1] + 1, bends[-1] + 2]
    else:
        tried += [Fraction(0), Fraction(1)]
    return all(first.at(value) == second.at(value) for value in tried)
