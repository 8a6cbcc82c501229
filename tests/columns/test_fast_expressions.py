"""Every shape of expression in every width, at edges, ties and extremes, comes to what plain evaluation says."""

from collections.abc import Mapping, Sequence
from functools import cache
from random import Random

import numpy as np
import pytest

from engine.columns.fact_columns import FactColumns, ListColumn, NumberColumn, width_of_fact
from engine.columns.fast.machine import BLOCK, FastMachine
from engine.columns.flat.flat_program import FlatProgram, Overridden, Statement, stated
from engine.domain.facts import Fact, FactType
from engine.domain.text import NOTHING
from engine.methods.compiler import compile_set
from engine.program import expressions as e
from engine.program.intervals import Evaluation, Interval, Reach
from engine.program.program import Program
from tests.support.generated_sets import random_set, random_years

RANGES: Sequence[Interval] = (
    (0, 1),
    (-7, 9),
    (-128, 127),
    (0, 400),
    (-(2**15), 2**15 - 1),
    (-(10**6), 10**6),
    (-(2**31), 2**31 - 1),
    (0, 10**12),
    (-(2**53), 2**53),
    (-(2**60), 2**60),
)
A, B, C = e.FactRef("a"), e.FactRef("b"), e.FactRef("c")
YES = e.Compare(">", A, B)


def piece(edge: tuple[int, int] | None, slope: int, offset: int, divisor: int = 1, *, closed: bool = True) -> e.Piece:
    return e.Piece(edge, closed, slope, offset, divisor)


LOWEST = piece(None, 0, 0)
SHAPES: Mapping[str, e.Expr] = {
    "sum": e.Sum((A, B, e.Const(5))),
    "sum of six": e.Sum((A, B, C, A, e.Times(B, e.Const(3)), e.Times(e.Const(-2), C))),
    "factors": e.Sum((e.Times(A, e.Const(3)), e.Times(B, e.Const(-5)), e.Times(C, e.Const(7)))),
    "minus": e.Minus(e.Minus(A, B), e.Minus(C, e.Const(9))),
    "product": e.Times(A, B),
    "half up": e.HalfUp(A, B),
    "half up of a number": e.HalfUp(e.Const(100), B),
    "half up of a multiple": e.HalfUp(e.Times(A, e.Const(30)), B),
    "half up by a number": e.HalfUp(e.Sum((A, e.Const(3))), e.Const(10)),
    "half up by two": e.HalfUp(e.Minus(A, B), e.Const(2)),
    "least": e.Least((A, B, C)),
    "least with numbers": e.Least((A, e.Const(6), B)),
    "greatest": e.Greatest((A, e.Const(-3), C)),
    "greater": e.Compare(">", A, B),
    "at most": e.Compare("<=", A, B),
    "same": e.Compare("==", A, B),
    "other": e.Compare("!=", A, B),
    "against numbers": e.Sum(
        tuple(e.Compare(o, A, e.Const(4)) for o in ("==", "!=", "<", "<=", ">", ">="))  # type: ignore[arg-type]
    ),
    "number first": e.Compare("<", e.Const(3), A),
    "logic": e.Or((e.And((YES, e.Compare(">", B, C))), e.Not(e.Compare("==", A, C)))),
    "choice": e.Choose(YES, A, B),
    "choice of a number": e.Choose(YES, e.Const(11), C),
    "choice or a number": e.Choose(YES, C, e.Const(-1)),
    "choice of numbers": e.Choose(YES, e.Const(300), e.Const(-300)),
    "choice of wide numbers": e.Choose(YES, e.Const(2**40), e.Const(-(2**41))),
    "choice of truths": e.Choose(YES, e.Compare(">", B, C), e.Const(0)),
    "one row": e.Piecewise(A, B, (piece(None, 3, 1, 2),)),
    "edges": e.Piecewise(A, B, (piece((2, 1), 0, 50), piece((1, 3), 0, 20, closed=False), LOWEST)),
    "four edges": e.Piecewise(A, B, (*(piece((4 - k, 2), 0, 9 - k) for k in range(4)), LOWEST)),
    "banded": e.Piecewise(A, B, (piece((1, 1), 0, 100), piece((1, 2), 100, 0, closed=False), LOWEST)),
    "sloping at the top": e.Piecewise(A, B, (piece((1, 1), 2, 98, 3), LOWEST)),
    "sloping twice": e.Piecewise(A, B, (piece((1, 1), 1, 4), piece((0, 1), 5, 0), piece(None, 0, 7))),
    "thresholds": e.Piecewise(
        e.Sum((A, e.Const(-4))), e.Const(3), (piece((1, 2), 0, 5), piece((-1, 1), 0, 3, closed=False), LOWEST)
    ),
    "tally": e.Tally(20, (e.Term(A, -3), e.Term(B, -5)), 0, 20),
    "tally with caps": e.Tally(0, (e.Term(A, 3, 10), e.Term(B, -5, 12), e.Term(C, 2)), -4, 15),
    "tally without ends": e.Tally(7, (e.Term(A, 2),), None, None),
}
LEVELS = {"few": (10, 7, 7, 3), "many": tuple(k * k % 11 for k in range(20)), "wide": (2**40, 5, -(2**40), 1)}


