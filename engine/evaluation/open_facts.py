"""One unit with facts still missing: the same steps over intervals, and three-valued conditions."""

from collections.abc import Mapping, Sequence

from engine.domain.facts import Fact
from engine.domain.numbers import divide_half_up
from engine.evaluation.leaf_source import on_grids
from engine.evaluation.outcome import (
    MARKED,
    MISSING,
    NO_RULE,
    NOT_APPLICABLE,
    NOT_ARISEN,
    NOT_ASSESSED,
    OPEN,
    PENDING,
    SCORED,
    Outcome,
    Overrides,
)
from engine.program.expressions import Expr
from engine.program.intervals import Evaluation, Interval, exact_share, hull
from engine.program.program import Grid, LeafStep, NodeStep, Program, Step, lifts_past_maximum

NOTHING: Interval = (0, 0)


class OpenRun:
    """One run of a program over what is known of a unit.

    `at_close` is `zero` or `leave_out` when the stage is closed, otherwise empty: what is missing stays open.
    """

    def __init__(self, program: Program, facts: Mapping[str, object], overrides: Overrides, at_close: str) -> None:
        declared: Mapping[str, Fact] = {fact.id: fact for fact in program.facts}
        self.program, self.overrides, self.at_close = program, overrides, at_close
        self.evaluation = Evaluation(declared, facts)
        self.points: list[Interval] = []
        self.within: list[bool] = []
        self.maxima: list[Interval] = []
        self.applies: list[Interval] = []
        self.statuses: list[int] = []
        self.rules: list[int] = []

    def outcome(self) -> Outcome:
        """Run all steps and the root."""
        for index, step in enumerate(self.program.steps):
            if isinstance(step, LeafStep):
                self._leaf(index, step)
            else:
                self._node(index, step)
        components, maximum = self._root_node()
        bonus, penalty, total = self._adjusted(components)
        return Outcome(
            [low for low, _ in self.points],
            [high for _, high in self.points],
            [low for low, _ in self.maxima],
            [high for _, high in self.maxima],
            self.statuses,
            self.rules,
            total,
            maximum,
            components,
            bonus,
            penalty,
        )

    def _keep(
        self, points: Interval, maximum: Interval, applies: Interval, status: int, rule: int, *, bounded: bool = True
    ) -> None:
        """Keep a result; `within`: its points never pass its maximum (`bounded`: nor do those it is the sum of)."""
        self.within.append(points[0] >= 0 and points[1] <= (maximum[1] if bounded else maximum[0]))
        self.points.append(points)
        self.maxima.append(maximum)
        self.applies.append(applies)
        self.statuses.append(status)
        self.rules.append(rule)

    def _leaf(self, index: int, step: LeafStep) -> None:
        if step.excluded_by is not None or index in self.overrides.excluded:
            self._keep(NOTHING, NOTHING, (0, 0), NOT_APPLICABLE, NO_RULE)
        elif index in self.overrides.marks:
            points = on_grids(step.grids, self.overrides.marks[index])
            self._keep((points, points), (step.maximum,) * 2, (1, 1), MARKED, NO_RULE)
        else:
            self._computed(step)

    def _computed(self, step: LeafStep) -> None:
        points, applies, status, rule = leaf_result(step, self.evaluation)
        full = (step.maximum, step.maximum)
        if status in OPEN and self.at_close:
            self._close(step, step.maximum)
        elif applies == (0, 0):
            self._keep(NOTHING, NOTHING, applies, NOT_APPLICABLE, rule)
        else:
            self._keep(points, full if applies[0] else (0, step.maximum), applies, status, rule)

    def _node(self, index: int, step: NodeStep) -> None:
        if index in self.overrides.excluded:
            self._keep(NOTHING, NOTHING, (0, 0), NOT_APPLICABLE, NO_RULE)
            return
        points, maximum, applies = self._combined(step)
        rule, forced = NO_RULE, False
        if applies != (0, 0):
            points, rule, forced = self._gated(step, points, maximum)
            points = (held(points[0], step.low, step.high), held(points[1], step.low, step.high))
        if not applies[0]:
            points = hull(points, NOTHING)
        points = _on(step.grids, points)
        open_below = any(self.statuses[child] in OPEN for child in step.children)
        status = NOT_APPLICABLE if applies == (0, 0) else SCORED
        differs = any(low != high for low, high in (points, maximum, applies))
        if differs or (open_below and not forced):
            status = NOT_ASSESSED
        if status == NOT_ASSESSED and self.at_close:
            self._close(step, maximum[1])
        else:
            self._keep(points, maximum, applies, status, rule, bounded=self._bounded(step, maximum))

    def _bounded(self, step: NodeStep, maximum: Interval) -> bool:
        """Whether a node that leaves no more than its greatest maximum leaves no more than any that it may have."""
        if maximum[0] == maximum[1] or step.combine != "sum" or step.rescale:
            return True
        return all(self.within[child] for child in step.children) and not lifts_past_maximum(self.program, step)

    def _close(self, step: Step, maximum: int) -> None:
        """A leaf, or a node whose gates, that cannot be decided when the stage closes: left out, or counted as 0."""
        if self.at_close == "leave_out":
            self._keep(NOTHING, NOTHING, (0, 0), NOT_APPLICABLE, MISSING)
        else:
            none = points_when_missing(step)
            self._keep((none, none), (maximum, maximum), (1, 1), SCORED, MISSING)

    def _gated(self, step: NodeStep, points: Interval, maximum: Interval) -> tuple[Interval, int, bool]:
        """Points after the gates, the gate that holds, and whether some gate surely does."""
        possible: list[Interval] = []
        for gate in step.gates:
            low, high = self.evaluation.value(gate.condition)
            forced = (min(gate.points, maximum[0]), min(gate.points, maximum[1]))
            if low:
                reached = forced
                for other in possible:
                    reached = hull(reached, other)
                return reached, gate.rule if not possible else NO_RULE, True
            if high:
                possible.append(forced)
        for other in possible:
            points = hull(points, other)
        return points, NO_RULE, False

    def _combined(self, step: NodeStep) -> tuple[Interval, Interval, Interval]:
        """Points, maximum and applicability of a node from its children."""
        applies = (
            max((self.applies[child][0] for child in step.children), default=0),
            max((self.applies[child][1] for child in step.children), default=0),
        )
        whole: Interval = (step.maximum, step.maximum)
        if applies == (0, 0):
            if step.when_empty == "not_applicable":
                return NOTHING, NOTHING, applies
            return (whole if step.when_empty == "full" else NOTHING), whole, (1, 1)
        points, maximum = self._of_children(step)
        if applies[0] or step.when_empty == "not_applicable":
            return points, maximum if applies[0] else hull(maximum, NOTHING), applies
        return hull(points, whole if step.when_empty == "full" else NOTHING), hull(maximum, whole), (1, 1)

    def _of_children(self, step: NodeStep) -> tuple[Interval, Interval]:
        children = [child for child in step.children if self.applies[child][1]]
        low = sum(self.points[child][0] for child in children)
        high = sum(self.points[child][1] for child in children)
        least = sum(self.maxima[child][0] for child in children)
        most = sum(self.maxima[child][1] for child in children)
        whole: Interval = (step.maximum, step.maximum)
        match step.combine:
            case "sum" if step.rescale:
                return self._rescaled(step, children, (low, high), (least, most)), whole
            case "sum":
                return (low, high), (least, most)
            case "best_of":
                return self._best(children), whole
            case "all_of" | "any_of":
                return self._full_ones(step, children), whole
        return self._mean(step), whole

    def _rescaled(self, step: NodeStep, children: Sequence[int], points: Interval, maximum: Interval) -> Interval:
        if maximum[1] == 0:
            return points
        if maximum[0] == maximum[1]:
            return (
                divide_half_up(step.maximum * points[0], maximum[0]),
                divide_half_up(step.maximum * points[1], maximum[0]),
            )
        return self._loose_sum(step, children, maximum)

    def _loose_sum(self, step: NodeStep, children: Sequence[int], maximum: Interval) -> Interval:
        """A mean of shares, and beside it what children bring that may have points where they have nothing to win."""
        bare = [child for child in children if not self.within[child] and self.maxima[child][0] == 0]
        shared = [child for child in children if child not in bare and self.maxima[child][1] > 0]
        low, high = self._loose_mean(step, shared) if shared else NOTHING
        if not bare:
            return low, high
        first, last = (sum(self.points[child][end] for child in bare) for end in (0, 1))
        least = max(1, maximum[0])
        low = min(low, 0) + step.maximum * first // (maximum[1] if first >= 0 else least)
        high = max(high, 0) - (-step.maximum * last // (least if last >= 0 else maximum[1]))
        return (low, high) if maximum[0] else hull((low, high), (first, last))

    def _best(self, children: Sequence[int]) -> Interval:
        sure = [self.points[child][0] for child in children if self.applies[child][0]]
        least = max(sure) if sure else min(self.points[child][0] for child in children)
        return least, max(self.points[child][1] for child in children)

    def _full_ones(self, step: NodeStep, children: Sequence[int]) -> Interval:
        sure = [child for child in children if self.applies[child][0]]
        full = {child: self.points[child][0] >= self.maxima[child][1] for child in children}
        maybe = {child: self.points[child][1] >= self.maxima[child][0] for child in children}
        if step.combine == "all_of":
            certain = bool(sure) and all(full.values())
            possible = all(maybe[child] for child in sure)
        else:
            certain = any(full[child] for child in sure)
            possible = any(maybe.values())
        return (step.maximum if certain else 0), (step.maximum if possible else 0)

    def _mean(self, step: NodeStep) -> Interval:
        weighed = [
            (weight, child)
            for weight, child in zip(step.weights, step.children, strict=True)
            if weight > 0 and self.applies[child][1] and self.maxima[child][1] > 0
        ]
        if not weighed:
            return NOTHING
        if all(self.maxima[child][0] == self.maxima[child][1] and self.applies[child][0] for _, child in weighed):
            return (
                exact_share(step.maximum, [(w, self.points[c][0], self.maxima[c][0]) for w, c in weighed]),
                exact_share(step.maximum, [(w, self.points[c][1], self.maxima[c][0]) for w, c in weighed]),
            )
        points = self._loose_mean(step, [child for _, child in weighed])
        return points if any(self.maxima[child][0] for _, child in weighed) else hull(points, NOTHING)

    def _loose_mean(self, step: NodeStep, children: Sequence[int]) -> Interval:
        """A mean lies between the least and the greatest share, whichever children stay."""
        shares = [self._share(step, child) for child in children]
        return min(low for low, _ in shares), max(high for _, high in shares)

    def _share(self, step: NodeStep, child: int) -> Interval:
        """The least and greatest share of one child; at most 1 where nothing below it can pass its maximum."""
        (low, high), (least, most) = self.points[child], self.maxima[child]
        first = divide_half_up(step.maximum * low, max(1, most if low >= 0 else least))
        if self.within[child] and least < most:
            return first, step.maximum
        return first, divide_half_up(step.maximum * high, max(1, least if high >= 0 else most))

    def _root_node(self) -> tuple[Interval, Interval]:
        node = self.program.root.node
        points, maximum, _ = self._combined(node)
        return points, maximum

    def _adjusted(self, components: Interval) -> tuple[Interval, Interval, Interval]:
        root = self.program.root
        bonus = self._capped(root.bonus, root.bonus_cap)
        penalty = self._capped(root.penalty, root.penalty_cap)
        total = (components[0] + bonus[0] - penalty[1], components[1] + bonus[1] - penalty[0])
        within = held(total[0], root.floor, root.ceiling), held(total[1], root.floor, root.ceiling)
        return bonus, penalty, _on(root.grids, within)

    def _capped(self, items: Sequence[int], cap: int) -> Interval:
        low, high = (sum(self.points[item][end] for item in items) for end in (0, 1))
        return min(cap, low), min(cap, high)


def leaf_result(step: LeafStep, evaluation: Evaluation) -> tuple[Interval, Interval, int, int]:
    """Points, applicability, status and rule number of a computed leaf."""
    missing = PENDING if step.waits else NOT_ASSESSED
    open_range = step.marks[:2] if step.marks else (step.low or 0, step.maximum if step.high is None else step.high)
    branches: list[tuple[Interval, Interval, int, int]] = []
    if _branch(branches, evaluation, step.not_arisen, _arisen(step)):
        return _joined(branches, missing)
    for gate in step.gates:
        points = _on(step.grids, (gate.points, gate.points))
        if _branch(branches, evaluation, gate.condition, (points, (1, 1), SCORED, gate.rule)):
            return _joined(branches, missing)
    if _branch(branches, evaluation, step.empty, _emptied(step, missing, open_range)):
        return _joined(branches, missing)
    if step.points is None:
        branches.append((_on(step.grids, open_range), (1, 1), missing, NO_RULE))
        return _joined(branches, missing)
    points, rule = evaluation.ruled(step.points)
    points = _on(step.grids, tuple(held(value, step.low, step.high) for value in points))  # type: ignore[arg-type]
    branches.append((points, (1, 1), SCORED, rule + step.first_rule if rule >= 0 else NO_RULE))
    return _joined(branches, missing)


def _branch(
    branches: list[tuple[Interval, Interval, int, int]],
    evaluation: Evaluation,
    condition: Expr | None,
    result: tuple[Interval, Interval, int, int],
) -> bool:
    """Add a branch that may hold; True when it surely holds, so that nothing after it is asked."""
    if condition is None:
        return False
    low, high = evaluation.value(condition)
    if high:
        branches.append(result)
    return bool(low)


def _arisen(step: LeafStep) -> tuple[Interval, Interval, int, int]:
    match step.not_arisen_then:
        case "exclude":
            return NOTHING, (0, 0), NOT_APPLICABLE, step.not_arisen_rule
        case "full":
            points = on_grids(step.grids, step.maximum)
            return (points, points), (1, 1), NOT_ARISEN, step.not_arisen_rule
    return NOTHING, (1, 1), NOT_ARISEN, step.not_arisen_rule


def _emptied(step: LeafStep, missing: int, open_range: Interval) -> tuple[Interval, Interval, int, int]:
    match step.when_empty:
        case "exclude":
            return NOTHING, (0, 0), NOT_APPLICABLE, step.empty_rule
        case "full":
            points = on_grids(step.grids, step.maximum)
            return (points, points), (1, 1), SCORED, step.empty_rule
        case "zero":
            return NOTHING, (1, 1), SCORED, step.empty_rule
    return _on(step.grids, open_range), (1, 1), missing, step.empty_rule


def _joined(
    branches: Sequence[tuple[Interval, Interval, int, int]], missing: int
) -> tuple[Interval, Interval, int, int]:
    """One result of the branches that may hold: decided when they agree."""
    points, applies, status, rule = branches[0]
    for other in branches[1:]:
        points, applies = hull(points, other[0]), hull(applies, other[1])
        status = status if status == other[2] else SCORED
        rule = rule if rule == other[3] else NO_RULE
    is_open = any(branch[2] == missing for branch in branches)
    if is_open or points[0] != points[1] or applies[0] != applies[1]:
        return points, applies, missing, rule
    return points, applies, status, rule


def points_when_missing(step: Step) -> int:
    """What is missing when the stage closes and then counts 0, or what limits and rounding make of it."""
    return on_grids(step.grids, held(0, step.low, step.high))


def held(value: int, low: int | None, high: int | None) -> int:
    """`value` between its limits; None means no limit on that side."""
    if high is not None and value > high:
        return high
    return low if low is not None and value < low else value


def _on(grids: tuple[Grid, ...], points: Interval) -> Interval:
    return (on_grids(grids, points[0]), on_grids(grids, points[1])) if grids else points
