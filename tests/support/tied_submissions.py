"""Submissions moved onto edges: values at the edge of a row or one step beside it, halves of the last digit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from engine.domain.facts import NUMERIC, Fact
from engine.domain.submission import Submission
from engine.evaluation.one_unit import OneUnit
from engine.program import expressions as e
from engine.program.intervals import Evaluation
from engine.program.reading import facts_of, parts
from tests.support.generated_facts import written_number

DENOMINATORS = (1, 2, 4, 5, 8, 10, 20, 40, 60, 100, 200, 250, 400, 1000, 2000, 3000, 10_000)


@dataclass
class Ties:
    """How many values were put where a rule changes, or where a half is rounded."""

    edges: int = 0
    halves: int = 0


def with_ties(rng: Random, one: OneUnit, submission: Submission, ties: Ties) -> Submission:
    """The submission with some of its numbers moved; facts that are missing stay missing."""
    known = dict(one.take_in(submission).facts)
    moved: dict[str, int] = {}
    tables = [table for _, leaf in one.program.leaves() for table in _tables(leaf.points)]
    for table in rng.sample(tables, min(len(tables), 3)):
        found = _onto(rng, one, table, known | moved)
        if found is not None:
            numbers, is_half = found
            moved |= numbers
            ties.halves += is_half
            ties.edges += not is_half
    declared = one.compiled.declared
    written = {name: written_number(declared[name], number) for name, number in moved.items()}
    return replace(submission, facts={**submission.facts, **written})


def _tables(expr: object) -> Iterator[e.Piecewise]:
    if isinstance(expr, e.Piecewise):
        yield expr
    for part in parts(expr) if expr is not None else ():
        yield from _tables(part)


def _onto(
    rng: Random, one: OneUnit, table: e.Piecewise, known: Mapping[str, object]
) -> tuple[dict[str, int], bool] | None:
    """Numbers for two facts that bring the value of a table onto an edge, or its points onto a half."""
    declared = one.compiled.declared
    above, below = _numbers(table.numerator, declared, known), _numbers(table.denominator, declared, known)
    if not above:
        return None
    moving = rng.choice(above)
    divisors = [fact for fact in below if fact is not moving]
    is_half = rng.random() < 0.5
    for _ in range(8):
        numbers: dict[str, int] = {}
        if divisors:
            divisor = rng.choice(divisors)
            numbers[divisor.id] = max(divisor.low, min(divisor.high, rng.choice(DENOMINATORS)))
        line = _line(one, table, moving, {**known, **numbers})
        wanted = line and (_half(rng, table, line) if is_half else _edge(rng, table, line))
        if wanted is not None and moving.low <= wanted <= moving.high:
            return {**numbers, moving.id: wanted}, is_half
    return None


def _numbers(expr: e.Expr, declared: Mapping[str, Fact], known: Mapping[str, object]) -> list[Fact]:
    """The facts of an expression that are numbers and known."""
    return [declared[name] for name in facts_of(expr) if name in known and declared[name].type in NUMERIC]


@dataclass(frozen=True)
class _Line:
    """Numerator slope·x + start over a denominator, as x is the fact that moves."""

    slope: int
    start: int
    below: int

    def at(self, numerator: Fraction) -> int | None:
        """The x that gives a numerator, where it is a whole number."""
        x = (numerator - self.start) / self.slope
        return x.numerator if x.denominator == 1 else None


def _line(one: OneUnit, table: e.Piecewise, moving: Fact, known: Mapping[str, object]) -> _Line | None:
    """The table as a line of one fact, where it is one."""
    seen = []
    for x in (0, 1, 2):
        evaluation = Evaluation(one.compiled.declared, {**known, moving.id: x})
        seen.append((evaluation.decided(table.numerator), evaluation.decided(table.denominator)))
    (first, below), (second, same), (third, also) = seen
    if first is None or second is None or third is None or below is None or not below == same == also:
        return None
    is_line = second - first == third - second != 0
    return _Line(second - first, first, below) if is_line and below > 0 else None


def _edge(rng: Random, table: e.Piecewise, line: _Line) -> int | None:
    """The edge of a row, or the nearest number beside it."""
    edges = [piece.edge for piece in table.pieces if piece.edge is not None]
    if not edges:
        return None
    above, below = rng.choice(edges)
    x = line.at(Fraction(above * line.below, below))
    return None if x is None else x + rng.choice([0, 0, 0, -1, 1])


def _half(rng: Random, table: e.Piecewise, line: _Line) -> int | None:
    """Where the points of a row that rises are a half of the last digit."""
    rising = [piece for piece in table.pieces if piece.slope]
    if not rising:
        return None
    piece = rng.choice(rising)
    whole = rng.choice([0, 1, 2, 3, 4, 5, 7, 12, 25, 49, 62, 99, 125, 499, 1249])
    numerator = (Fraction(2 * whole + 1, 2) * piece.divisor - piece.offset) * line.below / piece.slope
    return line.at(numerator)
