"""A program as a flat list of statements: pure integer expressions over facts and earlier statements.

This is what every way to run columns starts from: branches have become choices, every step has its points, maximum,
status and rule as an expression, and the range of each is known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.domain.facts import Fact, FactType
from engine.domain.text import NOTHING
from engine.program import expressions as e
from engine.program.intervals import Interval
from engine.program.program import Program
from engine.program.reading import facts_of

MARK, GIVEN, EXCLUDED, UNKNOWN = "#k", "#g", "#x", "#?"
"""How the columns of a batch that are no facts are called: mark, whether one is given, excluded, fact unknown."""


def stated(name: str, interval: Interval) -> Fact:
    """The range of a statement, declared as if it were a fact."""
    return Fact(name, NOTHING, FactType.INTEGER, *interval)


@dataclass(frozen=True, slots=True)
class Overridden:
    """What a batch has besides facts: steps with marks, steps excluded, and facts that are unknown somewhere."""

    marks: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Statement:
    """`name` is `expr`, an integer from `low` to `high` for all facts of their declared ranges.

    `Piecewise` and `Tally` stand only as the whole of an expression; every other shape may lie inside another.
    """

    name: str
    expr: e.Expr
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class FlatStep:
    """Where a step's results are: each a reference to a statement or fact, or a constant."""

    points: e.Expr
    maximum: e.Expr
    status: e.Expr
    rule: e.Expr


@dataclass(frozen=True, slots=True)
class FlatProgram:
    """Statements in an order in which each needs only earlier ones.

    `open` is 1 for a row that one value of each fact does not decide: a fact that matters is unknown. The other results
    of such a row mean nothing. `declared` gives the range of every fact, column of the batch and statement.
    """

    program: Program
    overridden: Overridden
    statements: tuple[Statement, ...]
    declared: Mapping[str, Fact]
    steps: tuple[FlatStep, ...]
    total: e.Expr
    maximum: e.Expr
    components: e.Expr
    bonus: e.Expr
    penalty: e.Expr
    open: e.Expr

    def needed(self, results: Iterable[e.Expr]) -> tuple[Statement, ...]:
        """The statements that some results are made of, in order."""
        wanted = {name for result in results for name in facts_of(result)}
        kept: list[Statement] = []
        for statement in reversed(self.statements):
            if statement.name in wanted:
                kept.append(statement)
                wanted.update(facts_of(statement.expr))
        return tuple(reversed(kept))
