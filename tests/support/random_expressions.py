"""Random expressions of every shape, in any place where a shape may stand, and random facts for them.

They go beyond what the language of rules can say: tables inside sums, tallies that are compared, gaps everywhere.
"""

from collections.abc import Mapping
from fractions import Fraction
from random import Random

from engine.domain.facts import Fact, FactType
from engine.domain.text import Text
from engine.program import expressions as e

MOST_RECORDS = 4


def fact(name: str, kind: FactType, low: int, high: int, **more: object) -> Fact:
    """A declared fact."""
    return Fact(name, Text(name, name), kind, low, high, **more)  # type: ignore[arg-type]


FIELDS = (
    fact("due", FactType.DATE, -5, 9),
    fact("submitted", FactType.DATE, -5, 9, optional=True),
    fact("whole", FactType.BOOL, 0, 1),
    fact("checked", FactType.BOOL, 0, 1, optional=True),
    fact("pages", FactType.COUNT, 0, 6, optional=True),
)
TRUTH_FIELDS, NUMBER_FIELDS = (2, 3), (0, 1, 4)
NUMBERS = (
    fact("a", FactType.INTEGER, -9, 9),
    fact("b", FactType.COUNT, 0, 5),
    fact("c", FactType.MONEY, 0, 300_000),
    fact("d", FactType.CHOICE, 0, 3),
)
TRUTHS = (fact("p", FactType.BOOL, 0, 1), fact("q", FactType.BOOL, 0, 1))
LISTS = tuple(fact(name, FactType.LIST, 0, 0, fields=FIELDS, max_items=MOST_RECORDS) for name in ("l", "m"))
DECLARED: Mapping[str, Fact] = {declared.id: declared for declared in (*NUMBERS, *TRUTHS, *LISTS)}


def random_facts(rng: Random, missing: int) -> dict[str, object]:
    """Facts of one unit, of which about so many in a hundred are missing."""
    facts: dict[str, object] = {}
    for declared in DECLARED.values():
        if rng.randint(1, 100) > missing:
            facts[declared.id] = records(rng) if declared.type is FactType.LIST else value(rng, declared)
    return facts


def value(rng: Random, declared: Fact) -> int:
    """Any integer of a range, its ends often."""
    return rng.choice([declared.low, declared.high, rng.randint(declared.low, declared.high)])


def records(rng: Random) -> tuple[tuple[int | None, ...], ...]:
    """The records of a list, optional fields often missing."""
    return tuple(
        tuple(None if field.optional and rng.random() < 0.4 else value(rng, field) for field in FIELDS)
        for _ in range(rng.randint(0, MOST_RECORDS))
    )


