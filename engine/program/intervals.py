"""Expressions over facts of which some are unknown: every value is the interval of what it may still be.

An unknown fact stands for every integer of its declared range. A truth value is (0, 0), (1, 1) or (0, 1). With all
facts known every interval has one point, and that point is the exact value.
"""

from collections.abc import Mapping, Sequence
from math import prod

from engine.domain.facts import Fact
from engine.domain.numbers import divide_half_up
from engine.program import expressions as e

Interval = tuple[int, int]
Facts = Mapping[str, object]
"""Fact id → integer, or for a list fact a sequence of records (sequences of integers, None where not given)."""

YES: Interval = (1, 1)
NO: Interval = (0, 0)
PERHAPS: Interval = (0, 1)
ANY_RECORD: Sequence[int | None] = ()
"""Stands for a record of a list that is not given."""


def hull(first: Interval, second: Interval) -> Interval:
    """The smallest interval that holds both."""
    return min(first[0], second[0]), max(first[1], second[1])


class _AbsentField(Exception):
    """A field that the record at hand lacks was to be compared."""


class Evaluation:
    """Values of expressions for one unit; `facts` holds the known ones, `declared` the range of each."""

    def __init__(self, declared: Mapping[str, Fact], facts: Facts) -> None:
        self._declared = declared
        self._facts = facts
        self._comparing = False
        self._record: tuple[Sequence[int | None], tuple[Fact, ...]] | None = None

    def value(self, expr: e.Expr) -> Interval:
        """The interval of an expression."""
        return self._ruled(expr)[0]

    def decided(self, expr: e.Expr) -> int | None:
        """The exact value, or None while it is open."""
        low, high = self.value(expr)
        return low if low == high else None

    def ruled(self, expr: e.Expr) -> tuple[Interval, int]:
        """The interval and the rule number (-1: open, 0 for shapes without rules)."""
        return self._ruled(expr)

    def _ruled(self, expr: e.Expr) -> tuple[Interval, int]:
        match expr:
            case e.Levels():
                return self._levels(expr)
            case e.Piecewise():
                return self._piecewise(expr)
            case e.Tally():
                return self._tally(expr)
            case e.Choose():
                return self._choose(expr)
            case _:
                return self._scalar(expr), 0

    def _scalar(self, expr: e.Expr) -> Interval:
        match expr:
            case e.Const(value):
                return value, value
            case e.FactRef() | e.FieldRef() | e.Known():
                return self._given(expr)
            case e.Sum(terms):
                intervals = [self.value(term) for term in terms]
                return sum(low for low, _ in intervals), sum(high for _, high in intervals)
            case e.Minus(left, right):
                (a, b), (c, d) = self.value(left), self.value(right)
                return a - d, b - c
            case e.Times(left, right):
                (a, b), (c, d) = self.value(left), self.value(right)
                corners = (a * c, a * d, b * c, b * d)
                return min(corners), max(corners)
            case e.HalfUp(numerator, denominator):
                return _half_up(self.value(numerator), self.value(denominator))
            case e.Least(terms):
                intervals = [self.value(term) for term in terms]
                return min(low for low, _ in intervals), min(high for _, high in intervals)
            case e.Greatest(terms):
                intervals = [self.value(term) for term in terms]
                return max(low for low, _ in intervals), max(high for _, high in intervals)
            case e.FoldList():
                return self._fold(expr)
            case _:
                return self._truth(expr)

    def _truth(self, expr: e.Expr) -> Interval:
        match expr:
            case e.Compare(operation, left, right):
                return self._compared(operation, left, right)
            case e.And(terms):
                intervals = [self.value(term) for term in terms]
                return min(low for low, _ in intervals), min(high for _, high in intervals)
            case e.Or(terms):
                intervals = [self.value(term) for term in terms]
                return max(low for low, _ in intervals), max(high for _, high in intervals)
            case e.Not(term):
                low, high = self.value(term)
                return 1 - high, 1 - low
        raise TypeError(type(expr).__name__)

    def _compared(self, operation: str, left: e.Expr, right: e.Expr) -> Interval:
        """A comparison; with a field that the record lacks it is unknown, whatever the field's range is."""
        outer, self._comparing = self._comparing, True
        try:
            return compare(operation, self.value(left), self.value(right))
        except _AbsentField:
            return PERHAPS
        finally:
            self._comparing = outer

    def _given(self, expr: e.FactRef | e.FieldRef | e.Known) -> Interval:
        match expr:
            case e.Known(e.FieldRef()) if self._is_any_record:
                return PERHAPS
            case e.Known(of):
                return YES if self._lookup(of) is not None else NO
            case _:
                value = self._lookup(expr)
                if isinstance(value, int):
                    return value, value
                if self._comparing and isinstance(expr, e.FieldRef) and not self._is_any_record:
                    raise _AbsentField
                fact = self._fact(expr)
                return fact.low, fact.high

    def _lookup(self, of: e.FactRef | e.FieldRef) -> object | None:
        if isinstance(of, e.FactRef):
            return self._facts.get(of.id)
        assert self._record is not None, "a field outside its list"
        return None if self._is_any_record else self._record[0][of.index]

    @property
    def _is_any_record(self) -> bool:
        return self._record is not None and self._record[0] is ANY_RECORD

    def _fact(self, of: e.FactRef | e.FieldRef) -> Fact:
        if isinstance(of, e.FactRef):
            return self._declared[of.id]
        assert self._record is not None, "a field outside its list"
        return self._record[1][of.index]

    def _fold(self, expr: e.FoldList) -> Interval:
        declared = self._declared[expr.list_id]
        records = self._facts.get(expr.list_id)
        if records is None:
            return unknown_fold(expr, declared, self.range_in(expr.value, declared.fields))
        outer, seen = self._record, []
        for record in records:  # type: ignore[attr-defined]
            self._record = (record, declared.fields)
            condition = YES if expr.condition is None else self.value(expr.condition)
            if condition[1]:
                seen.append((condition, self.value(expr.value)))
        self._record = outer
        return fold(expr.kind, seen, expr.default)

    def range_in(self, value: e.Expr, fields: tuple[Fact, ...]) -> Interval:
        """What `value` can be for a record of which nothing is known."""
        outer, self._record = self._record, (ANY_RECORD, fields)
        interval = self.value(value)
        self._record = outer
        return interval

    def _choose(self, expr: e.Choose) -> tuple[Interval, int]:
        low, high = self.value(expr.condition)
        if low == high:
            return self._ruled(expr.then if low else expr.otherwise)
        (first, rule), (second, other) = self._ruled(expr.then), self._ruled(expr.otherwise)
        return hull(first, second), rule if rule == other else -1

    def _levels(self, expr: e.Levels) -> tuple[Interval, int]:
        low, high = self.value(expr.index)
        points = expr.points[low : high + 1]
        return (min(points), max(points)), low if low == high else -1

    def _piecewise(self, expr: e.Piecewise) -> tuple[Interval, int]:
        numerator, denominator = self.value(expr.numerator), self.value(expr.denominator)
        if numerator[0] == numerator[1] and denominator[0] == denominator[1]:
            rule = row_of(expr.pieces, numerator[0], max(1, denominator[0]))
            points = piece_points(expr.pieces[rule], numerator[0], max(1, denominator[0]))
            return (points, points), rule
        return piecewise_range(expr.pieces, numerator, denominator)

    def _tally(self, expr: e.Tally) -> tuple[Interval, int]:
        low = high = expr.start
        for term in expr.terms:
            first, second = (_capped(count * term.each, term.cap) for count in self.value(term.count))
            low, high = low + min(first, second), high + max(first, second)
        return (_held(expr, low), _held(expr, high)), _held_rule(expr, low) if low == high else -1


