"""The compiled machine fills in what the flat form says and what one unit at a time gives, in every width."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest

from engine.columns.fact_columns import FactColumns
from engine.columns.fast.machine import FastMachine
from engine.columns.flat_program import FlatProgram, Overridden
from engine.columns.flattening import flatten
from engine.evaluation.intake import Intake
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from engine.program import expressions as e
from tests.columns.test_flattening import told
from tests.support.fact_columns_of import fact_columns_of
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission

SETS_IN_A_BATCH, UNITS_OF_A_SET = 20, 40


@pytest.mark.parametrize("batch", range(10))
def test_generated_units_come_to_the_same_integers(batch: int) -> None:
    decided = 0
    for number in range(SETS_IN_A_BATCH):
        rng = Random(f"fast {batch} {number}")
        criteria_set = random_set(rng)
        scope = rng.choice(random_years(rng, criteria_set))
        one = OneUnit(compile_set(criteria_set, *scope))
        intakes = [one.take_in(random_submission(rng, criteria_set, *scope)) for _ in range(UNITS_OF_A_SET)]
        decided += agrees(one, intakes)
    assert decided > SETS_IN_A_BATCH * UNITS_OF_A_SET / 4


def agrees(one: OneUnit, intakes: Sequence[Intake]) -> int:
    """Compare every figure of every decided row; gives how many rows are."""
    flat = flatten(one.program, overridden_of(one, intakes))
    if not FastMachine.supports(flat):
        return 0
    figures = results_of(flat)
    rows = run(flat, figures, fact_columns_of(one.program, intakes))
    decided = 0
    for intake, row in zip(intakes, rows, strict=True):
        if not row[0]:
            decided += 1
            expected = one.outcome(intake.facts, intake.overrides) or one.open_outcome(intake.facts, intake.overrides)
            assert row[1:] == [number for group in told(expected) for number in group]  # type: ignore[attr-defined]
    return decided


def overridden_of(one: OneUnit, intakes: Sequence[Intake]) -> Overridden:
    """What any of the units has besides facts."""
    return Overridden(
        frozenset(at for intake in intakes for at in intake.overrides.marks),
        frozenset(at for intake in intakes for at in intake.overrides.excluded),
        frozenset(fact.id for fact in one.program.facts if any(fact.id not in intake.facts for intake in intakes)),
    )


def results_of(flat: FlatProgram) -> list[e.Expr]:
    """Whether a row is open, then every figure in the order of `told`."""
    steps = [figure for s in flat.steps for figure in (s.points, s.maximum, s.status, s.rule)]
    return [flat.open, flat.total, flat.maximum, flat.components, flat.bonus, flat.penalty, *steps]


def run(flat: FlatProgram, outputs: Sequence[e.Expr], facts: FactColumns) -> list[list[int]]:
    """The results, row by row."""
    into = [np.empty(facts.rows, np.int64) for _ in outputs]
    FastMachine(flat, outputs).run(facts, into)
    return [list(row) for row in zip(*(array.tolist() for array in into), strict=True)]