class Expressions:
    """Draws expressions; inside a list they may ask for fields."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.inside = False

    def constant(self) -> e.Const:
        """A number."""
        return e.Const(self.rng.choice([-3, -1, 0, 0, 1, 2, 7]))

    def number(self, depth: int) -> e.Expr:
        """An expression of any integer."""
        if depth <= 0 or self.rng.random() < 0.15:
            return self.rng.choice([self.constant, self._given_number, self._given_number])()
        return self.rng.choice(
            [
                self._sum,
                self._minus,
                self._times,
                self._half_up,
                self._extreme,
                self._choose,
                self._levels,
                self._piecewise,
                self._tally,
                self._fold,
                self.truth,
            ]
        )(depth - 1)

    def truth(self, depth: int) -> e.Expr:
        """An expression of 0 or 1."""
        if depth <= 0 or self.rng.random() < 0.15:
            return self.rng.choice([self._given_truth, self._known])()
        terms = tuple(self.truth(depth - 1) for _ in range(self.rng.randint(1, 3)))
        match self.rng.randint(0, 5):
            case 0:
                return e.And(terms)
            case 1:
                return e.Or(terms)
            case 2:
                return e.Not(terms[0])
            case 3 if not self.inside:
                return self._fold_of(self.rng.choice(["any", "all"]), self.truth, depth - 1)
        sign = self.rng.choice(["==", "!=", "<", "<=", ">", ">="])
        return e.Compare(sign, self.number(depth - 1), self.number(depth - 1))

    def _given_number(self) -> e.Expr:
        if self.inside and self.rng.random() < 0.7:
            return e.FieldRef(self.rng.choice(NUMBER_FIELDS))
        return e.FactRef(self.rng.choice(NUMBERS).id)

    def _given_truth(self) -> e.Expr:
        if self.inside and self.rng.random() < 0.7:
            return e.FieldRef(self.rng.choice(TRUTH_FIELDS))
        return e.FactRef(self.rng.choice(TRUTHS).id)

    def _known(self) -> e.Expr:
        if self.inside and self.rng.random() < 0.7:
            return e.Known(e.FieldRef(self.rng.randrange(len(FIELDS))))
        return e.Known(e.FactRef(self.rng.choice(list(DECLARED))))

    def _sum(self, depth: int) -> e.Expr:
        return e.Sum(tuple(self.number(depth) for _ in range(self.rng.randint(1, 4))))

    def _minus(self, depth: int) -> e.Expr:
        return e.Minus(self.number(depth), self.number(depth))

    def _times(self, depth: int) -> e.Expr:
        return e.Times(self.number(depth), self.number(depth))

    def _half_up(self, depth: int) -> e.Expr:
        return e.HalfUp(self.number(depth), self.number(depth))

    def _extreme(self, depth: int) -> e.Expr:
        terms = tuple(self.number(depth) for _ in range(self.rng.randint(1, 3)))
        return e.Least(terms) if self.rng.random() < 0.5 else e.Greatest(terms)

    def _choose(self, depth: int) -> e.Expr:
        return e.Choose(self.truth(depth), self.number(depth), self.number(depth))

    def _levels(self, depth: int) -> e.Expr:
        points = tuple(self.rng.randint(-9, 9) for _ in range(self.rng.randint(1, 7)))
        index = e.Least((e.Const(len(points) - 1), e.Greatest((e.ZERO, self.number(depth)))))
        return e.Levels(index, points)

    def _piecewise(self, depth: int) -> e.Expr:
        drawn = {(self.rng.randint(-6, 9), self.rng.choice([1, 1, 2, 3])) for _ in range(self.rng.randint(0, 3))}
        edges = sorted(drawn, key=lambda edge: Fraction(*edge), reverse=True)
        pieces = tuple(self._piece(edge) for edge in edges)
        if not pieces or self.rng.random() < 0.9:
            pieces += (self._piece(None),)
        return e.Piecewise(self.number(depth), self.rng.choice([e.ONE, self.number(depth)]), pieces)

    def _piece(self, edge: tuple[int, int] | None) -> e.Piece:
        slope = self.rng.choice([0, 0, 1, -2, 5])
        return e.Piece(edge, self.rng.random() < 0.5, slope, self.rng.randint(-9, 9), self.rng.choice([1, 2, 3, 10]))

    def _tally(self, depth: int) -> e.Expr:
        terms = tuple(
            e.Term(self.number(depth), self.rng.choice([-3, -1, 2, 5]), self.rng.choice([None, 4, 9]))
            for _ in range(self.rng.randint(0, 3))
        )
        low, high = self.rng.choice([(None, None), (0, None), (None, 8), (-2, 6)])
        return e.Tally(self.rng.randint(-3, 9), terms, low, high)

    def _fold(self, depth: int) -> e.Expr:
        if self.inside:
            return self._given_number()
        return self._fold_of(self.rng.choice(["count", "sum", "min", "max"]), self.number, depth)

    def _fold_of(self, kind: e.Fold, of, depth: int) -> e.Expr:
        self.inside = True
        condition = self.truth(depth) if self.rng.random() < 0.7 else None
        fold = e.FoldList(kind, self.rng.choice(LISTS).id, of(depth), condition, self.rng.randint(-4, 4))
        self.inside = False
        return fold
