"""A set is lowered for one profile and one year: what is in force, weights, exclusions, depths, facts read."""

from fractions import Fraction

import pytest

from engine.methods.compiler import compile_set
from engine.program.program import UNWEIGHTED, LeafStep, NodeStep
from tests.support.written_rows import HEAD, Rows, read_component, titles

HEAD_OF_TWO = HEAD.format(points="4").replace(
    'profiles: [{id: ordinary, title: {vi: "Thường", en: "Ordinary"}}]',
    f"""profiles:
  - {{id: ordinary, title: {titles("Ordinary")}}}
  - id: special
    title: {titles("Special")}
    excludes: [{{nodes: ["1.2"], reason: {titles("No capital")}}}]""",
)
TREE = f"""
format: parindex/component/1
id: "1"
title: {titles("Component")}
max: "4"
combine: weighted_mean
children:
  - id: "1.1"
    title: {titles("A")}
    max: "2"
    weight: "1/3"
    part: appraisal
    method: external_index
    rule: {{value: a}}
  - id: "1.2"
    title: {titles("B")}
    max: "2"
    weight: "1/2"
    children:
      - {{id: "1.2.1", title: {titles("C")}, max: "2", part: appraisal, method: external_index, rule: {{value: b}}}}
  - id: "1.3"
    title: {titles("D")}
    max: "1"
    weights: [{{weight: "1"}}, {{from: 2023, weight: "0"}}]
    in_force: {{from: 2022}}
    part: appraisal
    method: external_index
    rule: {{value: a}}
facts:
  a: {{type: percent, title: {titles("A")}}}
  b: {{type: percent, title: {titles("B")}}}
  unread: {{type: percent, title: {titles("Unread")}}}
"""


def loaded(head: str = HEAD_OF_TWO):
    """The set of the tree."""
    return read_component(TREE, head)


def compiled(profile: str = "ordinary", year: int = 2022):
    """The set compiled although its head is checked for one year only."""
    rules = loaded().criteria_set
    assert rules is not None
    return compile_set(rules, profile, year)


def test_steps_come_in_an_order_in_which_each_needs_only_earlier_ones():
    program = compiled().program
    assert [step.id for step in program.steps] == ["1.1", "1.2.1", "1.2", "1.3", "1"]
    for index, step in enumerate(program.steps):
        if isinstance(step, NodeStep):
            assert all(child < index for child in step.children)


def test_components_have_the_depth_one():
    assert compiled().depths == {"1": 1, "1.1": 2, "1.2": 2, "1.2.1": 3, "1.3": 2}


def test_weights_become_whole_numbers_in_the_same_proportion():
    node = compiled().program.steps[-1]
    assert node.weights == (2, 3, 6)


def test_a_weight_of_nothing_leaves_the_child_out():
    program = compiled(year=2023).program
    assert program.steps[program.positions["1.3"]].excluded_by == UNWEIGHTED
    assert program.steps[program.positions["1.1"]].excluded_by is None


def test_what_is_not_in_force_is_not_there():
    assert "1.3" not in compiled(year=2021).nodes
    assert "1.3" in compiled(year=2022).nodes


def test_an_exclusion_of_a_profile_reaches_the_leaves_below():
    program = compiled("special").program
    assert program.steps[program.positions["1.2.1"]].excluded_by == 0
    assert program.steps[program.positions["1.1"]].excluded_by is None


def test_only_facts_that_are_read_are_in_the_program():
    assert [fact.id for fact in compiled().program.facts] == ["a", "b"]
    assert compiled().facts_read == {"a", "b"}


def test_a_profile_that_is_not_there_is_an_error_of_the_caller():
    with pytest.raises(KeyError):
        compiled("no-such")


def test_a_set_with_errors_has_findings_and_no_program():
    rules = read_component(TREE.replace("rule: {value: b}", "rule: {value: c}"), HEAD_OF_TWO).criteria_set
    found = compile_set(rules, "ordinary", 2022)
    assert found.program is None
    assert [finding.code for finding in found.findings] == ["fact.unknown"]


def test_leaves_and_nodes_keep_their_maxima():
    maxima = {step.id: step.maximum for step in compiled().program.steps}
    assert maxima == {"1.1": 2_000_000, "1.2.1": 2_000_000, "1.2": 2_000_000, "1.3": 1_000_000, "1": 4_000_000}
    assert all(isinstance(step, LeafStep) for _, step in compiled().program.leaves())


def test_the_profile_decides_what_counts_in_the_mean():
    rows = {profile: Rows(loaded(), profile) for profile in ("ordinary", "special")}
    facts = {"a": "100", "b": "0"}
    assert rows["ordinary"].points(facts) == Fraction("2.909091")
    assert rows["special"].points(facts) == 4
