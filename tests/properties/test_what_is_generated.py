"""The generators reach what they are for, and the comparison sees a slip: otherwise agreement would say little."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from engine.domain.criteria_set import CriteriaSet
from engine.domain.facts import FactType
from engine.domain.numbers import Level
from engine.domain.scorecard import NodeScore, Range, Status
from engine.domain.submission import Submission
from tests.support import naive_leaves
from tests.support.engine_comparison import Engine, disagreements, escapes
from tests.support.generated_rules import RULES
from tests.support.generated_sets import SHARING, random_set, random_years
from tests.support.generated_submissions import random_submission
from tests.support.naive_amounts import half_up
from tests.support.naive_evaluator import NaiveResult, naive_score

SETS = 150


def generated(sets: int = SETS, each: int = 3) -> Iterator[tuple[CriteriaSet, Submission]]:
    """Pairs as the comparison draws them."""
    for seed in range(sets):
        rng = Random(seed)
        criteria_set = random_set(rng)
        for profile, year in random_years(rng, criteria_set)[:each]:
            yield criteria_set, random_submission(rng, criteria_set, profile, year)


def test_every_method_comes_out_in_every_way_that_it_can() -> None:
    seen: Counter[tuple[str, Status]] = Counter()
    for criteria_set, submission in generated():
        result = naive_score(criteria_set, submission)
        seen.update((leaf.method, result.nodes[leaf.id].status) for leaf in criteria_set.leaves())
    for method in RULES:
        ways = {status for name, status in seen if name == method}
        waiting = Status.PENDING if method in naive_leaves.PENDING_METHODS else Status.NOT_ASSESSED
        assert {Status.SCORED, Status.NOT_ARISEN, Status.NOT_APPLICABLE, Status.MARKED, waiting} <= ways, method


def test_trees_use_everything_that_is_declared_around_them() -> None:
    sets = [random_set(Random(seed)) for seed in range(SETS)]
    nodes = [node for criteria_set in sets for node in criteria_set.walk()]
    inner = [node for node in nodes if not node.is_leaf]
    assert {node.combine for node in inner} == {"sum", *SHARING}
    assert {node.when_empty for node in inner} == {"not_applicable", "zero", "full"}
    assert any(node.rescale for node in inner)
    assert any(node.gates and not node.is_leaf for node in nodes)
    assert any(weight.value == 0 for node in nodes for weight in node.weights)
    assert any(weight.span.first and weight.span.profiles for node in nodes for weight in node.weights)
    assert any(node.maximum_by_profile for node in nodes if node.is_leaf)
    assert {criteria_set.places for criteria_set in sets} >= {0, 1, 2, 6, 9}
    levels: set[Level] = {"leaf", "criterion", "component", "total"}
    roundings = {(each.at, each.mode) for criteria_set in sets for each in criteria_set.roundings}
    assert roundings == {(level, mode) for level in levels for mode in ("half_up", "half_even", "floor")}
    assert {fact.type for criteria_set in sets for fact in criteria_set.facts.values()} == set(FactType)
    assert max(node.id.count(".") for node in nodes) == 3
    assert all(
        any(part for criteria_set in sets if (part := getattr(criteria_set, name))) for name in ("bonus", "penalty")
    )


def test_exact_halves_are_frequent(monkeypatch: pytest.MonkeyPatch) -> None:
    roundings: Counter[str] = Counter()

    def counted(value: Fraction, places: int) -> Fraction:
        kind = {1: "whole", 2: "half"}.get((value * 10**places).denominator, "other")
        roundings[kind] += 1
        return half_up(value, places)

    monkeypatch.setattr(naive_leaves, "half_up", counted)
    for criteria_set, submission in generated():
        naive_score(criteria_set, submission)
    assert roundings["half"] * 50 > roundings["half"] + roundings["other"] > 1000


def decided_leaf() -> tuple[CriteriaSet, Submission, NodeScore, NaiveResult, Engine]:
    """Some pair in which a leaf of the tree is scored with a maximum above 0."""
    for criteria_set, submission in generated():
        engine = Engine(criteria_set)
        if submission.closed:
            continue
        for leaf in engine.score(submission).leaves():
            if leaf.status is Status.SCORED and leaf.maximum and leaf.depth > 1:
                return criteria_set, submission, leaf, naive_score(criteria_set, submission), engine
    raise AssertionError("no such pair")


def test_a_slip_of_one_unit_is_told() -> None:
    criteria_set, submission, leaf, naive, engine = decided_leaf()
    scorecard, unit = engine.score(submission), Fraction(1, criteria_set.scale)
    assert list(disagreements(criteria_set, scorecard, naive)) == []
    won = leaf.won + unit
    wrong = replace(leaf, won=won, lost=leaf.maximum - won, possible=Range(won, won))
    nodes = tuple(wrong if node.id == leaf.id else node for node in scorecard.nodes)
    told = list(disagreements(criteria_set, replace(scorecard, nodes=nodes), naive))
    assert told == [f"{leaf.id}: {won} of {leaf.maximum}, expected {leaf.won} of {leaf.maximum}"]
    assert list(escapes(criteria_set, replace(scorecard, nodes=nodes), naive)) == [
        f"{leaf.id}: {leaf.won} is outside {won} to {won}"
    ]


def test_a_wrong_state_and_a_missing_node_are_told() -> None:
    criteria_set, submission, leaf, naive, engine = decided_leaf()
    scorecard = engine.score(submission)
    wrong = replace(leaf, status=Status.NOT_ARISEN)
    nodes = tuple(wrong if node.id == leaf.id else node for node in scorecard.nodes)
    told = list(disagreements(criteria_set, replace(scorecard, nodes=nodes), naive))
    assert told == [f"{leaf.id}: status not_arisen, expected scored"]
    fewer = tuple(node for node in scorecard.nodes if node.id != leaf.id)
    told = list(disagreements(criteria_set, replace(scorecard, nodes=fewer), naive))
    assert [said.split(":")[0] for said in told] == [leaf.id]
