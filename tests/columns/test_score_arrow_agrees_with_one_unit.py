"""A batch of units of all profiles, open, closed and marked, gets the figures of their scorecards."""

from random import Random

import pytest

from engine.domain.submission import Submission
from tests.support.arrow_comparison import differences, of_different_units, scorer_for
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission

SUBMISSIONS = 24


@pytest.mark.parametrize("seed", range(30))
def test_every_figure_of_every_row_is_that_of_the_scorecard(seed: int) -> None:
    rng = Random(seed)
    rules = random_set(rng)
    scopes = random_years(rng, rules)
    year = rng.choice(scopes)[1]
    profiles = [profile for profile, other in scopes if other == year]
    submissions: list[Submission] = [
        random_submission(rng, rules, rng.choice(profiles), year) for _ in range(SUBMISSIONS)
    ]
    assert differences(scorer_for(rules, year), of_different_units(rules, submissions)) == []
