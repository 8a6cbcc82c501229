"""Building flat expressions: what is constant is folded away, so that a program that never branches has no choices."""

from collections.abc import Iterable, Sequence

from engine.domain.numbers import divide, divide_half_up
from engine.program import expressions as e
from engine.program.arithmetic import plus, times
from engine.program.program import Grid


def negated(term: e.Expr) -> e.Expr:
    """1 when `term` is 0."""
    match term:
        case e.Const(value):
            return e.Const(1 - value)
        case e.Not(inner):
            return inner
    return e.Not(term)


def both(*terms: e.Expr) -> e.Expr:
    """1 when every term is 1."""
    if e.ZERO in terms:
        return e.ZERO
    left = _once(term for term in terms if term != e.ONE)
    return e.ONE if not left else left[0] if len(left) == 1 else e.And(left)


def either(*terms: e.Expr) -> e.Expr:
    """1 when some term is 1."""
    if e.ONE in terms:
        return e.ONE
    left = _once(term for term in terms if term != e.ZERO)
    return e.ZERO if not left else left[0] if len(left) == 1 else e.Or(left)


def _once(terms: Iterable[e.Expr]) -> tuple[e.Expr, ...]:
    return tuple(dict.fromkeys(terms))


def chosen(condition: e.Expr, then: e.Expr, otherwise: e.Expr) -> e.Expr:
    """`then` where the condition is 1."""
    if isinstance(condition, e.Const):
        return then if condition.value else otherwise
    return then if then == otherwise else e.Choose(condition, then, otherwise)


def compared(operation: e.Comparison, left: e.Expr, right: e.Expr) -> e.Expr:
    """A comparison, decided where both sides are constant."""
    if isinstance(left, e.Const) and isinstance(right, e.Const):
        a, b = left.value, right.value
        holds = {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}
        return e.Const(int(holds[operation]))
    return e.Compare(operation, left, right)


def least(left: e.Expr, right: e.Expr) -> e.Expr:
    """The lesser of two."""
    if isinstance(left, e.Const) and isinstance(right, e.Const):
        return e.Const(min(left.value, right.value))
    return left if left == right else e.Least((left, right))


def greatest(left: e.Expr, right: e.Expr) -> e.Expr:
    """The greater of two."""
    if isinstance(left, e.Const) and isinstance(right, e.Const):
        return e.Const(max(left.value, right.value))
    return left if left == right else e.Greatest((left, right))


def half_up(numerator: e.Expr, denominator: e.Expr) -> e.Expr:
    """A quotient rounded half up; a denominator below 1 is read as 1."""
    if isinstance(denominator, e.Const) and denominator.value <= 1:
        return numerator
    if isinstance(numerator, e.Const) and isinstance(denominator, e.Const):
        return e.Const(divide_half_up(numerator.value, denominator.value))
    return e.HalfUp(numerator, denominator)


def on_grids(grids: Sequence[Grid], points: e.Expr) -> e.Expr:
    """Points rounded to the grids that the set declares, one after another."""
    for grid in grids:
        points = _on_grid(grid, points)
    return points


def _on_grid(grid: Grid, points: e.Expr) -> e.Expr:
    """A grid in terms of the half-up division: floor(x) is half up of x − 1/2; a tie to an even multiple goes back by
    one where the multiple above it is odd.
    """
    unit = grid.unit
    if unit == 1:
        return points
    if isinstance(points, e.Const):
        return e.Const(divide(points.value, unit, grid.mode) * unit)
    if grid.mode == "floor":
        return times(_floored(points, unit), e.Const(unit))
    nearest = e.HalfUp(points, e.Const(unit))
    if grid.mode == "half_up":
        return times(nearest, e.Const(unit))
    tied = e.Compare("==", plus(times(points, e.Const(2)), e.Const(unit)), times(nearest, e.Const(2 * unit)))
    odd = e.Compare("!=", times(_floored(nearest, 2), e.Const(2)), nearest)
    return times(e.Minus(nearest, e.And((tied, odd))), e.Const(unit))


def _floored(value: e.Expr, unit: int) -> e.Expr:
    return e.HalfUp(plus(times(value, e.Const(2)), e.Const(-unit)), e.Const(2 * unit))