@cache
def any_program() -> Program:
    """What a flat program says it was made of; nothing here asks for it."""
    criteria_set = random_set(Random(1))
    return compile_set(criteria_set, *random_years(Random(1), criteria_set)[0]).program


def flat_of(expr: e.Expr, declared: Mapping[str, Fact]) -> FlatProgram:
    """A flat program of one statement."""
    interval = Reach(declared).value(expr)
    statement = Statement("#total", expr, *interval)
    every = {**declared, "#total": stated("#total", interval)}
    zero: e.Expr = e.ZERO
    total = e.FactRef("#total")
    return FlatProgram(any_program(), Overridden(), (statement,), every, (), total, zero, zero, zero, zero, zero)


def number(name: str, interval: Interval) -> Fact:
    return Fact(name, NOTHING, FactType.INTEGER, *interval)


def drawn(rng: Random, interval: Interval) -> int:
    """Ends, what is near 0 and near powers of two, and anything between."""
    low, high = interval
    near = rng.choice((low, high, 0, 1, -1, 2**31, -(2**31), 2**53, 2**24)) + rng.randint(-2, 2)
    found = rng.choice((near, rng.randint(low, high), rng.randint(-12, 12)))
    return min(max(found, low), high)


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_in_every_width(name: str) -> None:
    rng, tried = Random(name), 0
    for first in RANGES:
        for second in (first, rng.choice(RANGES)):
            ranges = dict(zip("abc", (first, second, rng.choice((first, second))), strict=True))
            tried += agrees(SHAPES[name], rng, {key: number(key, each) for key, each in ranges.items()})
    assert tried >= 4


@pytest.mark.parametrize("name", LEVELS)
def test_levels(name: str) -> None:
    points = LEVELS[name]
    assert agrees(e.Levels(A, points), Random(name), {"a": number("a", (0, len(points) - 1))})


def agrees(expr: e.Expr, rng: Random, declared: Mapping[str, Fact], rows: int = 300) -> bool:
    """Whether the machine takes it; raises where a row differs."""
    flat = flat_of(expr, declared)
    if not FastMachine.supports(flat):
        return False
    facts = {name: [drawn(rng, (fact.low, fact.high)) for _ in range(rows)] for name, fact in declared.items()}
    columns = {name: NumberColumn(np.array(facts[name], width_of_fact(declared[name]))) for name in declared}
    found = filled(flat, FactColumns(rows, columns))
    for at in range(rows):
        one = {name: values[at] for name, values in facts.items()}
        assert found[at] == Evaluation(declared, one).decided(expr), (one, declared)
    return True


def filled(flat: FlatProgram, facts: FactColumns) -> list[int]:
    into = np.full(facts.rows, 77, np.int64)
    FastMachine(flat, [flat.total]).run(facts, [into])
    return list(into.tolist())


