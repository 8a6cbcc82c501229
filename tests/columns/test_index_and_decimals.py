"""Indices rounded as the set compares, and decimals laid out word by word: exact for every integer."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.columns.arrow.decimal_arrays import decimal_array
from engine.columns.arrow.index_column import index_column
from engine.domain.numbers import Rounding, rounded

MODES = ("half_up", "half_even", "floor")
WIDE = st.integers(-(10**18) + 1, 10**18 - 1)
PAIRS = st.lists(st.tuples(st.one_of(st.integers(-500, 500), WIDE), st.one_of(st.integers(-2, 80), WIDE)), max_size=20)


@given(PAIRS, st.sampled_from(MODES), st.integers(0, 9))
def test_an_index_is_the_exact_ratio_rounded_once(pairs, mode, places) -> None:
    total = np.array([each for each, _ in pairs], np.int64)
    maximum = np.array([each for _, each in pairs], np.int64)
    found, known = index_column(total, maximum, np.ones(len(pairs), np.bool_), Rounding("total", places, mode))
    for (points, most), index, there in zip(pairs, found.tolist(), known.tolist(), strict=True):
        assert there == (most > 0)
        if there:
            assert Fraction(index, 10**places) == rounded(Fraction(100 * points, most), places, mode)


def test_results_of_32_bits_do_not_overflow() -> None:
    total = np.array([90_000_000, -90_000_000], np.int32)
    maximum = np.array([100_000_000, 100_000_000], np.int32)
    found, _ = index_column(total, maximum, np.ones(2, np.bool_), Rounding("total", 4))
    assert found.tolist() == [900_000, -900_000]


def test_what_is_open_has_no_index() -> None:
    _, known = index_column(np.array([1, 1]), np.array([2, 2]), np.array([True, False]), Rounding("total", 2))
    assert known.tolist() == [True, False]


@given(st.lists(WIDE), st.integers(0, 9))
def test_decimals_are_the_integers_themselves(numbers, places) -> None:
    expected = [Decimal(number).scaleb(-places) for number in numbers]
    for values in (np.array(numbers, np.int64), np.array(numbers, object)):
        array = decimal_array(values, places)
        array.validate(full=True)
        assert array.to_pylist() == expected


def test_numbers_of_any_size_and_nulls() -> None:
    wide = [10**37, -(10**37), 0, 7]
    array = decimal_array(np.array(wide, object), 3, np.array([True, True, False, True]), 38)
    assert array.to_pylist() == [Decimal(10**37).scaleb(-3), Decimal(-(10**37)).scaleb(-3), None, Decimal("0.007")]


@pytest.mark.parametrize("number", [10**18, -(10**18), 2**63 - 1, -(2**63)])
def test_a_number_with_too_many_digits_is_refused(number: int) -> None:
    for values in (np.array([number], np.int64), np.array([number], object)):
        with pytest.raises(ValueError, match="more than 18 digits"):
            decimal_array(values, 6)
