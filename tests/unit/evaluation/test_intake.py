"""A submission is taken in whole or refused with everything that is wrong with it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.domain.submission import Mark, UnitExclusion
from engine.domain.text import Text
from engine.errors import InvalidDocument
from engine.evaluation.intake import take_in
from tests.support.written_rows import HEAD, Rows, read_component, titles

TREE = f"""
format: parindex/component/1
id: "1"
title: {titles("Component")}
max: "4"
children:
  - {{id: "1.1", title: {titles("A")}, max: "2", part: appraisal, method: external_index, rule: {{value: a}}}}
  - id: "1.2"
    title: {titles("B")}
    max: "2"
    children:
      - id: "1.2.1"
        title: {titles("C")}
        max: "2"
        part: appraisal
        method: judgement
        rule: {{min: "0", max: "2", step: "0.5"}}
facts:
  a: {{type: percent, title: {titles("A")}}}
"""
ROWS = Rows(read_component(TREE, HEAD.format(points="4")))
SUBMISSION = ROWS.submission({"a": "50"})


def taken(**changes: object):
    """The submission taken in with some changes."""
    return take_in(ROWS.unit.compiled, ROWS.unit.program, replace(SUBMISSION, **changes))


def codes(**changes: object) -> list[str]:
    """The codes of what is found."""
    return [finding.code for finding in taken(**changes).findings]


def test_a_submission_that_fits_has_no_finding():
    intake = taken()
    assert intake.findings == ()
    assert intake.facts == {"a": 5000}
    assert not intake.overrides


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"set_id": "another.set"}, "submission.other-set"),
        ({"year": 2023}, "submission.year"),
        ({"unit": replace(SUBMISSION.unit, kind="ministry")}, "submission.unit-kind"),
        ({"marks": (Mark("1.2", Fraction(1), "x", "y"),)}, "submission.unknown-node"),
        ({"marks": (Mark("1.2.2", Fraction(1), "x", "y"),)}, "submission.unknown-node"),
        ({"marks": (Mark("1.2.1", Fraction(3), "x", "y"),)}, "mark.points"),
        ({"marks": (Mark("1.2.1", Fraction(1), "x", "y"),) * 2}, "mark.twice"),
        ({"exclusions": (UnitExclusion("9", Text("a", "a")),)}, "submission.unknown-node"),
        ({"facts": {"b": 1}}, "fact.unknown"),
    ],
)
def test_each_thing_that_does_not_fit_is_a_finding(changes, code):
    assert codes(**changes) == [code]
    assert all(finding.message.vi and finding.message.en for finding in taken(**changes).findings)


def test_all_findings_come_at_once_and_nothing_is_scored():
    wrong = replace(SUBMISSION, year=2023, facts={"a": 101}, marks=(Mark("9", Fraction(1), "x", "y"),))
    with pytest.raises(InvalidDocument) as refused:
        ROWS.unit.score(wrong)
    assert sorted(finding.code for finding in refused.value.findings) == [
        "fact.range",
        "submission.unknown-node",
        "submission.year",
    ]


def test_a_mark_is_kept_by_leaf_and_as_points_of_the_scale():
    intake = taken(marks=(Mark("1.2.1", Fraction(3, 2), "Hội đồng", "lý do"),))
    assert intake.marked["1.2.1"].by == "Hội đồng"
    assert intake.overrides.marks == {ROWS.unit.program.positions["1.2.1"]: 1_500_000}


def test_an_exclusion_of_a_node_reaches_everything_below():
    card = ROWS.unit.score(
        replace(SUBMISSION, exclusions=(UnitExclusion("1.2", Text("Không có", "None"), "Công văn 1"),))
    )
    assert [str(card.node(name).status) for name in ("1.2", "1.2.1")] == ["not_applicable", "not_applicable"]
    assert card.node("1.2.1").reason.vi == "Không có (Công văn 1)"
    assert (card.total.won, card.total.maximum, card.index) == (1, 2, 50)
