"""The engine and the naive evaluator agree on tens of thousands of generated pairs of set and submission."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.domain.criteria_set import CriteriaSet
from engine.domain.submission import Submission
from engine.errors import NotComplete
from tests.support.engine_comparison import Engine, disagreements, escapes
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import completion, judged, random_submission
from tests.support.naive_evaluator import NaiveResult, naive_score

BATCHES = 50
SETS_IN_A_BATCH = 8
SUBMISSIONS_OF_A_SET = 52


def test_the_batches_hold_at_least_twenty_thousand_pairs() -> None:
    assert BATCHES * SETS_IN_A_BATCH * SUBMISSIONS_OF_A_SET >= 20_000


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_engine_agrees_with_the_naive_evaluator(batch: int) -> None:
    compared, found = 0, []
    for number in range(SETS_IN_A_BATCH):
        seed = batch * SETS_IN_A_BATCH + number
        rng = Random(seed)
        criteria_set = random_set(rng)
        engine, scopes = Engine(criteria_set), random_years(rng, criteria_set)
        for at in range(SUBMISSIONS_OF_A_SET):
            submission = random_submission(rng, criteria_set, *rng.choice(scopes))
            found += [f"seed {seed}, submission {at}: {said}" for said in compare(rng, engine, submission)]
            compared += 1
    assert found == []
    assert compared == SETS_IN_A_BATCH * SUBMISSIONS_OF_A_SET


@settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_the_engine_agrees_on_the_smallest_case_that_could_differ(rng: Random) -> None:
    criteria_set = random_set(rng)
    engine = Engine(criteria_set)
    for profile, year in random_years(rng, criteria_set):
        submission = random_submission(rng, criteria_set, profile, year)
        assert compare(rng, engine, submission) == []


def compare(rng: Random, engine: Engine, submission: Submission) -> list[str]:
    """Everything in which the two differ over one submission."""
    naive = naive_score(engine.set, submission)
    undecided = still_open(naive)
    if refuses(engine.set, submission) and undecided:
        with pytest.raises(NotComplete):
            engine.score(submission)
        return []
    scorecard = engine.score(submission)
    found = list(disagreements(engine.set, scorecard, naive))
    if undecided and not submission.closed:
        found += escapes(engine.set, scorecard, once_complete(rng, engine.set, submission))
    return found


def still_open(result: NaiveResult) -> set[str]:
    """The nodes that are not decided yet."""
    return {name for name, node in result.nodes.items() if node.status.is_open}


def once_complete(rng: Random, criteria_set: CriteriaSet, submission: Submission) -> NaiveResult:
    """One of the results that the submission may still come to: all facts, and marks where only a person decides."""
    later = completion(rng, criteria_set, submission)
    result = naive_score(criteria_set, later)
    if not any(leaf.method == "judgement" for leaf in criteria_set.leaves()):
        return result
    return naive_score(criteria_set, judged(rng, criteria_set, later, still_open(result)))


def refuses(criteria_set: CriteriaSet, submission: Submission) -> bool:
    """Whether nothing may be missing."""
    return submission.closed and criteria_set.missing_at_close == "refuse"
