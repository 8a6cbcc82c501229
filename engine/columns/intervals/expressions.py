"""Expressions over the rows of a block: the interval of what each value may still be, for all rows at once.

The rules are those of `engine.program.intervals.Evaluation`. A value that is exact is computed once; what all rows
share is one number. Where 64 bits are not proven to hold a statement (`wide`) its columns hold Python integers.
"""

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from engine.columns.fact_columns import NumberColumn
from engine.columns.intervals.ends import (
    Column,
    End,
    Span,
    any_of,
    both,
    difference,
    either,
    greatest,
    half_up,
    held,
    least,
    negated,
    number,
    pick,
    total,
    truth,
)
from engine.columns.intervals.tables import OPEN_RULE, LevelTable, PieceTable, Quotient
from engine.domain.facts import Fact, FactType
from engine.program import expressions as e

COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class Value(NamedTuple):
    """The interval of an expression, its rule number (-1: open), and where it needs a field that its record lacks."""

    low: End
    high: End
    rule: End = 0
    absent: End = False

    @property
    def exact(self) -> bool:
        """Whether nothing is open for any row."""
        return self.low is self.high

    @property
    def span(self) -> Span:
        """The two ends."""
        return Span(self.low, self.high)


class Tables:
    """The tables of a program's expressions, each made once. Two threads may make the same one; either will do."""

    def __init__(self) -> None:
        self._levels: dict[int, LevelTable] = {}
        self._pieces: dict[int, PieceTable] = {}

    def levels(self, expr: e.Levels) -> LevelTable:
        """The table of levels; the expression must outlive this object."""
        if id(expr) not in self._levels:
            self._levels[id(expr)] = LevelTable(expr)
        return self._levels[id(expr)]

    def pieces(self, expr: e.Piecewise) -> PieceTable:
        """The table of rows by value; the expression must outlive this object."""
        if id(expr) not in self._pieces:
            self._pieces[id(expr)] = PieceTable(expr)
        return self._pieces[id(expr)]


