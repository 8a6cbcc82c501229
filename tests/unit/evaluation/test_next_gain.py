"""The next gain: making the change that is promised earns exactly the points that are promised."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.domain.criteria_set import CriteriaSet
from engine.domain.field_rows import UsedField
from engine.domain.submission import Submission
from engine.evaluation.field_values import FieldRows
from engine.evaluation.intake import take_in
from engine.evaluation.one_unit import OneUnit
from engine.loading.cases_file import read_cases
from engine.loading.criteria_folder import read_set
from engine.methods.catalogue import METHODS
from engine.methods.compiler import compile_set
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission
from tests.support.written_rows import HEAD, Rows, read_component, submitted, titles

PLUGINS = Path(__file__).resolve().parents[3] / "plugins"
NOTHING_TO_CHANGE = {"formula", "judgement", "survey"}


def broken_promises(unit: OneUnit, submission: Submission) -> list[str]:
    """The rows whose advice, once followed, earns something else than it said."""
    found = []
    for node in unit.explain(submission).leaves():
        gain = node.next_gain
        if gain is None:
            continue
        if gain.points <= 0 or not gain.what.vi or not gain.what.en:
            found.append(f"{node.id}: {gain}")
        elif gain.changes:
            after = unit.score(replace(submission, facts={**submission.facts, **gain.changes})).node(node.id)
            if after.won - node.won != gain.points or not after.possible.is_exact:
                found.append(f"{node.id}: {gain}, then {after.won} from {node.won}")
    return found


@cache
def of_method(method: str, seed: int) -> tuple[CriteriaSet, OneUnit, str, int]:
    """A random set whose leaves use one method; where that compares, against the field of eight random units."""
    rng = Random(seed)
    rules = random_set(rng, (method,))
    profile, year = random_years(rng, rules)[0]
    unit = OneUnit(compile_set(rules, profile, year))
    rows = FieldRows()
    for number in range(8):
        intake = take_in(unit.compiled, unit.program, random_submission(Random(number), rules, profile, year))
        rows.add(unit.program, unit.compiled.profile.group, intake.facts, intake.overrides)
    return rules, unit.against(UsedField("0" * 64, rows.rows())), profile, year


@pytest.mark.parametrize("method", sorted(METHODS))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 7), st.randoms(use_true_random=False))
def test_a_promise_is_kept_by_every_method(method, seed, rng):
    rules, unit, profile, year = of_method(method, seed)
    submission = random_submission(rng, rules, profile, year)
    named = replace(submission, closed=False, unit=replace(submission.unit, profile=profile))
    assert broken_promises(unit, named) == []


@pytest.mark.parametrize("method", sorted(set(METHODS) - NOTHING_TO_CHANGE))
def test_every_method_that_can_name_a_change_does(method):
    changes = 0
    for seed in range(8):
        rules, unit, profile, year = of_method(method, seed)
        for number in range(12):
            submission = random_submission(Random(number), rules, profile, year)
            named = replace(submission, closed=False, unit=replace(submission.unit, profile=profile))
            leaves = unit.explain(named).leaves()
            changes += sum(1 for leaf in leaves if leaf.next_gain is not None and leaf.next_gain.changes)
    assert changes > 0


@pytest.mark.parametrize("name", sorted(path.parent.name for path in PLUGINS.glob("*/criteria_set.yaml")))
def test_a_promise_is_kept_in_the_worked_cases_of_bundled_sets(name):
    rules = read_set(PLUGINS / name).checked()
    units: dict[str, OneUnit] = {}
    promised = 0
    cases = read_cases(PLUGINS / name).cases
    for case in cases[:: max(1, len(cases) // 120)]:
        profile = case.profile or rules.profiles[0].id
        if profile not in units:
            units[profile] = OneUnit(compile_set(rules, profile, rules.years.first or 2022))
        unit = units[profile]
        submission = submitted(rules, case.facts, profile=profile)
        fitting = replace(
            submission, unit=replace(submission.unit, kind=rules.unit_kinds[0]), year=rules.years.first or 2022
        )
        assert broken_promises(unit, fitting) == [], case.name
        promised += sum(1 for leaf in unit.explain(fitting).leaves() if leaf.next_gain is not None)
    assert promised > 10


TREE = f"""
format: parindex/component/1
id: "1"
title: {titles("Component")}
max: "4"
children:
  - id: "1.1"
    title: {titles("A")}
    max: "2"
    combine: COMBINE
    gates: [{{id: breach, when: breach, points: "0", reason: {titles("A breach")}}}]
    children:
      - {{id: "1.1.1", title: {titles("B")}, max: "1", part: appraisal, method: external_index, rule: {{value: a}}}}
      - {{id: "1.1.2", title: {titles("C")}, max: "1", part: appraisal, method: external_index, rule: {{value: b}}}}
  - {{id: "1.2", title: {titles("D")}, max: "2", part: appraisal, method: external_index, rule: {{value: b}}}}
facts:
  a: {{type: percent, title: {titles("A")}}}
  b: {{type: percent, title: {titles("B")}}}
  breach: {{type: bool, title: {titles("Breach")}}}
"""
GIVEN = {"a": "50", "b": "50", "breach": False}


@pytest.mark.parametrize(
    ("combine", "vi", "en"),
    [
        ("sum", "", ""),
        ("all_of", "; mục 1.1: trọn điểm khi mọi mục con đạt trọn điểm", "; node 1.1: full when every child is full"),
        ("best_of", "; mục 1.1: lấy mục con có điểm cao nhất", "; node 1.1: the child with most points counts"),
        ("mean", "; mục 1.1: trung bình tỷ lệ điểm của các mục con", "; node 1.1: mean of the children's shares"),
    ],
)
def test_the_advice_says_what_a_node_above_makes_of_the_points(combine, vi, en):
    rows = Rows(read_component(TREE.replace("COMBINE", combine), HEAD.format(points="4")))
    inside, outside = rows.node(GIVEN, "1.1.1").next_gain, rows.node(GIVEN, "1.2").next_gain
    assert inside.what.vi.endswith("được thêm 0,5 điểm" + vi)
    assert inside.what.en.endswith("earns 0.5 more" + en)
    assert outside.what.en.endswith("earns 1 more")


def test_the_advice_names_a_gate_that_holds_above():
    rows = Rows(read_component(TREE.replace("COMBINE", "sum"), HEAD.format(points="4")))
    gain = rows.node({**GIVEN, "breach": True}, "1.1.1").next_gain
    assert gain.what.vi.endswith("; mục 1.1: a breach (vi)")


def test_a_row_at_full_marks_a_gated_row_and_an_open_row_get_no_advice():
    rows = Rows(read_component(TREE.replace("COMBINE", "sum"), HEAD.format(points="4")))
    assert rows.node({**GIVEN, "b": "100"}, "1.2").next_gain is None
    assert rows.node({"a": "50", "breach": False}, "1.2").next_gain is None
    assert rows.node(GIVEN, "1.2", marks={"1.2": "1"}).next_gain is None
