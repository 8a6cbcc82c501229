"""Intervals hold every value that an expression may still come to, and with all facts known they are that value."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.facts import Fact, FactType, Option
from engine.domain.text import Text
from engine.program import expressions as e
from engine.program.intervals import Evaluation, Reach, exact_share, hull

TITLE = Text("tên", "title")
FIELDS = (
    Fact("pages", TITLE, FactType.COUNT, 0, 2),
    Fact("delay", TITLE, FactType.INTEGER, -1, 1),
    Fact("sent", TITLE, FactType.BOOL, 0, 1),
)
DECLARED = {
    "a": Fact("a", TITLE, FactType.INTEGER, -3, 4),
    "b": Fact("b", TITLE, FactType.COUNT, 0, 3),
    "flag": Fact("flag", TITLE, FactType.BOOL, 0, 1),
    "pick": Fact("pick", TITLE, FactType.CHOICE, 0, 2, options=tuple(Option(name, TITLE) for name in "xyz")),
    "rows": Fact("rows", TITLE, FactType.LIST, 0, 2, fields=FIELDS, max_items=2),
}
Known = Mapping[str, object]


def completions(facts: Known) -> Iterator[Known]:
    """Everything that facts may still become."""
    missing = [fact for name, fact in DECLARED.items() if name not in facts]
    ways = [list(all_lists()) if fact.type is FactType.LIST else range(fact.low, fact.high + 1) for fact in missing]
    for values in product(*ways):
        yield {**facts, **{fact.id: value for fact, value in zip(missing, values, strict=True)}}


def all_lists() -> Iterator[Sequence[Sequence[int]]]:
    """Every list of up to two records."""
    records = list(product(*(range(field.low, field.high + 1) for field in FIELDS)))
    for length in range(3):
        yield from product(records, repeat=length)


class Plain:
    """What an expression is worth once all facts are known, computed with fractions and without intervals."""

    def __init__(self, facts: Known) -> None:
        self.facts = facts

    def of(self, expr: e.Expr, record: Sequence[int] = ()) -> int:
        """The value of an expression."""
        match expr:
            case e.Const(value):
                return value
            case e.FactRef(name):
                return self.facts[name]  # type: ignore[return-value]
            case e.FieldRef(index):
                return record[index]
            case e.Sum(terms):
                return sum(self.of(term, record) for term in terms)
            case e.Minus(left, right):
                return self.of(left, record) - self.of(right, record)
            case e.Times(left, right):
                return self.of(left, record) * self.of(right, record)
            case e.HalfUp(above, below):
                return half_up(Fraction(self.of(above, record), max(1, self.of(below, record))))
            case e.Least(terms):
                return min(self.of(term, record) for term in terms)
            case e.Greatest(terms):
                return max(self.of(term, record) for term in terms)
            case e.Compare(sign, left, right):
                return int(eval(f"x {sign} y", {}, {"x": self.of(left, record), "y": self.of(right, record)}))
            case e.And(terms):
                return int(all(self.of(term, record) for term in terms))
            case e.Or(terms):
                return int(any(self.of(term, record) for term in terms))
            case e.Not(term):
                return 1 - self.of(term, record)
            case e.Choose(condition, then, otherwise):
                return self.of(then if self.of(condition, record) else otherwise, record)
            case e.FoldList():
                return self.fold(expr)
            case e.Levels(index, points):
                return points[self.of(index, record)]
            case e.Piecewise():
                return self.piecewise(expr)
            case e.Tally(start, terms, low, high):
                total = start + sum(self.term(term) for term in terms)
                total = total if high is None else min(high, total)
                return total if low is None else max(low, total)
        raise TypeError(expr)

    def term(self, term: e.Term) -> int:
        """One capped term of a tally."""
        amount = self.of(term.count) * term.each
        return amount if term.cap is None else max(-term.cap, min(term.cap, amount))

    def fold(self, expr: e.FoldList) -> int:
        """A fold over the records that fulfil its condition."""
        records = [
            record
            for record in self.facts[expr.list_id]  # type: ignore[attr-defined]
            if expr.condition is None or self.of(expr.condition, record)
        ]
        values = [self.of(expr.value, record) for record in records]
        match expr.kind:
            case "count":
                return len(values)
            case "sum":
                return sum(values)
            case "any":
                return int(any(values))
            case "all":
                return int(all(values))
        return {"min": min, "max": max}[expr.kind](values, default=expr.default)

    def piecewise(self, expr: e.Piecewise) -> int:
        """The row of a table that the value falls in, by fractions."""
        value = Fraction(self.of(expr.numerator), max(1, self.of(expr.denominator)))
        for piece in expr.pieces:
            edge = None if piece.edge is None else Fraction(*piece.edge)
            if edge is None or value > edge or (piece.closed and value == edge):
                return half_up((piece.slope * value + piece.offset) / piece.divisor)
        raise AssertionError("the last row has no edge")


def half_up(value: Fraction) -> int:
    """The nearest integer, halves up."""
    return floor(value + Fraction(1, 2))


def pieces(
    edges: Sequence[Fraction], lines: Sequence[tuple[int, int, int]], closed: Sequence[bool]
) -> tuple[e.Piece, ...]:
    """Rows from the highest edge down; each a line (slope, offset, divisor)."""
    ordered = [(edge.numerator, edge.denominator) for edge in sorted(set(edges), reverse=True)]
    rows = [*ordered, None]
    return tuple(e.Piece(edge, closed[at % len(closed)], *lines[at % len(lines)]) for at, edge in enumerate(rows))


def numbers(inner: st.SearchStrategy[e.Expr], truths: st.SearchStrategy[e.Expr]) -> st.SearchStrategy[e.Expr]:
    """Numeric shapes over smaller ones."""
    two = st.tuples(inner, inner)
    return st.one_of(
        st.builds(e.Sum, two),
        st.builds(e.Minus, inner, inner),
        st.builds(e.Times, inner, inner),
        st.builds(e.HalfUp, inner, inner),
        st.builds(e.Least, two),
        st.builds(e.Greatest, two),
        st.builds(e.Choose, truths, inner, inner),
    )


SMALL = st.integers(-3, 5)
LEAVES = st.one_of(st.builds(e.Const, SMALL), st.sampled_from([e.FactRef("a"), e.FactRef("b")]))
SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
FIELD = st.sampled_from([e.FieldRef(0), e.FieldRef(1), e.Const(1), e.Const(-1)])
OF_FIELDS = st.one_of(FIELD, st.builds(e.Times, FIELD, FIELD), st.builds(e.Minus, FIELD, FIELD))
ASKED_OF_FIELDS = st.one_of(
    st.none(),
    st.just(e.FieldRef(2)),
    st.builds(e.Compare, SIGNS, OF_FIELDS, OF_FIELDS),
    st.just(e.And((e.Not(e.FieldRef(2)), e.Compare(">", e.FieldRef(0), e.Const(0))))),
)
FOLDS = st.builds(
    e.FoldList, st.sampled_from(["count", "sum", "min", "max"]), st.just("rows"), OF_FIELDS, ASKED_OF_FIELDS
)
ASKED = st.builds(e.FoldList, st.sampled_from(["any", "all"]), st.just("rows"), st.just(e.FieldRef(2)))
TRUTHS = st.one_of(
    st.just(e.FactRef("flag")),
    ASKED,
    st.builds(e.Compare, SIGNS, LEAVES, LEAVES),
    st.builds(
        e.Compare, st.sampled_from(["==", "!="]), st.just(e.FactRef("pick")), st.builds(e.Const, st.integers(0, 2))
    ),
)
CONDITIONS = st.recursive(
    TRUTHS,
    lambda inner: st.one_of(
        st.builds(e.And, st.tuples(inner, inner)), st.builds(e.Or, st.tuples(inner, inner)), st.builds(e.Not, inner)
    ),
    max_leaves=3,
)
VALUES = st.recursive(st.one_of(LEAVES, FOLDS), lambda inner: numbers(inner, CONDITIONS), max_leaves=4)
EDGES = st.lists(st.fractions(-2, 3, max_denominator=4), min_size=0, max_size=3)
LINES = st.lists(st.tuples(SMALL, SMALL, st.integers(1, 3)), min_size=1, max_size=4)
TABLES = st.builds(
    e.Piecewise,
    LEAVES | FOLDS,
    st.sampled_from([e.ONE, e.FactRef("b"), e.Const(3)]),
    st.builds(pieces, EDGES, LINES, st.lists(st.booleans(), min_size=1, max_size=3)),
)
TALLIES = st.builds(
    e.Tally,
    SMALL,
    st.lists(
        st.builds(e.Term, st.one_of(LEAVES, FOLDS, CONDITIONS), SMALL, st.none() | st.integers(0, 4)), max_size=3
    ).map(tuple),
    st.none() | st.integers(-4, 0),
    st.none() | st.integers(0, 4),
)
LEVELS = st.builds(e.Levels, st.just(e.FactRef("pick")), st.tuples(SMALL, SMALL, SMALL))
EVERYTHING = st.one_of(VALUES, CONDITIONS, TABLES, TALLIES, LEVELS)
GIVEN = {
    "a": st.integers(-3, 4),
    "b": st.integers(0, 3),
    "flag": st.integers(0, 1),
    "pick": st.integers(0, 2),
    "rows": st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 1), st.integers(0, 1)), max_size=2),
}


@st.composite
def partly_known(draw: st.DrawFn) -> Known:
    """Facts of which at most two are missing."""
    missing = draw(st.sets(st.sampled_from(sorted(GIVEN)), max_size=2))
    return {name: draw(strategy) for name, strategy in GIVEN.items() if name not in missing}


@settings(max_examples=300, deadline=None)
@given(EVERYTHING, partly_known())
def test_an_interval_holds_every_value_that_may_still_come(expr, facts):
    low, high = Evaluation(DECLARED, facts).value(expr)
    values = [Plain(later).of(expr) for later in completions(facts)]
    assert low <= min(values)
    assert max(values) <= high
    if len(values) == 1:
        assert (low, high) == (values[0], values[0])


@settings(max_examples=150, deadline=None)
@given(EVERYTHING, partly_known())
def test_knowing_more_never_widens_an_interval(expr, facts):
    low, high = Evaluation(DECLARED, facts).value(expr)
    later = next(completions(facts))
    inner = Evaluation(DECLARED, {**facts, "a": later["a"], "rows": later["rows"]}).value(expr)
    assert low <= inner[0] <= inner[1] <= high


@settings(max_examples=150, deadline=None)
@given(EVERYTHING, partly_known())
def test_the_reach_holds_what_any_facts_may_give(expr, facts):
    low, high = Reach(DECLARED).value(expr)
    inner = Evaluation(DECLARED, facts).value(expr)
    assert low <= inner[0] <= inner[1] <= high


@pytest.mark.parametrize(
    ("expr", "interval"),
    [
        (e.And((e.FactRef("flag"), e.ZERO)), (0, 0)),
        (e.And((e.FactRef("flag"), e.ONE)), (0, 1)),
        (e.Or((e.FactRef("flag"), e.ONE)), (1, 1)),
        (e.Or((e.FactRef("flag"), e.ZERO)), (0, 1)),
        (e.Not(e.FactRef("flag")), (0, 1)),
        (e.Compare(">=", e.FactRef("b"), e.ZERO), (1, 1)),
        (e.Compare(">", e.FactRef("b"), e.Const(3)), (0, 0)),
    ],
)
def test_an_unknown_that_does_not_matter_decides_nothing_less(expr, interval):
    assert Evaluation(DECLARED, {}).value(expr) == interval


def test_known_is_decided_now_and_open_in_reach():
    asked = e.Known(e.FactRef("a"))
    assert Evaluation(DECLARED, {}).value(asked) == (0, 0)
    assert Evaluation(DECLARED, {"a": 0}).value(asked) == (1, 1)
    assert Reach(DECLARED).value(asked) == (0, 1)


def test_a_field_left_empty_is_unknown_and_known_says_so():
    facts = {"rows": ((1, None, 1),)}
    counted = e.FoldList("count", "rows", e.ONE, e.Known(e.FieldRef(1)))
    late = e.FoldList("count", "rows", e.ONE, e.Compare(">", e.FieldRef(1), e.ZERO))
    assert Evaluation(DECLARED, facts).value(counted) == (0, 0)
    assert Evaluation(DECLARED, facts).value(late) == (0, 1)


def test_the_rule_is_told_only_when_one_row_can_hold():
    table = e.Piecewise(e.FactRef("a"), e.ONE, (e.Piece((2, 1), True, 0, 5, 1), e.Piece(None, True, 0, 0, 1)))
    assert Evaluation(DECLARED, {"a": 2}).ruled(table) == ((5, 5), 0)
    assert Evaluation(DECLARED, {"a": 1}).ruled(table) == ((0, 0), 1)
    assert Evaluation(DECLARED, {}).ruled(table) == ((0, 5), -1)


def test_a_tally_says_which_end_holds_it():
    tally = e.Tally(0, (e.Term(e.FactRef("a"), 1),), 0, 3)
    assert [Evaluation(DECLARED, {"a": a}).ruled(tally) for a in (-2, 2, 4)] == [((0, 0), 2), ((2, 2), 0), ((3, 3), 1)]


def test_an_empty_list_has_no_least_and_gives_the_default():
    least = e.FoldList("min", "rows", e.FieldRef(0), None, 7)
    assert Evaluation(DECLARED, {"rows": ()}).value(least) == (7, 7)
    assert Evaluation(DECLARED, {"rows": ()}).value(e.FoldList("all", "rows", e.FieldRef(2))) == (1, 1)
    assert Evaluation(DECLARED, {"rows": ()}).value(e.FoldList("any", "rows", e.FieldRef(2))) == (0, 0)


def test_the_hull_is_the_smallest_interval_around_both():
    assert hull((1, 2), (-1, 1)) == (-1, 2)


@pytest.mark.parametrize(
    ("maximum", "shares", "points"),
    [
        (100, [(1, 1, 2), (1, 1, 2)], 50),
        (100, [(25, 3, 4), (10, 0, 1)], 54),
        (1_000_000, [(1, 1, 3), (1, 0, 7)], 166667),
        (100, [(1, 3, 2)], 150),
    ],
)
def test_a_weighted_mean_of_shares_is_rounded_once(maximum, shares, points):
    assert exact_share(maximum, shares) == points
