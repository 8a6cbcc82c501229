"""A standing read from a stored document is that of the scorecard it was made of."""

import json
from dataclasses import replace
from random import Random

import pytest

from engine.errors import NotComplete
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from engine.results.documents import hashed
from engine.results.standing import standing_from, standing_of
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission


@pytest.mark.parametrize("seed", range(25))
def test_what_is_stored_ranks_as_what_was_scored(seed):
    rng = Random(seed)
    rules = random_set(rng)
    profile, year = random_years(rng, rules)[0]
    unit = OneUnit(compile_set(rules, profile, year))
    compared = 0
    for _ in range(6):
        submission = random_submission(rng, rules, profile, year)
        try:
            card, document, _ = hashed(unit.score(replace(submission, unit=replace(submission.unit, profile=profile))))
        except NotComplete:
            continue
        stored = json.loads(json.dumps(document))
        assert standing_from(stored, card.hash) == standing_of(card)
        compared += 1
    assert compared > 0


def test_exact_figures_of_many_decimals_are_read_back():
    rng = Random(1)
    rules = random_set(rng)
    profile, year = random_years(rng, rules)[0]
    unit = OneUnit(compile_set(rules, profile, year))
    submission = replace(random_submission(rng, rules, profile, year), closed=False)
    document = json.loads(
        json.dumps(hashed(unit.score(replace(submission, unit=replace(submission.unit, profile=profile))))[1])
    )
    long = "0." + "0" * 40 + "1"
    document["total"]["possible"]["low"]["exact"] = long
    assert str(standing_from(document, "x").points.low) == "1/1" + "0" * 41
