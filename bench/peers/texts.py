"""Plain integer expressions printed for other engines: as text with `?:`, and as JSON Logic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.program import expressions as e

Divided = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs: how a floored quotient is written, and the words for and, or, not."""

    divided: Divided
    both: str = "&&"
    either: str = "||"
    negated: str = "!"


class TruthText:
    """Prints with truth values kept apart from numbers: engines with types take no 1 for true."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def number(self, expr: e.Expr) -> str:
        """An expression as a number; a truth value becomes 1 or 0."""
        match expr:
            case e.Const(value):
                return str(value)
            case e.FactRef(name):
                return name
            case e.Sum(terms):
                return self._joined(" + ", terms)
            case e.Minus(left, right):
                return f"({self.number(left)} - {self.number(right)})"
            case e.Times(left, right):
                return f"({self.number(left)} * {self.number(right)})"
            case e.HalfUp(above, below):
                return self._half_up(above, below)
            case e.Least(terms):
                return self._folded("<", terms)
            case e.Greatest(terms):
                return self._folded(">", terms)
            case e.Choose(condition, then, otherwise):
                return f"({self.truth(condition)} ? {self.number(then)} : {self.number(otherwise)})"
        return f"({self.truth(expr)} ? 1 : 0)"

    def truth(self, expr: e.Expr) -> str:
        """An expression as a truth value."""
        match expr:
            case e.Compare(operation, left, right):
                return f"({self.number(left)} {operation} {self.number(right)})"
            case e.And(terms):
                return "(" + f" {self.dialect.both} ".join(self.truth(term) for term in terms) + ")"
            case e.Or(terms):
                return "(" + f" {self.dialect.either} ".join(self.truth(term) for term in terms) + ")"
            case e.Not(term):
                return f"({self.dialect.negated} {self.truth(term)})"
        return f"({self.number(expr)} == 1)"

    def _joined(self, sign: str, terms: Sequence[e.Expr]) -> str:
        return "(" + sign.join(self.number(term) for term in terms) + ")"

    def _half_up(self, above: e.Expr, below: e.Expr) -> str:
        n, d = self.number(above), self.number(below)
        return self.dialect.divided(f"(2 * {n} + {d})", f"(2 * {d})")

    def _folded(self, sign: str, terms: Sequence[e.Expr]) -> str:
        first, *others = map(self.number, terms)
        for other in others:
            first = f"({first} {sign} {other} ? {first} : {other})"
        return first


def json_logic(expr: e.Expr) -> Any:
    """An expression as JSON Logic; a floored quotient takes the rest away before it divides."""
    many = {e.Sum: "+", e.Least: "min", e.Greatest: "max", e.And: "and", e.Or: "or"}
    match expr:
        case e.Const(value):
            return value
        case e.FactRef(name):
            return {"var": name}
        case e.Minus(left, right):
            return {"-": [json_logic(left), json_logic(right)]}
        case e.Times(left, right):
            return {"*": [json_logic(left), json_logic(right)]}
        case e.Compare(operation, left, right):
            return {operation: [json_logic(left), json_logic(right)]}
        case e.Not(term):
            return {"!": [json_logic(term)]}
        case e.Choose(condition, then, otherwise):
            return {"if": [json_logic(condition), json_logic(then), json_logic(otherwise)]}
        case e.HalfUp(above, below):
            n, d = json_logic(above), json_logic(below)
            twice, both = {"+": [{"*": [2, n]}, d]}, {"*": [2, d]}
            return {"/": [{"-": [twice, {"%": [twice, both]}]}, both]}
    return {many[type(expr)]: [json_logic(term) for term in expr.terms]}  # type: ignore[union-attr]
