"""A batch of units of all profiles, open, closed and marked, gets the figures of their scorecards."""

from collections.abc import Callable
from random import Random

import pytest

from engine.columns.score_arrow import ColumnScorer
from engine.domain.submission import Submission
from engine.evaluation.one_unit import OneUnit
from tests.support.arrow_comparison import LIGHT, differences, of_different_units, scorer_for
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission
from tests.support.looped_units import LoopedUnits

SUBMISSIONS = 24


@pytest.mark.parametrize("way", [LoopedUnits, LIGHT])
@pytest.mark.parametrize("seed", range(30))
def test_every_figure_of_every_row_is_that_of_the_scorecard(seed: int, way: Callable[[OneUnit], ColumnScorer]) -> None:
    rng = Random(seed)
    rules = random_set(rng)
    scopes = random_years(rng, rules)
    year = rng.choice(scopes)[1]
    profiles = [profile for profile, other in scopes if other == year]
    submissions: list[Submission] = [
        random_submission(rng, rules, rng.choice(profiles), year) for _ in range(SUBMISSIONS)
    ]
    assert differences(scorer_for(rules, year, way), of_different_units(rules, submissions)) == []
