"""Inner nodes and the total in flat form: what children that apply give together, gates, limits, rounding."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import Protocol

from engine.columns.flat.flat_program import EXCLUDED, Overridden
from engine.columns.flat.folding import both, chosen, compared, either, greatest, half_up, least, negated, on_grids
from engine.evaluation.outcome import NO_RULE, NOT_APPLICABLE, SCORED
from engine.program import expressions as e
from engine.program.arithmetic import plus, times
from engine.program.intervals import Interval
from engine.program.program import NodeStep, Program

NO_GATE = e.Const(NO_RULE)
ZERO: e.Expr = e.ZERO


class Keeping(Protocol):
    """What keeps statements."""

    program: Program
    overridden: Overridden
    open: list[e.Expr]

    def put(self, name: str, expr: e.Expr, within: Interval | None = None) -> e.Expr:
        """Keep an expression; gives what refers to it."""
        ...

    def range_of(self, expr: e.Expr) -> Interval:
        """The least and greatest value of an expression."""
        ...

    def read(self, expr: e.Expr) -> tuple[e.Expr, e.Expr]:
        """An expression of the program without unknowns, and where it is open."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """What a step came to. `whole`: its maximum is this where it applies and 0 elsewhere; None: it is anything.

    `within`: its points are never below 0 nor above its maximum.
    """

    points: e.Expr
    maximum: e.Expr
    applies: e.Expr
    status: e.Expr
    rule: e.Expr
    whole: int | None
    within: bool


@dataclass(frozen=True, slots=True)
class _Combined:
    points: e.Expr
    maximum: e.Expr
    applies: e.Expr
    whole: int | None
    within: bool


class FlatNodes:
    """Makes nodes of the steps before them."""

    def __init__(self, keeping: Keeping) -> None:
        self._to = keeping
        self.results: list[Result] = []

    def keep_leaf(
        self, points: e.Expr, maximum: e.Expr, applies: e.Expr, status: e.Expr, rule: e.Expr, *, whole: int
    ) -> None:
        """A leaf, with the maximum that it has where it applies."""
        low, high = self._to.range_of(points)
        self.results.append(Result(points, maximum, applies, status, rule, whole, low >= 0 and high <= whole))

    def node(self, index: int, step: NodeStep) -> None:
        """One inner node."""
        name = str(index)
        made = self._combined(name, step)
        points, rule = self._forced(name, step, made)
        if step.grids:
            points = on_grids(step.grids, self._to.put(f"#h{name}", points))
        maximum, applies = made.maximum, made.applies
        if index in self._to.overridden.excluded:
            out = e.FactRef(f"{EXCLUDED}{index}")
            points, maximum = chosen(out, e.ZERO, points), chosen(out, e.ZERO, maximum)
            applies, rule = both(negated(out), applies), chosen(out, NO_GATE, rule)
        applies = self._to.put(f"#a{name}", applies)
        within = made.within and not step.grids and not step.gates and step.low is None
        bounds = (0, self._to.range_of(maximum)[1]) if within else None
        self.results.append(
            Result(
                self._to.put(f"#p{name}", points, bounds),
                self._to.put(f"#m{name}", maximum),
                applies,
                self._to.put(f"#s{name}", chosen(applies, e.Const(SCORED), e.Const(NOT_APPLICABLE))),
                self._to.put(f"#r{name}", rule),
                made.whole,
                within,
            )
        )

    def _forced(self, name: str, step: NodeStep, made: _Combined) -> tuple[e.Expr, e.Expr]:
        """Points and rule number after gates and limits, which hold where the node applies."""
        if made.applies == e.ZERO or (not step.gates and step.low is None and step.high is None):
            return made.points, NO_GATE
        gated, rule = self._gated(name, step, made)
        held = self._held(step, self._to.put(f"#j{name}", gated))
        return chosen(made.applies, held, made.points), chosen(made.applies, rule, NO_GATE)

    def _gated(self, name: str, step: NodeStep, made: _Combined) -> tuple[e.Expr, e.Expr]:
        """Points after the gates and the rule number; where a gate that matters is not known the row is open."""
        points, opened = made.points, ZERO
        rule: e.Expr = NO_GATE
        for at, gate in reversed(list(enumerate(step.gates))):
            condition, unknown = self._to.read(gate.condition)
            asked = self._to.put(f"#c{name}.{at}", condition)
            points = chosen(asked, least(e.Const(gate.points), made.maximum), points)
            rule = chosen(asked, e.Const(gate.rule), rule)
            opened = either(unknown, both(negated(asked), opened))
        if opened != e.ZERO:
            self._to.open.append(self._to.put(f"#u{name}", both(made.applies, opened)))
        return points, rule

    def _held(self, step: NodeStep, points: e.Expr) -> e.Expr:
        low, high = self._to.range_of(points)
        if step.high is not None and high > step.high:
            points = least(points, e.Const(step.high))
        if step.low is not None and low < step.low:
            points = greatest(points, e.Const(step.low))
        return points

    def _combined(self, name: str, step: NodeStep) -> _Combined:
        here = [child for child in step.children if self.results[child].applies != e.ZERO]
        if not here:
            return _emptied(step)
        applies = self._to.put(f"#b{name}", either(*(self.results[child].applies for child in here)))
        within = all(self.results[child].within for child in here)
        if step.combine == "best_of":
            within = within and all(self._to.range_of(self.results[child].points)[1] <= step.maximum for child in here)
        points, maximum, whole = self._of_children(name, step, here, within=within)
        if applies == e.ONE:
            return _Combined(points, maximum, applies, whole, within)
        if step.when_empty == "not_applicable":
            points, maximum = chosen(applies, points, e.ZERO), chosen(applies, maximum, e.ZERO)
            return _Combined(points, maximum, applies, whole, within)
        full = e.Const(step.maximum)
        points = chosen(applies, points, full if step.when_empty == "full" else e.ZERO)
        # Where nothing below applies the node counts with its own maximum, which need not be that of its children.
        one = whole if whole == step.maximum else None
        return _Combined(points, chosen(applies, maximum, full), e.ONE, one, within)

    def _of_children(
        self, name: str, step: NodeStep, here: Sequence[int], *, within: bool
    ) -> tuple[e.Expr, e.Expr, int | None]:
        """Points, maximum, and the maximum as a number where it is one, while some child applies."""
        children = [self.results[child] for child in here]
        points: e.Expr
        if step.combine == "sum":
            maximum = self._to.put(f"#e{name}", plus(*(child.maximum for child in children)))
            points = plus(*(child.points for child in children))
            if not step.rescale:
                return points, maximum, maximum.value if isinstance(maximum, e.Const) else None
            return self._rescaled(name, step, points, maximum, within=within), e.Const(step.maximum), step.maximum
        match step.combine:
            case "best_of":
                floor = min(self._to.range_of(child.points)[0] for child in children)
                points = _best([chosen(child.applies, child.points, e.Const(floor)) for child in children])
            case "all_of" | "any_of":
                points = chosen(_full_ones(step, children), e.Const(step.maximum), e.ZERO)
            case _:
                points = self._mean(name, step, here, within=within)
        return points, e.Const(step.maximum), step.maximum

    def _rescaled(self, name: str, step: NodeStep, points: e.Expr, maximum: e.Expr, *, within: bool) -> e.Expr:
        """The sum in the measure of the whole maximum; what cannot pass its own maximum cannot pass the whole one."""
        if maximum == e.Const(step.maximum):
            return points
        raw = self._to.put(f"#q{name}", points)
        bounds = (0, step.maximum) if within else None
        scaled = self._to.put(f"#z{name}", half_up(times(raw, e.Const(step.maximum)), maximum), bounds)
        return chosen(compared("==", maximum, e.ZERO), raw, scaled)

    def _mean(self, name: str, step: NodeStep, here: Sequence[int], *, within: bool) -> e.Expr:
        weights = dict(zip(step.children, step.weights, strict=True))
        kept = [
            (weights[at], self.results[at]) for at in here if weights[at] > 0 and self.results[at].maximum != e.ZERO
        ]
        kept = [(weight, child) for weight, child in kept if child.whole != 0]
        bounds = (0, step.maximum) if within else None
        if not kept:
            return e.ZERO
        if all(child.whole is not None for _, child in kept):
            together = lcm(*(child.whole or 1 for _, child in kept))
            above = plus(
                *(
                    times(child.points, e.Const(weight * together // (child.whole or 1) * step.maximum))
                    for weight, child in kept
                )
            )
            below = times(plus(*(times(child.applies, e.Const(weight)) for weight, child in kept)), e.Const(together))
            return self._to.put(f"#z{name}", half_up(above, below), bounds)
        return self._to.put(f"#z{name}", _loose_mean(step, kept), bounds)

    def root(self) -> tuple[e.Expr, e.Expr, e.Expr, e.Expr, e.Expr]:
        """Total, maximum, components, bonus and penalty."""
        root = self._to.program.root
        made = self._combined("root", root.node)
        components = self._to.put("#components", made.points)
        maximum = self._to.put("#maximum", made.maximum)
        bonus = self._to.put("#bonus", self._capped(root.bonus, root.bonus_cap))
        penalty = self._to.put("#penalty", self._capped(root.penalty, root.penalty_cap))
        total = plus(components, bonus)
        total = plus(total, e.Const(-penalty.value)) if isinstance(penalty, e.Const) else e.Minus(total, penalty)
        total = self._to.put("#adjusted", total)
        low, high = self._to.range_of(total)
        if root.ceiling is not None and high > root.ceiling:
            total = least(total, e.Const(root.ceiling))
        if root.floor is not None and low < root.floor:
            total = greatest(total, e.Const(root.floor))
        total = on_grids(root.grids, self._to.put("#held", total))
        return self._to.put("#total", total), maximum, components, bonus, penalty

    def _capped(self, items: Sequence[int], cap: int) -> e.Expr:
        total = plus(*(self.results[item].points for item in items))
        return least(e.Const(cap), total) if self._to.range_of(total)[1] > cap else total


def _emptied(step: NodeStep) -> _Combined:
    """A node of which nothing is left, whatever the facts are."""
    if step.when_empty == "not_applicable":
        return _Combined(e.ZERO, e.ZERO, e.ZERO, step.maximum, within=True)
    points = e.Const(step.maximum if step.when_empty == "full" else 0)
    return _Combined(points, e.Const(step.maximum), e.ONE, step.maximum, within=True)


def _best(points: Sequence[e.Expr]) -> e.Expr:
    return points[0] if len(points) == 1 else e.Greatest(tuple(points))


def _full_ones(step: NodeStep, children: Sequence[Result]) -> e.Expr:
    """1 where all, or any, of the children that apply have all their points."""
    full = [(child.applies, compared(">=", child.points, child.maximum)) for child in children]
    if step.combine == "all_of":
        return both(*(either(negated(applies), holds) for applies, holds in full))
    return either(*(both(applies, holds) for applies, holds in full))


def _loose_mean(step: NodeStep, kept: Sequence[tuple[int, Result]]) -> e.Expr:
    """A weighted mean of shares whose maxima may be anything: over their product, those of 0 left out."""
    here = [compared(">", child.maximum, e.ZERO) for _, child in kept]
    below = [greatest(child.maximum, e.ONE) for _, child in kept]
    terms = []
    for at, (weight, child) in enumerate(kept):
        term = times(chosen(here[at], child.points, e.ZERO), e.Const(weight * step.maximum))
        for other, maximum in enumerate(below):
            term = times(term, maximum) if other != at else term
        terms.append(term)
    weights: e.Expr = plus(
        *(chosen(is_here, e.Const(weight), e.ZERO) for is_here, (weight, _) in zip(here, kept, strict=True))
    )
    for maximum in below:
        weights = times(weights, maximum)
    return half_up(plus(*terms), weights)
