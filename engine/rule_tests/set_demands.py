"""What has to be exercised above the leaves: gates and combinations, exclusions, periods, weights, caps, clauses."""

from collections.abc import Iterator, Sequence
from functools import partial

from engine.domain.criteria_set import CriteriaSet, Node, Profile
from engine.domain.scorecard import Status
from engine.domain.text import Text
from engine.program.program import NodeStep
from engine.rule_tests.demands import Demand, Sight, by_rule
from engine.rule_tests.node_results import TOTAL

Scopes = Sequence[tuple[str, int]]
"""Profiles with years, as `SetUnderTest.scopes` gives them."""


def node_demands(scopes: Scopes, node: Node) -> Iterator[Demand]:
    """Every demand on a node with children, in a set whose rules change between these profiles and years."""
    for gate in node.gates:
        told = Text(f"điều kiện chặn {gate.id}", f"gate {gate.id}")
        yield by_rule(node, "gate", f"gate.{gate.id}", f"gates/{gate.id}", told)
    if node.combine != "sum" or node.rescale:
        how = "rescale" if node.combine == "sum" else node.combine
        told = Text(f"cách gộp điểm {how}", f"how it combines: {how}")
        place = node.place_of("/combine")
        yield Demand(node.id, "combine", "combine", told, place, _is_scored)
    if node.when_empty != "not_applicable":
        told = Text("không mục con nào áp dụng", "no child applies")
        yield Demand(node.id, "empty", "when_empty", told, node.place_of("/when_empty"), _nothing_left)
    if node.combine == "weighted_mean":
        yield from _weights(scopes, node)


def _is_scored(sight: Sight) -> bool:
    return sight.result.status == Status.SCORED and not sight.result.rule


def _nothing_left(sight: Sight) -> bool:
    if sight.outcome is None or not isinstance(sight.step, NodeStep):
        return False
    out = list(Status).index(Status.NOT_APPLICABLE)
    return all(sight.outcome.statuses[child] == out for child in sight.step.children)


def _weights(scopes: Scopes, node: Node) -> Iterator[Demand]:
    """Each weight of a child is in force in some case that expects the parent."""
    for child in node.children:
        for index in range(len(child.weights)):
            told = Text(f"trọng số thứ {index + 1} của {child.id}", f"weight {index + 1} of {child.id}")
            met = partial(_weighs, child, index)
            if any(_weighs_for(child, index, *scope) for scope in scopes):
                yield Demand(node.id, "weight", "weights", told, child.place_of(f"/weights/{index}"), met)


def _weighs_for(child: Node, index: int, profile: str, year: int) -> bool:
    holding = [at for at, weight in enumerate(child.weights) if weight.span.holds(profile, year)]
    return bool(holding) and holding[-1] == index


def _weighs(child: Node, index: int, sight: Sight) -> bool:
    return _weighs_for(child, index, sight.profile, sight.year)


def period_demands(scopes: Scopes, node: Node) -> Iterator[Demand]:
    """A node that is not always in force: seen where it is, and where it is not."""
    span = node.span
    if span.first is None and span.last is None and not span.profiles:
        return
    place = node.place_of("/in_force")
    reached = {span.holds(*scope) for scope in scopes}
    for holds, told in (
        (True, Text("trong thời gian áp dụng", "while it is in force")),
        (False, Text("ngoài thời gian áp dụng", "while it is not in force")),
    ):
        if holds in reached:
            yield Demand(node.id, "in_force", "in_force", told, place, partial(_in_span, node, holds))


def _in_span(node: Node, holds: bool, sight: Sight) -> bool:
    return node.span.holds(sight.profile, sight.year) is holds


def exclusion_demands(rules: CriteriaSet, profile: Profile) -> Iterator[Demand]:
    """Every node that a profile leaves out, seen under that profile as not applicable."""
    nodes = {node.id: node for node in rules.walk()}
    at = next((index for index, known in enumerate(rules.profiles) if known.id == profile.id), 0)
    for index, exclusion in enumerate(profile.excludes):
        for node_id in exclusion.nodes:
            place = rules.places_of.get(f"/profiles/{at}/excludes/{index}", nodes[node_id].place)
            told = Text(f"nhóm {profile.id} không áp dụng", f"does not apply to the profile {profile.id}")
            for name in (below.id for below in nodes[node_id].walk()):
                # any node below shows it as well; the demand is told of the one that is named
                yield Demand(name, "exclusion", f"{profile.id}/{node_id}", told, place, partial(_left_out, profile.id))


def _left_out(profile: str, sight: Sight) -> bool:
    return sight.profile == profile and sight.result.status == Status.NOT_APPLICABLE and sight.outcome is not None


_WORDS = {"bonus": "điểm cộng", "penalty": "điểm trừ", "floor": "mức sàn", "ceiling": "mức trần"}


def adjustment_demands(rules: CriteriaSet) -> Iterator[Demand]:
    """The caps of bonus and penalty, and the ends of the total, each seen holding."""
    for name, part in (("bonus", rules.bonus), ("penalty", rules.penalty)):
        if part is not None and sum(item.maximum for item in part.items) > part.cap:
            place = rules.places_of.get(f"/{name}/cap", rules.place)
            told = Text(f"chạm mức trần của {_WORDS[name]}", f"the cap of the {name} holds")
            yield Demand(TOTAL, "cap", f"{name}/cap", told, place, partial(_capped, name))
    for name in ("floor", "ceiling"):
        if getattr(rules.total, name) is not None:
            place = rules.places_of.get(f"/total/{name}", rules.place)
            told = Text(f"chạm {_WORDS[name]} của tổng điểm", f"the {name} of the total holds")
            yield Demand(TOTAL, "limit", f"total/{name}", told, place, partial(_held, name))


def _capped(name: str, sight: Sight) -> bool:
    outcome, root = sight.outcome, sight.scorer.program.root
    if outcome is None:
        return False
    items, cap = (root.bonus, root.bonus_cap) if name == "bonus" else (root.penalty, root.penalty_cap)
    return sum(outcome.low[at] for at in items) > cap


def _held(name: str, sight: Sight) -> bool:
    outcome, end = sight.outcome, getattr(sight.scorer.program.root, name)
    if outcome is None:
        return False
    before = [outcome.components[at] + outcome.bonus[at] - outcome.penalty[1 - at] for at in (0, 1)]
    return bool(before[1] < end if name == "floor" else before[0] > end)
