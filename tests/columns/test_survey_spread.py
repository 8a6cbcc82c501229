"""Spread and intervals: the spread is exact, intervals are the same each time and hold what they should."""

import math
from dataclasses import replace
from decimal import Decimal, getcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.columns.survey.counts import SurveyCounts
from engine.columns.survey.means import Means
from engine.columns.survey.spread import Drawing, Intervals, root_text, variance
from engine.domain.survey_form import AnswerWeights, Choice, Question, RespondentGroup, SurveyForm
from engine.domain.text import Text

TOLD = Text("vi", "en")
VALUES = (Fraction(100), Fraction(60), Fraction(20), Fraction(1, 3))


def counts_of_cells(*cells: tuple[int, ...], minimum: int = 1, weighted: bool = False) -> SurveyCounts:
    """Counts of one unit and question, a cell for each group; their weights are 2, 1, 1, …"""
    groups = tuple(RespondentGroup(f"g{at}", TOLD, Fraction(1 if at else 2)) for at in range(len(cells)))
    options = tuple(Choice(str(at), TOLD, value) for at, value in enumerate(VALUES))
    question = Question("q", TOLD, options, tuple(group.id for group in groups))
    weights = AnswerWeights(0, 10) if weighted else None
    form = SurveyForm("vd.do", TOLD, 2024, Fraction(100), minimum, groups, (question,), weights=weights)
    answers = np.array([[[[*cell, 0, 0] for cell in cells]]], np.int64)
    return SurveyCounts(form, ("u",), answers, answers * 3 if weighted else None, int(answers.sum()), 0)


def counts_of_long_values(*cells: tuple[int, ...], shift: int) -> SurveyCounts:
    """The same counts where an option that nobody chose is worth the likes of 1/10^30: all values have many digits."""
    counts = counts_of_cells(*cells)
    (question,) = counts.form.questions
    never = Choice("never", TOLD, Fraction(1, 10**shift))
    form = replace(counts.form, questions=(replace(question, options=(*question.options, never)),))
    return replace(counts, form=form, answers=np.insert(counts.answers, 4, 0, axis=-1))


CELLS = st.lists(st.integers(0, 40), min_size=4, max_size=4).map(tuple).filter(any)


@given(CELLS)
def test_the_spread_is_that_of_the_answers_written_out(cell: tuple[int, ...]) -> None:
    answers = [value for value, count in zip(VALUES, cell, strict=True) for _ in range(count)]
    mean = sum(answers, Fraction(0)) / len(answers)
    expected = sum(((each - mean) ** 2 for each in answers), Fraction(0)) / len(answers)
    means = Means(counts_of_cells(cell))
    assert (means.of_group(0, 0, 0), variance(means, 0, 0, 0)) == (mean, expected)


@given(st.fractions(0, 10**9, max_denominator=10**6), st.integers(0, 6))
def test_a_root_is_rounded_half_up_from_its_true_value(square: Fraction, places: int) -> None:
    getcontext().prec = 60
    root = (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
    assert abs(Decimal(root_text(square, places)) - root) * 2 * 10**places <= Decimal("1.000001")


def test_a_root_on_the_edge_goes_up() -> None:
    assert [root_text(Fraction(square), 1) for square in ("0.0225", "0.0224", "4")] == ["0.2", "0.1", "2.0"]


def test_intervals_are_the_same_each_time_and_other_with_another_seed() -> None:
    means = Means(counts_of_cells((30, 20, 10, 5), (3, 2, 1, 9)))
    once, again = (Intervals(means, Drawing()).of_question(0, 0, [0, 1]) for _ in range(2))
    assert once == again
    assert once != Intervals(means, Drawing(seed=1)).of_question(0, 0, [0, 1])


def test_an_interval_is_made_of_exact_means_of_as_many_answers() -> None:
    means = Means(counts_of_cells((30, 20, 10, 5)))
    found = Intervals(means, Drawing(draws=200)).of_question(0, 0, [0])
    assert found is not None
    low, high = found
    assert low < means.of_group(0, 0, 0) < high
    assert (low * 65 * 3).denominator == (high * 65 * 3).denominator == 1


def test_an_interval_is_as_wide_as_the_normal_one_where_answers_are_many() -> None:
    means = Means(counts_of_cells((3000, 2000, 1000, 500)))
    found = Intervals(means, Drawing(draws=4000)).of_question(0, 0, [0])
    square = variance(means, 0, 0, 0)
    assert found is not None
    assert square is not None
    assert float(found[1] - found[0]) == pytest.approx(2 * 1.96 * math.sqrt(float(square) / 6500), rel=0.06)


@pytest.mark.parametrize("shift", [18, 30, 400])
def test_values_beyond_64_bits_change_no_mean_and_no_interval(shift: int) -> None:
    cells = (30, 20, 10, 5), (3, 3, 3, 3)
    usual, long = (Means(counts_of_long_values(*cells, shift=each)) for each in (1, shift))
    assert long.of_question(0, 0, [0, 1]) == usual.of_question(0, 0, [0, 1])
    for groups in ([0], [0, 1]):
        found = [Intervals(means, Drawing(draws=200)).of_question(0, 0, groups) for means in (usual, long)]
        assert found[0] == found[1]


def test_values_beyond_64_bits_need_no_answers() -> None:
    assert Means(counts_of_long_values((0, 0, 0, 0), shift=30)).sums.tolist() == [[[0]]]


def test_a_wider_level_holds_a_narrower_one() -> None:
    means = Means(counts_of_cells((9, 5, 3, 1)))
    wide, narrow = (Intervals(means, Drawing(level=level)).of_question(0, 0, [0]) for level in (99, 60))
    assert wide is not None
    assert narrow is not None
    assert wide[0] < narrow[0] <= narrow[1] < wide[1]


def test_answers_that_all_agree_have_no_spread() -> None:
    means = Means(counts_of_cells((0, 7, 0, 0)))
    assert variance(means, 0, 0, 0) == 0
    assert Intervals(means, Drawing()).of_question(0, 0, [0]) == (60, 60)


@pytest.mark.parametrize("cells", [((1, 1, 0, 0), (5, 0, 0, 0)), ((0, 0, 0, 0), (5, 0, 0, 0))])
def test_a_group_under_the_minimum_has_no_mean_and_neither_has_all_of_them(cells: tuple[tuple[int, ...], ...]) -> None:
    means = Means(counts_of_cells(*cells, minimum=3))
    assert (means.of_group(0, 0, 0), variance(means, 0, 0, 0), means.of_question(0, 0, [0, 1])) == (None, None, None)
    assert Intervals(means, Drawing()).of_question(0, 0, [0, 1]) is None
    assert means.of_question(0, 0, [1]) == 100


def test_answers_with_weights_have_a_spread_and_no_interval() -> None:
    means = Means(counts_of_cells((2, 2, 0, 0), weighted=True))
    assert (means.of_group(0, 0, 0), variance(means, 0, 0, 0)) == (80, 400)
    assert Intervals(means, Drawing()).of_question(0, 0, [0]) is None
