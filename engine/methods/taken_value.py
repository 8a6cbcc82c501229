"""The value of a unit as an integer that can be held against those of all other units, and the figures of its field."""

from dataclasses import dataclass
from fractions import Fraction

from engine.domain.facts import Fact, FactType
from engine.domain.field_rows import field_fact
from engine.domain.numbers import brief
from engine.domain.text import Text
from engine.methods.method import Rule
from engine.methods.scope import Scope
from engine.methods.typed import Number
from engine.methods.value import Value, is_percentage
from engine.program import expressions as e
from engine.program.arithmetic import times
from engine.program.field import MOST_UNITS, Compared, Figure
from engine.program.intervals import Interval, Reach
from engine.program.reading import facts_of

MOST_PLACES = 30


@dataclass(frozen=True, slots=True)
class Taken:
    """The own value of a unit: `expr` is an integer of 10^`places`, within `low` … `high`; `own` tells it."""

    expr: e.Expr
    places: int
    low: int
    high: int
    own: Value

    @property
    def unit(self) -> e.Const:
        """10^places."""
        return e.Const(10**self.places)


def taken(scope: Scope, rule: Rule, number: Number) -> Taken | None:
    """The value as the rule's `places` take it; a finding where it has no end of decimals and nothing says how many.

    A value that no fact divides is exact where it has an end; with `places` it is rounded half up once.
    """
    divides = not isinstance(number.denominator, e.Const)
    as_percent = divides or is_percentage(scope, number.numerator)
    wanted = rule.get("places")
    places = _own_places(number.denominator)
    if isinstance(wanted, int) and (places is None or wanted < places):
        expr: e.Expr = e.HalfUp(times(number.numerator, e.Const(10**wanted)), number.denominator)
        places = wanted
    elif places is not None:
        assert isinstance(number.denominator, e.Const)
        expr = times(number.numerator, e.Const(10**places // number.denominator.value))
    else:
        _refuse(scope)
        return None
    if as_percent and places < 2:
        expr, places = times(expr, e.Const(10 ** (2 - places))), 2
    low, high = Reach(scope.facts).value(expr)
    below = facts_of(number.denominator)
    levers = tuple(fact for fact in facts_of(number.numerator) if fact not in below)
    own = Value(Number(expr, e.Const(10**places), number.empties), as_percent, levers=levers)
    return Taken(expr, places, low, high, own)


def _own_places(denominator: e.Expr) -> int | None:
    """How many decimals a quotient by this can have; None where there is no end of them."""
    if not isinstance(denominator, e.Const):
        return None
    return next((places for places in range(MOST_PLACES + 1) if 10**places % denominator.value == 0), None)


def _refuse(scope: Scope) -> None:
    scope.refuse(
        "relative.places",
        "/rule",
        "Giá trị là phép chia, chưa nói so sánh đến mấy chữ số thập phân.",
        "The value divides, and nothing says to how many decimals it is compared.",
        "Thêm places, ví dụ places: 4 (83,33% là 0,8333).",
        "Add places, such as places: 4 (83.33% is 0.8333).",
    )


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """Declares the figures of a leaf's field as facts, and remembers which it reads."""

    scope: Scope
    value: Taken
    declared: dict[Figure, str]

    def end(self, figure: Figure) -> e.FactRef:
        """The least or the greatest value."""
        low, high = self.value.low, self.value.high
        titles = {
            "least": Text("giá trị thấp nhất của khối", "the least value of the field"),
            "greatest": Text("giá trị cao nhất của khối", "the greatest value of the field"),
        }
        return self._fact(figure, titles[figure], (low, high), self.value.places)

    def sum(self) -> e.FactRef:
        """The sum of all values."""
        low, high = self.value.low, self.value.high
        reach = (min(low, low * MOST_UNITS), max(high, high * MOST_UNITS))
        return self._fact("sum", Text("tổng giá trị của khối", "the sum over the field"), reach, self.value.places)

    def count(self) -> e.FactRef:
        """How many units were counted."""
        fact = Fact(
            field_fact(self.scope.node.id, "count"),
            Text("số đơn vị của khối", "the number of units in the field"),
            FactType.COUNT,
            1,
            MOST_UNITS,
        )
        self.declared["count"] = fact.id
        return self.scope.declare(fact)

    def percentile(self, share: tuple[int, int]) -> e.FactRef:
        """The percentile, an integer of 10^places × the denominator of `share`."""
        named = Fraction(100 * share[0], share[1])
        title = Text(
            f"bách phân vị {brief(named, 'vi')} của khối",
            f"the percentile {brief(named, 'en')} of the field",
        )
        reach = (self.value.low * share[1], self.value.high * share[1])
        return self._fact("percentile", title, reach, self.value.places + len(str(share[1])) - 1)

    def _fact(self, figure: Figure, title: Text, reach: Interval, places: int) -> e.FactRef:
        kind, kept = (FactType.PERCENT, places - 2) if self.value.own.as_percent else (FactType.DECIMAL, places)
        fact = Fact(field_fact(self.scope.node.id, figure), title, kind, *reach, kept)
        self.declared[figure] = fact.id
        return self.scope.declare(fact)

    def compared(self, empty: e.Expr | None, share: tuple[int, int] | None, *, everyone: bool) -> Compared:
        """What the leaf compares, by the figures declared so far."""
        return Compared(self.value.expr, self.value.places, empty, tuple(self.declared.items()), share, everyone)
