"""A second, naive way to score: no compiler, no scaled integers, exact ratios walked node by node.

It was written from docs/reference/set-format.md, apart from the engine, and shares with it nothing but the vocabulary
of engine.domain. Where facts decide whether a leaf applies at all, the tree is scored once for every case, so time
grows with two to the power of such leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from engine.domain.criteria_set import Adjustment, CriteriaSet, Limits, Node
from engine.domain.numbers import Level, Rounding
from engine.domain.scorecard import Status
from engine.domain.submission import Submission
from tests.support.naive_amounts import half_up
from tests.support.naive_conditions import Evidence
from tests.support.naive_field import Figures, counted_value, figures_of
from tests.support.naive_leaves import Leaf, LeafResult, forced_points, rounded, within

ZERO = Fraction(0)


@dataclass(frozen=True)
class Scored:
    """The outcome of one node: points from `low` to `high` of a maximum from `least_maximum` to `maximum`."""

    status: Status
    low: Fraction
    high: Fraction
    least_maximum: Fraction
    maximum: Fraction


@dataclass(frozen=True)
class NaiveResult:
    """The outcome of every node by id, and of the whole."""

    nodes: Mapping[str, Scored]
    total: Scored


@dataclass(frozen=True)
class Share:
    """What an applicable child brings to its parent."""

    child: str
    low: Fraction
    high: Fraction
    maximum: Fraction
    weight: Fraction


@dataclass(frozen=True)
class Case:
    """Points and maximum of a node in one case; None in its place means that the node does not apply.

    `rests_on` names the children that count.
    """

    low: Fraction
    high: Fraction
    maximum: Fraction
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Combination:
    """How a node, or the total, makes its points of those below."""

    kind: str
    rescale: bool
    maximum: Fraction
    when_empty: str = "not_applicable"


NaiveField = Mapping[tuple[str, str], Figures | None]
"""What a complete field comes to, by node and group; the group is empty where the field is all units."""


def naive_score(criteria_set: CriteriaSet, submission: Submission, field: NaiveField | None = None) -> NaiveResult:
    """Score one submission under one set, against a field where there is one."""
    return NaiveEvaluation(criteria_set, submission, field).result()


def naive_field(criteria_set: CriteriaSet, submissions: Sequence[Submission]) -> NaiveField:
    """What the rows that compare come to over all submissions of a round."""
    found: dict[tuple[str, str], list[Fraction]] = {}
    compared = [leaf for leaf in criteria_set.leaves() if leaf.method == "relative"]
    for submission in submissions:
        evaluation = NaiveEvaluation(criteria_set, submission)
        applying = evaluation.leaves_that_apply()
        for leaf in compared:
            key = leaf.id, "" if leaf.rule.get("field") == "all" else evaluation.profile.group
            values = found.setdefault(key, [])
            value = counted_value(leaf, evaluation.evidence) if leaf.id in applying else None
            if value is not None and leaf.id not in evaluation.marks:
                values.append(value)
    rules = {leaf.id: leaf.rule for leaf in compared}
    return {key: figures_of(rules[key[0]], values) for key, values in found.items()}


class NaiveEvaluation:
    """One set, one submission."""

    def __init__(self, criteria_set: CriteriaSet, submission: Submission, field: NaiveField | None = None) -> None:
        self.set, self.submission, self.field = criteria_set, submission, field or {}
        self.profile = criteria_set.profile_of(submission.unit.id, submission.unit.profile)
        self.evidence = Evidence(criteria_set.facts, submission.facts)
        policy = criteria_set.missing_at_close
        self.closing = policy if submission.closed and policy != "refuse" else ""
        self.marks = {mark.node: mark.points for mark in submission.marks}
        self.left_out = {exclusion.node for exclusion in submission.exclusions}
        self.left_out.update(node for exclusion in self.profile.excludes for node in exclusion.nodes)
        self.leaves: dict[str, LeafResult] = {}
        self.outside: set[str] = set()

    def result(self) -> NaiveResult:
        """Leaves first, then the tree in every case that missing facts leave open."""
        for component in self.set.components:
            self.score_leaves(component, depth=1, applies=self.weighs(component, self.set.total.combine))
        for item in self.items(self.set.bonus) + self.items(self.set.penalty):
            self.score_leaves(item, depth=2, applies=True)
        undecided = [leaf for leaf, result in self.leaves.items() if result.may_leave]
        seen: dict[str, list[Case | None]] = {}
        for choices in product([True, False], repeat=len(undecided)):
            leaving = {leaf for leaf, leaves in zip(undecided, choices, strict=True) if leaves}
            for node, case in self.tree_case(leaving).items():
                seen.setdefault(node, []).append(case)
        nodes: dict[str, Scored] = {}
        for name in [*(node.id for node in reversed(list(self.set.walk()))), ""]:
            nodes[name] = self.summary(name, seen[name], nodes)
        return NaiveResult(nodes, nodes.pop(""))

    @staticmethod
    def items(adjustment: Adjustment | None) -> tuple[Node, ...]:
        """The leaves of bonus or penalty."""
        return adjustment.items if adjustment else ()

    def score_leaves(self, node: Node, depth: int, *, applies: bool) -> None:
        """Every leaf below a node by itself."""
        applies = applies and node.id not in self.left_out and node.span.holds(self.profile.id, self.submission.year)
        for child in node.children:
            self.score_leaves(child, depth + 1, applies=applies and self.weighs(child, node.combine))
        if not applies:
            self.outside.add(node.id)
        if node.is_leaf and applies:
            maximum = node.maximum_for(self.profile.id)
            roundings = self.roundings("leaf") + (self.level_roundings(depth) if depth <= 2 else ())
            mark = self.marks.get(node.id)
            leaf = Leaf(node, maximum, self.evidence, self.set.places, roundings, mark, self.figures(node))
            self.leaves[node.id] = self.at_close(leaf, leaf.result())
        elif node.is_leaf:
            self.leaves[node.id] = LeafResult(Status.NOT_APPLICABLE, ZERO, ZERO)

    def figures(self, node: Node) -> Figures | None:
        """What the field of a row comes to, where it is complete and has units."""
        return self.field.get((node.id, "" if node.rule.get("field") == "all" else self.profile.group))

    def leaves_that_apply(self) -> set[str]:
        """The leaves that hold for the unit, whatever its facts are."""
        self.result()
        return self.leaves.keys() - self.outside

    def weighs(self, child: Node, combine: str) -> bool:
        """Whether a child counts at all: a weight of 0 leaves it out of a weighted mean."""
        return combine != "weighted_mean" or child.weight_for(self.profile.id, self.submission.year) > 0

    def at_close(self, leaf: Leaf, result: LeafResult) -> LeafResult:
        """What an open leaf becomes when the stage is closed and the set says what is missing then means."""
        if not result.status.is_open or not self.closing:
            return result
        if self.closing == "leave_out":
            return LeafResult(Status.NOT_APPLICABLE, ZERO, ZERO)
        nothing = rounded(leaf.limited(ZERO), leaf.roundings)
        return LeafResult(Status.SCORED, nothing, nothing)

    def roundings(self, level: Level) -> tuple[Rounding, ...]:
        """The rounding declared at a level, if any."""
        return tuple(rounding for rounding in self.set.roundings if rounding.at == level)

    def level_roundings(self, depth: int) -> tuple[Rounding, ...]:
        """What is rounded at a depth: components at 1, criteria from 2 on; bonus and penalty items are criteria."""
        return self.roundings("component" if depth == 1 else "criterion")

    def tree_case(self, leaving: set[str]) -> dict[str, Case | None]:
        """All nodes and the total, when just these leaves leave."""
        cases: dict[str, Case | None] = {}
        components = [(child, self.case_of(child, 1, leaving, cases)) for child in self.set.components]
        outside = [self.adjustment_case(part, leaving, cases) for part in (self.set.bonus, self.set.penalty)]
        total = self.set.total
        maximum = total.maximum_by_profile.get(self.profile.id, total.maximum)
        root = self.combined(Combination(total.combine, total.rescale, maximum), components)
        cases[""] = self.adjusted(root or Case(ZERO, ZERO, ZERO), *outside)
        return cases

    def adjustment_case(self, adjustment: Adjustment | None, leaving: set[str], cases: dict[str, Case | None]) -> Case:
        """The points of bonus or penalty together, at most the cap."""
        below = [self.case_of(item, 2, leaving, cases) for item in self.items(adjustment)]
        counted = [case for case in below if case]
        cap = adjustment.cap if adjustment else ZERO
        low, high = (min(cap, sum((getattr(case, end) for case in counted), ZERO)) for end in ("low", "high"))
        return Case(low, high, ZERO, tuple(item.id for item in self.items(adjustment)))

    def adjusted(self, root: Case, bonus: Case, penalty: Case) -> Case:
        """The total after bonus and penalty, floor and ceiling, and its own rounding."""
        ends = []
        for points in (root.low + bonus.low - penalty.high, root.high + bonus.high - penalty.low):
            floor, ceiling = self.set.total.floor, self.set.total.ceiling
            ends.append(rounded(within(points, floor, ceiling), self.roundings("total")))
        return Case(ends[0], ends[1], root.maximum, root.rests_on + bonus.rests_on + penalty.rests_on)

    def case_of(self, node: Node, depth: int, leaving: set[str], cases: dict[str, Case | None]) -> Case | None:
        """One node and, before it, all below; None where it does not apply."""
        maximum = node.maximum_for(self.profile.id)
        if node.is_leaf:
            leaf = self.leaves[node.id]
            out = leaf.status is Status.NOT_APPLICABLE or node.id in leaving
            case = None if out else Case(leaf.low, leaf.high, maximum)
        else:
            below = [(child, self.case_of(child, depth + 1, leaving, cases)) for child in node.children]
            case = self.combined(Combination(node.combine, node.rescale, maximum, node.when_empty), below)
            here = case if node.id not in self.outside else None
            case = self.closed(node, depth, self.gated(node, depth, here)) if here else None
        cases[node.id] = case
        return case

    def closed(self, node: Node, depth: int, case: Case) -> Case | None:
        """An inner node whose gates are undecided when the stage is closed: what is missing means what the set says."""
        if not self.closing or case.low == case.high:
            return case
        if self.closing == "leave_out":
            return None
        limits = node.limits or Limits(None, None)
        nothing = rounded(within(ZERO, limits.low, limits.high), self.level_roundings(depth))
        return Case(nothing, nothing, case.maximum)

    def gated(self, node: Node, depth: int, case: Case) -> Case:
        """An inner node after its gates, its limits if it has any, and its rounding."""
        forced, certain = forced_points(node.gates, self.evidence)
        points = [min(each, case.maximum) for each in forced]
        if not certain:
            points += [case.low, case.high]
        limits = node.limits or Limits(None, None)
        held = [within(end, limits.low, limits.high) for end in (min(points), max(points))]
        low, high = (rounded(end, self.level_roundings(depth)) for end in held)
        return Case(low, high, case.maximum, () if certain else case.rests_on)

    def combined(self, how: Combination, below: Sequence[tuple[Node, Case | None]]) -> Case | None:
        """The points of a node from those below it that apply."""
        weighted = how.kind == "weighted_mean"
        shares = []
        for child, case in below:
            weight = child.weight_for(self.profile.id, self.submission.year) if weighted else Fraction(1)
            if case is not None:
                shares.append(Share(child.id, case.low, case.high, case.maximum, weight))
        if not shares:
            empty = {"zero": ZERO, "full": how.maximum}.get(how.when_empty)
            return None if empty is None else Case(empty, empty, how.maximum)
        low, high = (points_of(how, shares, end, self.set.places) for end in ("low", "high"))
        plain = how.kind == "sum" and not how.rescale
        maximum = sum((share.maximum for share in shares), ZERO) if plain else how.maximum
        return Case(low, high, maximum, tuple(share.child for share in shares))

    def summary(self, node: str, cases: list[Case | None], below: Mapping[str, Scored]) -> Scored:
        """One outcome out of all cases: open while its points or its maximum are, or a child that counts is."""
        applying = [case for case in cases if case is not None]
        if not applying:
            return Scored(Status.NOT_APPLICABLE, ZERO, ZERO, ZERO, ZERO)
        low, high = min(case.low for case in applying), max(case.high for case in applying)
        least, most = min(case.maximum for case in applying), max(case.maximum for case in applying)
        if node in self.leaves:
            return Scored(self.leaves[node].status, low, high, least, most)
        below_open = any(below[child].status.is_open for case in applying for child in case.rests_on)
        decided = low == high and least == most and len(applying) == len(cases) and not below_open
        return Scored(Status.SCORED if decided else Status.NOT_ASSESSED, low, high, least, most)


def points_of(how: Combination, shares: Sequence[Share], end: str, places: int) -> Fraction:
    """The least or the greatest points (`end` says which) that the shares make together."""
    won: list[Fraction] = [getattr(share, end) for share in shares]
    if how.kind == "best_of":
        return max(won)
    full = [points >= share.maximum for points, share in zip(won, shares, strict=True)]
    if how.kind in ("all_of", "any_of"):
        return how.maximum if (all(full) if how.kind == "all_of" else any(full)) else ZERO
    if how.kind == "sum":
        total = sum(won, ZERO)
        whole = sum((share.maximum for share in shares), ZERO)
        return half_up(how.maximum * total / whole, places) if how.rescale and whole else total
    counted = [(points, share) for points, share in zip(won, shares, strict=True) if share.maximum]
    if not counted:
        return ZERO
    parts = [share.weight * points / share.maximum for points, share in counted]
    mean = sum(parts, ZERO) / sum((share.weight for _, share in counted), ZERO)
    return half_up(how.maximum * mean, places)
