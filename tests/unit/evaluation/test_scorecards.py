"""Scorecards: every sum adds up or nothing is given out; index, parts, bonus, penalty, limits of the total."""

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.domain.scorecard import Status
from engine.errors import LedgerDoesNotAddUp
from engine.evaluation.outcome import Outcome
from engine.evaluation.scorecards import check_sums
from tests.support.written_rows import HEAD, Rows, adds_up, entries, read_component, titles

TREE = f"""
format: parindex/component/1
id: "1"
title: {titles("Component")}
max: "4"
children:
  - id: "1.1"
    title: {titles("A")}
    max: "2"
    part: appraisal
    method: deductions
    rule: {{deductions: [{{id: late, count: late, points: "0.5", title: {titles("late")}}}]}}
  - {{id: "1.2", title: {titles("B")}, max: "2", part: survey, method: external_index, rule: {{value: b}}}}
facts:
  late: {{type: count, title: {titles("late")}, max: 20}}
  b: {{type: percent, title: {titles("B")}}}
"""
PARTS = f"""parts:
  - {{id: appraisal, title: {titles("Appraisal")}, points: "2"}}
  - {{id: survey, title: {titles("Survey")}, points: "2"}}
"""
ADJUSTED = f"""
bonus:
  cap: "1"
  items:
    - id: B1
      title: {titles("Bonus")}
      max: "2"
      method: count
      rule: {{classes: [{{id: prize, count: prizes, points: "0.6", title: {titles("prize")}}}]}}
      facts: {{prizes: {{type: count, title: {titles("prizes")}, max: 10}}}}
penalty:
  cap: "1.5"
  items:
    - id: P1
      title: {titles("Penalty")}
      max: "2"
      method: count
      rule: {{classes: [{{id: breach, count: breaches, points: "0.5", title: {titles("breach")}}}]}}
      facts: {{breaches: {{type: count, title: {titles("breaches")}, max: 10}}}}
"""
GIVEN = {"late": 1, "b": "75"}


def rows(extra: str = "", total: str = 'total: {max: "4"}') -> Rows:
    """The set of one component with two rows."""
    head = HEAD.format(points="4").replace('total: {max: "4"}', total)
    lines = [PARTS.rstrip() if line.startswith("parts:") else line for line in head.splitlines()]
    return Rows(read_component(TREE, "\n".join(lines) + "\n" + extra))


def test_won_and_lost_add_up_to_the_maximum_everywhere():
    card = rows(ADJUSTED).card(GIVEN | {"prizes": 1, "breaches": 1})
    assert all(adds_up(node) for node in card.nodes)
    assert (card.node("1").won, card.node("1").lost, card.node("1").maximum) == (3, 1, 4)


def test_the_index_is_the_share_of_the_maximum_that_applies():
    assert rows().card(GIVEN).index == 75
    card = rows().card(GIVEN, exclude=["1.1"])
    assert (card.total.won, card.total.maximum, card.index) == (Fraction(3, 2), 2, 75)
    assert rows().card(GIVEN, exclude=["1"]).index is None


def test_parts_are_summed_by_where_points_come_from():
    parts = {
        part.id: (part.won, part.maximum) for part in rows(ADJUSTED).card(GIVEN | {"prizes": 1, "breaches": 0}).parts
    }
    assert parts == {"appraisal": (Fraction(3, 2), 2), "survey": (Fraction(3, 2), 2)}


@pytest.mark.parametrize(
    ("prizes", "breaches", "total", "lines"),
    [
        (0, 0, "3", []),
        (1, 0, "3.6", [("bonus", "3/5", 0)]),
        (3, 0, "4", [("bonus", "1", 0)]),
        (0, 1, "2.5", [("penalty", "-1/2", 0)]),
        (0, 9, "1.5", [("penalty", "-3/2", 0)]),
        (1, 2, "2.6", [("bonus", "3/5", 0), ("penalty", "-1", 0)]),
    ],
)
def test_bonus_and_penalty_come_after_the_components_with_their_caps(prizes, breaches, total, lines):
    card = rows(ADJUSTED).card(GIVEN | {"prizes": prizes, "breaches": breaches})
    assert card.total.won == Fraction(total)
    assert card.total.maximum == 4
    assert entries(card.total) == lines
    assert all(adds_up(node) for node in card.nodes)


