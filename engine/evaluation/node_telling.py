"""Inner nodes and the total told: what the sum of the children does not say by itself."""

from fractions import Fraction

from engine.domain.criteria_set import Node
from engine.domain.scorecard import Entry
from engine.domain.text import NOTHING, Text
from engine.evaluation.outcome import Outcome
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
RESCALED = Text("Quy đổi theo điểm tối đa còn áp dụng", "Rescaled by the maximum that applies")


def node_reason(step: NodeStep, node: Node, rule: int) -> Text:
    """Why the node is not the plain sum of its children; empty when it is."""
    if rule >= 0:
        return node.gates[rule].reason
    if step.combine == "sum":
        return RESCALED if step.rescale else NOTHING
    return COMBINED[step.combine]


def node_entries(step: NodeStep, node: Node, outcome: Outcome, index: int, scale: int) -> tuple[Entry, ...]:
    """One entry for the difference between a node and the sum of its children, where there is one and it is decided."""
    if outcome.low[index] != outcome.high[index]:
        return ()
    below = sum(outcome.low[child] for child in step.children)
    difference = outcome.low[index] - below
    if not difference:
        return ()
    rule = outcome.rules[index]
    why = node_reason(step, node, rule)
    kind = "gate" if rule >= 0 else "combine" if why is not NOTHING else "limits"
    return (Entry(kind, Fraction(difference, scale), why if why is not NOTHING else LIMITS),)


def total_entries(program: Program, outcome: Outcome, scale: int) -> tuple[Entry, ...]:
    """What bonus, penalty, limits and rounding did to the sum of the components."""
    entries = []
    components, bonus, penalty, total = (
        interval[0] for interval in (outcome.components, outcome.bonus, outcome.penalty, outcome.total)
    )
    root = program.root
    if root.bonus and bonus:
        entries.append(Entry("bonus", Fraction(bonus, scale), Text("Điểm cộng", "Bonus")))
    if root.penalty and penalty:
        entries.append(Entry("penalty", Fraction(-penalty, scale), Text("Điểm trừ", "Penalty")))
    rest = total - components - bonus + penalty
    if rest:
        why = Text("Giới hạn tổng điểm hoặc làm tròn", "Limits of the total, or rounding")
        entries.append(Entry("limits", Fraction(rest, scale), why))
    return tuple(entries)
