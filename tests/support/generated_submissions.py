"""Random submissions under a set: facts given and missing, marks, exclusions, and what they may grow into."""

import ast
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

from engine.domain.criteria_set import CriteriaSet, Node, Plain
from engine.domain.submission import Mark, Submission, Unit, UnitExclusion
from tests.support.generated_facts import any_value, happens, titled
from tests.support.naive_amounts import read_number


def random_submission(rng: Random, criteria_set: CriteriaSet, profile: str, year: int) -> Submission:
    """One submission of a unit of a profile in a year; half of them lack nothing, and some are closed."""
    missing, always = rng.choice([0, 0, 0, 10, 30, 70]), facts_never_missing(criteria_set)
    facts = {
        fact.id: any_value(rng, fact, whole=fact.id in always)
        for fact in criteria_set.facts.values()
        if fact.id in always or not happens(rng, missing)
    }
    nodes = nodes_in_force(criteria_set, profile, year)
    return Submission(
        set_id=criteria_set.id,
        edition=criteria_set.edition,
        unit=Unit(f"unit-{profile}", titled("unit"), "department", profile if happens(rng, 70) else ""),
        year=year,
        stage="appraisal",
        facts=facts,
        marks=random_marks(rng, criteria_set, [node for node in nodes if node.is_leaf], profile),
        exclusions=random_exclusions(rng, nodes),
        closed=happens(rng, 12),
        content_hash=f"{rng.getrandbits(256):064x}",
    )


def facts_never_missing(criteria_set: CriteriaSet) -> set[str]:
    """The facts of leaves that compute further with a quotient, or whose leaving may empty a node that then counts.

    Two sound ways to bound such points need not be equally close, so that nobody could say which of two evaluators is
    right to call them open.
    """
    leaves = [leaf for leaf in criteria_set.leaves() if computes_with_quotient(leaf)]
    for node in criteria_set.walk():
        if not node.is_leaf and node.when_empty != "not_applicable":
            leaves += [leaf for leaf in node.walk() if leaf.is_leaf and may_leave(leaf)]
    texts = [str((leaf.rule, leaf.not_arisen, leaf.gates)) for leaf in leaves]
    return {name for text in texts for name in re.findall(r"f\d+\.[a-z]+", text)}


def may_leave(leaf: Node) -> bool:
    """Whether facts can take a leaf out of the maximum."""
    return leaf.rule.get("when_empty") == "exclude" or (
        leaf.not_arisen is not None and leaf.not_arisen.then == "exclude"
    )


def computes_with_quotient(leaf: Node) -> bool:
    """Whether a quotient of facts is more than one whole number over another."""
    rule = leaf.rule
    if leaf.method == "relative":
        return True
    if leaf.method == "survey":
        return "valid" in str(rule)
    if leaf.method == "weighted_ratio":
        return any(read_number(part["weight"]).denominator > 1 for part in as_rows(rule["classes"]))
    trees = [ast.parse(str(rule[key]), mode="eval").body for key in ("value", "reference", "points") if key in rule]
    if not any(is_quotient(part) for tree in trees for part in ast.walk(tree)):
        return rule.get("compare") in ("ratio", "growth")
    plain = len(trees) == 1 and is_quotient(trees[0]) and not any(is_fractional(part) for part in ast.walk(trees[0]))
    nested = sum(isinstance(part, ast.Div) for tree in trees for part in ast.walk(tree)) > 1
    return nested or not plain or rule.get("direction") == "less"


def as_rows(classes: Plain) -> Sequence[Mapping[str, Plain]]:
    """The classes of a rule."""
    assert isinstance(classes, tuple)
    return [part for part in classes if isinstance(part, Mapping)]


def is_fractional(part: ast.AST) -> bool:
    """Whether a part of an expression is a number with decimals."""
    return isinstance(part, ast.Constant) and isinstance(part.value, float)


def is_quotient(node: ast.AST) -> bool:
    """Whether a part of an expression divides by facts."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not isinstance(node.right, ast.Constant)


def nodes_in_force(criteria_set: CriteriaSet, profile: str, year: int) -> list[Node]:
    """The nodes that hold for a profile in a year and have, if they are no leaves, something that holds below."""
    found: list[Node] = []

    def visit(node: Node) -> bool:
        if not node.span.holds(profile, year):
            return False
        place = len(found)
        below = [visit(child) for child in node.children]
        if not node.is_leaf and node.when_empty == "not_applicable" and not any(below):
            return False
        found.insert(place, node)
        return True

    outside = [item for part in (criteria_set.bonus, criteria_set.penalty) if part for item in part.items]
    for node in [*criteria_set.components, *outside]:
        visit(node)
    return found


def random_marks(rng: Random, criteria_set: CriteriaSet, leaves: Sequence[Node], profile: str) -> tuple[Mark, ...]:
    """A mark on most judgements, and in few submissions on other leaves."""
    others = 25 if happens(rng, 15) else 0
    return tuple(
        Mark(leaf.id, marked_points(rng, criteria_set, leaf, profile), "Hội đồng", "reason")
        for leaf in leaves
        if happens(rng, 65 if leaf.method == "judgement" else others)
    )


def marked_points(rng: Random, criteria_set: CriteriaSet, leaf: Node, profile: str) -> Fraction:
    """Points on the grid, and on the steps of a judgement, within the limits of the leaf."""
    step = Fraction(str(leaf.rule["step"])) if leaf.method == "judgement" else Fraction(1, criteria_set.scale)
    points = step * rng.randint(0, int(leaf.maximum_for(profile) / step))
    low, high = (leaf.limits.low, leaf.limits.high) if leaf.limits else (None, None)
    points = points if high is None else min(points, high)
    return points if low is None else max(points, low)


def random_exclusions(rng: Random, nodes: Sequence[Node]) -> tuple[UnitExclusion, ...]:
    """Sometimes a node that does not apply to this unit."""
    chosen = rng.sample(list(nodes), min(len(nodes), rng.choice([1, 1, 2]))) if happens(rng, 12) else []
    return tuple(UnitExclusion(node.id, titled("excluded")) for node in chosen)


def completion(rng: Random, criteria_set: CriteriaSet, submission: Submission) -> Submission:
    """The same submission with every missing fact supplied at random."""
    facts = {
        fact.id: submission.facts[fact.id] if fact.id in submission.facts else any_value(rng, fact)
        for fact in criteria_set.facts.values()
    }
    return replace(submission, facts=facts)


def judged(rng: Random, criteria_set: CriteriaSet, submission: Submission, undecided: Collection[str]) -> Submission:
    """The same submission with marks for the judgements that are undecided."""
    profile = criteria_set.profile_of(submission.unit.id, submission.unit.profile).id
    marks = tuple(
        Mark(leaf.id, marked_points(rng, criteria_set, leaf, profile), "Hội đồng", "reason")
        for leaf in criteria_set.leaves()
        if leaf.method == "judgement" and leaf.id in undecided
    )
    return replace(submission, marks=submission.marks + marks)
