"""What-if slices: the part of a flat program that some changed facts reach, as a flat program of its own.

What the facts do not reach is read from columns that were kept of the first scoring. A sum of which few terms are
reached is the sum that was kept and what these terms changed by, so that nothing else is read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.columns.flat.flat_program import FlatProgram, Statement, stated
from engine.columns.flat.unknowns import rebuilt
from engine.program import expressions as e
from engine.program.arithmetic import plus
from engine.program.intervals import Reach
from engine.program.reading import facts_of

KEPT, CHANGE = "@", "±"
"""What follows the name of a statement: its value at the first scoring, and what it changed by."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a program. `flat` reads facts and kept columns, and has in their places the results that were asked
    for; `kept` gives the statement of the whole program that each kept column holds.
    """

    flat: FlatProgram
    kept: Mapping[str, str]


def reached(flat: FlatProgram, changed: Iterable[str], results: Sequence[e.Expr]) -> frozenset[str]:
    """The names of the statements that results are made of and that the changed facts reach."""
    names = set(changed)
    found = set()
    for statement in flat.needed(results):
        if not names.isdisjoint(facts_of(statement.expr)):
            names.add(statement.name)
            found.add(statement.name)
    return frozenset(found)


def sliced(flat: FlatProgram, changed: Sequence[str], steps: Collection[int] = ()) -> Slice:
    """The slice for changed facts: total, maximum, whether a row is open, and the points of some steps.

    Results that the facts do not reach are read from what was kept.
    """
    return _Slicing(flat, changed, steps).slice()


class _Slicing:
    def __init__(self, flat: FlatProgram, changed: Sequence[str], steps: Collection[int]) -> None:
        self.whole, self.steps = flat, steps
        results = [flat.total, flat.maximum, flat.open, *(flat.steps[at].points for at in steps)]
        self.by_name = {statement.name: statement for statement in flat.statements}
        self.changed = frozenset(changed)
        self.reached = reached(flat, changed, results)
        self.declared = {name: fact for name, fact in flat.declared.items() if name not in self.by_name}
        self.reach = Reach(self.declared)
        self.statements: list[Statement] = []
        self.kept: dict[str, str] = {}

    def slice(self) -> Slice:
        """The statements, in the order in which they were asked for."""
        whole, steps = self.whole, list(self.whole.steps)
        total, maximum, opened = map(self._value, (whole.total, whole.maximum, whole.open))
        for at in self.steps:
            steps[at] = replace(steps[at], points=self._value(steps[at].points))
        statements, results = tuple(self.statements), tuple(steps)
        flat = replace(
            whole,
            statements=statements,
            declared=self.declared,
            steps=results,
            total=total,
            maximum=maximum,
            open=opened,
        )
        return Slice(flat, self.kept)

    def _value(self, expr: e.Expr) -> e.Expr:
        """An expression of the whole program in terms of the slice."""
        if isinstance(expr, e.FactRef) and expr.id in self.by_name:
            return self._statement(expr.id)
        return rebuilt(expr, self._value)

    def _statement(self, name: str) -> e.Expr:
        if name not in self.reached:
            return self._as_kept(name)
        if name not in self.declared:
            statement = self.by_name[name]
            change = self._change_of_sum(statement)
            expr = self._value(statement.expr) if change is None else plus(self._as_kept(name), change)
            self._put(name, expr, (statement.low, statement.high))
        return e.FactRef(name)

    def _as_kept(self, name: str) -> e.Expr:
        statement, column = self.by_name[name], name + KEPT
        self.kept[column] = name
        self.declared[column] = stated(column, (statement.low, statement.high))
        return e.FactRef(column)

    def _put(self, name: str, expr: e.Expr, within: tuple[int, int] | None = None) -> None:
        low, high = self.reach.value(expr)
        if within is not None:
            low, high = max(low, within[0]), min(high, within[1])
        self.declared[name] = stated(name, (low, high))
        self.statements.append(Statement(name, expr, low, high))

    def _change_of_sum(self, statement: Statement) -> e.Expr | None:
        """What a sum changed by; None where it is no sum of statements, or where reading its other terms costs less."""
        match statement.expr:
            case e.Sum(terms):
                inside = [term for term in terms if self._is_reached(term)]
                if all(isinstance(term, e.FactRef) and term.id in self.by_name for term in inside):
                    return plus(*map(self._change, inside)) if 2 * len(inside) <= len(terms) + 1 else None
        return None

    def _is_reached(self, expr: e.Expr) -> bool:
        return not (self.reached | self.changed).isdisjoint(facts_of(expr))

    def _change(self, term: e.Expr) -> e.Expr:
        """What a statement changed by."""
        assert isinstance(term, e.FactRef), "the terms of such a sum are statements"
        change = self._change_of_sum(self.by_name[term.id])
        return change if change is not None else e.Minus(self._statement(term.id), self._as_kept(term.id))
