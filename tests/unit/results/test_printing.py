"""Figures are exact and printed side by side, each printed figure rounded by itself."""

from fractions import Fraction

import pytest

from engine.domain.numbers import Rounding
from engine.domain.scorecard import Range
from engine.results.printing import figure, range_figure


@pytest.mark.parametrize(
    ("value", "printing", "expected"),
    [
        (Fraction("92.184"), Rounding("printed", 2), {"exact": "92.184", "printed": "92.18"}),
        (Fraction("0.125"), Rounding("printed", 2), {"exact": "0.125", "printed": "0.13"}),
        (Fraction("0.125"), Rounding("printed", 2, "half_even"), {"exact": "0.125", "printed": "0.12"}),
        (Fraction("0.129"), Rounding("printed", 2, "floor"), {"exact": "0.129", "printed": "0.12"}),
        (Fraction(1, 3), Rounding("printed", 4), {"exact": "1/3", "printed": "0.3333"}),
    ],
)
def test_a_figure_is_printed_as_the_set_declares(value, printing, expected):
    assert figure(value, printing) == expected


def test_printed_parts_need_not_add_up_to_the_printed_whole():
    printing = Rounding("printed", 2)
    parts = [Fraction("61.855"), Fraction("28.095")]
    assert [figure(part, printing)["printed"] for part in parts] == ["61.86", "28.10"]
    assert figure(sum(parts, Fraction(0)), printing)["printed"] == "89.95"


def test_both_ends_of_a_range_are_figures():
    found = range_figure(Range(Fraction(0), Fraction(1, 3)), Rounding("printed", 2))
    assert found == {"low": {"exact": "0", "printed": "0.00"}, "high": {"exact": "1/3", "printed": "0.33"}}
