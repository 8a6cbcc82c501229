"""Expressions written onto a tape: every node in the narrowest arithmetic that is proved to hold it."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from engine.columns.flat.widths import Arithmetic, Widths, arithmetic_of
from engine.columns.numpy_machine import operations as do
from engine.columns.numpy_machine.tape import DTYPES, WIDENING, Kind, Operation, Register, Tape
from engine.program import expressions as e
from engine.program.intervals import Interval

KINDS: dict[Arithmetic, Kind] = {"i32": "i4", "i53": "f8", "i64": "i8"}
Source = Callable[[e.Expr], Register]
"""Gives the register of a fact, field or fold."""


class NotProvable(ArithmeticError):
    """An expression may leave 64 bits."""


class ExpressionWriter:
    """Writes expressions over the facts of rows, or over the fields of records of the list `list_id`."""

    def __init__(self, tape: Tape, widths: Widths, source: Source, list_id: str = "") -> None:
        self.tape = tape
        self._widths, self._source, self._list_id = widths, source, list_id
        self._written: dict[e.Expr, Register] = {}

    def write(self, expr: e.Expr) -> Register:
        """The register of an expression, of the kind that came about."""
        if expr not in self._written:
            self._written[expr] = self._fresh(expr)
        return self._written[expr]

    def keep(self, name: str, register: Register) -> None:
        """What a statement's name stands for from now on."""
        self._written[e.FactRef(name)] = register

    def number(self, expr: e.Expr, kind: Kind) -> Register:
        """The register of an expression as a number of one kind."""
        if isinstance(expr, e.Const):
            return self.tape.constant(expr.value, kind)
        return self.cast(self.write(expr), kind)

    def truth(self, expr: e.Expr) -> Register:
        """The register of a condition."""
        return self.number(expr, "b")

    def cast(self, register: Register, kind: Kind) -> Register:
        """The same as a number of another kind."""
        if register.kind == kind:
            return register
        constant = self.tape.constants.get(register.at)
        if constant is not None:
            return self.tape.constant(int(constant), kind)
        return self.tape.do(do.cast, kind, register)

    def interval(self, expr: e.Expr) -> Interval:
        """What is proved of the value of an expression."""
        return self._widths.interval(expr, self._list_id)

    def kind_for(self, needs: Interval) -> Kind:
        """The narrowest kind of arithmetic; raises NotProvable."""
        found = arithmetic_of(needs)
        if found is None:
            raise NotProvable(str(needs))
        return KINDS[found]

    def kind_of(self, expr: e.Expr) -> Kind:
        """The kind in which a node is computed."""
        return self.kind_for(self._widths.needs(expr, self._list_id))

    def _fresh(self, expr: e.Expr) -> Register:
        match expr:
            case e.Const(value):
                return self.tape.constant(value, self.kind_for((value, value)))
            case e.FactRef() | e.FieldRef() | e.Known() | e.FoldList():
                return self._source(expr)
            case e.Sum(terms):
                return self._chained(np.add, terms, self.kind_of(expr))
            case e.Minus(left, right):
                return self._two(np.subtract, left, right, self.kind_of(expr))
            case e.Times(left, right):
                return self._two(np.multiply, left, right, self.kind_of(expr))
            case e.Least(terms):
                return self._chained(do.least, terms, self.kind_of(expr))
            case e.Greatest(terms):
                return self._chained(do.greatest, terms, self.kind_of(expr))
            case e.HalfUp(numerator, denominator):
                return self._half_up(numerator, denominator, self.kind_of(expr))
            case e.Choose(condition, then, otherwise):
                return self._choice(condition, then, otherwise)
            case e.Levels(index, points):
                return self._levels(index, points)
            case e.Piecewise() | e.Tally():
                return self.shape(expr)
            case _:
                return self._condition(expr)

    def shape(self, expr: e.Piecewise | e.Tally) -> Register:
        """The shapes of leaves."""
        raise TypeError(type(expr).__name__)

    def _two(self, operation: Operation, left: e.Expr, right: e.Expr, kind: Kind) -> Register:
        return self.tape.do(operation, kind, self.number(left, kind), self.number(right, kind))

    def _chained(self, operation: Operation, terms: Sequence[e.Expr], kind: Kind) -> Register:
        found = self.number(terms[0], kind)
        for term in terms[1:]:
            found = self.tape.do(operation, kind, found, self.number(term, kind))
        return found

    def _condition(self, expr: e.Expr) -> Register:
        match expr:
            case e.Compare(operation, left, right):
                return self._compared(operation, left, right)
            case e.And(terms):
                return self._chained(np.bitwise_and, terms, "b")
            case e.Or(terms):
                return self._chained(np.bitwise_or, terms, "b")
            case e.Not(term):
                return self.tape.do(do.opposite, "b", self.truth(term))
        raise TypeError(type(expr).__name__)

    def _compared(self, operation: str, left: e.Expr, right: e.Expr) -> Register:
        """Compared in the wider kind of both sides; a number that the set fixes takes the kind of the other side."""
        kinds = [self._narrowest(side) for side in (left, right)]
        kind = max(kinds, key=WIDENING.index)
        kind = "i1" if kind == "b" else kind
        return self.tape.do(do.COMPARING[operation], "b", self.number(left, kind), self.number(right, kind))

    def _narrowest(self, expr: e.Expr) -> Kind:
        if not isinstance(expr, e.Const):
            return self.write(expr).kind
        for kind in ("i1", "i2"):
            limits = np.iinfo(DTYPES[kind])
            if limits.min <= expr.value <= limits.max:
                return kind
        return self.kind_for((expr.value, expr.value))

    def _choice(self, condition: e.Expr, then: e.Expr, otherwise: e.Expr) -> Register:
        asked = self.truth(condition)
        kinds = [self._narrowest(side) for side in (then, otherwise)]
        kind = max(kinds, key=WIDENING.index)
        kind = "i4" if kind in ("b", "i1", "i2") else kind
        return self.chosen(asked, self.number(then, kind), self.number(otherwise, kind))

    def chosen(self, asked: Register, then: Register, otherwise: Register) -> Register:
        """`then` where a truth value is 1: the bits in which both differ are turned by a mask."""
        if then == otherwise:
            return then
        kind = then.kind
        both, differ = (do.bits_and, do.bits_differ) if kind == "f8" else (np.bitwise_and, np.bitwise_xor)
        if self._fixed(then) == 0:
            return self.tape.do(both, kind, otherwise, self._mask(asked, kind, of=False))
        mask = self._mask(asked, kind, of=True)
        if self._fixed(otherwise) == 0:
            return self.tape.do(both, kind, then, mask)
        turned = self.tape.do(both, kind, self._differing(then, otherwise, differ), mask)
        return self.tape.do(differ, kind, turned, otherwise)

    def _differing(self, then: Register, otherwise: Register, differ: Operation) -> Register:
        first, second = self._fixed(then), self._fixed(otherwise)
        if first is None or second is None or then.kind == "f8":
            return self.tape.do(differ, then.kind, then, otherwise)
        return self.tape.constant(first ^ second, then.kind)

    def _fixed(self, register: Register) -> int | None:
        constant = self.tape.constants.get(register.at)
        return None if constant is None else int(constant)

    def _mask(self, asked: Register, kind: Kind, *, of: bool) -> Register:
        """All bits where a truth value is 1, or where it is 0, as integers of the width of a kind."""
        width: Kind = "i4" if kind == "i4" else "i8"
        number = self.cast(asked, width)
        if of:
            return self.tape.do(do.negative, width, number)
        return self.tape.do(np.subtract, width, number, self.tape.constant(1, width))

    def _half_up(self, numerator: e.Expr, denominator: e.Expr, kind: Kind) -> Register:
        """(2·n + d) ÷ (2·d), rounded down; an even d that the set fixes is halved instead."""
        if isinstance(denominator, e.Const):
            unit = max(1, denominator.value)
            above = self.number(numerator, kind)
            if unit == 1:
                return above
            if unit % 2:
                above, half, unit = self._doubled(numerator, kind), unit, 2 * unit
            else:
                half = unit // 2
            raised = self.tape.do(np.add, kind, above, self.tape.constant(half, kind))
            return self.divided(raised, self.tape.constant(unit, kind))
        below = self.positive(denominator, kind)
        raised = self.tape.do(np.add, kind, self._doubled(numerator, kind), below)
        return self.divided(raised, self.multiple(below, 2))

    def _doubled(self, numerator: e.Expr, kind: Kind) -> Register:
        if isinstance(numerator, e.Times) and isinstance(numerator.right, e.Const):
            return self.multiple(self.number(numerator.left, kind), 2 * numerator.right.value)
        return self.multiple(self.number(numerator, kind), 2)

    def multiple(self, register: Register, factor: int) -> Register:
        """A register times a number."""
        if factor == 1:
            return register
        fixed = self._fixed(register) if factor else 0
        if fixed is not None:
            return self.tape.constant(fixed * factor, register.kind)
        return self.tape.do(np.multiply, register.kind, register, self.tape.constant(factor, register.kind))

    def positive(self, denominator: e.Expr, kind: Kind) -> Register:
        """A denominator; what is below 1 is read as 1."""
        if isinstance(denominator, e.Const):
            return self.tape.constant(max(1, denominator.value), kind)
        register = self.number(denominator, kind)
        if self.interval(denominator)[0] >= 1:
            return register
        return self.tape.do(do.greatest, kind, register, self.tape.constant(1, kind))

    def divided(self, above: Register, below: Register) -> Register:
        """A quotient rounded down. Floats are exact: both operands together stay within 53 bits."""
        if above.kind == "i8" or (above.kind == "i4" and below.at in self.tape.constants):
            return self.tape.do(np.floor_divide, above.kind, above, below)
        quotient = self.tape.do(np.divide, "f8", self.cast(above, "f8"), self.cast(below, "f8"))
        floored = self.tape.do(do.floor, "f8", quotient)
        return self.cast(floored, "i4") if above.kind == "i4" else floored

    def _levels(self, index: e.Expr, points: tuple[int, ...]) -> Register:
        """Points by an index: computed where they go by equal steps, otherwise looked up."""
        kind = self.kind_for((min(points), max(points)))
        steps = {second - first for first, second in pairwise(points)}
        if len(steps) > 1 or kind != "i4":
            table_kind: Kind = "i4" if kind == "i4" else "i8"
            looked: Any = do.taken(points, DTYPES[table_kind])
            return self.tape.do(looked, table_kind, self.number(index, "i8"))
        scaled = self.multiple(self.number(index, kind), steps.pop() if steps else 0)
        return scaled if points[0] == 0 else self.tape.do(np.add, kind, scaled, self.tape.constant(points[0], kind))
