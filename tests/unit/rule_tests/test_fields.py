"""Cases of rows that compare with a field: they give its figures, cover rows, notice changes, and are drafted."""

from pathlib import Path

import pytest

from engine.loading.cases_file import read_cases
from engine.loading.criteria_folder import read_set
from engine.rule_tests.coverage import coverage
from engine.rule_tests.edges import edges_document
from engine.rule_tests.mutants import run_mutants
from engine.rule_tests.running import run_cases
from engine.rule_tests.set_under_test import SetUnderTest
from tests.support.compared_round import CASES, write_set


def under_test(folder: Path, cases: str = CASES) -> SetUnderTest:
    home = write_set(folder, cases=cases)
    return SetUnderTest(read_set(home), read_cases(home))


def without(name: str) -> str:
    """The cases but one."""
    head, *pieces = CASES.split("  - name: ")
    assert any(piece.startswith(name) for piece in pieces)
    return "  - name: ".join([head, *(piece for piece in pieces if not piece.startswith(name))])


def test_the_cases_come_out_cover_everything_and_notice_every_change(tmp_path):
    under = under_test(tmp_path)
    ran = run_cases(under)
    assert [slip.message.en for case in ran for slip in case.slips] == []
    assert coverage(under, ran).missing == ()
    report = run_mutants(under, ran)
    assert (report.tried, report.unexplained) == (13, ())


@pytest.mark.parametrize(
    ("name", "gap"),
    [
        ("All of the field is equal", "equal"),
        ("The best of the field", "full"),
        ("No dossiers at all", "0"),
        ("Sixteen below the mean", "none"),
        ("While the field is open", "missing"),
    ],
)
def test_a_row_that_no_case_shows_is_named(tmp_path, name, gap):
    under = under_test(tmp_path, without(name))
    assert any(gap in missing.message.en for missing in coverage(under, run_cases(under)).missing)


@pytest.mark.parametrize(
    ("name", "survivor"),
    [
        ("All of the field is equal", "rule/when_equal: 50% → 51%"),
        ("No dossiers at all", "rule/when_empty: zero → full"),
        ("One step above the foot", "rule/from: -15 → -14"),
    ],
)
def test_a_change_that_no_case_notices_is_named(tmp_path, name, survivor):
    under = under_test(tmp_path, without(name))
    messages = [found.message.en for found in run_mutants(under, run_cases(under)).unexplained]
    noticed_otherwise = name == "One step above the foot"  # the case at the mean sees the line turn
    assert any(survivor in message for message in messages) is not noticed_otherwise


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ('{"1.1": {least: "40%"}}', "must name all of these and no others, to its own decimals: least, greatest."),
        ('{"1.1": {least: "40%", greatest: "90.005%"}}', "to its own decimals: least, greatest."),
        ('{"1.1": {least: "40%", greatest: "90%", sum: "3"}}', "must name all of these and no others"),
        ('{"1": {least: "40%", greatest: "90%"}}', "Node 1 compares with no field, so the case cannot give one."),
    ],
)
def test_figures_that_are_not_those_of_the_row_are_a_slip(tmp_path, field, told):
    case = f"""\
format: parindex/cases/1
cases:
  - name: A field that does not fit
    facts: {{dossiers.online: 65, dossiers.all: 100}}
    field: {field}
    expect: {{"1.1": {{points: "1"}}}}
"""
    (ran,) = run_cases(under_test(tmp_path, case))
    (slip,) = ran.slips
    assert told in slip.message.en
    assert slip.message.vi
    assert slip.place.line == 5


def test_drafted_cases_come_out_and_leave_nothing_open(tmp_path):
    drafted = edges_document(under_test(tmp_path / "a", ""), "en")
    under = under_test(tmp_path / "b", drafted)
    ran = run_cases(under)
    assert [slip.message.en for case in ran for slip in case.slips] == []
    assert coverage(under, ran).missing == ()
    assert 'field: {"2.1": {count: 10, sum: ' in drafted or 'field: {"2.1": {sum: ' in drafted
    assert "All of the field at one value" in drafted or "all of the field at one value" in drafted
