"""Every worked case beside a bundled set: facts in, exact points, status and rule out."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine.domain.criteria_set import CriteriaSet
from engine.domain.finding import is_open
from engine.domain.scorecard import NodeScore, Scorecard
from engine.domain.submission import Mark, Submission, Unit, UnitExclusion
from engine.domain.text import Text
from engine.evaluation.one_unit import OneUnit
from engine.loading.cases_file import Case, Expected, read_cases
from engine.loading.criteria_folder import LoadedSet, read_set
from engine.methods.compiler import compile_set

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
SETS = tuple(sorted(path.parent.name for path in PLUGINS.glob("*/criteria_set.yaml")))
CASES = [(name, case) for name in SETS for case in read_cases(PLUGINS / name).cases]


@cache
def loaded(name: str) -> LoadedSet:
    """A bundled set."""
    return read_set(PLUGINS / name)


@cache
def scorer(name: str, profile: str, year: int) -> OneUnit:
    """A bundled set compiled for one profile and year."""
    return OneUnit(compile_set(loaded(name).checked(), profile, year))


def first_year(rules: CriteriaSet) -> int:
    """The year of a case that names none."""
    assert rules.years.first is not None
    return rules.years.first


def scored(name: str, case: Case) -> Scorecard:
    """The scorecard of a case."""
    rules = loaded(name).checked()
    profile, year = case.profile or rules.profiles[0].id, case.year or first_year(rules)
    said = Text("theo ca mẫu", "as the case says")
    submission = Submission(
        set_id=rules.id,
        edition=rules.edition,
        unit=Unit("vd-ca-mau", Text("Đơn vị của ca mẫu", "Unit of the case"), rules.unit_kinds[0], profile),
        year=year,
        stage="appraisal",
        facts=case.facts,
        marks=tuple(Mark(node, points, said.vi, said.vi) for node, points in case.marks.items()),
        exclusions=tuple(UnitExclusion(node, said) for node in case.exclude),
    )
    return scorer(name, profile, year).score(submission)


def slips(node: NodeScore, expected: Expected) -> Iterator[str]:
    """In what a node differs from what is expected of it."""
    if expected.points is not None and node.won != expected.points:
        yield f"{expected.place}: {node.id} has {node.won} points, expected {expected.points}"
    if expected.status and str(node.status) != expected.status:
        yield f"{expected.place}: {node.id} is {node.status}, expected {expected.status}"
    if expected.rule and node.rule != expected.rule:
        yield f"{expected.place}: {node.id} is scored by '{node.rule}', expected '{expected.rule}'"


@pytest.mark.parametrize("name", SETS)
def test_a_bundled_set_is_clean_but_for_acknowledged_warnings(name: str) -> None:
    assert [finding.told("en") for finding in loaded(name).findings if is_open(finding)] == []


@pytest.mark.parametrize("name", SETS)
def test_the_cases_of_a_bundled_set_can_all_be_read(name: str) -> None:
    assert [finding.told("en") for finding in read_cases(PLUGINS / name).findings] == []


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case.name}" for name, case in CASES])
def test_a_worked_case_comes_out_as_expected(name: str, case: Case) -> None:
    card = scored(name, case)
    nodes = {node.id: node for node in (*card.nodes, card.total)}
    found = [slip for node, expected in case.expect.items() for slip in slips(nodes[node], expected)]
    assert found == []
    assert case.expect


@pytest.mark.parametrize("name", SETS)
def test_every_method_of_a_bundled_set_has_worked_cases(name: str) -> None:
    leaves = {leaf.id: leaf.method for leaf in loaded(name).checked().leaves()}
    worked = {leaves[node] for set_name, case in CASES if set_name == name for node in case.expect if node in leaves}
    assert set(leaves.values()) - worked == set()


def test_there_are_cases_of_every_bundled_set() -> None:
    assert len(SETS) >= 3
    assert {name for name, _ in CASES} == set(SETS)
    assert sum(len(case.expect) for _, case in CASES) > 500
