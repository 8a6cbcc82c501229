"""Ends of intervals of many units: a column of integers, or one number where all units share it.

An interval whose two ends are one and the same object is exact for every unit, and is computed once.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.domain.numbers import divide, divide_half_up
from engine.program.program import Grid

Column = npt.NDArray[Any]
"""bool, int64, or Python integers (dtype object) where 64 bits are not proven to hold a statement."""
End: TypeAlias = int | np.integer[Any] | np.bool_ | Column
"""Truth values are bool columns, or False and True."""

NATIVE_LOW, NATIVE_HIGH = -(2**63), 2**63 - 1


class Span(NamedTuple):
    """The two ends of an interval."""

    low: End
    high: End

    @property
    def exact(self) -> bool:
        """Whether nothing is open for any unit."""
        return self.low is self.high


def native(number: int) -> bool:
    """Whether 64 bits hold a number."""
    return NATIVE_LOW <= number <= NATIVE_HIGH


def _operand(end: End) -> End:
    """An end as NumPy may take it: a number beyond 64 bits must not become a float."""
    return end if isinstance(end, np.ndarray) or native(int(end)) else np.array(end, dtype=object)


def pick(condition: End, yes: End, no: End) -> End:
    """`yes` where the condition holds, elsewhere `no`."""
    if yes is no:
        return yes
    if not isinstance(condition, np.ndarray):
        return yes if condition else no
    if not isinstance(yes, np.ndarray) and not isinstance(no, np.ndarray) and yes == no:
        return yes
    picked: Column = np.where(condition, _operand(yes), _operand(no))
    return picked


def pick_span(condition: End, yes: Span, no: Span) -> Span:
    """One interval where the condition holds, elsewhere another."""
    low = pick(condition, yes.low, no.low)
    return Span(low, low if yes.exact and no.exact else pick(condition, yes.high, no.high))


def least(first: End, second: End) -> End:
    """The lesser of two, unit by unit."""
    if first is second:
        return first
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        lesser: Column = np.minimum(_operand(first), _operand(second))
        return lesser
    return min(first, second)


def greatest(first: End, second: End) -> End:
    """The greater of two, unit by unit."""
    if first is second:
        return first
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        greater: Column = np.maximum(_operand(first), _operand(second))
        return greater
    return max(first, second)


def hull(first: Span, second: Span) -> Span:
    """The smallest interval that holds both."""
    return Span(least(first.low, second.low), greatest(first.high, second.high))


def negated(truth: End) -> End:
    """The opposite of a truth value."""
    return np.logical_not(truth) if isinstance(truth, np.ndarray) else not truth


def both(first: End, second: End) -> End:
    """Where both hold."""
    if not isinstance(first, np.ndarray):
        return truth(second) if first else False
    if not isinstance(second, np.ndarray):
        return truth(first) if second else False
    return truth(first) & truth(second)


def either(first: End, second: End) -> End:
    """Where one of two holds, or both."""
    if not isinstance(first, np.ndarray):
        return True if first else truth(second)
    if not isinstance(second, np.ndarray):
        return True if second else truth(first)
    return truth(first) | truth(second)


def truth(end: End) -> End:
    """An end as a truth value: whatever is not 0 holds."""
    if isinstance(end, np.ndarray):
        return end if end.dtype == np.bool_ else end != 0
    return bool(end)


def number(end: End) -> End:
    """An end as a number: a truth value counts as 0 or 1."""
    if isinstance(end, np.ndarray):
        return end.astype(np.int64) if end.dtype == np.bool_ else end
    return int(end)


def difference(first: End, second: End) -> End:
    """The first less the second, both numbers."""
    left: Any = first
    less: End = left - second
    return less


def any_of(truths: Iterable[End]) -> End:
    """Where some of many hold."""
    found: End = False
    for one in truths:
        found = either(found, one)
    return found


def all_of(truths: Iterable[End]) -> End:
    """Where all of many hold."""
    found: End = True
    for one in truths:
        found = both(found, one)
    return found


def total(ends: Sequence[End]) -> End:
    """The sum of many ends; the first column is not written to."""
    fixed = sum(int(end) for end in ends if not isinstance(end, np.ndarray))
    columns = [end for end in ends if isinstance(end, np.ndarray)]
    if not columns:
        return fixed
    if len(columns) == 1:
        return columns[0] + fixed if fixed else columns[0]
    summed = columns[0] + columns[1]
    for column in columns[2:]:
        summed += column
    if fixed:
        summed += fixed
    return summed


def half_up(numerator: End, denominator: End) -> End:
    """The nearest integer to a quotient, halves up; denominators are above 0."""
    if isinstance(denominator, np.ndarray):
        nearest: Column = (2 * numerator + denominator) // (2 * denominator)
        return nearest
    if not isinstance(numerator, np.ndarray):
        return divide_half_up(int(numerator), int(denominator))
    if denominator == 1:
        return numerator
    if denominator % 2 == 0:
        return (numerator + denominator // 2) // denominator
    return (2 * numerator + denominator) // (2 * denominator)


def held(value: End, low: int | None, high: int | None) -> End:
    """A value between its limits; None means no limit on that side."""
    if high is not None:
        value = least(value, high)
    return value if low is None else greatest(value, low)


def held_span(span: Span, low: int | None, high: int | None) -> Span:
    """Both ends between limits."""
    first = held(span.low, low, high)
    return Span(first, first if span.exact else held(span.high, low, high))


def on_grids(span: Span, grids: tuple[Grid, ...]) -> Span:
    """Both ends rounded as declared."""
    low, high = span
    for grid in grids:
        if grid.unit != 1:
            first = _on(low, grid)
            low, high = first, first if low is high else _on(high, grid)
    return Span(low, high)


def _on(value: End, grid: Grid) -> End:
    if not isinstance(value, np.ndarray):
        return divide(int(value), grid.unit, grid.mode) * grid.unit
    if grid.mode == "half_up":
        return half_up(value, grid.unit) * grid.unit
    quotient: Column = value // grid.unit
    if grid.mode == "half_even":
        rest = 2 * (value - quotient * grid.unit)
        quotient = quotient + number((rest > grid.unit) | ((rest == grid.unit) & (quotient % 2 == 1)))
    rounded: Column = quotient * grid.unit
    return rounded