class ExpressionColumns:
    """Values of expressions, each computed once; what facts, fields and lists are is told by those that derive."""

    def __init__(self, tables: Tables, *, told: bool, wide: bool) -> None:
        self.tables, self.told, self.wide = tables, told, wide
        self._found: dict[int, Value] = {}

    def value(self, expr: e.Expr) -> Value:
        """The interval and rule number of an expression, which must outlive this object."""
        found = self._found.get(id(expr))
        if found is None:
            found = getattr(self, _WAYS[type(expr)])(expr)
            if self.wide:
                low = self._own(found.low)
                found = found._replace(low=low, high=low if found.exact else self._own(found.high))
            self._found[id(expr)] = found
        return found

    def _own(self, end: End) -> End:
        """A column as wide as the statement."""
        if self.wide and isinstance(end, np.ndarray) and end.dtype not in (np.object_, np.bool_):
            return end.astype(object)
        return end

    def pick(self, condition: End, yes: End, no: End) -> End:
        """`yes` where the condition holds, elsewhere `no`."""
        return self._own(pick(condition, yes, no))

    def number(self, end: End) -> End:
        """An end to compute with."""
        return self._own(number(end))

    def given(self, column: NumberColumn | None, fact: Fact) -> Value:
        """A fact or field of all rows: its value where it is known, elsewhere everything it may be."""
        if column is None:
            return Value(fact.low, fact.low) if fact.low == fact.high else Value(fact.low, fact.high)
        values: Column = column.values
        ends = fact.low, fact.high
        if fact.type is FactType.BOOL:
            values = values.view(np.bool_) if values.dtype == np.int8 else values != 0
            ends = bool(fact.low), bool(fact.high)
        elif values.dtype != object:
            values = values.astype(object if self.wide else np.int64, copy=False)
        if column.known is None:
            return Value(values, values)
        return Value(self.pick(column.known, values, ends[0]), self.pick(column.known, values, ends[1]))

    def fact(self, name: str) -> Value:
        """A fact of the unit."""
        raise TypeError(name)

    def known_fact(self, name: str) -> Value:
        """Whether a fact of the unit is given."""
        raise TypeError(name)

    def field(self, index: int) -> Value:
        """A field of the record at hand."""
        raise TypeError(f"field {index} outside its list")

    def known_field(self, index: int) -> Value:
        """Whether a field of the record at hand is given."""
        raise TypeError(f"field {index} outside its list")

    def folded(self, expr: e.FoldList) -> Value:
        """What the records of a list give; there are no lists in lists."""
        raise TypeError(expr.list_id)

    def _fact(self, expr: e.FactRef) -> Value:
        return self.fact(expr.id)

    def _field(self, expr: e.FieldRef) -> Value:
        return self.field(expr.index)

    def _known(self, expr: e.Known) -> Value:
        return self.known_fact(expr.of.id) if isinstance(expr.of, e.FactRef) else self.known_field(expr.of.index)

    def _const(self, expr: e.Const) -> Value:
        return Value(expr.value, expr.value)

    def _sum(self, expr: e.Sum) -> Value:
        terms = [self.value(term) for term in expr.terms]
        low = total([self.number(term.low) for term in terms])
        high = low if _exact(terms) else total([self.number(term.high) for term in terms])
        return Value(low, high, absent=_absent(terms))

    def _minus(self, expr: e.Minus) -> Value:
        left, right = self.value(expr.left), self.value(expr.right)
        low = difference(self.number(left.low), self.number(right.high))
        high = low if left.exact and right.exact else difference(self.number(left.high), self.number(right.low))
        return Value(low, high, absent=either(left.absent, right.absent))

    def _times(self, expr: e.Times) -> Value:
        left, right = self.value(expr.left), self.value(expr.right)
        absent = either(left.absent, right.absent)
        lefts, rights = self._ends(left), self._ends(right)
        products = [a * b for a in lefts for b in rights]
        return _corners(products, absent)

    def _half_up(self, expr: e.HalfUp) -> Value:
        above, below = self.value(expr.numerator), self.value(expr.denominator)
        absent = either(above.absent, below.absent)
        below_ends = [greatest(end, 1) for end in self._ends(below)]
        return _corners([half_up(a, b) for a in self._ends(above) for b in below_ends], absent)

    def _ends(self, value: Value) -> list[End]:
        """Both ends to compute with, or the only one."""
        low = self.number(value.low)
        return [low] if value.exact else [low, self.number(value.high)]

    def _chosen(self, terms: tuple[e.Expr, ...], choose: Callable[[End, End], End]) -> Value:
        values = [self.value(term) for term in terms]
        low = reduce(choose, (self.number(value.low) for value in values))
        high = low if _exact(values) else reduce(choose, (self.number(value.high) for value in values))
        return Value(low, high, absent=_absent(values))

    def _least(self, expr: e.Least) -> Value:
        return self._chosen(expr.terms, least)

    def _greatest(self, expr: e.Greatest) -> Value:
        return self._chosen(expr.terms, greatest)

    def _truths(self, terms: tuple[e.Expr, ...], choose: Callable[[End, End], End]) -> Value:
        values = [self.value(term) for term in terms]
        low = reduce(choose, (truth(value.low) for value in values))
        high = low if _exact(values) else reduce(choose, (truth(value.high) for value in values))
        return Value(low, high, absent=_absent(values))

    def _and(self, expr: e.And) -> Value:
        return self._truths(expr.terms, both)

    def _or(self, expr: e.Or) -> Value:
        return self._truths(expr.terms, either)

    def _not(self, expr: e.Not) -> Value:
        value = self.value(expr.term)
        low = negated(truth(value.high))
        return Value(low, low if value.exact else negated(truth(value.low)), absent=value.absent)

    def _compare(self, expr: e.Compare) -> Value:
        """A comparison; with a field that the record lacks it is unknown, whatever the field's range is."""
        left, right = self.value(expr.left), self.value(expr.right)
        low, high = compared(expr.operation, self._ends(left), self._ends(right))
        absent = either(left.absent, right.absent)
        if absent is False:
            return Value(low, high)
        return Value(both(low, negated(absent)), either(high, absent))

    def _choose(self, expr: e.Choose) -> Value:
        """One of two; both where the condition is open."""
        condition, then, otherwise = self.value(expr.condition), self.value(expr.then), self.value(expr.otherwise)
        sure = truth(condition.low)
        if condition.exact:
            low = self.pick(sure, then.low, otherwise.low)
            high = low if then.exact and otherwise.exact else self.pick(sure, then.high, otherwise.high)
            rule = pick(sure, then.rule, otherwise.rule) if self.told else 0
            return Value(low, high, rule, either(condition.absent, pick(sure, then.absent, otherwise.absent)))
        perhaps = truth(condition.high)
        low = self._of_three(sure, perhaps, then.low, otherwise.low, least(then.low, otherwise.low))
        high = self._of_three(sure, perhaps, then.high, otherwise.high, greatest(then.high, otherwise.high))
        same = pick(then.rule == otherwise.rule, then.rule, OPEN_RULE) if self.told else 0
        rule = self._of_three(sure, perhaps, then.rule, otherwise.rule, same) if self.told else 0
        absent = self._of_three(sure, perhaps, then.absent, otherwise.absent, either(then.absent, otherwise.absent))
        return Value(low, high, rule, either(condition.absent, absent))

    @staticmethod
    def _of_three(sure: End, perhaps: End, then: End, otherwise: End, open_one: End) -> End:
        return pick(sure, then, pick(perhaps, open_one, otherwise))

    def _levels(self, expr: e.Levels) -> Value:
        index, table = self.value(expr.index), self.tables.levels(expr)
        if index.exact:
            return Value(*_twice(table.at(number(index.low))), absent=index.absent)
        span, rule = table.between(number(index.low), number(index.high))
        return Value(span.low, span.high, rule, index.absent)

    def _piecewise(self, expr: e.Piecewise) -> Value:
        above, below = self.value(expr.numerator), self.value(expr.denominator)
        absent, table = either(above.absent, below.absent), self.tables.pieces(expr)
        aboves, belows = self._ends(above), [greatest(end, 1) for end in self._ends(below)]
        if len(aboves) == len(belows) == 1:
            return Value(*_twice(table.at(Quotient(aboves[0], belows[0]), told=self.told)), absent=absent)
        low = Quotient(aboves[0], self.pick(aboves[0] >= 0, belows[-1], belows[0]))
        high = Quotient(aboves[-1], self.pick(aboves[-1] >= 0, belows[0], belows[-1]))
        span, rule = table.between(low, high)
        return Value(span.low, span.high, rule, absent)

    def _tally(self, expr: e.Tally) -> Value:
        counts = [self.value(term.count) for term in expr.terms]
        pairs = list(zip(expr.terms, counts, strict=True))
        low = total([expr.start, *(self._amount(t, v.low if t.each >= 0 else v.high) for t, v in pairs)])
        if _exact(counts):
            high = low
        else:
            high = total([expr.start, *(self._amount(t, v.high if t.each >= 0 else v.low) for t, v in pairs)])
        rule = _tally_rule(expr, low) if self.told else 0
        if self.told and low is not high:
            rule = pick(low == high, rule, OPEN_RULE)
        first = held(low, expr.low, expr.high)
        return Value(first, first if low is high else held(high, expr.low, expr.high), rule, _absent(counts))

    def _amount(self, term: e.Term, count: End) -> End:
        """The points of so many cases, together at most the cap in size."""
        amount = self.number(count) * term.each
        return amount if term.cap is None else held(amount, -term.cap, term.cap)


