"""One unit: the generated function and the open way agree; nothing is kept between calls."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

from engine.domain.submission import Submission
from engine.errors import InvalidDocument
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.outcome import Outcome
from engine.loading.cases_file import Case, read_cases
from engine.loading.criteria_folder import read_set
from engine.methods.compiler import compile_set
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission
from tests.support.written_rows import read_row, row, submitted

PLUGINS = Path(__file__).resolve().parents[3] / "plugins"
SETS = tuple(sorted(path.parent.name for path in PLUGINS.glob("*/criteria_set.yaml")))


def views(outcome: Outcome) -> list[list[int]]:
    """Everything that an outcome holds."""
    return [list(getattr(outcome, name)) for name in Outcome.__slots__]


def differences(unit: OneUnit, submission: Submission) -> list[str]:
    """Where the generated function and the open way say different things; None where the first cannot say."""
    intake = unit.take_in(submission)
    fast = unit.outcome(intake.facts, intake.overrides)
    if fast is None:
        return []
    slow = unit.open_outcome(intake.facts, intake.overrides)
    pairs = zip(Outcome.__slots__, views(fast), views(slow), strict=True)
    return [f"{name}: {one} or {other}" for name, one, other in pairs if one != other]


@pytest.mark.parametrize("batch", range(12))
def test_both_ways_agree_on_random_sets_and_facts(batch):
    compared = 0
    for seed in range(batch * 6, batch * 6 + 6):
        rng = Random(seed)
        rules = random_set(rng)
        for profile, year in random_years(rng, rules):
            unit = OneUnit(compile_set(rules, profile, year))
            for _ in range(4):
                submission = replace(random_submission(rng, rules, profile, year), closed=False)
                named = replace(submission.unit, profile=profile)
                assert differences(unit, replace(submission, unit=named)) == [], seed
                compared += 1
    assert compared == 6 * 3 * 4


@cache
def bundled(name: str) -> tuple[OneUnit, dict[tuple[str, int], OneUnit], tuple[Case, ...]]:
    """A bundled set, compiled for its first profile and year, with those of its worked cases that can be scored."""
    rules = read_set(PLUGINS / name).checked()
    unit = OneUnit(compile_set(rules, rules.profiles[0].id, rules.years.first or 2022))
    cases = read_cases(PLUGINS / name).cases
    scorable = (case for case in cases if all(each.status != "refused" for each in case.expect.values()))
    return unit, {}, tuple(scorable)


@pytest.mark.parametrize("name", SETS)
def test_both_ways_agree_on_the_worked_cases_of_bundled_sets(name):
    unit, others, cases = bundled(name)
    rules = unit.compiled.criteria_set
    compared = 0
    for case in cases:
        profile, year = case.profile or rules.profiles[0].id, case.year or rules.years.first or 2022
        if (profile, year) not in others:
            others[profile, year] = OneUnit(compile_set(rules, profile, year))
        scorer = others[profile, year]
        marks = {node: str(points) for node, points in case.marks.items()}
        submission = replace(
            submitted(rules, case.facts, marks=marks, exclude=case.exclude, profile=profile), year=year
        )
        kind = replace(submission.unit, kind=rules.unit_kinds[0])
        assert differences(scorer, replace(submission, unit=kind)) == [], case.name
        compared += 1
    assert compared == len(cases) > 20


ROW = """
method: bands
rule: {value: done / planned, when_empty: zero, bands: [{from: "80%", points: "2"}, {below: "80%", points: "0"}]}
facts:
  done: {type: count, title: {vi: "a", en: "b"}, max: 100}
  planned: {type: count, title: {vi: "c", en: "d"}, max: 100}
"""


def test_values_alone_are_the_same_as_those_that_are_told():
    rows = row(ROW)
    facts = {"done": 9, "planned": 10}
    total, maximum, points = rows.unit.values(facts)
    outcome = rows.unit.outcome(facts)
    assert (total, maximum, points) == (outcome.total[0], outcome.maximum[0], outcome.low)


def test_a_missing_fact_is_left_to_the_open_way():
    rows = row(ROW)
    assert rows.unit.outcome({"done": 9}) is None
    with pytest.raises(KeyError):
        rows.unit.values({"done": 9})


def test_a_set_with_errors_scores_nothing():
    broken = read_row(ROW.replace("done / planned", "done / plan"))
    assert broken.criteria_set is not None
    with pytest.raises(InvalidDocument) as refused:
        OneUnit(compile_set(broken.criteria_set, "ordinary", 2022))
    assert [finding.code for finding in refused.value.findings] == ["fact.unknown"]


def test_one_unit_serves_many_threads_and_keeps_nothing():
    rows = row(ROW)

    def score(number: int) -> tuple[int, str]:
        node = rows.node({"done": number % 11, "planned": 10})
        return number % 11, str(node.won)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(score, range(200)))
    assert set(found) == {(number, "2" if number >= 8 else "0") for number in range(11)}


def test_the_same_submission_scores_the_same_after_any_other():
    rows = row(ROW)
    alone = rows.card({"done": 9, "planned": 10})
    for done in (0, 5, 100):
        rows.card({"done": done, "planned": 7})
        rows.card({"done": done})
    assert rows.card({"done": 9, "planned": 10}) == alone