def test_a_penalty_is_taken_of_the_points_it_names_and_not_as_a_share_of_the_score():
    low, high = ({"late": late, "b": "75", "prizes": 0, "breaches": 2} for late in (4, 0))
    for facts in (low, high):
        with_penalty, without = rows(ADJUSTED).card(facts), rows(ADJUSTED).card(facts | {"breaches": 0})
        assert without.total.won - with_penalty.total.won == 1


@pytest.mark.parametrize(
    ("total", "facts", "won"),
    [
        ('total: {max: "4", ceiling: "4"}', {"late": 0, "b": "100", "prizes": 3, "breaches": 0}, 4),
        ('total: {max: "4"}', {"late": 0, "b": "100", "prizes": 3, "breaches": 0}, 5),
        ('total: {max: "4", floor: "0"}', {"late": 20, "b": "0", "prizes": 0, "breaches": 9}, 0),
        ('total: {max: "4"}', {"late": 20, "b": "0", "prizes": 0, "breaches": 9}, Fraction(-3, 2)),
    ],
)
def test_the_total_is_held_only_where_the_set_says(total, facts, won):
    card = rows(ADJUSTED, total).card(facts)
    assert card.total.won == won
    if "ceiling" in total or "floor" in total:
        assert entries(card.total)[-1][0] == "limits"


def test_the_bonus_has_no_maximum_of_its_own():
    node = rows(ADJUSTED).card(GIVEN | {"prizes": 1, "breaches": 1}).node("B1")
    assert (node.won, node.maximum, node.lost, node.section) == (Fraction(3, 5), 0, Fraction(-3, 5), "bonus")
    assert entries(node) == [("bonus", "3/5", 0)]


def test_points_not_possible_any_more_and_still_possible_are_told_apart():
    card = rows(ADJUSTED).card({"late": 1, "prizes": 0, "breaches": 0})
    assert (card.total.possible.low, card.total.possible.high) == (Fraction(3, 2), Fraction(7, 2))
    assert str(card.total.status) == "not_assessed"
    assert card.total.entries == ()
    assert card.grade is None


def tampered(rows: Rows, facts: dict[str, object], **changes: object) -> None:
    """Make a scorecard of an outcome in which something was changed."""
    submission = rows.submission(facts)
    intake = rows.unit.take_in(submission)
    outcome = rows.unit.run(intake, closed=False)
    changed: Outcome = replace(outcome, **{name: change(getattr(outcome, name)) for name, change in changes.items()})
    rows.unit._maker.scorecard(submission, intake, changed)


def more(index: int):
    """One unit more at a place."""
    return lambda numbers: [number + (at == index) for at, number in enumerate(numbers)]


def test_an_outcome_that_was_not_tampered_with_adds_up():
    tampered(rows(ADJUSTED), GIVEN | {"prizes": 1, "breaches": 1})


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("low", more(0)),
        ("low", more(1)),
        ("low", more(2)),
        ("total", lambda total: (total[0] + 1, total[1] + 1)),
        ("components", lambda points: (points[0] - 1, points[1] - 1)),
        ("bonus", lambda points: (points[0] + 1, points[1] + 1)),
        ("penalty", lambda points: (points[0] + 1, points[1] + 1)),
    ],
)
def test_a_tampered_outcome_is_not_given_out(name, change):
    both = {"high": change} if name == "low" else {}
    with pytest.raises(LedgerDoesNotAddUp, match="does not add up"):
        tampered(rows(ADJUSTED), GIVEN | {"prizes": 1, "breaches": 1}, **{name: change}, **both)


def test_a_ledger_that_does_not_tell_the_loss_is_not_given_out():
    card = rows().card(GIVEN)
    check_sums(card.nodes, card.total)
    leaf = card.node("1.1")
    for wrong in (replace(leaf, entries=()), replace(leaf, lost=Fraction(1)), replace(leaf, won=Fraction(2))):
        with pytest.raises(LedgerDoesNotAddUp) as refused:
            check_sums((wrong,), card.total)
        assert refused.value.vi == "Bảng cộng trừ điểm của '1.1' không khớp."


def test_the_status_and_the_provenance_of_the_set_stand_in_every_card():
    card = rows().card(GIVEN)
    assert (str(card.criteria_set.status), card.criteria_set.hash) == ("example", rows().rules.content_hash)
    assert {str(node.provenance) for node in card.nodes} == {"example"}
    assert card.node("1").status is Status.SCORED
