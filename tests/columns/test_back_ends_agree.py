"""Every back end says of generated units, ties among them, what exact ratios say; who does not is found out."""

from dataclasses import replace
from random import Random

import pytest

from engine.evaluation.outcome import Outcome
from tests.columns.agreement import BACK_ENDS, OPEN, REFUSED, SAME, WRONG, Batch, Tally, batch_of, compare
from tests.support.generated_sets import random_set, random_years
from tests.support.tied_submissions import Ties

NAMES = {
    "one unit",
    "flat form",
    "numpy machine",
    "fast machine",
    "open blocks",
    "many units, numpy",
    "many units, fast",
    "duckdb",
    "polars",
}


@pytest.mark.parametrize("batch", range(4))
def test_no_back_end_is_wrong(batch: int) -> None:
    tally = compare(120, units=20, seed=f"suite {batch}")
    assert tally.told == []
    assert set(tally.counts) == NAMES
    assert {sum(count.values()) for count in tally.counts.values()} == {120}
    assert tally.counts["duckdb"][SAME] > 30
    assert tally.ties.edges > 0 < tally.ties.halves


def test_who_is_wrong_is_found_out() -> None:
    rng = Random("found out")
    rules = random_set(rng)
    batch = batch_of(rng, rules, rng.choice(random_years(rng, rules)), 20, Ties())
    tally, crooked = Tally(), replace(batch, outcomes=[one_more(outcome) for outcome in batch.outcomes])
    for back_end in BACK_ENDS:
        back_end(rng, crooked, tally)
    held_against_outcomes = {"flat form", "numpy machine", "fast machine", "duckdb", "polars"}
    for name in held_against_outcomes:
        assert tally.counts[name][SAME] == 0
        assert tally.counts[name][WRONG] + tally.counts[name][OPEN] + tally.counts[name][REFUSED] == 20
    assert tally.wrong > 20


def one_more(outcome: Outcome) -> Outcome:
    """An outcome whose total is one unit of the last digit too much."""
    return replace(outcome, total=(outcome.total[0] + 1, outcome.total[1] + 1))


def test_a_batch_says_what_is_unknown_somewhere() -> None:
    rng = Random(5)
    rules = random_set(rng)
    batch: Batch = batch_of(rng, rules, rng.choice(random_years(rng, rules)), 30, Ties())
    missing = {fact.id for fact in batch.one.program.facts for each in batch.intakes if fact.id not in each.facts}
    assert batch.overridden.unknown == missing
