"""A criteria set → a program for one profile and year; all findings of rules and conditions at once."""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from engine.domain.criteria_set import Adjustment, CriteriaSet, Gate, Node, Profile
from engine.domain.facts import Fact
from engine.domain.finding import Finding, has_errors
from engine.domain.numbers import Level
from engine.methods.language import read_condition
from engine.methods.leaf_compiler import compile_leaf
from engine.methods.scope import Scope
from engine.program.compiled import CompiledSet
from engine.program.plan import Plan
from engine.program.program import UNWEIGHTED, GateStep, Grid, LeafStep, NodeStep, Program, RootStep, Step


def compile_set(criteria_set: CriteriaSet, profile_id: str, year: int) -> CompiledSet:
    """Lower a set for the units of one profile in one year.

    Raises KeyError for a profile that the set does not have. Nodes that are not in force are left out.
    """
    return _Compiler(criteria_set, criteria_set.profile(profile_id), year).compiled()


class _Compiler:
    """Collects steps, plans and findings while it walks the tree from the leaves up."""

    def __init__(self, criteria_set: CriteriaSet, profile: Profile, year: int) -> None:
        self.set, self.profile, self.year = criteria_set, profile, year
        self.facts: Mapping[str, Fact] = criteria_set.facts
        self.steps: list[Step] = []
        self.plans: dict[str, Plan] = {}
        self.nodes: dict[str, Node] = {}
        self.depths: dict[str, int] = {}
        self.findings: list[Finding] = []
        self.read: set[str] = set()
        self.made: dict[str, Fact] = {}
        self.excluded = {node: at for at, exclusion in enumerate(profile.excludes) for node in exclusion.nodes}

    def compiled(self) -> CompiledSet:
        """Everything about the set for this profile and year."""
        root = self._root()
        findings = tuple(sorted(set(self.findings), key=Finding.sort_key))
        program = None if has_errors(findings) else self._program(root)
        return CompiledSet(
            self.set,
            self.profile,
            self.year,
            program,
            self.plans,
            self.nodes,
            self.depths,
            findings,
            frozenset(self.read),
        )

    def _program(self, root: RootStep) -> Program:
        return Program(
            self.set.content_hash,
            self.set.name,
            self.set.status,
            self.profile.id,
            self.year,
            self.set.places,
            (*(fact for name, fact in self.facts.items() if name in self.read), *self.made.values()),
            tuple(self.steps),
            root,
            positions={step.id: at for at, step in enumerate(self.steps)},
        )

    def _root(self) -> RootStep:
        total = self.set.total
        inside = self._inside(self.set.components)
        children = self._children(inside, 1, None, total.combine)
        node = NodeStep(
            "total",
            self._scaled(total.maximum_by_profile.get(self.profile.id, total.maximum)),
            total.combine,
            tuple(children),
            self._weights(inside, total.combine),
            total.rescale,
        )
        bonus, bonus_cap = self._adjustment(self.set.bonus)
        penalty, penalty_cap = self._adjustment(self.set.penalty)
        limits = [None if limit is None else self._scaled(limit) for limit in (total.floor, total.ceiling)]
        return RootStep(node, bonus, bonus_cap, penalty, penalty_cap, limits[0], limits[1], self._grids("total"))

    def _adjustment(self, adjustment: Adjustment | None) -> tuple[tuple[int, ...], int]:
        if adjustment is None:
            return (), 0
        items = self._inside(adjustment.items)
        return tuple(self._children(items, 2, None, "sum")), self._scaled(adjustment.cap)

    def _inside(self, nodes: tuple[Node, ...]) -> list[Node]:
        """The nodes in force that have something in force below them."""
        return [node for node in nodes if self._in_force(node)]

    def _in_force(self, node: Node) -> bool:
        if not node.span.holds(self.profile.id, self.year):
            return False
        counts_empty = node.is_leaf or node.when_empty != "not_applicable"
        return counts_empty or any(self._in_force(child) for child in node.children)

    def _children(self, nodes: list[Node], depth: int, excluded: int | None, combine: str) -> list[int]:
        """Steps of the children; in a weighted mean a weight of 0 leaves a child out."""
        steps = []
        for node in nodes:
            out = self.excluded.get(node.id, excluded)
            if out is None and combine == "weighted_mean" and not node.weight_for(self.profile.id, self.year):
                out = UNWEIGHTED
            steps.append(self._step(node, depth, out))
        return steps

    def _step(self, node: Node, depth: int, excluded: int | None) -> int:
        self.nodes[node.id], self.depths[node.id] = node, depth
        scope = Scope(node, self.facts, self.set.scale, self._scaled(node.maximum_for(self.profile.id)))
        step = self._leaf(scope, depth, excluded) if node.is_leaf else self._node(scope, depth, excluded)
        self.findings += scope.findings
        self.read |= scope.read
        self.made |= scope.made
        self.steps.append(step)
        return len(self.steps) - 1

    def _leaf(self, scope: Scope, depth: int, excluded: int | None) -> LeafStep:
        grids = self._grids("leaf") + (self._grids(_level(depth)) if depth <= 2 else ())
        compiled = compile_leaf(scope, grids, excluded)
        if compiled is None:
            return LeafStep(scope.node.id, scope.maximum, None, None, scope.node.part, scope.node.method, None, ())
        step, plan = compiled
        self.plans[scope.node.id] = plan
        return step

    def _node(self, scope: Scope, depth: int, excluded: int | None) -> NodeStep:
        node = scope.node
        inside = self._inside(node.children)
        children = self._children(inside, depth + 1, excluded, node.combine)
        gates = tuple(self._gate(scope, gate, at) for at, gate in enumerate(node.gates))
        return NodeStep(
            node.id,
            scope.maximum,
            node.combine,
            tuple(children),
            self._weights(inside, node.combine),
            node.rescale,
            node.when_empty if excluded is None else "not_applicable",
            *self._limits(node),
            tuple(gate for gate in gates if gate is not None),
            tuple(f"gate.{gate.id}" for gate in node.gates),
            self._grids(_level(depth)),
        )

    def _gate(self, scope: Scope, gate: Gate, at: int) -> GateStep | None:
        condition = read_condition(scope, gate.when, f"/gates/{at}/when")
        return GateStep(condition, scope.points(gate.points, f"/gates/{at}/points"), at) if condition else None

    def _limits(self, node: Node) -> tuple[int | None, int | None]:
        if node.limits is None:
            return None, None
        low, high = node.limits.low, node.limits.high
        return None if low is None else self._scaled(low), None if high is None else self._scaled(high)

    def _weights(self, nodes: list[Node], combine: str) -> tuple[int, ...]:
        """Those of a weighted mean, as whole numbers; elsewhere 1, whatever is written."""
        if combine != "weighted_mean":
            return (1,) * len(nodes)
        weights = [node.weight_for(self.profile.id, self.year) for node in nodes]
        together = lcm(*(weight.denominator for weight in weights))
        return tuple(int(weight * together) for weight in weights)

    def _grids(self, level: Level) -> tuple[Grid, ...]:
        rounding = self.set.rounding(level)
        if rounding is None or rounding.places >= self.set.places:
            return ()
        return (Grid(int(10 ** (self.set.places - rounding.places)), rounding.mode),)

    def _scaled(self, points: Fraction) -> int:
        return points.numerator * self.set.scale // points.denominator


def _level(depth: int) -> Level:
    return "component" if depth == 1 else "criterion"
