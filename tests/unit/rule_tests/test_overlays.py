"""Cases of overlays: they run under the resolved set and answer for what the overlay itself changed, nothing else."""

import shutil
from pathlib import Path

import pytest

from engine.discovery.catalogue import open_catalogue
from engine.rule_tests.coverage import Coverage, coverage
from engine.rule_tests.mutants import run_mutants
from engine.rule_tests.running import run_cases
from engine.rule_tests.set_under_test import SetUnderTest
from engine.services.cases_service import CasesService

ROOT = Path(__file__).resolve().parents[3]
NOTHING = """\
format: parindex/cases/1
cases:
  - name: A row of the base, scored under the overlay
    facts: {plan.issued: late}
    expect: {"1.1.1": {points: "0.5", status: scored, rule: levels.late}}
"""
LATE = """\
  - name: A late report costs three tenths
    facts:
      reports:
        - {period: quarter_1, due: 2022-03-15, submitted: 2022-03-16, complete: true}
        - {period: annual, due: 2022-12-10, submitted: 2022-12-10, complete: true}
    expect: {"1.2": {points: "1.2"}}
"""


def copied(source: str, folder: Path, cases: str) -> SetUnderTest:
    """A copy of an overlay with other cases."""
    copy = shutil.copytree(ROOT / source, folder / "overlay")
    shutil.rmtree(copy / "cases")
    (copy / "cases").mkdir()
    (copy / "cases" / "01.yaml").write_text(cases, "utf-8")
    return CasesService(open_catalogue()).under(str(copy))


def covered(under: SetUnderTest) -> Coverage:
    return coverage(under, run_cases(under))


def test_cases_run_under_the_resolved_set(tmp_path):
    under = copied("examples/province_overlay", tmp_path, NOTHING + LATE)
    assert [slip.message.en for case in run_cases(under) for slip in case.slips] == []


def test_only_what_the_overlay_says_has_to_be_covered(tmp_path):
    found = covered(copied("examples/province_overlay", tmp_path, NOTHING))
    assert found.met == 0
    assert {gap.node for gap in found.missing} == {"1.2", "1.VD1", "1.VD2"}
    assert [gap.message.en for gap in found.missing if gap.node == "1.2"] == [
        "Node 1.2: no case shows a case of late.",
        "Node 1.2: no case shows clause qd-vi-du#dieu-4.",
    ]
    assert {gap.place.file for gap in found.missing if gap.node != "1.2"} == {"overlay/overlay.yaml"}


def test_the_item_of_a_filled_amount_is_changed_and_nothing_else_of_that_row(tmp_path):
    under = copied("examples/province_overlay", tmp_path, NOTHING)
    left = [survivor for survivor in run_mutants(under, run_cases(under)).unexplained if survivor.node == "1.2"]
    assert {(each.at, each.change) for each in left} == {
        ("rule/deductions/late", "drop"),
        ("rule/deductions/late/points", "up"),
        ("rule/deductions/late/points", "down"),
    }
    assert {each.place.file for each in left if each.change != "drop"} == {"overlay/overlay.yaml"}


def test_a_case_of_the_filled_amount_notices_both(tmp_path):
    under = copied("examples/province_overlay", tmp_path, NOTHING + LATE)
    ran = run_cases(under)
    assert [survivor for survivor in run_mutants(under, ran).unexplained if survivor.node == "1.2"] == []
    assert [gap for gap in coverage(under, ran).missing if gap.node == "1.2"] == []


@pytest.mark.parametrize("source", ["plugins/department_special"])
def test_what_a_group_of_an_overlay_leaves_out_has_to_be_shown(tmp_path, source):
    found = covered(copied(source, tmp_path, NOTHING))
    assert {gap.kind for gap in found.missing} == {"exclusion"}
    assert all(gap.at.startswith("special/") for gap in found.missing)
