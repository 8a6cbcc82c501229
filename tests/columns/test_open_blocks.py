"""Blocks of units with facts missing give every integer that one unit at a time gives."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import pytest

from engine.columns.column_results import Wanted, all_steps
from engine.columns.interval_columns import Ends, IntervalColumns
from engine.columns.open_blocks import OpenBlocks
from engine.domain.criteria_set import CriteriaSet
from engine.domain.submission import Submission
from engine.evaluation.intake import Intake
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.outcome import NOT_ASSESSED, PENDING, Outcome
from engine.methods.compiler import compile_set
from tests.support.fact_columns_of import fact_columns_of
from tests.support.generated_facts import happens
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission

BATCHES, SETS_IN_A_BATCH, UNITS_OF_A_SCOPE = 20, 15, 12
POLICIES = ("", "zero", "leave_out")
OF_THE_ROOT = ("total", "maximum", "components", "bonus", "penalty")


def with_less(rng: Random, submission: Submission, percent: int) -> Submission:
    """The submission without some of its facts, whichever they are."""
    facts = {name: value for name, value in submission.facts.items() if not happens(rng, percent)}
    return replace(submission, facts=facts, closed=False)


def some_units(rng: Random, criteria_set: CriteriaSet, one: OneUnit, scope: tuple[str, int], many: int) -> list[Intake]:
    """Units of one profile and year, most of them with facts missing."""
    percent = rng.choice([0, 5, 20, 50, 100])
    submissions = [random_submission(rng, criteria_set, *scope) for _ in range(many)]
    return [one.take_in(with_less(rng, submission, percent)) for submission in submissions]


def differences(outcome: Outcome, columns: IntervalColumns, row: int) -> Iterator[str]:
    """Everything in which one row is not what one unit gives."""
    assert columns.maxima is not None
    assert columns.statuses is not None
    assert columns.rules is not None
    expected = {
        "points": (outcome.low, outcome.high),
        "maxima": (outcome.least, outcome.most),
        "statuses": outcome.statuses,
        "rules": outcome.rules,
        **{name: getattr(outcome, name) for name in OF_THE_ROOT},
        "complete": not any(status in (NOT_ASSESSED, PENDING) for status in outcome.statuses),
    }
    found = {
        "points": tuple(ends[:, row].tolist() for ends in columns.points),
        "maxima": tuple(ends[:, row].tolist() for ends in columns.maxima),
        "statuses": columns.statuses[:, row].tolist(),
        "rules": columns.rules[:, row].tolist(),
        **{
            name: ends_of(getattr(columns, name), row)
            for name in ("total", "maximum", "components", "bonus", "penalty")
        },
        "complete": bool(columns.complete[row]),
    }
    for name, value in expected.items():
        if found[name] != (tuple(map(list, value)) if name in ("points", "maxima") else listed(value)):
            yield f"row {row}, {name}: {found[name]}, expected {value}"


def listed(value: object) -> object:
    """Numbers of steps as a list."""
    return list(value) if isinstance(value, Sequence) and not isinstance(value, tuple) else value


def ends_of(ends: Ends, row: int) -> tuple[int, int]:
    """Both ends of one row."""
    return int(ends.low[row]), int(ends.high[row])


def compare(one: OneUnit, intakes: Sequence[Intake], at_close: str) -> list[str]:
    """Everything in which the block differs from its units, one at a time."""
    set_closed = OneUnit(
        replace(one.compiled, criteria_set=replace(one.compiled.criteria_set, missing_at_close=at_close or "zero"))
    )
    wanted = Wanted(all_steps(len(one.program.steps)), told=True)
    columns = OpenBlocks(one.program).run(fact_columns_of(one.program, intakes), wanted, at_close)
    found = []
    for row, intake in enumerate(intakes):
        outcome = set_closed.open_outcome(intake.facts, intake.overrides, closed=bool(at_close))
        found += differences(outcome, columns, row)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(BATCHES))
def test_blocks_agree_with_one_unit_at_a_time(batch: int) -> None:
    found, compared = [], 0
    for number in range(SETS_IN_A_BATCH):
        seed = batch * SETS_IN_A_BATCH + number
        rng = Random(f"open {seed}")
        criteria_set = random_set(rng)
        for scope in random_years(rng, criteria_set):
            one = OneUnit(compile_set(criteria_set, *scope))
            intakes = some_units(rng, criteria_set, one, scope, UNITS_OF_A_SCOPE)
            for at_close in POLICIES:
                found += [f"seed {seed} {scope} {at_close}: {told}" for told in compare(one, intakes, at_close)]
                compared += len(intakes)
    assert found == []
    assert compared == SETS_IN_A_BATCH * 3 * UNITS_OF_A_SCOPE * len(POLICIES)
