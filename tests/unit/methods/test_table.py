"""Points as a function of one value: rows from the highest edge down, in whatever order they are written."""

from fractions import Fraction
from itertools import permutations

import pytest

from engine.domain.text import Text
from engine.methods.table import by_edges, flat, line
from engine.methods.typed import Number
from engine.methods.value import Value
from engine.program.expressions import FactRef

VALUE = Value(Number(FactRef("a")), as_percent=False)
ROWS = [
    (flat((Fraction(9), True), 200), "high", Text("cao", "high")),
    (line((Fraction(5), False), Fraction(50), Fraction(-250)), "sloped", Text("dốc", "sloped")),
    (flat((Fraction(5), True), 40), "at five", Text("bằng 5", "at five")),
    (flat(None, 0), "low", Text("thấp", "low")),
]


@pytest.mark.parametrize("rows", list(permutations(ROWS)))
def test_rows_are_ordered_by_their_edges(rows):
    table = by_edges(rows, VALUE)
    assert table.names == ("high", "sloped", "at five", "low")


@pytest.mark.parametrize(
    ("value", "points"),
    [("10", 200), ("9", 200), ("8.99", 200), ("7", 100), ("6.01", 51), ("5.01", 1), ("5", 40), ("4.99", 0), ("-3", 0)],
)
def test_points_are_those_of_the_row_rounded_half_up_once(value, points):
    assert by_edges(ROWS, VALUE).points_at(Fraction(value)) == points


def test_a_slope_of_a_third_is_kept_as_a_ratio():
    piece = line(None, Fraction(1, 3), Fraction(1, 2))
    assert (piece.slope, piece.offset, piece.divisor) == (2, 3, 6)