class Reach(Evaluation):
    """Values over everything that facts can be: each any integer of its range, given or not."""

    def __init__(self, declared: Mapping[str, Fact]) -> None:
        super().__init__(declared, {})

    def _given(self, expr: e.FactRef | e.FieldRef | e.Known) -> Interval:
        return PERHAPS if isinstance(expr, e.Known) else super()._given(expr)


def compare(operation: str, left: Interval, right: Interval) -> Interval:
    """The truth of a comparison of two intervals."""
    (a, b), (c, d) = left, right
    match operation:
        case "<":
            return (int(b < c), int(a < d))
        case "<=":
            return (int(b <= c), int(a <= d))
        case ">":
            return (int(a > d), int(b > c))
        case ">=":
            return (int(a >= d), int(b >= c))
        case "==":
            return (int(a == b == c == d), int(a <= d and c <= b))
        case _:
            same = compare("==", left, right)
            return 1 - same[1], 1 - same[0]


def fold(kind: str, seen: Sequence[tuple[Interval, Interval]], default: int) -> Interval:
    """Fold (condition, value) pairs of the records that may count."""
    sure = [value for condition, value in seen if condition[0]]
    match kind:
        case "count":
            return len(sure), len(seen)
        case "sum":
            low = sum(value[0] if condition[0] else min(0, value[0]) for condition, value in seen)
            return low, sum(value[1] if condition[0] else max(0, value[1]) for condition, value in seen)
        case "any":
            return max((value[0] for value in sure), default=0), max((value[1] for _, value in seen), default=0)
        case "all":
            return min((value[0] for _, value in seen), default=1), min((value[1] for value in sure), default=1)
    choose = min if kind == "min" else max
    everything = [value for _, value in seen]
    if not everything:
        return default, default
    if len(sure) == len(everything):
        return choose(value[0] for value in sure), choose(value[1] for value in sure)
    lows, highs = [value[0] for value in everything], [value[1] for value in everything]
    return min(lows if sure else [*lows, default]), max(highs if sure else [*highs, default])


