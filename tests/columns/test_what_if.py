"""What-if scenarios over many units are what scoring everything anew gives, whichever machine runs."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from engine.columns.column_results import ColumnResults, Wanted, all_steps
from engine.columns.fact_columns import FactColumns, NumberColumn
from engine.columns.many_units import ManyUnits
from engine.columns.what_if import WhatIf
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from tests.support.fact_columns_of import fact_columns_of
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission
from tests.support.written_rows import HEAD, Rows, read_component

ROWS = 40


@pytest.mark.parametrize("machine", ["numpy", "fast"])
@pytest.mark.parametrize("seed", range(25))
def test_a_scenario_is_what_scoring_anew_gives(seed: int, machine: str) -> None:
    rng = Random(seed)
    rules = random_set(rng)
    scope = rng.choice(list(random_years(rng, rules)))
    one = OneUnit(compile_set(rules, *scope))
    before, after = (columns(rng, one, rules, scope) for _ in range(2))
    many = ManyUnits(one, machine=machine)
    facts = [fact.id for fact in one.program.facts]
    changed = rng.sample(facts, min(len(facts), 3))
    steps = all_steps(len(one.program.steps))
    what_if = WhatIf(many, changed, steps)
    kept = what_if.keep(before)
    numbers = {name: column for name, column in after.numbers.items() if name in changed}
    lists = {name: column for name, column in after.lists.items() if name in changed}
    merged = replace(before, numbers={**before.numbers, **numbers}, lists={**before.lists, **lists})
    same(what_if.run(kept, {**numbers, **lists}), many.score(merged, Wanted(steps)))
    # What was kept stays as it was.
    same(what_if.run(kept, {}), many.score(before, Wanted(steps)))


def columns(rng: Random, one: OneUnit, rules, scope) -> FactColumns:
    intakes = [one.take_in(random_submission(rng, rules, *scope)) for _ in range(ROWS)]
    return fact_columns_of(one.program, intakes)


def same(found: ColumnResults, expected: ColumnResults) -> None:
    for name in ("total", "maximum", "points"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name
    assert (found.open is None) == (expected.open is None)
    if found.open is not None:
        assert np.array_equal(found.open.rows, expected.open.rows)
        assert np.array_equal(found.open.total_high, expected.open.total_high)
        assert np.array_equal(found.open.points_high, expected.open.points_high)


def test_a_fact_that_is_not_there_is_refused() -> None:
    rng = Random(1)
    rules = random_set(rng)
    one = OneUnit(compile_set(rules, *next(iter(random_years(rng, rules)))))
    with pytest.raises(KeyError, match=r"no\.such"):
        WhatIf(ManyUnits(one, machine="numpy"), ["no.such"])
    facts = [fact.id for fact in one.program.facts]
    what_if = WhatIf(ManyUnits(one, machine="numpy"), facts[:1])
    intake = one.take_in(random_submission(rng, rules, one.compiled.profile.id, one.compiled.year))
    kept = what_if.keep(fact_columns_of(one.program, [intake]))
    with pytest.raises(KeyError, match=facts[1]):
        what_if.run(kept, {facts[1]: kept.facts.numbers[facts[1]]})


EXCLUDED = """
format: parindex/component/1
id: "1"
title: {vi: "Phần", en: "Part"}
max: "6"
children:
  - id: "1.1"
    title: {vi: "Tính lại", en: "Rescaled"}
    max: "4"
    rescale: true
    children:
      - id: "1.1.1"
        title: {vi: "Một", en: "One"}
        max: "3"
        part: appraisal
        method: formula
        rule: {points: a}
        facts: {a: {type: count, title: {vi: A, en: A}, max: 3}}
      - id: "1.1.2"
        title: {vi: "Hai", en: "Two"}
        max: "1"
        part: appraisal
        method: formula
        rule: {points: b}
        facts: {b: {type: count, title: {vi: B, en: B}, max: 1}}
  - id: "1.2"
    title: {vi: "Khác", en: "Other"}
    max: "2"
    part: appraisal
    method: formula
    rule: {points: c}
    facts: {c: {type: count, title: {vi: C, en: C}, max: 2}}
"""


@pytest.mark.parametrize("machine", ["numpy", "fast"])
def test_what_is_kept_may_be_beyond_64_bits_where_rows_are_excluded(machine: str) -> None:
    rows = Rows(read_component(EXCLUDED, HEAD.format(points="6") + "numbers: {places: 9}\n"))
    given = [({"a": 2, "b": 1, "c": 1}, ()), ({"a": 2, "b": 1, "c": 0}, ("1.1.2",))]
    intakes = [rows.unit.take_in(rows.submission(facts, exclude=out)) for facts, out in given]
    facts = fact_columns_of(rows.unit.program, intakes)
    many = ManyUnits(rows.unit, machine=machine)
    what_if = WhatIf(many, ["c"])
    found = what_if.run(what_if.keep(facts), {"c": NumberColumn(np.array([2, 1]))})
    assert found.total.tolist() == [5_000_000_000, 3_666_666_667]
