"""Whatever a set is made of: generated cases come out as they expect, and a second way to score says the same."""

from random import Random

import pytest

from engine.loading.cases_file import CaseBatch
from engine.loading.criteria_folder import LoadedSet
from engine.rule_tests.coverage import coverage
from engine.rule_tests.edges import edge_cases
from engine.rule_tests.mutants import run_mutants
from engine.rule_tests.running import run_cases
from engine.rule_tests.set_under_test import SetUnderTest
from tests.support.generated_sets import random_set
from tests.support.naive_cases import naive_disagreements

SEEDS = (0, 2, 3, 5, 8, 10, 18, 20, 29)
CAUTIOUS = (" is scored", " is not_applicable", " is not_arisen")
"""What is open to the engine may be decided all the same: over intervals it knows less than over every single value."""


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_cases_of_any_set_come_out_and_count(seed: int) -> None:
    rules = random_set(Random(seed))
    bare = SetUnderTest(LoadedSet(rules, (), "", ()), CaseBatch(()))
    cases = tuple(edge.case for edge in edge_cases(bare, "vi"))
    assert [slip for case in cases for slip in naive_disagreements(bare, case) if not slip.endswith(CAUTIOUS)] == []
    under = SetUnderTest(bare.loaded, CaseBatch(cases))
    ran = run_cases(under)
    assert [f"{case.case.name}: {slip.message.en}" for case in ran for slip in case.slips] == []
    without, with_them = coverage(under, ()), coverage(under, ran)
    assert without.met == 0 < with_them.met
    assert without.demanded == with_them.demanded
    reports = [run_mutants(under, shown) for shown in ((), ran)]
    unnoticed, noticed = (report.tried - len(report.survivors) for report in reports)
    assert unnoticed == 0 < noticed
