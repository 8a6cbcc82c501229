"""Changes of what stands around the leaves: exclusions, periods, weights, combinations, caps and ends of the total."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.domain.criteria_set import Adjustment, CriteriaSet, Exclusion, Node, Profile
from engine.domain.numbers import decimal_text
from engine.domain.source_place import Place
from engine.rule_tests.mutations import DROPPED, SHIFTS, mutations_of
from engine.rule_tests.node_results import TOTAL
from engine.rule_tests.ownership import Owned
from engine.rule_tests.rule_terms import shifted


@dataclass(frozen=True, slots=True)
class SetMutation:
    """One change, and the set as it is then; `node` is where cases would notice it, `profile` the only one there is."""

    node: str
    at: str
    change: str
    was: str
    now: str
    place: Place
    made: CriteriaSet
    profile: str = ""


def set_mutations(rules: CriteriaSet, owned: Owned) -> Iterator[SetMutation]:
    """Every change of a set that is not one of a single leaf."""
    for node in rules.walk():
        for place_in_node, made in _node_changes(node):
            at, change, was, now, place = place_in_node
            if owned.holds(node.id, at):
                yield SetMutation(node.id, at, change, was, now, place, with_node(rules, made))
    for profile in rules.profiles:
        yield from _unexcluded(rules, profile, owned)
    if owned.layer is None:
        yield from _adjusted(rules)


Where = tuple[str, str, str, str, Place]
"""At, change, was, now, place."""


def _node_changes(node: Node) -> Iterator[tuple[Where, Node]]:
    if not node.is_leaf:
        for mutation in mutations_of(node):
            yield (mutation.at, mutation.change, mutation.was, mutation.now, mutation.place), mutation.made
        if node.combine not in ("sum", "best_of") or node.rescale:  # otherwise the check sees it in the sums
            yield from _maxima(node)
    yield from _weights(node)
    yield from _periods(node)


def _maxima(node: Node) -> Iterator[tuple[Where, Node]]:
    for change, direction in SHIFTS:
        now = shifted(node.maximum, direction)
        where = ("max", change, decimal_text(node.maximum), str(now), node.place_of("/max"))
        yield where, replace(node, maximum=now)  # type: ignore[arg-type]


def _weights(node: Node) -> Iterator[tuple[Where, Node]]:
    for index, weight in enumerate(node.weights):
        for change, direction in SHIFTS:
            now = shifted(weight.value, direction)
            changed = replace(weight, value=now)  # type: ignore[arg-type]
            weights = (*node.weights[:index], changed, *node.weights[index + 1 :])
            where = (f"weights/{index}", change, decimal_text(weight.value), str(now), node.place_of("/weights"))
            yield where, replace(node, weights=weights)


def _periods(node: Node) -> Iterator[tuple[Where, Node]]:
    for side in ("first", "last"):
        year = getattr(node.span, side)
        for change, direction in SHIFTS if year is not None else ():
            made = replace(node, span=replace(node.span, **{side: year + direction}))
            yield ("in_force", change, str(year), str(year + direction), node.place_of("/in_force")), made


def with_node(rules: CriteriaSet, made: Node) -> CriteriaSet:
    """The set with one node in place of that of the same id."""
    changes: dict[str, object] = {"components": tuple(_put(node, made) for node in rules.components)}
    for name in ("bonus", "penalty"):
        part: Adjustment | None = getattr(rules, name)
        if part is not None:
            changes[name] = replace(part, items=tuple(_put(node, made) for node in part.items))
    return replace(rules, **changes)  # type: ignore[arg-type]


def _put(node: Node, made: Node) -> Node:
    if node.id == made.id:
        return made
    return replace(node, children=tuple(_put(child, made) for child in node.children)) if node.children else node


def _unexcluded(rules: CriteriaSet, profile: Profile, owned: Owned) -> Iterator[SetMutation]:
    for index, exclusion in enumerate(profile.excludes):
        for node in exclusion.nodes:
            if not owned.excludes(profile, node):
                continue
            left = tuple(name for name in exclusion.nodes if name != node)
            made = _with_exclusion(rules, profile, index, replace(exclusion, nodes=left))
            at = f"profiles/{profile.id}/excludes"
            place = rules.places_of.get(f"/profiles/{rules.profiles.index(profile)}/excludes/{index}", rules.place)
            yield SetMutation(node, at, "drop", node, DROPPED, place, made, profile.id)


def _with_exclusion(rules: CriteriaSet, profile: Profile, index: int, made: Exclusion) -> CriteriaSet:
    changed = replace(profile, excludes=(*profile.excludes[:index], made, *profile.excludes[index + 1 :]))
    return replace(rules, profiles=tuple(changed if known is profile else known for known in rules.profiles))


def _adjusted(rules: CriteriaSet) -> Iterator[SetMutation]:
    """Caps of bonus and penalty, floor and ceiling of the total, and a total that is not a plain sum."""
    for name in ("bonus", "penalty"):
        part: Adjustment | None = getattr(rules, name)
        for change, direction in SHIFTS if part is not None else ():
            assert part is not None
            cap = shifted(part.cap, direction)
            made = replace(rules, **{name: replace(part, cap=cap)})  # type: ignore[arg-type]
            place = rules.places_of.get(f"/{name}/cap", rules.place)
            yield SetMutation(TOTAL, f"{name}/cap", change, decimal_text(part.cap), str(cap), place, made)
    for name in _ends_of_total(rules):
        value = getattr(rules.total, name)
        for change, direction in SHIFTS:
            end = shifted(value, direction)
            total: Mapping[str, object] = {name: end}
            made = replace(rules, total=replace(rules.total, **total))  # type: ignore[arg-type]
            place = rules.places_of.get(f"/total/{name}", rules.place)
            yield SetMutation(TOTAL, f"total/{name}", change, decimal_text(value), str(end), place, made)


def _ends_of_total(rules: CriteriaSet) -> Iterator[str]:
    yield from (name for name in ("floor", "ceiling") if getattr(rules.total, name) is not None)
    if rules.total.combine != "sum" or rules.total.rescale:
        yield "maximum"
