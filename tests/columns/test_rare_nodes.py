"""Nodes that few sets have: children with nothing to win, weights where none are asked for, sums above their maximum.

Of each every combination of known and missing facts is scored.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import product

import pytest

from engine.columns.many_units import ManyUnits
from engine.domain.submission import FactValue
from engine.evaluation.outcome import Outcome
from tests.support.arrow_comparison import differences, scorer_for
from tests.support.engine_comparison import disagreements
from tests.support.naive_evaluator import naive_score
from tests.support.written_rows import HEAD, YEAR, Rows, read_component, titles

TOP = f"""\
format: parindex/component/1
id: "1"
title: {titles("Component")}
max: "2"
combine: COMBINE
children:
"""
WON = f"""
  - id: "1.1"
    title: {titles("Won")}
    max: "2"
    weight: "WEIGHT"
    part: appraisal
    not_arisen: {{when: not g, then: exclude, reason: {titles("nothing")}}}
    method: choice
    rule: {{fact: a, levels: {{full: "2", half: "1", none: "0"}}}}
"""
LOST = f"""
  - id: "1.2"
    title: {titles("Lost")}
    max: "0"
    limits: {{min: "-1", max: "0"}}
    part: appraisal
    method: deductions
    rule: {{start: "0", deductions: [{{id: late, count: b, points: "0.5", title: {titles("late")}}}]}}
"""
PARTS = f"""
  - id: "1.2"
    title: {titles("Parts")}
    max: "1"
    part: appraisal
    method: bands
    rule: {{value: b / 2, bands: [{{from: "1/2", points: "1"}}, {{below: "1/2", points: "0.25"}}]}}
"""
FACTS = f"""
facts:
  a: {{type: choice, title: {titles("a")}, options: {{full: {titles("1")}, half: {titles("2")}, none: {titles("3")}}}}}
  b: {{type: count, title: {titles("b")}, max: 3}}
  g: {{type: bool, title: {titles("g")}}}
"""
SUM = f"""
  - id: "1.3"
    title: {titles("Sum")}
    max: "2"
    children:
"""
LIMITED = SUM.replace("    children", '    limits: {min: "1.5"}\n    children')
UNDER_NOTHING = LOST.replace(
    "    method", f"    not_arisen: {{when: g, then: exclude, reason: {titles('nothing')}}}\n    method"
)
GATED = f"""
  - id: "1.3"
    title: {titles("Gated")}
    max: "0"
    combine: best_of
    gates: [{{id: none, when: a == "none", points: "0", reason: {titles("none")}}}]
    children:
