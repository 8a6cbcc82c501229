"""What ranking needs is the same whether or not the card is told."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from engine.errors import NotComplete
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from engine.results.documents import scorecard_document
from engine.results.standing import standing_from, standing_of
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission
from tests.support.leaving_row import LEAVING


@pytest.mark.parametrize("seed", range(25))
def test_a_standing_is_that_of_the_scorecard(seed):
    rng = Random(seed)
    rules = random_set(rng)
    profile, year = random_years(rng, rules)[0]
    unit = OneUnit(compile_set(rules, profile, year))
    for _ in range(6):
        submission = random_submission(rng, rules, profile, year)
        named = replace(submission, unit=replace(submission.unit, profile=profile))
        try:
            card = unit.score(named)
        except NotComplete:
            with pytest.raises(NotComplete):
                unit.standing(named)
            continue
        assert unit.standing(named) == standing_of(card)


@pytest.mark.parametrize(
    ("facts", "index"),
    [
        ({"a": 1, "b": 0}, None),
        ({"a": 1, "b": 0, "gone": True}, Fraction(1)),
        ({"a": 1, "b": 0, "gone": False}, Fraction(1, 2)),
    ],
)
def test_a_component_has_an_index_once_its_maximum_is_sure_too(facts, index):
    submission = LEAVING.submission(facts)
    card = LEAVING.unit.score(submission)
    ways = (LEAVING.unit.standing(submission), standing_of(card), standing_from(scorecard_document(card), ""))
    assert [way.components[0].index for way in ways] == [index] * 3
