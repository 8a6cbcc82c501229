"""Exact numbers: how they are read, divided, rounded, and written for machines and for people."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.numbers import (
    brief,
    decimal_text,
    divide,
    divide_half_up,
    exact,
    fixed_text,
    grouped,
    in_points,
    percent,
    printed,
    rounded,
    scaled_text,
    shown,
)

WHOLE = st.integers(-(10**12), 10**12)
ABOVE_ZERO = st.integers(1, 10**9)
RATIOS = st.builds(Fraction, WHOLE, ABOVE_ZERO)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (2, Fraction(2)),
        ("0.5", Fraction(1, 2)),
        ("-0.25", Fraction(-1, 4)),
        ("+3", Fraction(3)),
        (" 7 ", Fraction(7)),
        ("80%", Fraction(4, 5)),
        ("87.5 %", Fraction(7, 8)),
        ("1/3", Fraction(1, 3)),
        ("-2/4", Fraction(-1, 2)),
        (Fraction(1, 3), Fraction(1, 3)),
        ("9" * 30, Fraction(10**30 - 1)),
    ],
)
def test_a_number_is_read_as_the_ratio_that_it_says(written, value):
    assert exact(written) == value


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1,5",
        "1.000,5",
        "1e3",
        "0x10",
        "1_000",
        ".5",
        "5.",
        "1/0",
        "1/03",
        "80%%",
        "%",
        "12:30",
        "NaN",
        "inf",
        "٣",
        "1 000",
        "--1",
        "9" * 31,
        "1" * 5000,
        True,
        0.5,
    ],
)
def test_what_is_not_written_exactly_is_refused(written):
    with pytest.raises(ValueError, match="not an exact number"):
        exact(written)


@pytest.mark.parametrize(
    ("numerator", "denominator", "quotient"),
    [
        (5, 2, 3),
        (-5, 2, -2),
        (7, 2, 4),
        (-7, 2, -3),
        (1, 3, 0),
        (2, 3, 1),
        (-1, 3, 0),
        (-2, 3, -1),
        (6, 3, 2),
        (0, 9, 0),
    ],
)
def test_halves_go_up_whatever_the_sign(numerator, denominator, quotient):
    assert divide_half_up(numerator, denominator) == quotient


@given(WHOLE, ABOVE_ZERO)
def test_half_up_is_never_more_than_half_away(numerator, denominator):
    off = Fraction(numerator, denominator) - divide_half_up(numerator, denominator)
    assert -Fraction(1, 2) <= off < Fraction(1, 2)


@pytest.mark.parametrize(
    ("numerator", "mode", "quotient"),
    [
        (5, "half_even", 2),
        (7, "half_even", 4),
        (-5, "half_even", -2),
        (-7, "half_even", -4),
        (5, "floor", 2),
        (-5, "floor", -3),
        (5, "half_up", 3),
        (-5, "half_up", -2),
    ],
)
def test_a_tie_goes_as_the_mode_says(numerator, mode, quotient):
    assert divide(numerator, 2, mode) == quotient


@given(WHOLE, ABOVE_ZERO)
def test_every_mode_gives_a_neighbour_of_the_quotient(numerator, denominator):
    below = numerator // denominator
    found = {mode: divide(numerator, denominator, mode) for mode in ("half_up", "half_even", "floor")}
    assert found["floor"] == below
    assert {found["half_up"], found["half_even"]} <= {below, below + 1}
    if numerator * 2 % denominator:
        assert found["half_up"] == found["half_even"]


def test_bankers_rounding_does_not_creep_in():
    assert [printed(Fraction(n, 1000)) for n in (125, 135, 145, 2675)] == ["0.13", "0.14", "0.15", "2.68"]


def test_a_third_stays_a_third_until_it_is_printed():
    assert sum([exact("1/3")] * 3) == 1
    assert printed(exact("1/3"), 4) == "0.3333"


@given(RATIOS, st.integers(0, 9))
def test_rounding_is_idempotent(value, places):
    once = rounded(value, places)
    assert rounded(once, places) == once
    assert abs(once - value) <= Fraction(1, 2 * 10**places)


@given(RATIOS)
def test_the_text_for_machines_reads_back_as_the_same_number(value):
    text = decimal_text(value)
    assert Fraction(text) == value
    if "/" not in text:
        assert not (text.endswith("0") and "." in text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 2), "0.5"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "1/3"),
        (Fraction(7), "7"),
        (Fraction(-2), "-2"),
        (Fraction(1, 6), "1/6"),
        (Fraction(1, 10**9), "0.000000001"),
        (Fraction(0), "0"),
    ],
)
def test_a_decimal_is_as_short_as_it_is_exact(value, text):
    assert decimal_text(value) == text


@pytest.mark.parametrize(
    ("scaled", "places", "fixed", "short"),
    [
        (-250, 2, "-2.50", "-2.5"),
        (5, 2, "0.05", "0.05"),
        (-5, 3, "-0.005", "-0.005"),
        (1_500_000, 6, "1.500000", "1.5"),
        (0, 2, "0.00", "0"),
        (700, 0, "700", "700"),
        (100, 2, "1.00", "1"),
    ],
)
def test_scaled_integers_are_written_with_their_decimals(scaled, places, fixed, short):
    assert fixed_text(scaled, places) == fixed
    assert scaled_text(scaled, places) == short


def test_people_see_a_comma_in_vietnamese_and_machines_a_point():
    value = Fraction("92.184999")
    assert printed(value) == "92.18"
    assert (shown(value, 2, "vi"), shown(value, 2, "en")) == ("92,18", "92.18")


def test_a_printed_figure_keeps_its_zeros_and_loses_the_sign_of_nothing():
    assert shown(Fraction(90), 2, "vi") == "90,00"
    assert printed(Fraction(-1, 1000)) == "0.00"
    assert printed(Fraction(-1, 200)) == "0.00"
    assert printed(Fraction(-51, 10000)) == "-0.01"


def test_a_figure_is_printed_by_the_declared_mode():
    value = Fraction("0.125")
    assert [printed(value, 2, mode) for mode in ("half_up", "half_even", "floor")] == ["0.13", "0.12", "0.12"]


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (Fraction(1, 2), "0,5", "0.5"),
        (Fraction(46, 39), "1,179487", "1.179487"),
        (Fraction(2), "2", "2"),
        (Fraction(-1, 4), "-0,25", "-0.25"),
        (Fraction(1, 10**7), "0", "0"),
        (Fraction(100), "100", "100"),
    ],
)
def test_a_brief_figure_has_no_needless_zeros(value, vi, en):
    assert (brief(value, "vi"), brief(value, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (Fraction(231, 260), "88,85 %", "88.85%"),
        (Fraction(4, 5), "80 %", "80%"),
        (Fraction(0), "0 %", "0%"),
        (Fraction(-1, 8), "-12,5 %", "-12.5%"),
        (Fraction(3, 2), "150 %", "150%"),
    ],
)
def test_a_percentage_is_written_as_each_language_writes_it(value, vi, en):
    assert (percent(value, "vi"), percent(value, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("9999", "9999", "9999"),
        ("10000", "10.000", "10,000"),
        ("-1234567", "-1.234.567", "-1,234,567"),
        ("0", "0", "0"),
    ],
)
def test_thousands_are_set_apart_from_ten_thousand_on(text, vi, en):
    assert (grouped(text, "vi"), grouped(text, "en")) == (vi, en)


def test_the_decimals_of_a_grouped_number_stay():
    assert grouped("12345,5", "vi") == "12.345,5"
    assert grouped("12345.5", "en") == "12,345.5"


def test_one_point_is_a_point():
    assert [in_points(text, "en") for text in ("0.5", "1", "2")] == ["0.5 points", "1 point", "2 points"]
    assert in_points("0,5", "vi") == "0,5 điểm"
