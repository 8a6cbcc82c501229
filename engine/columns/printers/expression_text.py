"""Plain expressions as text of a dialect: the walk, and the proof that every step of it fits its integers."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from engine.columns.flat.flat_program import UNKNOWN
from engine.columns.printers.proof import LITERAL, NARROW, Proof, bits_for
from engine.program import expressions as e
from engine.program.arithmetic import plus, times


@dataclass(frozen=True, slots=True)
class Written:
    """Text of an expression, and the width of the integers that it yields."""

    text: str
    bits: int


class ExpressionText(ABC):
    """Writes expressions. Nothing that is read is ever NULL: what is unknown has a number of its range, and a flag."""

    def __init__(self, proof: Proof) -> None:
        self.proof = proof

    def number(self, expr: e.Expr) -> Written:
        """An expression as an integer."""
        match expr:
            case e.Const(value):
                return self.literal(value)
            case e.FactRef(name):
                return self.column(name, bits_for(self.proof.size(expr)))
            case e.FieldRef(index):
                return self.field(index, bits_for(self.proof.size(expr)))
            case e.Sum(terms):
                # However the terms are added up, no part of the way is further from 0 than all of them together.
                return self._arithmetic(" + ", terms, sum(self.proof.size(term) for term in terms))
            case e.Minus(left, right):
                return self._arithmetic(" - ", (left, right), self.proof.size(left) + self.proof.size(right))
            case e.Times(left, right):
                return self._arithmetic(" * ", (left, right), self.proof.size(left) * self.proof.size(right))
            case e.HalfUp(numerator, denominator):
                return self._half_up(numerator, denominator)
            case e.Least(terms) | e.Greatest(terms):
                written = [self.number(term) for term in terms]
                texts = [each.text for each in written]
                return Written(self.extreme(texts, least=isinstance(expr, e.Least)), _widest(written))
            case e.Choose():
                return self._choice(expr)
            case e.FoldList():
                return self.fold(expr)
        return Written(self.truth(self.condition(expr)), NARROW)

    def condition(self, expr: e.Expr) -> str:
        """An expression as a truth value."""
        match expr:
            case e.Compare(operation, left, right):
                return self.compared(operation, self.number(left).text, self.number(right).text)
            case e.And(terms):
                return self.joined([self.condition(term) for term in terms], every=True)
            case e.Or(terms):
                return self.joined([self.condition(term) for term in terms], every=False)
            case e.Not(term):
                return self.opposite(self.condition(term))
            case e.Known(e.FieldRef(index)):
                return self.known_field(index)
            case e.Known(e.FactRef(name)):
                return self.compared("==", self.column(UNKNOWN + name, NARROW).text, "0")
        return self.compared("!=", self.number(expr).text, "0")

    def fitted(self, expr: e.Expr, bits: int) -> str:
        """An expression as an integer of exactly this width."""
        written = self.number(expr)
        return written.text if written.bits == bits else self.cast(written.text, bits)

    def _arithmetic(self, sign: str, operands: Sequence[e.Expr], size: int) -> Written:
        """Operations from left to right; all of them are as wide as the first, which is as wide as the result needs."""
        bits = bits_for(max([size, *(self.proof.size(operand) for operand in operands)]))
        written = [self.number(operand) for operand in operands]
        bits = max(bits, _widest(written))
        first = written[0]
        head = first.text if first.bits >= bits else self.cast(first.text, bits)
        return Written("(" + sign.join([head, *(each.text for each in written[1:])]) + ")", bits)

    def _half_up(self, numerator: e.Expr, denominator: e.Expr) -> Written:
        """(2n + d) ÷ 2d downwards, or with an even number d (n + d/2) ÷ d."""
        below: e.Expr
        if isinstance(denominator, e.Const) and denominator.value % 2 == 0:
            above, below = plus(numerator, e.Const(denominator.value // 2)), denominator
        else:
            above = plus(times(numerator, e.Const(2)), denominator)
            below = times(denominator, e.Const(2))
        bits = bits_for(self.proof.size(above) + self.proof.size(below))
        top, bottom = self.number(above), self.number(below)
        bits = max(bits, top.bits, bottom.bits)
        text = top.text if top.bits >= bits else self.cast(top.text, bits)
        return Written(self.floored(text, bottom.text, below_zero=self.proof.range_of(above)[0] < 0), bits)

    def _choice(self, expr: e.Choose) -> Written:
        branches: list[tuple[str, Written]] = []
        rest: e.Expr = expr
        while isinstance(rest, e.Choose):
            branches.append((self.condition(rest.condition), self.number(rest.then)))
            rest = rest.otherwise
        otherwise = self.number(rest)
        bits = max(_widest([then for _, then in branches]), otherwise.bits, NARROW)
        return Written(self.chosen(branches, otherwise, bits), bits)

    @abstractmethod
    def literal(self, value: int) -> Written:
        """A number."""

    @abstractmethod
    def column(self, name: str, bits: int) -> Written:
        """A fact, a column of the batch, or an earlier statement."""

    @abstractmethod
    def field(self, index: int, bits: int) -> Written:
        """A field of the record at hand."""

    @abstractmethod
    def known_field(self, index: int) -> str:
        """Whether a field of the record at hand is given."""

    @abstractmethod
    def cast(self, text: str, bits: int) -> str:
        """The same number in other integers."""

    @abstractmethod
    def floored(self, above: str, below: str, *, below_zero: bool) -> str:
        """Above ÷ below, downwards; below is 1 or more. `below_zero`: above may be less than 0."""

    @abstractmethod
    def extreme(self, texts: Sequence[str], *, least: bool) -> str:
        """The least or greatest."""

    @abstractmethod
    def chosen(self, branches: Sequence[tuple[str, Written]], otherwise: Written, bits: int) -> str:
        """What stands beside the first condition that holds."""

    @abstractmethod
    def compared(self, operation: e.Comparison, left: str, right: str) -> str:
        """A comparison."""

    @abstractmethod
    def joined(self, texts: Sequence[str], *, every: bool) -> str:
        """Whether every condition holds, or some."""

    @abstractmethod
    def opposite(self, text: str) -> str:
        """Whether a condition does not hold."""

    @abstractmethod
    def truth(self, text: str) -> str:
        """1 where a condition holds, 0 elsewhere."""

    @abstractmethod
    def fold(self, fold: e.FoldList) -> Written:
        """What the records of a list give together."""


def _widest(written: Sequence[Written]) -> int:
    return max((each.bits for each in written), default=LITERAL)
