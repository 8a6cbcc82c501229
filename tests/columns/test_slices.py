"""A what-if slice over what was kept gives what the whole program gives over the changed facts."""

from dataclasses import replace
from random import Random

import pytest

from bench.workload import Workload
from engine.columns.flat.flat_program import FlatProgram
from engine.columns.flat.flattening import flatten
from engine.columns.flat.slices import KEPT, sliced
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from engine.program import expressions as e
from engine.program.intervals import Evaluation
from tests.support.generated_facts import any_value
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission


def evaluated(flat: FlatProgram, facts: dict[str, object]) -> dict[str, object]:
    """Facts, columns and the value of every statement."""
    values = dict(facts)
    evaluation = Evaluation(flat.declared, values)
    for statement in flat.statements:
        values[statement.name] = evaluation.decided(statement.expr)
    return values


def value(flat: FlatProgram, values: dict[str, object], expr: e.Expr) -> int | None:
    return Evaluation(flat.declared, values).decided(expr)


def results_of(flat: FlatProgram, steps: range) -> list[e.Expr]:
    return [flat.total, flat.maximum, *(flat.steps[at].points for at in steps)]


def agrees(flat: FlatProgram, before: dict[str, object], changes: dict[str, object]) -> None:
    """Compare slice and whole over one unit."""
    steps = range(0, len(flat.steps), 3)
    once, after = evaluated(flat, before), evaluated(flat, before | changes)
    part = sliced(flat, list(changes), steps)
    kept = {column: once[name] for column, name in part.kept.items()}
    rerun = evaluated(part.flat, before | changes | kept)
    again = [value(part.flat, rerun, result) for result in results_of(part.flat, steps)]
    assert again == [value(flat, after, result) for result in results_of(flat, steps)]


@pytest.mark.parametrize("seed", range(120))
def test_the_slice_gives_what_the_whole_gives(seed: int) -> None:
    rng = Random(seed)
    rules = random_set(rng)
    scope = rng.choice(list(random_years(rng, rules)))
    compiled = compile_set(rules, *scope)
    one = OneUnit(compiled)
    flat = flatten(one.program)
    for _ in range(6):
        first, second = (one.take_in(_whole(rng, rules, scope)).facts for _ in range(2))
        names = rng.sample(sorted(fact.id for fact in one.program.facts), min(2, len(one.program.facts)))
        known = {fact.id: first[fact.id] for fact in one.program.facts}
        agrees(flat, known, {name: second[name] for name in names})


def _whole(rng: Random, rules, scope):
    facts = {fact.id: any_value(rng, fact, whole=True) for fact in rules.facts.values()}
    return replace(random_submission(rng, rules, *scope), facts=facts, marks=(), exclusions=(), closed=False)


def test_a_slice_of_five_facts_is_short_and_reads_little() -> None:
    workload = Workload()
    flat = flatten(compile_set(workload.rules, "all", 2022).program)
    names = [name for name in workload.facts if name.endswith((".level", ".count"))][:5]
    part = sliced(flat, names)
    assert len(part.flat.statements) < 40
    assert len(part.kept) < 30
    assert f"#total{KEPT}" not in part.kept
    unit = workload.unit()
    agrees(flat, unit, {name: workload.unit()[name] for name in names})