"""
ROUNDED = "numbers: {places: 6, rounding: [{at: criterion, places: 0, mode: half_up}]}\n"


def indented(text: str) -> str:
    """One level further in."""
    return "".join(f"    {line}" for line in text.splitlines(keepends=True))


TOP_OF = {combine: TOP.replace("COMBINE", combine) for combine in ("mean", "best_of", "sum")}
WEIGHED_WON = WON.replace("WEIGHT", "1")
NODES = {
    "rescaled": (TOP.replace("COMBINE", "sum\nrescale: true") + WON.replace("WEIGHT", "1") + LOST + FACTS, "2"),
    "averaged": (
        TOP.replace("COMBINE", "mean")
        + SUM
        + indented(WON.replace("WEIGHT", "1") + LOST)
        + PARTS.replace("1.2", "1.4")
        + FACTS,
        "3",
    ),
    "best": (TOP_OF["best_of"] + WEIGHED_WON + UNDER_NOTHING.replace('max: "0"\n', 'max: "1"\n', 1) + FACTS, "3"),
    "alone": (TOP_OF["mean"] + SUM + indented(WEIGHED_WON + LOST) + FACTS, "2"),
    "limited": (TOP_OF["mean"] + LIMITED.replace('max: "2"', 'max: "3"') + indented(WEIGHED_WON + PARTS) + FACTS, "3"),
    "rounded": (
        TOP_OF["mean"]
        + SUM.replace('max: "2"', 'max: "2.6"')
        + indented(WEIGHED_WON + PARTS.replace('max: "1"', 'max: "0.6"').replace('points: "1"', 'points: "0.6"'))
        + FACTS,
        "2.6",
    ),
    "gated": (TOP_OF["sum"] + WEIGHED_WON + GATED + indented(UNDER_NOTHING) + FACTS, "2"),
    "weighed": (TOP.replace("COMBINE", "mean") + WON.replace("WEIGHT", "0") + PARTS + FACTS, "3"),
}
VALUES: Mapping[str, list[FactValue | None]] = {
    "a": [None, "full", "half", "none"],
    "b": [None, 0, 1, 2, 3],
    "g": [None, False, True],
}


@pytest.fixture(params=NODES)
def rows(request: pytest.FixtureRequest) -> Rows:
    """A set with one of the nodes."""
    component, points = NODES[request.param]
    head = HEAD.format(points=points).replace(f'{{max: "{points}"}}', '{max: "2"}')
    return Rows(read_component(component, head + ROUNDED if request.param == "rounded" else head))


def given() -> Iterator[Mapping[str, FactValue]]:
    """Everything that may be known."""
    for values in product(*VALUES.values()):
        yield {name: value for name, value in zip(VALUES, values, strict=True) if value is not None}


def figures(outcome: Outcome) -> tuple[object, ...]:
    """Everything that is told of all steps, then the total."""
    ends = (outcome.low, outcome.high, outcome.least, outcome.most, outcome.statuses, outcome.rules)
    return *map(tuple, ends), outcome.total, outcome.maximum, outcome.components


def test_one_unit_at_a_time_says_what_the_naive_evaluator_says(rows: Rows) -> None:
    for facts in given():
        submission = rows.submission(facts)
        found = list(disagreements(rows.rules, rows.unit.score(submission), naive_score(rows.rules, submission)))
        assert found == [], facts


def test_what_is_known_comes_to_the_same_in_both_ways_of_one_unit(rows: Rows) -> None:
    for facts in given():
        intake = rows.unit.take_in(rows.submission(facts))
        if (exact := rows.unit.outcome(intake.facts, intake.overrides)) is not None:
            assert figures(rows.unit.open_outcome(intake.facts, intake.overrides)) == figures(exact), facts


def test_what_is_still_possible_holds_whatever_comes(rows: Rows) -> None:
    complete = [facts for facts in given() if len(facts) == len(VALUES)]
    for facts in given():
        before = rows.card(facts)
        for later in complete:
            if facts.items() <= later.items():
                after = rows.card(later)
                for held, now in zip((before.total, *before.nodes), (after.total, *after.nodes), strict=True):
                    assert held.possible.low <= now.won <= held.possible.high, (facts, later, now.id)


@pytest.mark.parametrize("machine", ["numpy", "fast"])
def test_many_units_say_what_one_says(rows: Rows, machine: str) -> None:
    scorer = scorer_for(rows.rules, YEAR, partial(ManyUnits, machine=machine))
    submissions = [rows.submission(facts) for facts in given()]
    each = [replace(one, unit=replace(one.unit, id=f"vd-{at}")) for at, one in enumerate(submissions)]
    assert differences(scorer, each) == []


def test_where_nothing_that_applies_can_be_won_points_stand_as_they_are() -> None:
    component, points = NODES["rescaled"]
    rows = Rows(read_component(component, HEAD.format(points=points)))
    node = rows.node({"a": "full", "b": 2, "g": False})
    assert (node.won, node.maximum, node.lost) == (-1, 2, 3)


def test_a_profile_may_leave_nothing_that_can_be_won() -> None:
    component, points = NODES["rescaled"]
    excludes = f'{{nodes: ["1.1"], reason: {titles("nothing")}}}'
    bare = f"profiles: [{{id: bare, title: {titles('Bare')}, excludes: [{excludes}]}}, "
    head = HEAD.format(points=points).replace("profiles: [", bare)
    rows = Rows(read_component(component, head), "bare")
    submissions = [
        replace(each, unit=replace(each.unit, id=f"vd-{at}", profile="bare"))
        for at, each in enumerate(map(rows.submission, given()))
    ]
    for submission in submissions:
        found = list(disagreements(rows.rules, rows.unit.score(submission), naive_score(rows.rules, submission)))
        assert found == [], submission.facts
    assert differences(scorer_for(rows.rules, YEAR), submissions) == []


@pytest.mark.parametrize("machine", ["numpy", "fast"])
def test_what_is_missing_at_the_close_is_rounded_as_everything_is(machine: str) -> None:
    """Limits hold nothing at 0.5, which rounds up: no less than what facts can give."""
    limited = 'limits: {min: "0.5", max: "2"}\n'
    row = PARTS.replace("    part:", f"    {limited}    part:")
    rounded = "numbers: {places: 6, rounding: [{at: leaf, places: 0, mode: half_up}]}\n"
    rows = Rows(read_component(TOP_OF["best_of"] + row + FACTS, HEAD.format(points="1") + rounded))
    closed, known = rows.submission({}, closed=True), rows.submission({"b": 0})
    assert [rows.unit.score(each).node("1.2").won for each in (closed, known)] == [1, 1]
    assert list(disagreements(rows.rules, rows.unit.score(closed), naive_score(rows.rules, closed))) == []
    assert differences(scorer_for(rows.rules, YEAR, partial(ManyUnits, machine=machine)), [closed]) == []