FIELDS = (
    Fact("due", NOTHING, FactType.INTEGER, 0, 300),
    Fact("sent", NOTHING, FactType.INTEGER, -(2**40), 2**40, optional=True),
    Fact("good", NOTHING, FactType.BOOL, 0, 1),
)
SENT, DUE, GOOD, KNOWN = e.FieldRef(1), e.FieldRef(0), e.FieldRef(2), e.Known(e.FieldRef(1))
LATE = e.And((KNOWN, e.Compare(">", SENT, DUE)))
FOLDS: Sequence[e.FoldList] = (
    e.FoldList("count", "l", e.ONE),
    e.FoldList("count", "l", e.ONE, LATE),
    e.FoldList("count", "l", e.ONE, KNOWN),
    e.FoldList("count", "l", e.ONE, e.Compare(">=", DUE, A)),
    e.FoldList("sum", "l", DUE, GOOD),
    e.FoldList("sum", "l", e.Times(DUE, e.Const(-3))),
    e.FoldList("sum", "l", e.Choose(KNOWN, SENT, e.Const(2))),
    e.FoldList("sum", "l", e.Sum((DUE, A)), GOOD),
    e.FoldList("min", "l", DUE, None, 5),
    e.FoldList("max", "l", e.Choose(KNOWN, SENT, e.ZERO), GOOD, -9),
    e.FoldList("min", "l", e.Const(4), GOOD, 9),
    e.FoldList("any", "l", LATE),
    e.FoldList("all", "l", GOOD, LATE),
    e.FoldList("count", "l", e.ONE, e.And((GOOD, e.FactRef("yes")))),
    e.FoldList("sum", "l", e.Sum((DUE, e.FactRef("wide")))),
)


@pytest.mark.parametrize("longest", [3, 40, 3 * BLOCK])
@pytest.mark.parametrize("which", range(len(FOLDS)))
def test_lists_that_are_empty_short_and_longer_than_a_block(which: int, longest: int) -> None:
    rng, fold = Random(f"{which} {longest}"), FOLDS[which]
    rows = 3000 if longest == 3 else 200 if longest == 40 else 9
    declared = {
        "a": number("a", (0, 300)),
        "yes": number("yes", (0, 1)),
        "wide": number("wide", (-(2**40), 2**40)),
        "l": Fact("l", NOTHING, FactType.LIST, 0, 0, fields=FIELDS, max_items=longest),
    }
    lists = [[record(rng) for _ in range(rng.choice((0, 1, rng.randint(0, longest), longest)))] for _ in range(rows)]
    plain = {
        name: [drawn(rng, (fact.low, fact.high)) for _ in range(rows)] for name, fact in list(declared.items())[:3]
    }
    columns = {name: column(values, declared[name]) for name, values in plain.items()}
    flat = flat_of(e.Sum((fold, A)), declared)
    assert FastMachine.supports(flat)
    found = filled(flat, FactColumns(rows, columns, {"l": list_column(lists)}))
    for at in range(rows):
        one = {"l": lists[at], **{name: values[at] for name, values in plain.items()}}
        assert found[at] == Evaluation(declared, one).decided(e.Sum((fold, A)))


def record(rng: Random) -> tuple[int, int | None, int]:
    return rng.randint(0, 300), rng.choice((None, rng.randint(-5, 305), 2**40)), rng.randint(0, 1)


def column(values: Sequence[int | None], field: Fact) -> NumberColumn:
    known = np.array([value is not None for value in values], np.bool_)
    filled_in = [field.high if value is None else value for value in values]
    return NumberColumn(np.array(filled_in, width_of_fact(field)), None if known.all() else known)


def list_column(lists: Sequence[Sequence[tuple[int | None, ...]]]) -> ListColumn:
    """Offsets that do not begin at 0, as those of a part of a table."""
    before = (1, 2, 0)
    records = [before, *(each for row in lists for each in row)]
    offsets = np.cumsum([1, *(len(row) for row in lists)], dtype=np.int64)
    return ListColumn(offsets, tuple(column([each[at] for each in records], field) for at, field in enumerate(FIELDS)))
