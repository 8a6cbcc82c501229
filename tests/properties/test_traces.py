"""A trace that is scored and printed in one is the trace of the outcome, to the last letter."""

import json
from random import Random

import pytest

from engine.evaluation.one_unit import OneUnit
from engine.evaluation.python_source import Open
from engine.methods.compiler import compile_set
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission

ABOUT = {"unit": {"id": "đơn vị"}}
SETS, SUBMISSIONS = 30, 12


@pytest.mark.parametrize("batch", range(4))
def test_scored_and_printed_in_one_is_the_trace_of_the_outcome(batch: int) -> None:
    compared = 0
    for seed in range(batch * SETS, (batch + 1) * SETS):
        rng = Random(seed)
        rules = random_set(rng)
        for scope in random_years(rng, rules):
            one = OneUnit(compile_set(rules, *scope))
            for _ in range(SUBMISSIONS):
                intake = one.take_in(random_submission(rng, rules, *scope))
                outcome = one.outcome(intake.facts)
                try:
                    text = one.traces.scored(intake.facts, ABOUT)
                except (KeyError, Open):
                    continue
                assert outcome is not None
                assert text == one.traces.text(intake.facts, outcome, ABOUT), seed
                json.loads(text)
                compared += 1
    assert compared > SETS * SUBMISSIONS / 3
