"""Worked cases run: exact comparison of points, status, rule and reason, and cases that cannot be run."""

from pathlib import Path

import pytest

from engine.rule_tests.running import run_cases, says
from tests.support.case_sets import ruled_set


def told(folder: Path, *cases: tuple[str, str]) -> list[str]:
    return [
        f"{slip.place.line} {slip.message.en}"
        for ran in run_cases(ruled_set(folder, cases=cases))
        for slip in ran.slips
    ]


def test_cases_that_are_right_have_no_slips(tmp_path):
    ran = run_cases(ruled_set(tmp_path))
    assert [case.case.name for case in ran if not case.passed] == []
    assert len(ran) == 9


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('points: "3.5"', 'points: "3.500001"', "19 Node 1.2: points 3.5, the case expects 3.500001."),
        (
            'points: "6", status: scored',
            'points: "6", status: marked',
            "5 Node 1.1: status scored, the case expects marked.",
        ),
        ('rule: "bands[1]"', 'rule: "bands[0]"', "8 Node 1.1: rule bands[1], the case expects bands[0]."),
        (
            'en: "No report was sent"',
            'en: "No report"',
            "25 Node 1.2: reason “No report was sent”, the case expects “No report”.",
        ),
    ],
)
def test_what_differs_is_named_with_its_line(tmp_path, old, new, message):
    assert told(tmp_path, (old, new)) == [message]


def test_a_node_that_is_not_there_is_named_with_what_was_meant(tmp_path):
    assert told(tmp_path, ('{"1.2": {points: "1"}}', '{"1.22": {points: "1"}}')) == [
        "22 There is no node '1.22'. Did you mean '1.2'?"
    ]


def test_a_profile_that_is_not_there_is_named(tmp_path):
    (slip,) = told(tmp_path, ("profile: special", "profile: specail"))
    assert slip == "27 There is no profile 'specail'. Did you mean 'special'?"


def test_facts_that_do_not_fit_are_slips_at_their_place(tmp_path):
    found = told(tmp_path, ("reports.late: 7", "reports.late: 51"), ("plan.done: 79", "plan.dne: 79"))
    assert len(found) == 2
    assert found[0].startswith("7 The criteria set has no fact 'plan.dne'.")
    assert found[1].startswith("21 Late reports (reports.late) = 51 is outside 0 … 50.")


def test_a_mark_that_is_not_allowed_can_be_what_a_case_expects(tmp_path):
    refused = (
        '    facts: {reports.late: 7, reports.none: false}\n    expect: {"1.2": {points: "1"}}',
        '    marks: {"1.2": "4.5"}\n    expect: {"1.2": {status: refused}}',
    )
    assert told(tmp_path / "right", refused) == []
    allowed = (refused[0], refused[1].replace("4.5", "3.5"))
    assert told(tmp_path / "wrong", allowed) == ["22 Node 1.2: status marked, the case expects refused."]


def test_a_mark_that_is_not_allowed_is_a_slip_where_nobody_expects_it(tmp_path):
    marked = ("    facts: {reports.late: 7, reports.none: false}\n", '    marks: {"1.2": "4.5"}\n')
    (slip,) = told(tmp_path, marked)
    assert slip.startswith("21 The mark 4.5 for 1.2 is not allowed")


@pytest.mark.parametrize(
    ("text", "wanted", "is_said"),
    [
        ("one two three", "one two three", True),
        ("one two three", "one two", False),
        ("one two three", "one…", True),
        ("one two three", "…three", True),
        ("one two three", "…two…", True),
        ("one two three", "two…", False),
        ("one two three", "…two", False),
        ("one two three", "…four…", False),
    ],
)
def test_a_reason_is_compared_word_for_word_but_where_an_ellipsis_stands(text, wanted, is_said):
    assert says(text, wanted) is is_said
