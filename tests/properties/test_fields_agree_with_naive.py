"""Rows that compare with the whole field: two passes of the engine give what the naive evaluator gives."""

from random import Random

import pytest

from engine.domain.criteria_set import CriteriaSet
from engine.domain.submission import Submission
from engine.errors import InvalidDocument, NotComplete
from tests.support.engine_comparison import Engine, disagreements, escapes
from tests.support.generated_rules import RULES
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission
from tests.support.naive_evaluator import naive_field, naive_score

BATCHES = 20
SETS_IN_A_BATCH = 12
UNITS = 9
METHODS = (*("relative",) * len(RULES), *RULES)


def a_round(rng: Random, criteria_set: CriteriaSet) -> list[Submission]:
    """The submissions of some units of every profile in one year."""
    scopes = random_years(rng, criteria_set)
    year = rng.choice(scopes)[1]
    profiles = [profile.id for profile in criteria_set.profiles]
    return [random_submission(rng, criteria_set, rng.choice(profiles), year) for _ in range(UNITS)]


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(BATCHES))
def test_two_passes_agree_with_the_naive_evaluator(batch: int) -> None:
    compared, found = 0, []
    for number in range(SETS_IN_A_BATCH):
        seed = 10_000 + batch * SETS_IN_A_BATCH + number
        rng = Random(seed)
        criteria_set = random_set(rng, METHODS)
        engine, submissions = Engine(criteria_set), a_round(rng, criteria_set)
        rows, naive = engine.field(submissions), naive_field(criteria_set, submissions)
        for at, submission in enumerate(submissions):
            expected = naive_score(criteria_set, submission, naive)
            is_open = any(node.status.is_open for node in expected.nodes.values())
            if submission.closed and criteria_set.missing_at_close == "refuse" and is_open:
                with pytest.raises(NotComplete):
                    engine.score_against(submission, rows)
                continue
            card = engine.score_against(submission, rows)
            found += [f"seed {seed}, unit {at}: {said}" for said in disagreements(criteria_set, card, expected)]
            compared += 1
    assert found == []
    assert compared > SETS_IN_A_BATCH * UNITS // 2


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(BATCHES))
def test_what_is_pending_comes_out_within_its_interval(batch: int) -> None:
    found, pending = [], 0
    for number in range(SETS_IN_A_BATCH):
        rng = Random(20_000 + batch * SETS_IN_A_BATCH + number)
        criteria_set = random_set(rng, METHODS)
        engine, submissions = Engine(criteria_set), a_round(rng, criteria_set)
        naive = naive_field(criteria_set, submissions)
        for submission in submissions:
            try:
                card = engine.score(submission)
            except (InvalidDocument, NotComplete):  # a stage that is closed before its field is complete
                assert submission.closed
                continue
            pending += sum(node.status == "pending" for node in card.leaves())
            if not submission.closed:
                found += escapes(criteria_set, card, naive_score(criteria_set, submission, naive))
    assert found == []
    assert pending > 0
