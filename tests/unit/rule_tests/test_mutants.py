"""Small changes of the rules: what no case notices is named, what cannot be noticed is not counted."""

import pytest

from engine.rule_tests.coverage import coverage
from engine.rule_tests.mutants import run_mutants
from engine.rule_tests.running import run_cases
from tests.support.case_sets import CASES, ruled_set

FORMAT = "format: parindex/cases/1\n"
PIECES = CASES.split("  - name: ")[1:]


def report(folder, **changes):
    under = ruled_set(folder, **changes)
    return run_mutants(under, run_cases(under))


def unnoticed(folder, **changes):
    return [f"{survivor.change} {survivor.message.en}" for survivor in report(folder, **changes).unexplained]


def test_every_change_of_a_well_tested_set_is_noticed(tmp_path):
    found = report(tmp_path)
    assert found.unexplained == ()
    assert found.clean
    assert found.tried == 19


def test_a_threshold_that_was_typed_wrong_is_what_the_cases_find(tmp_path):
    """A wrong rule fails the cases; with cases that fit the wrong rule the changes nearby tell."""
    under = ruled_set(tmp_path, rules=(('{from: "80%"', '{from: "79%"'), ('{below: "80%"', '{below: "79%"')))
    failed = [ran.case.name for ran in run_cases(under) if not ran.passed]
    assert failed == ["Seventy-nine of a hundred do not"]
    assert [gap.message.en for gap in coverage(under, run_cases(under)).missing]


@pytest.mark.parametrize(
    ("cases", "survivors"),
    [
        (
            (("plan.done: 79, plan.tasks: 100", "plan.done: 7, plan.tasks: 10"),),
            ["down Node 1.1, rule/bands/0/from: 80% → 79%, no case notices."],
        ),
        (
            (("plan.done: 8, plan.tasks: 10", "plan.done: 9, plan.tasks: 10"),),
            [
                "up Node 1.1, rule/bands/0/from: 80% → 81%, no case notices.",
                "swap Node 1.1, rule/bands/0/from: from → above, no case notices.",
            ],
        ),
        (
            (("  - name: " + PIECES[6], ""),),
            [
                "up Node 1.2, rule/deductions/late/cap: 3 → 4, no case notices.",
                "down Node 1.2, rule/deductions/late/cap: 3 → 2, no case notices.",
                "drop Node 1.2, rule/deductions/late/cap: 3 → –, no case notices.",
            ],
        ),
        (
            (("  - name: " + PIECES[7], ""),),
            [
                "up Node 1.2, gates/none_sent/points: 0 → 1, no case notices.",
                "drop Node 1.2, gates/none_sent: none_sent → –, no case notices.",
            ],
        ),
        (
            (("  - name: " + PIECES[8], ""),),
            ["drop Node 1.2, profiles/special/excludes: 1.2 → –, no case notices."],
        ),
    ],
)
def test_a_change_that_no_case_notices_is_named(tmp_path, cases, survivors):
    assert unnoticed(tmp_path, cases=cases) == survivors


def test_a_survivor_can_be_accepted_with_a_reason(tmp_path):
    item = '{node: "1.1", at: rule/bands/0/from, change: down, reason: "Không có số nào ở giữa"}'
    accepted = (FORMAT, f"{FORMAT}accepted_mutants: [{item}]\n")
    less = ("plan.done: 79, plan.tasks: 100", "plan.done: 7, plan.tasks: 10")
    found = report(tmp_path, cases=(accepted, less))
    assert found.clean
    assert [survivor.reason for survivor in found.survivors] == ["Không có số nào ở giữa"]


def test_what_was_accepted_and_is_noticed_after_all_is_told(tmp_path):
    accepted = (FORMAT, FORMAT + 'accepted_mutants: [{node: "1.1", at: rule/bands/0/from, reason: "vì"}]\n')
    found = report(tmp_path, cases=(accepted,))
    assert not found.clean
    (stale,) = found.stale
    assert stale.message.en == "Node 1.1, rule/bands/0/from: no change survives here any more; remove this line."
    assert stale.accepted.place.line == 2


def test_points_beyond_the_limits_are_no_change(tmp_path):
    """0 points less one are held at 0: nothing could notice, and nothing is asked."""
    found = report(
        tmp_path,
        rules=(('{below: "80%", points: "2"}', '{below: "80%", points: "0"}'),),
        cases=(('{points: "2", status', '{points: "0", status'),),
    )
    assert [survivor.at for survivor in found.survivors] == []


def test_a_case_of_a_node_above_notices_a_change_below(tmp_path):
    """The amount of a late report is expected of the component alone."""
    facts = ("facts: {reports.late: 1, reports.none: false}", "facts: {reports.late: 1, reports.none: false, PLAN}")
    known = (facts[0], facts[1].replace("PLAN", "plan.done: 8, plan.tasks: 10"))
    above = ('{"1.2": {points: "3.5",', '{"1": {points: "9.5"}, "1.2": {status: scored,')
    seven = ('expect: {"1.2": {points: "1"}}', 'expect: {"1.2": {rule: deducted}}')
    under = ruled_set(tmp_path, cases=(known, above, seven))
    ran = run_cases(under)
    assert [slip.message.en for case in ran for slip in case.slips] == []
    left = {survivor.at for survivor in run_mutants(under, ran).unexplained}
    assert left == {"rule/deductions/late/cap"}
