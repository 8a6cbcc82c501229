"""How many digits the figures of a set need: 18, which readers hold in one word, or all that a decimal may have."""

from collections.abc import Iterable

from engine.columns.arrow.decimal_arrays import DIGITS, WIDE_DIGITS
from engine.columns.flat.flat_program import FlatProgram, Overridden
from engine.columns.flat.flattening import flatten
from engine.program import expressions as e
from engine.program.program import Program


def digits_for(programs: Iterable[Program], places_more: int) -> tuple[int, int]:
    """Digits of points, and of indices that have `places_more` decimals, whatever the facts and marks are."""
    largest = max((_largest(program) for program in programs), default=0)
    return _digits(largest), _digits(100 * largest * 10**places_more)


def _digits(largest: int) -> int:
    return DIGITS if largest < 10**DIGITS else WIDE_DIGITS


def _largest(program: Program) -> int:
    """The largest amount of points that any row or the total can have, above 0 or below it."""
    leaves = frozenset(index for index, _ in program.leaves())
    flat = flatten(program, Overridden(marks=leaves))
    told = [flat.total, flat.maximum, *(each for step in flat.steps for each in (step.points, step.maximum))]
    return max(abs(end) for expr in told for end in _range(flat, expr))


def _range(flat: FlatProgram, expr: e.Expr) -> tuple[int, int]:
    if isinstance(expr, e.Const):
        return expr.value, expr.value
    assert isinstance(expr, e.FactRef), "a result is a reference or a constant"
    return flat.declared[expr.id].low, flat.declared[expr.id].high
