"""A compact result → a scorecard: every node with its points, its reason and a ledger that adds up."""

from fractions import Fraction

from engine.domain.criteria_set import Node
from engine.domain.scorecard import (
    NodeScore,
    PartScore,
    Range,
    Scorecard,
    SetReference,
    Status,
)
from engine.domain.submission import Submission
from engine.errors import LedgerDoesNotAddUp
from engine.evaluation.classifying import classify, grade_of
from engine.evaluation.intake import Intake
from engine.evaluation.leaf_telling import LeafTelling, rule_name
from engine.evaluation.node_telling import node_entries, node_reason, total_entries
from engine.evaluation.outcome import STATUSES, Outcome
from engine.evaluation.standings import index_range
from engine.program.compiled import CompiledSet
from engine.program.intervals import Interval
from engine.program.program import LeafStep, NodeStep, Program


class ScorecardMaker:
    """Makes scorecards of one program."""

    def __init__(self, compiled: CompiledSet, program: Program) -> None:
        self.compiled, self.program = compiled, program
        self.scale = program.scale
        rules = compiled.criteria_set
        self.reference = SetReference.to(rules)
        self.printing = rules.printing
        self.order = _parents_first(program)

    def scorecard(self, submission: Submission, intake: Intake, outcome: Outcome, *, advise: bool = False) -> Scorecard:
        """Everything told of one result; raises LedgerDoesNotAddUp rather than give out a sum that is off."""
        telling = LeafTelling(self.compiled, self.program, submission, intake, outcome, advise)
        nodes = tuple(self._node(index, telling, outcome) for index in self.order)
        total = self._total(outcome)
        check_sums(nodes, total)
        bounds = index_range(outcome)
        index = bounds.low if bounds is not None and bounds.is_exact else None
        rules, profile = self.compiled.criteria_set, self.compiled.profile
        figure = bounds if rules.grades.by == "index" else self._range(outcome.total)
        grade = grade_of(rules, profile.id, figure)
        return Scorecard(
            self.reference,
            submission.unit,
            submission.year,
            submission.stage,
            profile.id,
            profile.group,
            submission.closed,
            rules.places,
            self.printing,
            total,
            nodes,
            self._parts(outcome),
            self._range(outcome.bonus),
            self._range(outcome.penalty),
            index,
            bounds,
            *grade,
            classify(rules, nodes, total, index),
            submission.content_hash,
        )

    def _points(self, number: int) -> Fraction:
        return Fraction(number, self.scale)

    def _range(self, interval: Interval) -> Range:
        return Range(self._points(interval[0]), self._points(interval[1]))

    def _node(self, index: int, telling: LeafTelling, outcome: Outcome) -> NodeScore:
        step = self.program.steps[index]
        node = self.compiled.nodes[step.id]
        if isinstance(step, LeafStep):
            return telling.told(index, step, node, self._outside(index), self.compiled.depths[step.id])
        return self._inner(index, step, node, outcome)

    def _outside(self, index: int) -> int:
        """1 for a bonus leaf, -1 for a penalty leaf, 0 inside the components."""
        root = self.program.root
        return 1 if index in root.bonus else -1 if index in root.penalty else 0

    def _inner(self, index: int, step: NodeStep, node: Node, outcome: Outcome) -> NodeScore:
        won, maximum = outcome.low[index], outcome.most[index]
        status = STATUSES[outcome.statuses[index]]
        entries = node_entries(step, node, outcome, index, self.scale)
        rule = outcome.rules[index]
        return NodeScore(
            step.id,
            self.compiled.depths[step.id],
            node.title,
            status,
            self._points(maximum),
            self._points(won),
            self._points(maximum - won),
            Range(self._points(won), self._points(outcome.high[index])),
            False,
            rule=rule_name(step, rule),
            reason=node_reason(step, node, outcome, index),
            entries=entries,
            basis=node.basis,
            provenance=node.origin.status,
        )

    def _total(self, outcome: Outcome) -> NodeScore:
        won, maximum = outcome.total[0], outcome.maximum[1]
        root = self.program.root
        below = (*root.node.children, *root.bonus, *root.penalty)
        open_below = any(STATUSES[outcome.statuses[child]].is_open for child in below)
        return NodeScore(
            "total",
            0,
            self.compiled.criteria_set.title,
            Status.NOT_ASSESSED if open_below else Status.SCORED,
            self._points(maximum),
            self._points(won),
            self._points(maximum - won),
            self._range(outcome.total),
            False,
            entries=total_entries(self.program, outcome, self.scale),
            provenance=self.compiled.criteria_set.status,
        )

    def _parts(self, outcome: Outcome) -> tuple[PartScore, ...]:
        outside = {*self.program.root.bonus, *self.program.root.penalty}
        found = []
        for part in self.compiled.criteria_set.parts:
            inside = [at for at, step in self.program.leaves() if step.part == part.id and at not in outside]
            low = sum(outcome.low[at] for at in inside)
            high = sum(outcome.high[at] for at in inside)
            maximum = self._points(sum(outcome.most[at] for at in inside))
            found.append(PartScore(part.id, part.title, maximum, self._points(low), self._range((low, high))))
        return tuple(found)


def check_sums(nodes: tuple[NodeScore, ...], total: NodeScore) -> None:
    """Won + lost = maximum, and every decided leaf's ledger tells exactly what was lost; else LedgerDoesNotAddUp."""
    for node in (*nodes, total):
        off = node.won + node.lost != node.maximum
        decided = node.is_leaf and not node.status.is_open and node.status is not Status.NOT_APPLICABLE
        if off or (decided and sum((entry.amount for entry in node.entries), Fraction(0)) != -node.lost):
            raise LedgerDoesNotAddUp(node.id)


def _parents_first(program: Program) -> tuple[int, ...]:
    """Indices of the steps in the order of the text: each parent before its children."""
    order: list[int] = []

    def visit(index: int) -> None:
        order.append(index)
        step = program.steps[index]
        if isinstance(step, NodeStep):
            for child in step.children:
                visit(child)

    for component in (*program.root.node.children, *program.root.bonus, *program.root.penalty):
        visit(component)
    return tuple(order)
