"""Expressions and steps printed as Python source: what is run for one unit with all facts known.

Only the engine's own integers, names and operators are printed; nothing of an author's text is. A fact that is missing
raises KeyError, a field that is not given `Open`: the caller then runs the open way.
"""

from collections.abc import Mapping
from typing import Any

from engine.domain.facts import Fact
from engine.domain.numbers import divide, divide_half_up
from engine.program import expressions as e
from engine.program.intervals import Reach, exact_share
from engine.program.program import Grid


class Open(Exception):
    """Something matters that is not known."""


def unknown() -> int:
    """What a missing field is worth: nothing that could be computed with."""
    raise Open


RUNTIME: Mapping[str, Any] = {
    "half_up": divide_half_up,
    "share": exact_share,
    "divide": divide,
    "unknown": unknown,
}


class Printer:
    """Prints expressions of one program; facts become local names, tables go to `tables`."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self.names = {fact: f"f{at}" for at, fact in enumerate(facts)}
        self.tables: dict[str, object] = {}
        self._declared = Reach(facts)
        self._fields: tuple[Fact, ...] = ()

    def value(self, expr: e.Expr) -> str:
        """An expression that yields an integer or a truth value."""
        match expr:
            case e.Const(value):
                return str(value)
            case e.FactRef(name):
                return self.names[name]
            case e.FieldRef(index):
                return self._field(index)
            case e.Known(e.FactRef(name)):
                return f"({name!r} in F)"
            case e.Known(e.FieldRef(index)):
                return f"(r[{index}] is not None)"
            case e.Sum(terms):
                return "(" + " + ".join(self.value(term) for term in terms) + ")"
            case e.Minus(left, right):
                return f"({self.value(left)} - {self.value(right)})"
            case e.Times(left, right):
                return f"{self.value(left)} * {self.value(right)}"
            case e.HalfUp(numerator, denominator):
                return self.half_up(self.value(numerator), self.denominator(denominator))
            case e.Least(terms):
                return "min(" + ", ".join(self.value(term) for term in terms) + ")"
            case e.Greatest(terms):
                return "max(" + ", ".join(self.value(term) for term in terms) + ")"
            case e.Choose(condition, then, otherwise):
                return f"({self.value(then)} if {self.value(condition)} else {self.value(otherwise)})"
            case e.FoldList():
                return self._fold(expr)
            case e.Levels(index, points):
                return f"{self.table(points)}[{self.value(index)}]"
        return self._truth(expr)

    def _truth(self, expr: e.Expr) -> str:
        match expr:
            case e.Compare(operation, left, right):
                return f"({self.value(left)} {operation} {self.value(right)})"
            case e.And(terms):
                return "(" + " and ".join(self.value(term) for term in terms) + ")"
            case e.Or(terms):
                return "(" + " or ".join(self.value(term) for term in terms) + ")"
            case e.Not(term):
                return f"(not {self.value(term)})"
        raise TypeError(type(expr).__name__)

    def _field(self, index: int) -> str:
        """A field of the record at hand. None would quietly be false, or unequal, so one not given stops there."""
        known = f"r[{index}]"
        return f"({known} if {known} is not None else unknown())" if self._fields[index].optional else known

    def _fold(self, expr: e.FoldList) -> str:
        records, fact = self.names[expr.list_id], self.facts[expr.list_id]
        outer, self._fields = self._fields, fact.fields
        value = self.value(expr.value)
        condition = f" if {self.value(expr.condition)}" if expr.condition is not None else ""
        self._fields = outer
        match expr.kind:
            case "count" if not condition:
                return f"len({records})"
            case "count":
                return f"sum([1 for r in {records}{condition}])"
            case "sum":
                return f"sum([{value} for r in {records}{condition}])"
            case "any" | "all":
                return f"{expr.kind}([{value} for r in {records}{condition}])"
        return f"{expr.kind}([{value} for r in {records}{condition}], default={expr.default})"

    def table(self, points: tuple[int, ...]) -> str:
        """The name under which a table of numbers is given to the source."""
        for name, known in self.tables.items():
            if known == points:
                return name
        name = f"T{len(self.tables)}"
        self.tables[name] = points
        return name

    def low(self, expr: e.Expr) -> int:
        """The least value over the declared ranges."""
        return self._declared.value(expr)[0]

    def range(self, expr: e.Expr) -> tuple[int, int]:
        """Least and greatest value over the declared ranges."""
        return self._declared.value(expr)

    def denominator(self, expr: e.Expr) -> str:
        """A denominator, never below 1."""
        return self.value(expr) if self.low(expr) >= 1 else f"max(1, {self.value(expr)})"

    def half_up(self, numerator: str, denominator: str) -> str:
        """A quotient rounded half up."""
        if denominator.isdigit():
            number = int(denominator)
            return f"({numerator})" if number == 1 else f"((2 * ({numerator}) + {number}) // {2 * number})"
        if denominator.isidentifier():
            return f"((2 * ({numerator}) + {denominator}) // (2 * {denominator}))"
        return f"half_up({numerator}, {denominator})"


def gridded(name: str, grids: tuple[Grid, ...]) -> list[str]:
    """Lines that round a name to the declared grids."""
    lines = []
    for grid in grids:
        if grid.mode == "half_up":
            lines.append(f"{name} = (2 * {name} + {grid.unit}) // {2 * grid.unit} * {grid.unit}")
        elif grid.mode == "floor":
            lines.append(f"{name} = {name} // {grid.unit} * {grid.unit}")
        else:
            lines.append(f"{name} = divide({name}, {grid.unit}, {grid.mode!r}) * {grid.unit}")
    return lines
