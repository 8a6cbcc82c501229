"""One leaf → one step: gates and what has not arisen around the method, in their order."""

from dataclasses import dataclass, replace

from engine.domain.criteria_set import Gate
from engine.errors import nearest
from engine.methods.catalogue import METHODS
from engine.methods.language import read_condition
from engine.methods.method import Method
from engine.methods.scope import Scope
from engine.program import expressions as e
from engine.program.intervals import Reach
from engine.program.plan import Plan, Scoring
from engine.program.program import GateStep, Grid, LeafStep
from engine.program.reading import facts_of


@dataclass(slots=True)
class _Rules:
    """Names of rule numbers, in the order in which they are given out."""

    names: list[str]

    def add(self, name: str) -> int:
        self.names.append(name)
        return len(self.names) - 1


def compile_leaf(
    scope: Scope, grids: tuple[Grid, ...] = (), excluded_by: int | None = None
) -> tuple[LeafStep, Plan] | None:
    """The step and the plan of a leaf; None when its rule cannot be used (findings say why)."""
    node = scope.node
    method = METHODS.get(node.method)
    if method is None:
        near = nearest(node.method, list(METHODS))
        scope.refuse(
            "method.unknown",
            "/method",
            f"Không có cách chấm điểm '{node.method}'.",
            f"There is no method '{node.method}'.",
            f"Ý bạn là '{near}'?" if near else f"Hiện có: {', '.join(METHODS)}.",
            f"Did you mean '{near}'?" if near else f"Known: {', '.join(METHODS)}.",
        )
        return None
    plan = method.read(scope, node.rule)
    return (_step(scope, method, plan.scoring(), grids, excluded_by), plan) if plan is not None else None


def _step(scope: Scope, method: Method, scoring: Scoring, grids: tuple[Grid, ...], excluded_by: int | None) -> LeafStep:
    rules, node = _Rules([]), scope.node
    not_arisen, arisen_rule = None, -1
    if node.not_arisen is not None:
        not_arisen = read_condition(scope, node.not_arisen.when, "/not_arisen/when")
        arisen_rule = rules.add("not_arisen")
    gates = tuple(made for at, gate in enumerate(node.gates) if (made := _gate(scope, gate, at, rules)) is not None)
    empty_rule = rules.add("empty") if scoring.empty is not None else -1
    first = len(rules.names)
    low, high = scope.limits
    step = LeafStep(
        node.id,
        scope.maximum,
        low,
        high,
        node.part,
        node.method,
        scoring.points,
        (*rules.names, *scoring.rules),
        first,
        not_arisen,
        node.not_arisen.then if node.not_arisen else "",
        arisen_rule,
        gates,
        scoring.empty,
        scoring.when_empty,
        empty_rule,
        grids=grids,
        excluded_by=excluded_by,
        waits=method.waits,
        marks=scoring.marks,
        compared=scoring.compared,
    )
    _check_reach(scope, step, method.name)
    return replace(step, facts=facts_of(step))


def _gate(scope: Scope, gate: Gate, at: int, rules: _Rules) -> GateStep | None:
    condition = read_condition(scope, gate.when, f"/gates/{at}/when")
    number = rules.add(f"gate.{gate.id}")
    points = scope.points(gate.points, f"/gates/{at}/points")
    low, high = scope.limits
    if (high is not None and points > high) or (low is not None and points < low):
        scope.refuse(
            "gate.outside-limits",
            f"/gates/{at}/points",
            "Điểm của điều kiện chặn nằm ngoài giới hạn của tiêu chí.",
            "The points of the gate lie outside the limits of the row.",
        )
    return GateStep(condition, points, number) if condition is not None else None


def _check_reach(scope: Scope, step: LeafStep, method: str) -> None:
    """The best points that the rule gives over all facts against the maximum."""
    if step.points is None or method == "formula":
        return
    _, best = Reach(scope.facts).value(step.points)
    top = scope.maximum if step.high is None else step.high
    if isinstance(step.points, (e.Levels, e.Tally, e.Piecewise)) and best < top:
        scope.warn(
            "points.best-below-maximum",
            "/rule",
            f"Mức tốt nhất chỉ được {scope.told(best, 'vi')} điểm, tối đa là {scope.told(top, 'vi')}.",
            f"The best that the rule gives is {scope.told(best, 'en')}, the maximum is {scope.told(top, 'en')}.",
            "Sửa điểm của mức cao nhất hoặc điểm tối đa; nếu bảng gốc đúng như vậy, ghi acknowledge.",
            "Mend the best level or the maximum; if the table really says so, acknowledge it.",
        )
    elif best > top and _is_fixed(step.points):
        scope.warn(
            "points.above-maximum",
            "/rule",
            f"Có mức cho {scope.told(best, 'vi')} điểm, quá tối đa {scope.told(top, 'vi')}.",
            f"A level gives {scope.told(best, 'en')}, above the maximum of {scope.told(top, 'en')}.",
            "Giảm điểm của mức đó hoặc tăng điểm tối đa.",
            "Lower that level or raise the maximum.",
        )


def _is_fixed(points: e.Expr) -> bool:
    """Whether the points are a table of fixed rows, where more than the maximum can only be a slip."""
    return isinstance(points, e.Levels) or (
        isinstance(points, e.Piecewise) and all(piece.slope == 0 for piece in points.pieces)
    )
