"""Sets printed as DuckDB SQL and as Polars give what one unit at a time gives: points, maxima, statuses, rules."""

from collections.abc import Sequence
from random import Random

import pytest

from engine.assembly import assemble
from engine.columns.printers.printed_set import ALL, printed_set
from engine.domain.criteria_set import CriteriaSet
from engine.domain.facts import NUMERIC
from engine.domain.submission import Mark, Submission, Unit, UnitExclusion
from engine.errors import InvalidDocument
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from engine.settings import Settings
from tests.support.generated_facts import any_value, happens, titled, written_number
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission
from tests.support.printed_tables import ANSWERS, expected, table

BATCHES, SETS_IN_A_BATCH, UNITS_OF_A_SET = 6, 5, 16
BUNDLED = (
    "vn.par.department",
    "vn.par.department.special",
    "vn.par.ministry",
    "vn.par.province",
    "vn.sipas",
)


@pytest.mark.parametrize("dialect", ANSWERS)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_generated_sets(batch: int, dialect: str) -> None:
    decided = 0
    for number in range(SETS_IN_A_BATCH):
        rng = Random(f"printed {batch} {number}")
        criteria_set = random_set(rng)
        scope = rng.choice(random_years(rng, criteria_set))
        submissions = [random_submission(rng, criteria_set, *scope) for _ in range(UNITS_OF_A_SET)]
        decided += agrees(rng, OneUnit(compile_set(criteria_set, *scope)), submissions, dialect)
    assert decided > SETS_IN_A_BATCH * UNITS_OF_A_SET / 4


@pytest.mark.parametrize("dialect", ANSWERS)
@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_sets(name: str, dialect: str) -> None:
    rng = Random(name)
    rules = assemble(Settings.from_environment({"PARINDEX_CACHE": "none"})).criteria.get(name)
    profile = rng.choice(rules.profiles).id
    submissions = [some_facts(rng, rules, profile) for _ in range(UNITS_OF_A_SET)]
    assert agrees(rng, OneUnit(compile_set(rules, profile, submissions[0].year)), submissions, dialect) > 0


def some_facts(rng: Random, rules: CriteriaSet, profile: str) -> Submission:
    """A unit of a set that was not generated: facts at random, mostly above 0, in most of the units all of them."""
    gaps = rng.choice([0, 0, 2])
    facts = {
        fact.id: any_value(rng, fact, whole=not gaps)
        if fact.type not in NUMERIC or happens(rng, 1)
        else written_number(fact, rng.randint(max(1, fact.low), fact.high))
        for fact in rules.facts.values()
        if not happens(rng, gaps)
    }
    marks = tuple(
        Mark(leaf.id, leaf.maximum_for(profile), "Hội đồng", "reason")
        for leaf in rules.leaves()
        if leaf.method == "judgement"
    )
    left_out = rng.sample([node.id for node in rules.walk()], 1 if happens(rng, 20) else 0)
    out = tuple(UnitExclusion(node, titled("excluded")) for node in left_out)
    unit = Unit("unit", titled("unit"), rules.unit_kinds[0], profile)
    return Submission(rules.id, rules.edition, unit, rules.years.first or 0, "appraisal", facts, marks, out)


def agrees(rng: Random, one: OneUnit, submissions: Sequence[Submission], dialect: str) -> int:
    """Ask about units; gives how many of them are decided, none where no database could hold the figures."""
    intakes = [one.take_in(submission) for submission in submissions]
    printed = printed_set(one.compiled, ALL, marks=True)
    try:
        answered = ANSWERS[dialect](printed, table(rng, printed, submissions, intakes))
    except InvalidDocument as refused:
        if {finding.code for finding in refused.findings} == {"printing.too-wide"}:
            return 0
        raise
    assert [row["unit.id"] for row in answered] == [str(at) for at in range(len(submissions))]
    decided = 0
    for row, intake in zip(answered, intakes, strict=True):
        exact = one.outcome(intake.facts, intake.overrides)
        assert row["problem"] is None
        if row["open"]:
            assert {row[name] for name in results(row)} == {None}
            continue
        wanted = expected(printed, exact or one.open_outcome(intake.facts, intake.overrides))
        assert {name: row[name] for name in results(row)} == wanted
        decided += 1
    return decided


def results(row: dict[str, object]) -> Sequence[str]:
    """The columns that tell results."""
    return [name for name in row if name not in ("unit.id", "open", "problem")]
