"""Conditions and values of the naive evaluator: Python's grammar walked with `ast`, facts that may be missing.

Every name is looked up anew and every text walked from its top each time: nothing is compiled, nothing is optimised.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache

from engine.domain.facts import Fact, FactType
from engine.domain.submission import FactValue
from tests.support.naive_amounts import (
    Amount,
    Choice,
    NoDenominatorError,
    Truth,
    divided,
    equal,
    exactly,
    extreme,
    hull,
    kleene_and,
    kleene_not,
    kleene_or,
    less,
    magnitude,
    minus,
    negative,
    plus,
    same_option,
    times,
)

Record = Mapping[str, FactValue | None]


@dataclass(frozen=True)
class Records:
    """A list fact as it was given; `items` is None when it is missing."""

    fact: Fact
    items: tuple[Record, ...] | None


@dataclass(frozen=True)
class Absent:
    """A field that is known not to be there."""

    field: Fact


Value = Amount | Choice | Absent | Records | Truth


def as_value(fact: Fact, written: FactValue) -> Value:
    """A given fact as the evaluator sees it."""
    if fact.type is FactType.BOOL:
        return written is True
    if fact.type is FactType.CHOICE:
        return Choice(frozenset([str(written)]))
    if fact.type is FactType.LIST:
        assert isinstance(written, tuple)
        return Records(fact, written)
    if isinstance(written, date):
        return exactly(written.toordinal())
    assert isinstance(written, (int, Fraction))
    return exactly(Fraction(written) / (100 if fact.type is FactType.PERCENT else 1))


def still_possible(fact: Fact) -> Value:
    """What a missing fact may still be."""
    if fact.type is FactType.BOOL:
        return None
    if fact.type is FactType.CHOICE:
        return Choice(frozenset(option.id for option in fact.options))
    if fact.type is FactType.LIST:
        return Records(fact, None)
    return Amount(fact.value(fact.low), fact.value(fact.high), fact.value(1))


@dataclass(frozen=True)
class Evidence:
    """The facts declared and those given; inside a list function also the fields of the record at hand.

    `record` is None where the whole list is missing, so that its records are anything.
    """

    declared: Mapping[str, Fact]
    given: Mapping[str, FactValue]
    fields: Mapping[str, Fact] = field(default_factory=dict)
    record: Record | None = None

    def of(self, name: str) -> Value:
        """The value of a fact, or of a field of the record at hand."""
        if name in self.fields:
            return self.of_field(self.fields[name])
        if name in self.given:
            return as_value(self.declared[name], self.given[name])
        return still_possible(self.declared[name])

    def of_field(self, known: Fact) -> Value:
        """A field of the record at hand; one that was left out or given as null is absent."""
        if self.record is None:
            return still_possible(known)
        written = self.record.get(known.id)
        return Absent(known) if written is None else as_value(known, written)

    def known(self, name: str) -> Truth:
        """Whether a field of the record at hand was given; nothing is known of the records of a missing list."""
        assert name in self.fields, f"{name} is no field of a record"
        return None if self.record is None else self.record.get(name) is not None

    def inside(self, records: Fact, record: Record | None) -> "Evidence":
        """The same evidence seen from one record of a list."""
        return Evidence(self.declared, self.given, {known.id: known for known in records.fields}, record)


@lru_cache(maxsize=20_000)
def tree_of(text: str) -> ast.expr:
    """The syntax tree of an expression."""
    return ast.parse(text.strip(), mode="eval").body


def amount_of(text: object, evidence: Evidence) -> Amount:
    """The number that an expression gives; raises NoDenominatorError where a denominator is 0."""
    value = Walk(str(text).strip(), evidence).visit(tree_of(str(text)))
    assert isinstance(value, Amount), f"{text} is no number"
    return value


def truth_of(text: object, evidence: Evidence) -> Truth:
    """Whether a condition holds; None where missing facts leave it open."""
    written = str(text).strip()
    if isinstance(text, bool):
        return text
    value = Walk(written, evidence).visit(tree_of(written))
    assert value is None or isinstance(value, (bool, Absent)), f"{written} is no condition"
    return None if isinstance(value, Absent) else value


class AbsentError(Exception):
    """An absent field was compared, or what is computed from it."""


class Walk(ast.NodeVisitor):
    """One walk over an expression."""

    def __init__(self, text: str, evidence: Evidence) -> None:
        self.text, self.evidence, self.comparing = text, evidence, False

    def generic_visit(self, node: ast.AST) -> Value:
        """Whatever is not listed below is not part of the language."""
        raise TypeError(f"{ast.dump(node)} in {self.text}")

    def visit_Constant(self, node: ast.Constant) -> Value:
        """A text stands for an option; a number is read from its text, never from Python's float."""
        if isinstance(node.value, str):
            return Choice(frozenset([node.value]))
        return exactly(Fraction(str(ast.get_source_segment(self.text, node))))

    def visit_Name(self, node: ast.Name) -> Value:
        """`true`, `false`, or a fact."""
        return {"true": True, "false": False}[node.id] if node.id in ("true", "false") else self.evidence.of(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> Value:
        """A fact with dots in its name."""
        return self.evidence.of(ast.unparse(node))

    def visit_BoolOp(self, node: ast.BoolOp) -> Value:
        """`and`, `or`."""
        parts = [self.truth(part) for part in node.values]
        return kleene_and(parts) if isinstance(node.op, ast.And) else kleene_or(parts)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Value:
        """`not x`, `-x`."""
        if isinstance(node.op, ast.Not):
            return kleene_not(self.truth(node.operand))
        return negative(self.amount(node.operand))

    def visit_BinOp(self, node: ast.BinOp) -> Value:
        """`+ - * /`."""
        work = {ast.Add: plus, ast.Sub: minus, ast.Mult: times, ast.Div: divided}[type(node.op)]
        result: Amount = work(self.amount(node.left), self.amount(node.right))
        return result

    def visit_Compare(self, node: ast.Compare) -> Value:
        """A chain: every neighbouring pair must hold."""
        operands = [node.left, *node.comparators]
        pairs = zip(operands, node.ops, operands[1:], strict=False)
        return kleene_and([self.comparison(left, kind, right) for left, kind, right in pairs])

    def comparison(self, left: ast.expr, kind: ast.cmpop, right: ast.expr) -> Truth:
        """One comparison; whatever is made of an absent field compares as unknown."""
        before, self.comparing = self.comparing, True
        try:
            return self.compared(left, kind, right)
        except AbsentError:
            return None
        finally:
            self.comparing = before

    def compared(self, left: ast.expr, kind: ast.cmpop, right: ast.expr) -> Truth:
        """One comparison of what is there."""
        if isinstance(kind, (ast.In, ast.NotIn)):
            assert isinstance(right, ast.Tuple)
            found = kleene_or([self.compared(left, ast.Eq(), member) for member in right.elts])
            return found if isinstance(kind, ast.In) else kleene_not(found)
        a, b = self.visit(left), self.visit(right)
        if isinstance(a, Absent) or isinstance(b, Absent):
            return None
        if isinstance(a, Amount):
            return compared_amounts(a, kind, b)
        same = same_option(a, b) if isinstance(a, Choice) else same_truth(a, b)
        return same if isinstance(kind, ast.Eq) else kleene_not(same)

    def visit_IfExp(self, node: ast.IfExp) -> Value:
        """`x if c else y`; while c is unknown, either."""
        chosen = self.truth(node.test)
        if chosen is not None:
            value: Value = self.visit(node.body if chosen else node.orelse)
            return value
        results = []
        for branch in (node.body, node.orelse):
            try:
                results.append(self.visit(branch))
            except NoDenominatorError:
                continue
        if not results:
            raise NoDenominatorError
        return either(results)

    def visit_Call(self, node: ast.Call) -> Value:
        """One of the named functions."""
        assert isinstance(node.func, ast.Name)
        first = node.args[0]
        if node.func.id in ("count", "sum", "any", "all", "min", "max"):
            seen = self.visit(first) if isinstance(first, (ast.Name, ast.Attribute)) else None
            if isinstance(seen, Records):
                return self.over_records(node.func.id, seen, node.args[1:])
        return self.scalar_call(node.func.id, node.args)

    def scalar_call(self, name: str, arguments: list[ast.expr]) -> Value:
        """A function of plain values."""
        if name == "known":
            return self.evidence.known(ast.unparse(arguments[0]))
        if name == "date":
            assert isinstance(arguments[0], ast.Constant)
            return exactly(date.fromisoformat(str(arguments[0].value)).toordinal())
        amounts = [self.amount(argument) for argument in arguments]
        if name in ("min", "max"):
            return extreme(amounts, greatest=name == "max")
        if name == "abs":
            return magnitude(amounts[0])
        if name == "clamp":
            return extreme([extreme([amounts[0], amounts[2]], greatest=False), amounts[1]], greatest=True)
        assert name == "days_between", name
        return minus(amounts[1], amounts[0])

    def over_records(self, name: str, records: Records, arguments: list[ast.expr]) -> Value:
        """A function of a list: its expressions are walked once for every record."""
        counted = name in ("sum", "min", "max")
        value = arguments[0] if counted else None
        condition = arguments[1 if counted else 0] if len(arguments) > counted else None
        if records.items is None:
            return self.over_missing(name, records.fact, value)
        walks = [Walk(self.text, self.evidence.inside(records.fact, record)) for record in records.items]
        holds = [True if condition is None else walk.truth(condition) for walk in walks]
        if name in ("any", "all"):
            return kleene_or(holds) if name == "any" else kleene_and(holds)
        if name in ("min", "max"):
            return extreme([walk.amount(value) for walk in walks] or [exactly(0)], greatest=name == "max")
        total = exactly(0)
        for walk, held in zip(walks, holds, strict=True):
            if held is not False:
                one = exactly(1) if value is None else walk.amount(value)
                total = plus(total, one if held else hull(one, exactly(0)))
        return total

    def over_missing(self, name: str, fact: Fact, value: ast.expr | None) -> Value:
        """A function of a list that is missing: anything from no record to as many as may be."""
        if name in ("any", "all"):
            return None
        one = exactly(1) if value is None else Walk(self.text, self.evidence.inside(fact, None)).amount(value)
        if name in ("min", "max"):
            return hull(one, exactly(0))
        return times(hull(one, exactly(0)), Amount(Fraction(0), Fraction(fact.max_items), Fraction(1)))

    def truth(self, node: ast.expr) -> Truth:
        """A part that is a condition."""
        value = self.visit(node)
        assert value is None or isinstance(value, (bool, Absent)), f"{ast.unparse(node)} is no condition"
        return None if isinstance(value, Absent) else value

    def amount(self, node: ast.expr | None) -> Amount:
        """A part that is a number."""
        assert node is not None
        value = self.visit(node)
        if isinstance(value, Absent):
            if self.comparing:
                raise AbsentError
            value = still_possible(value.field)
        assert isinstance(value, Amount), f"{ast.unparse(node)} is no number"
        return value


def compared_amounts(a: Amount, kind: ast.cmpop, b: Value) -> Truth:
    """One comparison of numbers or days."""
    assert isinstance(b, Amount)
    if isinstance(kind, (ast.Eq, ast.NotEq)):
        return equal(a, b) if isinstance(kind, ast.Eq) else kleene_not(equal(a, b))
    if isinstance(kind, (ast.Lt, ast.GtE)):
        return less(a, b) if isinstance(kind, ast.Lt) else kleene_not(less(a, b))
    return less(b, a) if isinstance(kind, ast.Gt) else kleene_not(less(b, a))


def same_truth(a: Value, b: Value) -> Truth:
    """Whether two conditions agree."""
    return None if a is None or b is None else a is b


def either(results: list[Value]) -> Value:
    """What holds of both branches; one alone means that the other has no denominator."""
    first, last = results[0], results[-1]
    if isinstance(first, Amount):
        assert isinstance(last, Amount)
        both = hull(first, last)
        return both if len(results) > 1 else Amount(both.low, both.high, both.step, hollow=True)
    if isinstance(first, Choice):
        assert isinstance(last, Choice)
        return Choice(first.options | last.options)
    return first if first == last and isinstance(first, bool) and isinstance(last, bool) else None
