"""The trace printed at once says the same as the trace of the scorecard's document."""

import json
from dataclasses import replace
from random import Random

import pytest

from engine.errors import NotComplete
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.trace_text import MOST_REMEMBERED, Numbers
from engine.methods.compiler import compile_set
from engine.results.documents import scorecard_document
from engine.results.ledger import trace_document
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission
from tests.support.written_rows import row

ROW = """
method: bands
rule: {value: done / planned, when_empty: zero, bands: [{from: "80%", points: "2"}, {below: "80%", points: "0.5"}]}
facts:
  done: {type: count, title: {vi: "a", en: "b"}, max: 100}
  planned: {type: count, title: {vi: "c", en: "d"}, max: 100}
"""


def leaves(text: str) -> dict[str, object]:
    """The leaves of a trace by id."""
    return {leaf["id"]: leaf for leaf in json.loads(text)["leaves"]}


def test_a_trace_names_the_set_the_unit_and_every_leaf():
    rows = row(ROW)
    trace = json.loads(rows.unit.trace(rows.submission({"done": 7, "planned": 10})))
    assert trace["format"] == "parindex/trace/1"
    assert trace["criteria_set"]["hash"] == rows.rules.content_hash
    assert trace["unit"]["name"]["vi"] == "Sở Thử"
    assert trace["total"] == "0.5"
    assert trace["leaves"] == [
        {
            "id": "1",
            "method": "bands",
            "status": "scored",
            "rule": "bands[1]",
            "maximum": "2",
            "points": "0.5",
            "lost": "1.5",
            "inputs": {"done": "7", "planned": "10"},
        }
    ]


def test_a_fact_that_is_not_given_is_null_in_the_trace():
    rows = row(ROW)
    (leaf,) = leaves(rows.unit.trace(rows.submission({"done": 7}))).values()
    assert (leaf["status"], leaf["rule"], leaf["inputs"]) == ("not_assessed", "", {"done": "7", "planned": None})


@pytest.mark.parametrize("seed", range(25))
def test_the_printed_trace_is_that_of_the_document(seed):
    rng = Random(seed)
    rules = random_set(rng)
    profile, year = random_years(rng, rules)[0]
    unit = OneUnit(compile_set(rules, profile, year))
    for _ in range(5):
        submission = random_submission(rng, rules, profile, year)
        named = replace(submission, unit=replace(submission.unit, profile=profile))
        try:
            card = unit.score(named)
        except NotComplete:
            continue
        printed = json.loads(unit.trace(named))
        told = trace_document(scorecard_document(card))
        assert printed["total"] == told["total"]
        assert {leaf["id"]: leaf for leaf in printed["leaves"]} == {leaf["id"]: leaf for leaf in told["leaves"]}


def test_one_unit_leaves_nothing_in_the_trace_of_the_next():
    rows = row(ROW)
    first, second = rows.submission({"done": 7, "planned": 10}), rows.submission({"done": 9, "planned": 10})
    alone = rows.unit.trace(second)
    assert rows.unit.trace(first) != alone
    assert rows.unit.trace(second) == alone


CHOICE = """
method: choice
rule: {fact: plan, levels: {"true": "2", "false": "0.5"}}
facts: {plan: {type: bool, title: {vi: "a", en: "b"}}}
"""
EMPTY = """
method: proportional
rule: {value: a / b, when_empty: not_assessed}
facts:
  a: {type: count, title: {vi: "a", en: "b"}, max: 9}
  b: {type: count, title: {vi: "c", en: "d"}, max: 9}
"""


def test_what_a_person_decided_is_not_remembered_for_others_with_the_same_facts():
    rows = row(CHOICE)
    ways = [{}, {"marks": {"1": "1.25"}}, {"exclude": ["1"]}, {"marks": {"1": "1.5"}}, {}]
    found = [leaves(rows.unit.trace(rows.submission({"plan": False}, **way)))["1"] for way in ways]
    assert [(leaf["status"], leaf["points"], leaf["maximum"]) for leaf in found] == [
        ("scored", "0.5", "2"),
        ("marked", "1.25", "2"),
        ("not_applicable", "0", "0"),
        ("marked", "1.5", "2"),
        ("scored", "0.5", "2"),
    ]


def test_what_a_closed_stage_decided_is_not_remembered_for_open_ones():
    rows = row(EMPTY)
    found = [
        leaves(rows.unit.trace(rows.submission({"a": 0, "b": 0}, closed=closed)))["1"] for closed in (True, False, True)
    ]
    assert [(leaf["status"], leaf["rule"]) for leaf in found] == [
        ("scored", "missing_at_close"),
        ("not_assessed", "empty"),
        ("scored", "missing_at_close"),
    ]


def test_the_memory_of_printed_numbers_is_bounded():
    numbers = Numbers(6)
    for scaled in range(MOST_REMEMBERED + 500):
        assert numbers[scaled]
    assert len(numbers) == MOST_REMEMBERED
    assert numbers[MOST_REMEMBERED + 10_000_000] == "10.004096"
