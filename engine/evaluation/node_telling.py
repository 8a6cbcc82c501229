"""Inner nodes and the total told: what the sum of the children does not say by itself."""

from fractions import Fraction

from engine.domain.criteria_set import Node
from engine.domain.scorecard import Entry
from engine.domain.text import NOTHING, Text
from engine.errors import LedgerDoesNotAddUp
from engine.evaluation.outcome import MISSING, NOT_APPLICABLE, Outcome
from engine.program.plan import DECIDED_ANYWAY
from engine.program.program import NodeStep, Program

COMBINED: dict[str, Text] = {
    "mean": Text("Trung bình tỷ lệ điểm của các mục con", "Mean of the children's shares"),
    "weighted_mean": Text(
        "Trung bình có trọng số của tỷ lệ điểm các mục con", "Weighted mean of the children's shares"
    ),
    "best_of": Text("Lấy mục con có điểm cao nhất", "The child with most points counts"),
    "all_of": Text("Trọn điểm khi mọi mục con đạt trọn điểm", "Full when every child is full"),
    "any_of": Text("Trọn điểm khi có một mục con đạt trọn điểm", "Full when one child is full"),
}
LIMITS = Text("Giới hạn điểm hoặc làm tròn", "Limits of the points, or rounding")
MISSING_AT_CLOSE = Text(
    "Khi chốt vòng chưa đủ số liệu để biết điều kiện chặn", "When the stage closed, a gate could not be decided"
)
RESCALED = Text("Quy đổi theo điểm tối đa còn áp dụng", "Rescaled by the maximum that applies")


EMPTY: dict[str, Text] = {
    "zero": Text("Không mục con nào áp dụng: không có điểm", "No child applies: no points"),
    "full": Text("Không mục con nào áp dụng: được trọn điểm", "No child applies: full points"),
}


def node_reason(step: NodeStep, node: Node, outcome: Outcome, index: int) -> Text:
    """Why the node is not the plain sum of its children; empty when it is."""
    rule = outcome.rules[index]
    if rule >= 0:
        return node.gates[rule].reason
    if rule == MISSING:
        return MISSING_AT_CLOSE
    if outcome.statuses[index] != NOT_APPLICABLE and _all_left(step, outcome):
        return EMPTY[step.when_empty]
    return combined(step)


def combined(step: NodeStep) -> Text:
    """How the node is made of its children; empty for the plain sum."""
    if step.combine == "sum":
        return RESCALED if step.rescale else NOTHING
    return COMBINED[step.combine]


def _all_left(step: NodeStep, outcome: Outcome) -> bool:
    return all(outcome.statuses[child] == NOT_APPLICABLE for child in step.children)


def node_entries(step: NodeStep, node: Node, outcome: Outcome, index: int, scale: int) -> tuple[Entry, ...]:
    """One entry for the difference between a node and the sum of its children, where there is one and it is decided.

    Raises LedgerDoesNotAddUp where nothing in the rules accounts for the difference.
    """
    points = outcome.low[index]
    difference = points - sum(outcome.low[child] for child in step.children)
    if points != outcome.high[index] or not difference:
        return ()
    why = node_reason(step, node, outcome, index)
    if why is not NOTHING:
        rule = outcome.rules[index]
        kind = "gate" if rule >= 0 else "missing" if rule == MISSING else "combine"
        return (Entry(kind, Fraction(difference, scale), why),)
    if step.gates and not outcome.is_exact:
        return (Entry("gate", Fraction(difference, scale), DECIDED_ANYWAY),)
    if outcome.statuses[index] != NOT_APPLICABLE and not step.grids and points not in (step.low, step.high):
        raise LedgerDoesNotAddUp(step.id)
    return (Entry("limits", Fraction(difference, scale), LIMITS),)


def total_entries(program: Program, outcome: Outcome, scale: int) -> tuple[Entry, ...]:
    """What bonus, penalty, limits and rounding did to the sum of the components, where the total is decided.

    Raises LedgerDoesNotAddUp where nothing in the rules accounts for a difference.
    """
    if outcome.total[0] != outcome.total[1]:
        return ()
    components, bonus, penalty, total = (
        interval[0] for interval in (outcome.components, outcome.bonus, outcome.penalty, outcome.total)
    )
    root, entries = program.root, []
    if combined(root.node) is NOTHING and components != sum(outcome.low[child] for child in root.node.children):
        raise LedgerDoesNotAddUp("total")
    if root.bonus and bonus:
        entries.append(Entry("bonus", Fraction(bonus, scale), Text("Điểm cộng", "Bonus")))
    if root.penalty and penalty:
        entries.append(Entry("penalty", Fraction(-penalty, scale), Text("Điểm trừ", "Penalty")))
    rest = total - components - bonus + penalty
    if rest:
        if not root.grids and total not in (root.floor, root.ceiling):
            raise LedgerDoesNotAddUp("total")
        why = Text("Giới hạn tổng điểm hoặc làm tròn", "Limits of the total, or rounding")
        entries.append(Entry("limits", Fraction(rest, scale), why))
    return tuple(entries)


def above_leaves(program: Program) -> dict[int, tuple[int, ...]]:
    """The inner nodes above every leaf of the components, innermost first."""
    found: dict[int, tuple[int, ...]] = {}

    def visit(children: tuple[int, ...], above: tuple[int, ...]) -> None:
        for child in children:
            step = program.steps[child]
            if isinstance(step, NodeStep):
                visit(step.children, (child, *above))
            else:
                found[child] = above

    visit(program.root.node.children, ())
    return found
