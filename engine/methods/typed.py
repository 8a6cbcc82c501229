"""What an expression of the condition language can be: number, truth value, date, choice, list."""

import ast
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NoReturn, Protocol

from engine.domain.facts import Fact
from engine.program import expressions as e
from engine.program.arithmetic import plus, times


@dataclass(frozen=True, slots=True)
class Number:
    """An exact ratio of two integer expressions; `empties` are divisors that can be 0."""

    numerator: e.Expr
    denominator: e.Expr = e.ONE
    empties: tuple[e.Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Truth:
    """A truth value."""

    expr: e.Expr


@dataclass(frozen=True, slots=True)
class Day:
    """A date, as its day number."""

    expr: e.Expr


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice fact; compared only with the id of one of its options."""

    expr: e.Expr
    fact: Fact


@dataclass(frozen=True, slots=True)
class Word:
    """Quoted text: the id of an option."""

    text: str


@dataclass(frozen=True, slots=True)
class Records:
    """A list fact."""

    fact: Fact


Typed = Number | Truth | Day | Choice | Word | Records


def expressions_of(typed: Typed) -> tuple[e.Expr, ...]:
    """What something typed is made of in the intermediate form."""
    match typed:
        case Number(numerator, denominator, empties):
            return (numerator, denominator, *empties)
        case Truth(expr) | Day(expr) | Choice(expr):
            return (expr,)
    return ()


class Reads(Protocol):
    """What the functions of the language need of the reader of an expression."""

    records: Fact | None

    def typed(self, node: ast.expr, depth: int) -> Typed:
        """The typed form of one syntax node."""
        ...

    def number(self, node: ast.expr, depth: int) -> Number:
        """A part that must be a number."""
        ...

    def truth(self, node: ast.expr, depth: int) -> e.Expr:
        """A part that must be a truth value."""
        ...

    def inside(self, records: Fact) -> "Reads":
        """A reader of what is said of each record of a list."""
        ...

    def refuse(self, node: ast.AST, vi: str = ..., en: str = ...) -> NoReturn:
        """Refuse a part of the expression."""
        ...


class Refused(Exception):
    """An expression that cannot be used; carries code, message in both languages and hint."""

    def __init__(self, code: str, vi: str, en: str, hint_vi: str = "", hint_en: str = "") -> None:
        super().__init__(en)
        self.details = (code, vi, en, hint_vi, hint_en)


def added(left: Number, right: Number) -> Number:
    """The sum of two ratios."""
    first, second, denominator = common(left, right)
    return Number(plus(first, second), denominator, left.empties + right.empties)


def scaled(number: Number, by: Fraction) -> Number:
    """A ratio times a number that the set fixes."""
    return Number(
        times(number.numerator, e.Const(by.numerator)),
        times(number.denominator, e.Const(by.denominator)),
        number.empties,
    )


def common(left: Number, right: Number) -> tuple[e.Expr, e.Expr, e.Expr]:
    """Both numerators over one denominator."""
    a, b = left.denominator, right.denominator
    if a == b:
        return left.numerator, right.numerator, a
    if isinstance(a, e.Const) and isinstance(b, e.Const):
        both_of = lcm(a.value, b.value)
        return (
            times(left.numerator, e.Const(both_of // a.value)),
            times(right.numerator, e.Const(both_of // b.value)),
            e.Const(both_of),
        )
    return times(left.numerator, b), times(right.numerator, a), times(a, b)
