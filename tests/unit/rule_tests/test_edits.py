"""Single changes: numbers a unit off, days, comparisons, and tables that are the same curve."""

from fractions import Fraction

import pytest

from engine.program.expressions import Piece
from engine.rule_tests.curves import Curve, same_curve
from engine.rule_tests.expression_edits import edits_of
from engine.rule_tests.rule_terms import shifted, unit_of


@pytest.mark.parametrize(
    ("value", "unit", "up", "down"),
    [
        ("0.25", Fraction(1, 100), "0.26", "0.24"),
        ("80%", Fraction(1, 100), "81%", "79%"),
        ("12.5%", Fraction(1, 1000), "12.6%", "12.4%"),
        ("1/3", Fraction(1, 3), "2/3", "0"),
        (3, Fraction(1), 4, 2),
        (Fraction(1, 2), Fraction(1, 10), Fraction(3, 5), Fraction(2, 5)),
        ("-5", Fraction(1), "-4", "-6"),
    ],
)
def test_a_number_moves_by_one_unit_of_its_last_place_and_is_written_as_it_was(value, unit, up, down):
    assert unit_of(value) == unit
    assert shifted(value, 1) == up
    assert shifted(value, -1) == down


def test_an_expression_is_changed_one_piece_at_a_time():
    text = 'known(sent) and sent > date("2022-12-31") and level == "province" and a.b2 * 100 >= c'
    assert [(edit.change, edit.was, edit.now) for edit in edits_of(text)] == [
        ("swap", ">", ">="),
        ("up", '"2022-12-31"', '"2023-01-01"'),
        ("down", '"2022-12-31"', '"2022-12-30"'),
        ("up", "100", "101"),
        ("down", "100", "99"),
        ("swap", ">=", ">"),
    ]
    assert next(edits_of(text)).text == text.replace("sent > date", "sent >= date")


def rows(*pieces):
    return tuple(Piece(edge, closed, slope, offset, 1) for edge, closed, slope, offset in pieces)


PROPORTIONAL = rows(((1, 1), True, 0, 100), (None, True, 100, 0))


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (rows(((1, 1), False, 0, 100), (None, True, 100, 0)), True),  # at the edge both rows give 100
        (rows(((2, 1), True, 0, 100), (None, True, 100, 0)), True),  # held at 100 all the same
        (rows(((99, 100), True, 0, 100), (None, True, 100, 0)), False),
        (rows((None, True, 100, 0)), True),
        (rows((None, True, 99, 0)), False),
        (rows(((1, 1), True, 0, 100), ((-1, 1), True, 100, 0), (None, True, 0, 0)), True),  # below 0 held at 0
    ],
)
def test_tables_that_give_the_same_points_everywhere_are_one_curve(other, is_same):
    assert same_curve(Curve(PROPORTIONAL, 0, 100), Curve(other, 0, 100)) is is_same


def test_other_limits_make_another_curve():
    assert not same_curve(Curve(PROPORTIONAL, 0, 100), Curve(PROPORTIONAL, 0, 90))
    assert not same_curve(Curve(PROPORTIONAL, 0, 100), Curve(PROPORTIONAL, None, 100))
