"""What the cases of a set exercise, and what of its rules and clauses no case shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.domain.criteria_set import CriteriaSet
from engine.domain.source_place import Place
from engine.domain.text import Text
from engine.program.program import LeafStep
from engine.rule_tests.demands import Demand, Sight
from engine.rule_tests.leaf_demands import leaf_demands
from engine.rule_tests.node_results import OUT, TOTAL
from engine.rule_tests.ownership import Owned, owned_by
from engine.rule_tests.running import RanCase
from engine.rule_tests.set_demands import (
    adjustment_demands,
    exclusion_demands,
    node_demands,
    period_demands,
)
from engine.rule_tests.set_under_test import SetUnderTest


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that no case exercises."""

    node: str
    kind: str
    at: str
    message: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many things there are to exercise, and those that no case does."""

    demanded: int
    missing: tuple[Gap, ...]

    @property
    def met(self) -> int:
        """How many are exercised."""
        return self.demanded - len(self.missing)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


Group = tuple[Demand, ...]
"""Demands of which one is enough: they say the same thing of a node and of those below it. The first is told."""


def coverage(under: SetUnderTest, ran: Sequence[RanCase]) -> Coverage:
    """What the cases that came out as expected exercise of the set."""
    sights: dict[str, list[Sight]] = {}
    for case in ran:
        for sight in sights_of(under, case):
            sights.setdefault(sight.node_id, []).append(sight)
    groups = tuple(groups_of(under))
    missing = [group for group in groups if not any(_met(demand, sights) for demand in group)]
    return Coverage(len(groups), tuple(_gap(group[0]) for group in missing))


def _met(demand: Demand, sights: dict[str, list[Sight]]) -> bool:
    return any(demand.met(sight) for sight in sights.get(demand.node, ()))


def sights_of(under: SetUnderTest, ran: RanCase) -> Iterator[Sight]:
    """What a case that passed shows of the nodes that it expects something of."""
    if not ran.passed or ran.intake is None:
        return
    scorer = under.scorer(ran.profile, ran.year)
    for node in ran.case.expect:
        at = scorer.program.positions.get(node)
        if node in ran.results or at is None:
            step = scorer.program.steps[at] if at is not None else None
            yield Sight(scorer, ran, node, ran.results.get(node, OUT), step)


def groups_of(under: SetUnderTest) -> Iterator[Group]:
    """Everything that the cases of this folder have to exercise, each as a group of which one is enough."""
    owned = owned_by(under.rules)
    for demand in _tree_demands(under):
        if owned.holds(demand.node, demand.at):
            yield (demand,)
    yield from _exclusions(under.rules, owned)
    yield from _clauses(under.rules, owned)


def _tree_demands(under: SetUnderTest) -> Iterator[Demand]:
    rules = under.rules
    for node in rules.walk():
        yield from period_demands(under.scopes, node)
        if not node.is_leaf:
            yield from node_demands(under.scopes, node)
            continue
        for profile, year in under.scopes:
            scorer = under.scorer(profile, year)
            at = scorer.program.positions.get(node.id)
            step = scorer.program.steps[at] if at is not None else None
            if isinstance(step, LeafStep) and step.excluded_by is None:
                yield from leaf_demands(scorer.compiled, node, step)
                break
    yield from adjustment_demands(rules)


def _exclusions(rules: CriteriaSet, owned: Owned) -> Iterator[Group]:
    for profile in rules.profiles:
        by_named: dict[str, list[Demand]] = {}
        for demand in exclusion_demands(rules, profile):
            by_named.setdefault(demand.at, []).append(demand)
        for at, group in by_named.items():
            if owned.excludes(profile, at.partition("/")[2]):
                yield tuple(group)


def _clauses(rules: CriteriaSet, owned: Owned) -> Iterator[Group]:
    """Every clause that nodes or filled amounts cite: one case that expects one of their nodes is enough."""
    citing: dict[str, list[Demand]] = {}
    for node, clause, place in (*_cited_by_nodes(rules, owned), *_cited_by_fills(rules, owned)):
        told = Text(f"điều khoản {clause}", f"clause {clause}")
        citing.setdefault(clause, []).append(Demand(node, "clause", clause, told, place, _seen))
    yield from (tuple(group) for group in citing.values())


def _cited_by_nodes(rules: CriteriaSet, owned: Owned) -> Iterator[tuple[str, str, Place]]:
    for node in rules.walk():
        if owned.holds(node.id, "basis"):
            yield from ((node.id, clause, node.place_of("/basis")) for clause in node.basis)


def _cited_by_fills(rules: CriteriaSet, owned: Owned) -> Iterator[tuple[str, str, Place]]:
    for fill in rules.layers.fills if rules.layers else ():
        if fill.layer == owned.layer:
            yield from ((fill.node, clause, fill.place) for clause in fill.basis)


def _seen(sight: Sight) -> bool:
    return sight.outcome is not None


def _gap(demand: Demand) -> Gap:
    is_total = demand.node == TOTAL
    where = Text("Tổng điểm", "The total") if is_total else Text(f"Mục {demand.node}", f"Node {demand.node}")
    message = Text(
        f"{where.vi}: chưa có ca mẫu nào cho {demand.told.vi}.", f"{where.en}: no case shows {demand.told.en}."
    )
    return Gap(demand.node, demand.kind, demand.at, message, demand.place)
