"""Many units at once give every integer that one unit at a time gives, whatever is missing, marked or left out."""

from random import Random

import pytest

from engine.columns.column_results import Wanted, all_steps
from engine.columns.many_units import ManyUnits
from engine.columns.prepared_columns import MachineName
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from tests.support.column_rows import expected_of, row, told
from tests.support.fact_columns_of import fact_columns_of
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission
from tests.support.written_rows import row as written

BATCHES, SETS_IN_A_BATCH, UNITS_OF_A_SET = 8, 10, 24


@pytest.mark.parametrize("machine", ["numpy", "auto"])
@pytest.mark.parametrize("batch", range(BATCHES))
def test_generated_units_come_to_the_same_integers(batch: int, machine: MachineName) -> None:
    for number in range(SETS_IN_A_BATCH):
        rng = Random(f"columns {batch} {number}")
        criteria_set = random_set(rng)
        scope = rng.choice(random_years(rng, criteria_set))
        one = OneUnit(compile_set(criteria_set, *scope))
        many = ManyUnits(one, machine=machine)
        agrees(rng, one, many, scope)


def agrees(rng: Random, one: OneUnit, many: ManyUnits, scope: tuple[str, int]) -> None:
    """Score generated units, as long as the stage is open and when it is closed."""
    criteria_set = one.compiled.criteria_set
    intakes = [one.take_in(random_submission(rng, criteria_set, *scope)) for _ in range(UNITS_OF_A_SET)]
    facts = fact_columns_of(one.program, intakes)
    wanted = Wanted(all_steps(len(one.program.steps)), told=True)
    for closed in (False, True):
        results = many.score(facts, wanted, closed=closed)
        for at, intake in enumerate(intakes):
            expected = expected_of(one, dict(intake.facts), intake.overrides, closed=closed)
            assert row(results, at) == told(expected), (at, closed)


ASKING = """
method: formula
rule: {points: "count(l, known(b) and x > a) * 0.5 if known(a) else 1"}
facts:
  a: {type: count, title: {vi: "A", en: "A"}, max: 5}
  b: {type: bool, title: {vi: "B", en: "B"}}
  l: {type: list, title: {vi: L, en: L}, max_items: 5, fields: {x: {type: count, title: {vi: X, en: X}, max: 9}}}
"""


@pytest.mark.parametrize("machine", ["numpy", "auto"])
def test_a_list_may_ask_whether_a_fact_is_known(machine: MachineName) -> None:
    rows = written(ASKING)
    one = rows.unit
    records = [{"x": 0}, {"x": 3}, {"x": 7}]
    given = [{"a": 2, "b": True, "l": records}, {"a": 2, "l": records}, {"b": False, "l": records}, {"a": 5, "b": True}]
    given += [{"a": 5, "b": False, "l": []}, {}]
    intakes = [one.take_in(rows.submission(facts)) for facts in given]
    results = ManyUnits(one, machine=machine).score(fact_columns_of(one.program, intakes), Wanted((0,), told=True))
    for at, intake in enumerate(intakes):
        assert row(results, at) == told(expected_of(one, dict(intake.facts), intake.overrides, closed=False))
    assert results.total.tolist()[:3] == [1_000_000, 0, 1_000_000]
