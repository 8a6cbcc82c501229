"""The worked cases of every bundled set: they come out, they cover every rule, and no small change escapes them.

Examples that a page of the documentation works through have cases that come out; they need not cover every rule.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from engine.discovery.catalogue import open_catalogue
from engine.domain.finding import is_open
from engine.evaluation.one_unit import OneUnit
from engine.rule_tests.coverage import coverage
from engine.rule_tests.edges import edge_cases
from engine.rule_tests.mutants import run_mutants
from engine.rule_tests.running import RanCase, run_case, run_cases
from engine.rule_tests.set_under_test import SetUnderTest
from engine.services.cases_service import CasesService
from tests.support.naive_cases import naive_disagreements

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = tuple(
    sorted(
        path.parent
        for where in ("plugins", "examples")
        for name in ("criteria_set.yaml", "overlay.yaml")
        for path in (ROOT / where).glob(f"*/{name}")
    )
)
NAMES = tuple(folder.name for folder in FOLDERS)
COVERED = tuple(
    folder.name for folder in FOLDERS if folder.parent.name == "plugins" or folder.name == "province_overlay"
)
every_set = pytest.mark.parametrize("name", NAMES)
every_bundled_set = pytest.mark.parametrize("name", COVERED)


@cache
def under(name: str) -> SetUnderTest:
    """A bundled set with its cases."""
    (folder,) = [each for each in FOLDERS if each.name == name]
    return CasesService(open_catalogue()).under(str(folder))


@cache
def ran(name: str) -> tuple[RanCase, ...]:
    """Its cases, run once for all tests."""
    return run_cases(under(name))


@every_set
def test_a_bundled_set_is_clean_but_for_acknowledged_warnings(name: str) -> None:
    assert [finding.told("en") for finding in under(name).loaded.findings if is_open(finding)] == []


@every_set
def test_every_worked_case_comes_out_as_expected(name: str) -> None:
    assert [finding.told("en") for finding in under(name).batch.findings] == []
    assert [f"{slip.place}: {slip.message.en}" for case in ran(name) for slip in case.slips] == []
    assert ran(name)


@every_bundled_set
def test_the_cases_cover_every_row_edge_gate_exclusion_and_clause(name: str) -> None:
    covered = coverage(under(name), ran(name))
    assert [f"{gap.place}: {gap.message.en}" for gap in covered.missing] == []
    assert covered.demanded > 0


@every_bundled_set
def test_no_small_change_of_a_rule_goes_unnoticed_and_unexplained(name: str) -> None:
    report = run_mutants(under(name), ran(name))
    assert [f"{survivor.place}: {survivor.message.en}" for survivor in report.unexplained] == []
    assert [stale.message.en for stale in report.stale] == []
    assert report.tried > 0


@every_set
def test_a_second_way_to_score_says_the_same_of_every_worked_case(name: str) -> None:
    assert [slip for case in under(name).batch.cases for slip in naive_disagreements(under(name), case)] == []


@every_set
def test_a_second_way_to_score_says_the_same_of_every_generated_case(name: str) -> None:
    generated = [edge.case for edge in edge_cases(under(name), "en")]
    assert [f"{case.name}: {slip}" for case in generated for slip in naive_disagreements(under(name), case)] == []
    assert generated or under(name).rules.layers


@every_set
def test_cases_see_what_the_scorecard_tells(name: str) -> None:
    found = []
    for case in ran(name)[::7]:
        if case.outcome is None:
            continue
        scorer: OneUnit = under(name).scorer(case.profile, case.year)
        card = scorer.score(under(name).submission(case.case))
        for node in (*card.nodes, card.total):
            told = (node.won, str(node.status), node.rule)
            result = case.results[node.id]
            if told != (result.points, result.status, result.rule):
                found.append(f"{case.case.name}: {node.id} {told} {result}")
    assert found == []


@every_set
def test_a_case_that_expects_another_result_fails(name: str) -> None:
    """The comparison itself: what passes no longer does once the points it expects are others."""
    passing = next(case for case in ran(name) if any(each.points is not None for each in case.case.expect.values()))
    node, expected = next((node, each) for node, each in passing.case.expect.items() if each.points is not None)
    wrong = replace(passing.case, expect={node: replace(expected, points=expected.points + 1)})
    (slip,) = run_case(under(name), wrong).slips
    assert slip.node == node
    assert str(slip.place).endswith(f"{expected.place.line}:{expected.place.column}")


def test_there_are_cases_of_every_bundled_set() -> None:
    assert len(NAMES) >= 3
    assert sum(len(case.case.expect) for name in NAMES for case in ran(name)) > 1500