def unknown_fold(expr: e.FoldList, declared: Fact, value: Interval) -> Interval:
    """What a fold can be when nothing is known of the list but its greatest length."""
    most = declared.max_items
    match expr.kind:
        case "count":
            return 0, most
        case "sum":
            return min(0, most * value[0]), max(0, most * value[1])
        case "any" | "all":
            return PERHAPS
    return min(value[0], expr.default), max(value[1], expr.default)


def _half_up(numerator: Interval, denominator: Interval) -> Interval:
    low, high = max(1, denominator[0]), max(1, denominator[1])
    corners = [divide_half_up(n, d) for n in numerator for d in (low, high)]
    return min(corners), max(corners)


def row_of(pieces: Sequence[e.Piece], numerator: int, denominator: int) -> int:
    """The row that numerator ÷ denominator falls in."""
    for row, piece in enumerate(pieces):
        if piece.edge is None:
            return row
        left, right = numerator * piece.edge[1], denominator * piece.edge[0]
        if left > right or (piece.closed and left == right):
            return row
    return len(pieces) - 1


def piece_points(piece: e.Piece, numerator: int, denominator: int) -> int:
    """The points of a row at numerator ÷ denominator, rounded once."""
    return divide_half_up(piece.slope * numerator + piece.offset * denominator, piece.divisor * denominator)


def piecewise_range(pieces: Sequence[e.Piece], numerator: Interval, denominator: Interval) -> tuple[Interval, int]:
    """The points still possible, and the row when only one can hold."""
    low_d, high_d = max(1, denominator[0]), max(1, denominator[1])
    low = (numerator[0], high_d if numerator[0] >= 0 else low_d)
    high = (numerator[1], low_d if numerator[1] >= 0 else high_d)
    last, first = row_of(pieces, *low), row_of(pieces, *high)
    found: list[int] = []
    for row in range(first, last + 1):
        start = low if row == last else pieces[row].edge
        end = high if row == first else pieces[row - 1].edge
        found += [piece_points(pieces[row], *at) for at in (start, end) if at is not None]
    return (min(found), max(found)), first if first == last else -1


def _capped(amount: int, cap: int | None) -> int:
    if cap is None:
        return amount
    return max(-cap, min(cap, amount))


def _held(tally: e.Tally, value: int) -> int:
    if tally.high is not None and value > tally.high:
        return tally.high
    return tally.low if tally.low is not None and value < tally.low else value


def _held_rule(tally: e.Tally, value: int) -> int:
    if tally.high is not None and value > tally.high:
        return 1
    return 2 if tally.low is not None and value < tally.low else 0


def exact_share(maximum: int, shares: Sequence[tuple[int, int, int]]) -> int:
    """`maximum` × the weighted mean of won ÷ maximum over (weight, won, maximum), rounded half up once.

    Weights and maxima are above 0.
    """
    product = prod(part for _, _, part in shares)
    numerator = sum(weight * won * (product // part) for weight, won, part in shares)
    return divide_half_up(maximum * numerator, product * sum(weight for weight, _, _ in shares))
