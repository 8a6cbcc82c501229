"""Sets made from other sets: nodes rewritten all over the tree, for laws that compare one set with its variant."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random

from engine.domain.criteria_set import Adjustment, CriteriaSet, Limits, Node


def rewritten(criteria_set: CriteriaSet, change: Callable[[Node], Node]) -> CriteriaSet:
    """The set with every node changed, children before their parents, bonus and penalty items too."""

    def below(node: Node) -> Node:
        return change(replace(node, children=tuple(below(child) for child in node.children)))

    def items(adjustment: Adjustment | None) -> Adjustment | None:
        return replace(adjustment, items=tuple(below(item) for item in adjustment.items)) if adjustment else None

    components = tuple(below(component) for component in criteria_set.components)
    bonus, penalty = items(criteria_set.bonus), items(criteria_set.penalty)
    return replace(criteria_set, components=components, bonus=bonus, penalty=penalty)


def shuffled(rng: Random, criteria_set: CriteriaSet) -> CriteriaSet:
    """The set with the children of every node, and the components, in another order."""

    def change(node: Node) -> Node:
        return replace(node, children=tuple(rng.sample(node.children, len(node.children))))

    changed = rewritten(criteria_set, change)
    return replace(changed, components=tuple(rng.sample(changed.components, len(changed.components))))


def within_usual_limits(criteria_set: CriteriaSet) -> CriteriaSet:
    """The set without limits of its own, without bonus and penalty, and rounding nowhere but on the grid.

    The best of several can win what its largest child can.
    """

    def change(node: Node) -> Node:
        if node.combine == "best_of" and node.children:
            node = replace(node, maximum=max(most_maximum(child) for child in node.children))
        if node.limits is None or not node.maximum:
            return node
        gates = tuple(gate for gate in node.gates if 0 <= gate.points <= least_maximum(node))
        return replace(node, limits=None, gates=gates)

    return replace(rewritten(criteria_set, change), roundings=(), bonus=None, penalty=None)


def least_maximum(node: Node) -> Fraction:
    """The least that units of some profile can win."""
    return min([node.maximum, *node.maximum_by_profile.values()])


def most_maximum(node: Node) -> Fraction:
    """The most that units of some profile can win."""
    return max([node.maximum, *node.maximum_by_profile.values()])


def without_weightless(criteria_set: CriteriaSet, profile: str, year: int) -> CriteriaSet:
    """The set without the children that weigh nothing for a profile in a year, where others are left."""

    def change(node: Node) -> Node:
        if node.combine != "weighted_mean":
            return node
        kept = tuple(child for child in node.children if child.weight_for(profile, year) > 0)
        return replace(node, children=kept) if kept else node

    return rewritten(criteria_set, change)


def tenfold(criteria_set: CriteriaSet) -> CriteriaSet:
    """The set with all points ten times as large on a grid ten times as coarse; rules must speak of shares only."""

    def change(node: Node) -> Node:
        return replace(
            node,
            maximum=node.maximum * 10,
            maximum_by_profile={name: points * 10 for name, points in node.maximum_by_profile.items()},
            gates=tuple(replace(gate, points=gate.points * 10) for gate in node.gates),
            limits=node.limits and Limits(times_ten(node.limits.low), times_ten(node.limits.high)),
        )

    total, changed = criteria_set.total, rewritten(criteria_set, change)
    larger = replace(
        total,
        maximum=total.maximum * 10,
        floor=times_ten(total.floor),
        ceiling=times_ten(total.ceiling),
        maximum_by_profile={name: points * 10 for name, points in total.maximum_by_profile.items()},
    )
    caps = [part and replace(part, cap=part.cap * 10) for part in (changed.bonus, changed.penalty)]
    coarser = tuple(replace(rounding, places=rounding.places - 1) for rounding in criteria_set.roundings)
    places = criteria_set.places - 1
    return replace(changed, total=larger, bonus=caps[0], penalty=caps[1], roundings=coarser, places=places)


def times_ten(points: Fraction | None) -> Fraction | None:
    """Ten times as many points; None stays no limit."""
    return None if points is None else points * 10
