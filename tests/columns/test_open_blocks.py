"""Blocks of units with facts missing give every integer that one unit at a time gives."""

from dataclasses import replace
from random import Random

import pytest

from engine.domain.criteria_set import CriteriaSet
from engine.domain.submission import Submission
from engine.evaluation.intake import Intake
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.open_facts import OpenRun
from engine.methods.compiler import compile_set
from tests.support.generated_facts import happens
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission
from tests.support.open_comparison import disagreements, everything
from tests.support.random_programs import Programs, random_units

BATCHES, SETS_IN_A_BATCH, UNITS_OF_A_SCOPE = 20, 8, 12
PROGRAM_BATCHES, PROGRAMS_IN_A_BATCH, UNITS_OF_A_PROGRAM = 20, 20, 15
POLICIES = ("", "zero", "leave_out")


def with_less(rng: Random, submission: Submission, percent: int) -> Submission:
    """The submission without some of its facts, whichever they are."""
    facts = {name: value for name, value in submission.facts.items() if not happens(rng, percent)}
    return replace(submission, facts=facts, closed=False)


def some_units(rng: Random, criteria_set: CriteriaSet, one: OneUnit, scope: tuple[str, int]) -> list[Intake]:
    """Units of one profile and year, most of them with facts missing."""
    percent = rng.choice([0, 5, 20, 50, 100])
    submissions = [random_submission(rng, criteria_set, *scope) for _ in range(UNITS_OF_A_SCOPE)]
    return [one.take_in(with_less(rng, submission, percent)) for submission in submissions]


def closing(criteria_set: CriteriaSet, scope: tuple[str, int], at_close: str) -> OneUnit:
    """The set with this policy for what is missing at the close of a stage."""
    return OneUnit(compile_set(replace(criteria_set, missing_at_close=at_close or "refuse"), *scope))


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(BATCHES))
def test_blocks_agree_with_one_unit_at_a_time(batch: int) -> None:
    found, compared = [], 0
    for number in range(SETS_IN_A_BATCH):
        seed = batch * SETS_IN_A_BATCH + number
        rng = Random(f"open {seed}")
        criteria_set = random_set(rng)
        for scope in random_years(rng, criteria_set):
            intakes = some_units(rng, criteria_set, closing(criteria_set, scope, ""), scope)
            for at_close in POLICIES:
                one = closing(criteria_set, scope, at_close)
                columns = everything(one.program, intakes, at_close)
                outcomes = [one.open_outcome(unit.facts, unit.overrides, closed=bool(at_close)) for unit in intakes]
                found += [f"{seed} {scope} {at_close}: {told}" for told in disagreements(columns, outcomes)]
                compared += len(intakes)
    assert found == []
    assert compared == SETS_IN_A_BATCH * 3 * UNITS_OF_A_SCOPE * len(POLICIES)


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(PROGRAM_BATCHES))
def test_blocks_agree_over_programs_that_no_set_would_compile_to(batch: int) -> None:
    found = []
    for number in range(PROGRAMS_IN_A_BATCH):
        seed = batch * PROGRAMS_IN_A_BATCH + number
        rng = Random(f"programs {seed}")
        program = Programs(rng).program()
        units = random_units(rng, program, UNITS_OF_A_PROGRAM)
        for at_close in POLICIES:
            outcomes = [OpenRun(program, unit.facts, unit.overrides, at_close).outcome() for unit in units]
            told = disagreements(everything(program, units, at_close), outcomes)
            found += [f"{seed} {at_close}: {difference}" for difference in told]
    assert found == []
