"""Figures of a field: least, greatest, sum, number and percentile of exact integers, and back from what was kept."""

from fractions import Fraction

import pytest

from engine.domain.field_rows import FieldRow
from engine.program.expressions import ZERO
from engine.program.field import Compared, FieldOf, field_of, figures_written, percentile_of

ENDS = Compared(ZERO, 2, None, (("least", "field:1.least"), ("greatest", "field:1.greatest")))
NINETIETH = Compared(ZERO, 1, None, (("percentile", "field:1.percentile"),), (9, 10))
MEAN = Compared(ZERO, 1, None, (("sum", "field:1.sum"), ("count", "field:1.count")))


def test_the_figures_of_a_few_values():
    assert FieldOf.of([5, 1, 3, 3]) == FieldOf(4, 1, 5, 12)
    assert FieldOf.of([]) == FieldOf(0)
    assert FieldOf.of([7], (1, 2)) == FieldOf(1, 7, 7, 7, 14)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([1, 2, 3, 4], (0, 1), "1"),
        ([1, 2, 3, 4], (1, 1), "4"),
        ([1, 2, 3, 4], (5, 10), "2.5"),
        ([1, 2, 3], (5, 10), "2"),
        ([10, 20, 30, 40, 50], (9, 10), "46"),
        ([10, 20, 30, 40, 50], (25, 100), "20"),
        ([0, 0, 0, 8], (5, 10), "0"),
        ([0, 8, 8, 8], (5, 10), "8"),
        ([-10, 0], (375, 1000), "-6.25"),
        ([4, 4, 4], (9, 10), "4"),
    ],
)
def test_a_percentile_lies_on_the_line_between_its_neighbours(values, share, expected):
    assert Fraction(percentile_of(values, share), share[1]) == Fraction(expected)


def test_figures_become_a_row_and_a_row_becomes_figures_again():
    figures = FieldOf.of([150, 275, 900])
    row = figures.row("1", "main", ENDS, {"marked": 2})
    assert row == FieldRow("1", "main", 3, Fraction("1.5"), Fraction(9), Fraction("13.25"), left_out={"marked": 2})
    assert row.mean == Fraction("13.25") / 3
    assert field_of(row, ENDS) == figures
    assert field_of(row, ENDS).facts(ENDS) == {"field:1.least": 150, "field:1.greatest": 900}
    with_share = FieldOf.of([10, 20], (9, 10))
    row = with_share.row("1", "main", NINETIETH, {})
    assert (row.share, row.percentile) == (90, Fraction("1.9"))
    assert field_of(row, NINETIETH) == with_share


def test_a_row_without_units_gives_no_facts():
    row = FieldOf(0).row("1", "main", ENDS, {})
    assert (row.units, row.least, row.mean) == (0, None, None)
    assert field_of(row, ENDS).facts(ENDS) == {}


@pytest.mark.parametrize(
    "row",
    [
        FieldRow("1", "main", 3, Fraction("1.555"), Fraction(9), Fraction(13)),
        FieldRow("1", "main", 3, None, Fraction(9), Fraction(13)),
    ],
)
def test_a_row_of_other_rules_is_no_field_of_a_leaf(row):
    with pytest.raises(ValueError, match="not a figure"):
        field_of(row, ENDS)


@pytest.mark.parametrize(
    "figures",
    [
        ("5", "4", "9", "4.5"),
        ("1", "4", "8.1", "4"),
        ("1", "4", "1.9", "1"),
        ("1", "4", "5", "4.01"),
        ("1", "4", "5", "0.9"),
    ],
)
def test_figures_that_no_values_have_together_are_no_field(figures):
    least, greatest, total, at = map(Fraction, figures)
    row = FieldRow("1", "main", 2, least, greatest, total, Fraction(90), at)
    with pytest.raises(ValueError, match=r"no values|not between"):
        field_of(row, NINETIETH)


def test_another_percentile_is_told_apart():
    row = FieldRow("1", "main", 2, Fraction(1), Fraction(2), Fraction(3), Fraction(50), Fraction("1.5"))
    with pytest.raises(ValueError, match="another percentile"):
        field_of(row, NINETIETH)


def test_figures_that_somebody_wrote_down_must_be_just_those_that_are_read():
    assert figures_written(ENDS, {"least": Fraction(1), "greatest": Fraction("2.5")}) == {
        "field:1.least": 100,
        "field:1.greatest": 250,
    }
    assert figures_written(MEAN, {"sum": Fraction("7.5"), "count": Fraction(4)}) == {
        "field:1.sum": 75,
        "field:1.count": 4,
    }
    assert figures_written(NINETIETH, {"percentile": Fraction("1.95")}) == {"field:1.percentile": 195}
    for wrong in ({"least": Fraction(1)}, {"least": Fraction(1), "greatest": Fraction(2), "sum": Fraction(3)}):
        with pytest.raises(ValueError, match="other figures"):
            figures_written(ENDS, wrong)
    with pytest.raises(ValueError, match="not a figure"):
        figures_written(ENDS, {"least": Fraction("0.001"), "greatest": Fraction(2)})
