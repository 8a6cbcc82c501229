"""What the naive evaluator makes of one leaf in a worked case, beside what the case expects."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.facts import NUMERIC, Fact, FactType
from engine.domain.numbers import exact
from engine.domain.submission import FactValue, Submission
from engine.loading.cases_file import Case
from engine.rule_tests.set_under_test import SetUnderTest
from tests.support.naive_evaluator import NaiveEvaluation


def naive_disagreements(under: SetUnderTest, case: Case) -> Iterator[str]:
    """Leaves of which the naive evaluator says something else than the case expects."""
    rules = under.rules
    submission = with_numbers(rules, under.submission(case))
    penalties = {item.id for item in (rules.penalty.items if rules.penalty else ())}
    evaluation = NaiveEvaluation(rules, submission)
    for node, expected in case.expect.items():
        if node not in under.nodes or not under.nodes[node].is_leaf or expected.status == "refused":
            continue
        score_one(evaluation, node)
        result = evaluation.leaves[node]
        ends = {-end if node in penalties else end for end in (result.low, result.high)}
        if expected.status and result.status != expected.status:
            yield f"{expected.place}: {node} is {result.status}"
        if expected.points is not None and not result.status.is_open and ends != {expected.points}:
            yield f"{expected.place}: {node} has {sorted(ends)}"


def score_one(evaluation: NaiveEvaluation, leaf: str) -> None:
    """Score one leaf by itself, under all that stands above it."""
    for component in evaluation.set.components:
        path = path_to(component, leaf)
        if path:
            applies, combine = True, evaluation.set.total.combine
            for node in path[:-1]:
                applies = applies and evaluation.weighs(node, combine) and node.id not in evaluation.left_out
                applies = applies and node.span.holds(evaluation.profile.id, evaluation.submission.year)
                combine = node.combine
            evaluation.score_leaves(path[-1], len(path), applies=applies and evaluation.weighs(path[-1], combine))
            return
    for item in evaluation.items(evaluation.set.bonus) + evaluation.items(evaluation.set.penalty):
        if item.id == leaf:
            evaluation.score_leaves(item, 2, applies=True)


def path_to(node: Node, leaf: str) -> tuple[Node, ...]:
    """The nodes from one node down to a leaf; empty where it does not lie below."""
    if node.id == leaf:
        return (node,)
    below = next((path for child in node.children if (path := path_to(child, leaf))), ())
    return (node, *below) if below else ()


def with_numbers(rules: CriteriaSet, submission: Submission) -> Submission:
    """The submission with its numbers read: the naive evaluator takes no text for a number."""
    facts = {name: as_number(rules.facts[name], value) for name, value in submission.facts.items()}
    return replace(submission, facts=facts)


def as_number(fact: Fact, value: FactValue | None) -> FactValue:
    """One fact with its numbers read, inside records too."""
    if fact.type is FactType.LIST:
        assert isinstance(value, tuple)
        return tuple(record_of(fact, record) for record in value)
    if fact.type is FactType.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    if fact.type in NUMERIC and isinstance(value, str):
        number = exact(value)
        return number * 100 if value.strip().endswith("%") else number
    assert value is not None
    return value


def record_of(fact: Fact, record: Mapping[str, FactValue | None]) -> Mapping[str, FactValue | None]:
    """A record with its numbers read."""
    fields = {field.id: field for field in fact.fields}
    return {name: None if value is None else as_number(fields[name], value) for name, value in record.items()}
