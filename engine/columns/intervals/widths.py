"""Proof that 64 bits hold a statement: how large everything on its way can become over the declared ranges.

A statement for which that is not proven is computed in Python integers. The bounds are of every row, also of rows
whose facts are unknown and whose place in the columns holds any integer of the declared range.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from engine.columns.intervals.ends import NATIVE_HIGH
from engine.domain.facts import Fact
from engine.evaluation.open_facts import held
from engine.program import expressions as e
from engine.program.intervals import Interval, Reach, hull
from engine.program.program import Grid, LeafStep, NodeStep, Program

LARGEST_MARK = 2**40
"""Marks of a leaf without limits are taken to be at most so many units; with greater ones nothing is proven."""


@dataclass(frozen=True, slots=True)
class StepBounds:
    """What one step can give over everything that facts can be.

    `points` and `most` (of the maximum) are bounds; `smallest` is the least maximum that a share is ever taken of, 1
    where the step may leave while facts are missing. `within`: points are never below 0 nor above the maximum.
    64 bits hold all its numbers (`narrow`), those of its expressions (`expressions_narrow`), and those of an exact mean
    over maxima that differ from row to row (`product_narrow`).
    """

    points: Interval
    most: int
    smallest: int
    within: bool
    narrow: bool
    expressions_narrow: bool
    product_narrow: bool = True


class Sizes(Reach):
    """The reach of expressions, and the greatest size of anything on the way."""

    def __init__(self, declared: Mapping[str, Fact]) -> None:
        super().__init__(declared)
        self.size = 0
        self._last: dict[int, Interval] = {}

    def see(self, *numbers: int) -> None:
        """Something of this size stands on the way."""
        self.size = max(self.size, *(abs(number) for number in numbers))

    def _ruled(self, expr: e.Expr) -> tuple[Interval, int]:
        interval, rule = super()._ruled(expr)
        match expr:
            case e.Choose():
                # Both branches are computed for every row, whatever the condition is.
                interval = hull(self.value(expr.then), self.value(expr.otherwise))
            case e.Sum(terms):
                self.see(sum(max(map(abs, self._last[id(term)])) for term in terms))
            case e.HalfUp(numerator, denominator):
                self._see_quotient(self._last[id(numerator)], self._last[id(denominator)])
            case e.FoldList(condition=condition) if condition is not None:
                self.range_in(condition, self._declared[expr.list_id].fields)
            case e.Piecewise():
                self._see_pieces(expr)
            case e.Tally():
                amounts = (abs(t.each) * max(map(abs, self._last[id(t.count)])) for t in expr.terms)
                self.see(abs(expr.start) + sum(amounts))
        self.see(*interval)
        self._last[id(expr)] = interval
        return interval, rule

    def _see_quotient(self, above: Interval, below: Interval) -> None:
        greatest = max(1, *map(abs, below))
        self.see(2 * max(map(abs, above)) + greatest, 2 * greatest)

    def _see_pieces(self, table: e.Piecewise) -> None:
        above = max(map(abs, self._last[id(table.numerator)]))
        below = max(1, *map(abs, self._last[id(table.denominator)]))
        for piece in table.pieces:
            if piece.edge is not None:
                self.see(above * piece.edge[1], below * piece.edge[0])
            points = abs(piece.slope) * above + abs(piece.offset) * below
            self._see_quotient((points, points), (piece.divisor * below,) * 2)


class ProgramWidths:
    """The bounds of every step of a program, and whether its total is narrow; `wide`: nothing is taken as proven."""

    def __init__(self, program: Program, *, wide: bool = False) -> None:
        self.program, self.wide = program, wide
        self.declared: Mapping[str, Fact] = {fact.id: fact for fact in program.facts}
        self.steps: list[StepBounds] = []
        self.marks: dict[int, Interval] = {}
        for at, step in enumerate(program.steps):
            self.steps.append(self._leaf(at, step) if isinstance(step, LeafStep) else self._node(step))
        root = program.root
        self.node = self._node(root.node)
        outside = [self.steps[item].points for item in (*root.bonus, *root.penalty)]
        reach = max(map(abs, self.node.points)) + sum(max(map(abs, points)) for points in outside)
        reach += root.bonus_cap + root.penalty_cap
        limits = [abs(limit) for limit in (root.floor, root.ceiling) if limit is not None]
        self.root_narrow = self.node.narrow and self._narrow(_gridded_size(root.grids, max([reach, *limits])))

    def _narrow(self, size: int) -> bool:
        return not self.wide and size <= NATIVE_HIGH

    def _leaf(self, at: int, step: LeafStep) -> StepBounds:
        low = step.low or 0
        fixed = [low, step.maximum if step.high is None else step.high, step.maximum, *(g.points for g in step.gates)]
        reach, sizes = (min(0, *fixed), max(0, *fixed)), Sizes(self.declared)
        for condition in (step.not_arisen, step.empty, *(gate.condition for gate in step.gates)):
            if condition is not None:
                sizes.value(condition)
        if step.points is not None:
            counted = sizes.value(step.points)
            reach = hull(reach, (held(counted[0], step.low, step.high), held(counted[1], step.low, step.high)))
        self.marks[at] = self._of_marks(step)
        reach = hull(hull(reach, self.marks[at]), step.marks[:2] if step.marks else reach)
        sizes.see(_gridded_size(step.grids, max(map(abs, reach))))
        reach = _gridded(step.grids, reach)
        within = not self.wide and reach[0] >= 0 and reach[1] <= step.maximum
        smallest = 1 if step.may_leave else max(1, step.maximum)
        narrow = self._narrow(sizes.size)
        return StepBounds(reach, step.maximum, smallest, within, narrow, narrow)

    @staticmethod
    def _of_marks(step: LeafStep) -> Interval:
        """The marks that are counted with."""
        low, high = step.marks[:2] if step.marks else (step.low, step.high)
        return -LARGEST_MARK if low is None else low, LARGEST_MARK if high is None else high

    def _node(self, step: NodeStep) -> StepBounds:
        children = [self.steps[child] for child in step.children]
        points, size = self._combined(step, children)
        most, smallest = step.maximum, min([max(1, step.maximum), *(child.smallest for child in children)])
        if step.combine == "sum" and not step.rescale:
            most = max(step.maximum, sum(child.most for child in children))
        points = hull(points, (0, step.maximum))
        for gate in step.gates:
            points = hull(points, (min(0, gate.points), max(gate.points, most)))
        points = hull((held(points[0], step.low, step.high), held(points[1], step.low, step.high)), (0, 0))
        size = max(size, _gridded_size(step.grids, max(*map(abs, points), most)))
        sizes = Sizes(self.declared)
        for gate in step.gates:
            sizes.value(gate.condition)
        narrow = (self._narrow(each) for each in (size, sizes.size, _mean_size(step, children)))
        return StepBounds(_gridded(step.grids, points), most, smallest, self._within(step, children), *narrow)

    def _within(self, step: NodeStep, children: list[StepBounds]) -> bool:
        """Whether a plain sum surely stays between 0 and its maximum; of other nodes each row is asked."""
        return (
            not self.wide
            and step.combine == "sum"
            and not step.rescale
            and not step.grids
            and all(child.within for child in children)
            and all(gate.points >= 0 for gate in step.gates)
            and (step.low is None or step.low <= 0)
            and (step.high is None or step.high >= 0)
        )

    def _combined(self, step: NodeStep, children: list[StepBounds]) -> tuple[Interval, int]:
        """Bounds of the points that a node has of its children, and the greatest size on the way."""
        low = sum(min(0, child.points[0]) for child in children)
        high = sum(max(0, child.points[1]) for child in children)
        most = sum(child.most for child in children)
        match step.combine:
            case "sum":
                size = max(-low, high, most)
                if not step.rescale:
                    return (low, high), size
                reach, shares = _shares(step, children)
                if not all(child.within for child in children):
                    smallest = min([child.smallest for child in children], default=1)
                    above = step.maximum + step.maximum * high // smallest + 1
                    reach = hull(reach, (step.maximum * low // smallest - 1, above))
                    reach = hull(reach, (low, high))
                return reach, max(shares, size, 2 * step.maximum * size + most)
            case "best_of":
                return (low, high), max(-low, high)
            case "all_of" | "any_of":
                return (0, step.maximum), most
        return _shares(step, children)


def _shares(step: NodeStep, children: list[StepBounds]) -> tuple[Interval, int]:
    """The bounds of the shares of single children, and the greatest size on the way."""
    reach, size = (0, step.maximum), 0
    for child in children:
        largest = max(map(abs, child.points))
        size = max(size, 2 * step.maximum * largest + child.most + 1, 2 * child.most)
        if not child.within:
            low, high = (step.maximum * end // child.smallest for end in child.points)
            reach = hull(reach, (min(0, low - 1), max(0, high + 1)))
    return reach, size


def _mean_size(step: NodeStep, children: list[StepBounds]) -> int:
    """The greatest size on the way to an exact mean of shares; 0 for other nodes."""
    if step.combine not in ("mean", "weighted_mean"):
        return 0
    product = prod(max(1, child.most) for child in children)
    won = sum(weight * max(map(abs, child.points)) for weight, child in zip(step.weights, children, strict=True))
    below = product * max(1, sum(step.weights))
    return 2 * step.maximum * won * product + below + 2 * below


def _gridded(grids: tuple[Grid, ...], reach: Interval) -> Interval:
    low, high = reach
    for grid in grids:
        if grid.unit != 1:
            low, high = low - grid.unit, high + grid.unit
    return low, high


def _gridded_size(grids: tuple[Grid, ...], size: int) -> int:
    """The greatest size on the way to rounded points."""
    return 2 * size + 4 * sum(grid.unit for grid in grids)
