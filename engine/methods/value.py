"""The value that a table or a proportion is about: an exact ratio over facts, told and inverted."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.criteria_set import Plain
from engine.domain.facts import NUMERIC, FactType
from engine.domain.numbers import brief, grouped, percent
from engine.methods.language import none_empty, read_number
from engine.methods.method import Rule
from engine.methods.scope import Scope
from engine.methods.typed import Number
from engine.program import expressions as e
from engine.program.intervals import Evaluation
from engine.program.plan import Scoring, Seen
from engine.program.reading import facts_of

WHEN_EMPTY = ("full", "zero", "exclude", "not_assessed")


@dataclass(frozen=True, slots=True)
class Value:
    """`number` with what is to be done when a divisor is 0; told as a percentage where it is one.

    `levers` are the facts by which a unit can move the value: those above the line and not below it.
    """

    number: Number
    as_percent: bool
    when_empty: str = ""
    levers: tuple[str, ...] = ()

    def scoring(self, points: e.Expr, rules: tuple[str, ...]) -> Scoring:
        """The scoring of `points` over this value."""
        return Scoring(points, rules, none_empty(self.number.empties), self.when_empty)

    def now(self, seen: Seen) -> Fraction | None:
        """The exact value, None while unknown."""
        evaluation = seen.evaluation
        numerator = evaluation.decided(self.number.numerator)
        denominator = evaluation.decided(self.number.denominator)
        if numerator is None or denominator is None:
            return None
        return Fraction(numerator, max(1, denominator))

    def told(self, value: Fraction | None, language: str) -> str:
        """A value as people see it."""
        if value is None:
            return "chưa biết" if language == "vi" else "unknown"
        return percent(value, language) if self.as_percent else grouped(brief(value, language, 4), language)

    def least_change(self, seen: Seen, good: Callable[[Fraction], bool]) -> tuple[str, int, Fraction] | None:
        """The nearest integer of one lever that makes the value `good`: (fact id, integer, value then).

        Each lever is tried alone, towards both ends of its range, by halving; None where no single fact does it.
        """
        found: list[tuple[int, str, int, Fraction]] = []
        for fact_id in self.levers:
            fact, current = seen.declared[fact_id], seen.facts.get(fact_id)
            if fact.type not in NUMERIC or not isinstance(current, int):
                continue
            for end in (fact.high, fact.low):
                reached = self._halve(seen, fact_id, current, end, good)
                if reached is not None:
                    found.append((abs(reached[0] - current), fact_id, *reached))
        if not found:
            return None
        _, fact_id, number, value = min(found)
        return fact_id, number, value

    def _halve(
        self, seen: Seen, fact_id: str, bad: int, right: int, good: Callable[[Fraction], bool]
    ) -> tuple[int, Fraction] | None:
        value = self.at(seen, fact_id, right)
        if value is None or not good(value):
            return None
        while abs(right - bad) > 1:
            middle = (bad + right) // 2
            between = self.at(seen, fact_id, middle)
            if between is not None and good(between):
                right, value = middle, between
            else:
                bad = middle
        return right, value

    def at(self, seen: Seen, fact_id: str, number: int) -> Fraction | None:
        """The value if one fact had another integer."""
        evaluation = Evaluation(seen.declared, {**seen.facts, fact_id: number})
        numerator = evaluation.decided(self.number.numerator)
        denominator = evaluation.decided(self.number.denominator)
        if numerator is None or denominator is None:
            return None
        return Fraction(numerator, max(1, denominator))


def read_value(scope: Scope, rule: Rule, key: str = "value") -> Value | None:
    """The value of a rule; findings when it may be empty and nobody says what that means."""
    number = read_number(scope, rule.get(key), f"/rule/{key}")
    return with_empty(scope, rule, number) if number else None


def with_empty(scope: Scope, rule: Rule, number: Number) -> Value:
    """A value from a number, with the rule's `when_empty` checked."""
    when_empty: Plain = rule.get("when_empty", "")
    if number.empties and not when_empty:
        scope.refuse(
            "rule.when-empty",
            "/rule",
            "Mẫu số có thể bằng 0 nhưng không nói khi đó tính thế nào.",
            "The denominator can be 0 and nothing says what that means.",
            f"Thêm when_empty: {' | '.join(WHEN_EMPTY)}.",
            f"Add when_empty: {' | '.join(WHEN_EMPTY)}.",
        )
    if when_empty and not number.empties:
        scope.warn(
            "rule.never-empty",
            "/rule/when_empty",
            "Mẫu số không bao giờ bằng 0 nên when_empty không có tác dụng.",
            "The denominator is never 0, so when_empty does nothing.",
            "Bỏ when_empty.",
            "Remove when_empty.",
        )
    divides = not isinstance(number.denominator, e.Const)
    below = facts_of(number.denominator)
    levers = tuple(fact for fact in facts_of(number.numerator) if fact not in below)
    return Value(number, divides or is_percentage(scope, number.numerator), str(when_empty), levers)


def is_percentage(scope: Scope, expr: e.Expr) -> bool:
    """Whether an expression is a fact that is written as a percentage."""
    return isinstance(expr, e.FactRef) and scope.facts[expr.id].type is FactType.PERCENT
