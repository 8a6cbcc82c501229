"""What the cases of a set have to exercise: one demand each, and what is seen of a node in a case that expects it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.domain.criteria_set import Node
from engine.domain.source_place import Place
from engine.domain.text import Text
from engine.evaluation.intake import Intake
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.outcome import Outcome
from engine.program.intervals import Evaluation
from engine.program.plan import Plan, Seen
from engine.program.program import LeafStep, NodeStep
from engine.rule_tests.node_results import NodeResult
from engine.rule_tests.running import RanCase


@dataclass(frozen=True)
class Sight:
    """One node in one case that expects something of it. `step` is None where the node is not in force."""

    scorer: OneUnit
    ran: RanCase
    node_id: str
    result: NodeResult
    step: LeafStep | NodeStep | None

    @property
    def profile(self) -> str:
        """The profile of the case."""
        return self.ran.profile

    @property
    def year(self) -> int:
        """The year of the case."""
        return self.ran.year

    @property
    def intake(self) -> Intake:
        """What was taken in."""
        assert self.ran.intake is not None
        return self.ran.intake

    @property
    def outcome(self) -> Outcome | None:
        """The whole result of the case; None where its mark was refused."""
        return self.ran.outcome

    @property
    def plan(self) -> Plan:
        """The plan of a leaf."""
        return self.scorer.compiled.plans[self.node_id]

    @cached_property
    def evaluation(self) -> Evaluation:
        """Values of expressions over the facts of the case."""
        return Evaluation({fact.id: fact for fact in self.scorer.program.facts}, self.intake.facts)

    @cached_property
    def seen(self) -> Seen:
        """The leaf as its plan sees it."""
        assert isinstance(self.step, LeafStep)
        declared: Mapping[str, object] = {fact.id: fact for fact in self.scorer.program.facts}
        scale = self.scorer.program.scale
        points = int(self.result.points * scale)
        return Seen(declared, self.intake.facts, scale, self.step.maximum, points, 0)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that a case has to show. `at` is where in the node; `met` asks a sight of that node.

    `kind` is a stable word: band, edge, level, item, class, cap, floor, gate, not_arisen, empty, unknown, mark,
    exclusion, in_force, weight, combine, limit, clause.
    """

    node: str
    kind: str
    at: str
    told: Text
    place: Place
    met: Callable[[Sight], bool]


def by_rule(node: Node, kind: str, rule: str, at: str, told: Text) -> Demand:
    """A demand that some case scores the node by a rule of this name."""
    place = node.place_of("/" + at) if at else node.place
    return Demand(node.id, kind, at, told, place, lambda sight: sight.result.rule == rule)