_WAYS: Mapping[type, str] = {
    e.Const: "_const",
    e.FactRef: "_fact",
    e.FieldRef: "_field",
    e.Known: "_known",
    e.Sum: "_sum",
    e.Minus: "_minus",
    e.Times: "_times",
    e.HalfUp: "_half_up",
    e.Least: "_least",
    e.Greatest: "_greatest",
    e.Compare: "_compare",
    e.And: "_and",
    e.Or: "_or",
    e.Not: "_not",
    e.Choose: "_choose",
    e.FoldList: "folded",
    e.Levels: "_levels",
    e.Piecewise: "_piecewise",
    e.Tally: "_tally",
}


def compared(operation: str, left: list[End], right: list[End]) -> Span:
    """The truth of a comparison of two intervals, each of two ends or of the only one."""
    a, b, c, d = left[0], left[-1], right[0], right[-1]
    compare = COMPARISONS[operation]
    if a is b and c is d:
        same = compare(a, c)
        return Span(same, same)
    match operation:
        case "<" | "<=":
            return Span(compare(b, c), compare(a, d))
        case ">" | ">=":
            return Span(compare(a, d), compare(b, c))
    equal = Span(both(both(a == b, b == c), c == d), both(a <= d, c <= b))
    return equal if operation == "==" else Span(negated(equal.high), negated(equal.low))


def _corners(found: list[End], absent: End) -> Value:
    """The interval of results at the corners."""
    if len(found) == 1:
        return Value(found[0], found[0], absent=absent)
    return Value(reduce(least, found), reduce(greatest, found), absent=absent)


def _twice(found: tuple[End, End]) -> tuple[End, End, End]:
    return found[0], found[0], found[1]


def _tally_rule(tally: e.Tally, value: End) -> End:
    """0: as counted, 1: held at `high`, 2: held at `low`."""
    rule: End = np.int16(0)
    if tally.low is not None:
        rule = pick(value < tally.low, np.int16(2), rule)
    return rule if tally.high is None else pick(value > tally.high, np.int16(1), rule)


def _exact(values: list[Value]) -> bool:
    return all(value.low is value.high for value in values)


def _absent(values: list[Value]) -> End:
    return any_of(value.absent for value in values)
