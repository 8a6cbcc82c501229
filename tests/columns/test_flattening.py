"""The flat form of a program says what the one-body way says: every figure, and nothing of rows that are open."""

from random import Random

import pytest

from engine.columns.flat.flat_program import FlatProgram, Overridden
from engine.columns.flat.flattening import flatten
from engine.domain.submission import Submission
from engine.evaluation.intake import Intake
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.outcome import Outcome
from engine.methods.compiler import compile_set
from engine.program import expressions as e
from engine.program.intervals import Evaluation
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import completion, random_submission

SETS_IN_A_BATCH, SUBMISSIONS_OF_A_SET = 20, 15


@pytest.mark.parametrize("batch", range(10))
def test_the_flat_form_says_what_the_one_body_way_says(batch: int) -> None:
    decided = 0
    for number in range(SETS_IN_A_BATCH):
        rng = Random(batch * SETS_IN_A_BATCH + number)
        criteria_set = random_set(rng)
        scopes = {scope: OneUnit(compile_set(criteria_set, *scope)) for scope in random_years(rng, criteria_set)}
        for at in range(SUBMISSIONS_OF_A_SET):
            scope = rng.choice(list(scopes))
            submission = random_submission(rng, criteria_set, *scope)
            decided += agrees(scopes[scope], submission if at % 2 else completion(rng, criteria_set, submission))
    assert decided > SETS_IN_A_BATCH * SUBMISSIONS_OF_A_SET / 3


def agrees(one: OneUnit, submission: Submission) -> bool:
    """Compare one submission; True where the flat form decides it."""
    intake = one.take_in(submission)
    overridden = Overridden(
        frozenset(intake.overrides.marks),
        intake.overrides.excluded,
        frozenset(fact.id for fact in one.program.facts if fact.id not in intake.facts),
    )
    flat = flatten(one.program, overridden)
    values = run(flat, intake)
    exact = one.outcome(intake.facts, intake.overrides)
    if values(flat.open):
        return False
    expected = exact or one.open_outcome(intake.facts, intake.overrides)
    assert figures(flat, values) == told(expected)
    within_bounds(flat, values)
    return True


def run(flat: FlatProgram, intake: Intake):
    """Evaluate the statements one after another, as written; gives what looks values up."""
    facts = {name: fact.low for name, fact in flat.declared.items() if not name.startswith("#") and not fact.fields}
    facts |= {name: () for name, fact in flat.declared.items() if fact.fields} | dict(intake.facts)
    facts |= {name: int(name[2:] not in intake.facts) for name in flat.declared if name.startswith("#?")}
    facts |= {f"#k{at}": points for at, points in intake.overrides.marks.items()}
    facts |= {f"#g{at}": 1 for at in intake.overrides.marks}
    facts |= {f"#x{at}": 1 for at in intake.overrides.excluded}
    evaluation = Evaluation(flat.declared, facts)

    def value(expr: e.Expr) -> int:
        found = evaluation.decided(expr)
        assert found is not None
        return found

    for statement in flat.statements:
        facts[statement.name] = value(statement.expr)
    return value


def within_bounds(flat: FlatProgram, value) -> None:
    for statement in flat.statements:
        found = value(e.FactRef(statement.name))
        assert statement.low <= found <= statement.high, statement


def figures(flat: FlatProgram, value) -> list[object]:
    """Everything that the flat form tells."""
    whole = (flat.total, flat.maximum, flat.components, flat.bonus, flat.penalty)
    steps = [(s.points, s.maximum, s.status, s.rule) for s in flat.steps]
    return [tuple(map(value, whole)), *(tuple(map(value, step)) for step in steps)]


def told(outcome: Outcome) -> list[object]:
    """The same of the one-body way."""
    ends = (outcome.total, outcome.maximum, outcome.components, outcome.bonus, outcome.penalty)
    assert all(low == high for low, high in ends)
    steps = zip(outcome.low, outcome.most, outcome.statuses, outcome.rules, strict=True)
    return [tuple(low for low, _ in ends), *((int(p), m, s, r) for p, m, s, r in steps)]
