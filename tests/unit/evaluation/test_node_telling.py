"""Inner nodes told: why a node is not the plain sum of its children."""

from fractions import Fraction

import pytest

from engine.evaluation.node_telling import above_leaves
from tests.support.written_rows import HEAD, Rows, adds_up, entries, read_component, titles

TREE = f"""
format: parindex/component/1
id: "1"
title: {titles("Component")}
max: "4"
combine: COMBINE
MORE
children:
  - id: "1.1"
    title: {titles("A")}
    max: "2"
    weight: "1"
    part: appraisal
    method: external_index
    rule: {{value: a}}
  - id: "1.2"
    title: {titles("B")}
    max: "2"
    weight: "3"
    not_arisen: {{when: none, then: exclude, reason: {titles("nothing")}}}
    part: appraisal
    method: external_index
    rule: {{value: b}}
facts:
  a: {{type: percent, title: {titles("A")}}}
  b: {{type: percent, title: {titles("B")}}}
  none: {{type: bool, title: {titles("None")}}}
"""
GIVEN = {"a": "100", "b": "50", "none": False}


def node(combine: str, more: str = "", **facts: object):
    """The component of two rows."""
    text = TREE.replace("COMBINE", combine).replace("MORE", more)
    return Rows(read_component(text, HEAD.format(points="4"))).node(GIVEN | facts, "1")


@pytest.mark.parametrize(
    ("combine", "more", "points", "reason", "lines"),
    [
        ("sum", "", "3", "", []),
        ("mean", "", "3", "Mean of the children's shares", []),
        ("weighted_mean", "", "2.5", "Weighted mean of the children's shares", [("combine", "-1/2", 0)]),
        ("best_of", "", "2", "The child with most points counts", [("combine", "-1", 0)]),
        ("all_of", "", "0", "Full when every child is full", [("combine", "-3", 0)]),
        ("any_of", "", "4", "Full when one child is full", [("combine", "1", 0)]),
    ],
)
def test_each_way_of_combining_is_told(combine, more, points, reason, lines):
    found = node(combine, more)
    assert (found.won, found.reason.en, entries(found)) == (Fraction(points), reason, lines)
    assert bool(found.reason.vi) == bool(reason)
    assert adds_up(found)


def test_what_is_left_out_shrinks_the_maximum_or_is_rescaled():
    assert (node("sum", none=True).won, node("sum", none=True).maximum) == (2, 2)
    rescaled = node("sum", "rescale: true", none=True, a="50")
    assert (rescaled.won, rescaled.maximum) == (2, 4)
    assert rescaled.reason.vi == "Quy đổi theo điểm tối đa còn áp dụng"
    assert entries(rescaled) == [("combine", "1", 0)]


def test_a_child_that_is_left_out_takes_its_weight_with_it():
    assert node("weighted_mean", none=True, a="75").won == 3
    assert node("mean", none=True, a="75").won == 3
    assert node("best_of", none=True, a="75").won == Fraction(3, 2)
    assert node("all_of", none=True).won == 4


def test_a_gate_of_a_node_forces_its_points():
    gate = f'gates: [{{id: low, when: a < 0.5, points: "1", reason: {titles("Too low")}}}]'
    held = node("sum", gate, a="40", b="100")
    assert (held.won, held.rule, held.reason.en) == (1, "gate.low", "Too low (en)")
    assert entries(held) == [("gate", "-9/5", 0)]
    assert node("sum", gate).rule == ""


@pytest.mark.parametrize(
    ("when_empty", "points", "maximum", "status", "reason"),
    [
        ("not_applicable", 0, 0, "not_applicable", ""),
        ("zero", 0, 4, "scored", "No child applies: no points"),
        ("full", 4, 4, "scored", "No child applies: full points"),
    ],
)
def test_a_node_without_children_left_is_what_the_set_says(when_empty, points, maximum, status, reason):
    text = TREE.replace("COMBINE", "sum").replace("MORE", f"when_empty: {when_empty}")
    found = Rows(read_component(text, HEAD.format(points="4"))).card(GIVEN, exclude=["1.1", "1.2"]).node("1")
    assert (found.won, found.maximum, str(found.status), found.reason.en) == (points, maximum, status, reason)
    assert adds_up(found)


def test_the_nodes_above_a_leaf_are_known_innermost_first():
    text = TREE.replace("COMBINE", "sum").replace("MORE", "")
    program = Rows(read_component(text, HEAD.format(points="4"))).unit.program
    at = program.positions
    assert above_leaves(program) == {at["1.1"]: (at["1"],), at["1.2"]: (at["1"],)}
