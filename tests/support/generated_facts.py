"""Random declared facts, and random values for them that lie on edges and ties more often than chance would have it."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from random import Random

from engine.domain.facts import NUMERIC, Fact, FactType, Option
from engine.domain.submission import FactValue
from engine.domain.text import Text

FIRST_DAY, LAST_DAY = date(2022, 1, 1).toordinal(), date(2023, 12, 31).toordinal()
ROUND_SHARES = [Fraction(part, 100) for part in (0, 10, 25, 30, 50, 60, 70, 75, 80, 90, 95, 100)]
MOST_RECORDS = 8


def titled(name: str) -> Text:
    """A title in both languages."""
    return Text(f"{name} (vi)", f"{name} (en)")


def happens(rng: Random, percent: int) -> bool:
    """True in so many cases of a hundred."""
    return rng.randint(1, 100) <= percent


class FactBook:
    """The facts of a set under construction; a leaf may ask for a new one or share one that is there."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.facts: dict[str, Fact] = {}

    def pick(self, kind: FactType) -> Fact:
        """A fact of a kind: one that is there, or a new one."""
        there = [fact for fact in self.facts.values() if fact.type is kind]
        if there and happens(self.rng, 45):
            return self.rng.choice(there)
        fact = new_fact(self.rng, f"f{len(self.facts)}.{kind.value}", kind)
        self.facts[fact.id] = fact
        return fact

    def mean_of_answers(self, scale: int) -> Fact:
        """A new fact that holds a mean between 0 and `scale`."""
        places = self.rng.choice([0, 1, 2, 3])
        name = f"f{len(self.facts)}.mean"
        fact = Fact(name, titled(name), FactType.DECIMAL, 0, scale * 10**places, places)
        self.facts[name] = fact
        return fact


def new_fact(rng: Random, name: str, kind: FactType, *, optional: bool = False) -> Fact:
    """A declared fact of a kind with a range of its own."""
    if kind is FactType.LIST:
        fields = (
            new_fact(rng, "due", FactType.DATE),
            new_fact(rng, "submitted", FactType.DATE, optional=True),
            new_fact(rng, "complete", FactType.BOOL),
            new_fact(rng, "level", FactType.CHOICE),
            new_fact(rng, "pages", FactType.COUNT),
            new_fact(rng, "delay", FactType.INTEGER, optional=True),
        )
        return Fact(name, titled(name), kind, 0, MOST_RECORDS, fields=fields, max_items=MOST_RECORDS)
    options: tuple[Option, ...] = ()
    if kind is FactType.CHOICE:
        options = tuple(Option(f"option_{letter}", titled(letter)) for letter in "abcd"[: rng.randint(2, 4)])
    low, high, places = range_of(rng, kind, len(options))
    return Fact(name, titled(name), kind, low, high, places, options, optional=optional)


def range_of(rng: Random, kind: FactType, options: int) -> tuple[int, int, int]:
    """Least and greatest integer, and places, of a new fact."""
    if kind is FactType.COUNT:
        return 0, rng.choice([4, 8, 20, 500, 1_000_000]), 0
    if kind is FactType.INTEGER:
        return rng.choice([-100, -8, -1, 0]), rng.choice([1, 8, 100]), 0
    if kind is FactType.MONEY:
        return 0, rng.choice([1000, 10**9, 10**15]), 0
    if kind is FactType.PERCENT:
        places = rng.randint(0, 2)
        return 0, rng.choice([100, 150]) * 10**places, places
    if kind is FactType.DECIMAL:
        places = rng.randint(1, 4)
        return rng.choice([0, 0, -5]) * 10**places, rng.choice([1, 5, 10]) * 10**places, places
    if kind is FactType.DATE:
        return FIRST_DAY, LAST_DAY, 0
    return 0, 1 if kind is FactType.BOOL else options - 1, 0


def any_number(rng: Random, fact: Fact) -> int:
    """An integer of the range of a numeric fact: often an end, a small number or a round share."""
    way = rng.randint(0, 9)
    if way == 0:
        return rng.choice([fact.low, fact.high])
    if way <= 6:
        return max(fact.low, min(fact.high, rng.randint(0, 8)))
    if way <= 8:
        return fact.low + int((fact.high - fact.low) * rng.choice(ROUND_SHARES))
    return rng.randint(fact.low, fact.high)


def any_value(rng: Random, fact: Fact, *, whole: bool = False) -> FactValue:
    """A value of a fact as a submission writes it; `whole` asks for records that lack nothing."""
    if fact.type is FactType.BOOL:
        return happens(rng, 60)
    if fact.type is FactType.CHOICE:
        return rng.choice(fact.options).id
    if fact.type is FactType.DATE:
        day = rng.choice([fact.low, fact.high, rng.randint(fact.low, fact.high), fact.low + rng.randint(0, 3)])
        return date.fromordinal(day)
    if fact.type is FactType.LIST:
        length = rng.choice([0, 1, 2, 3, fact.max_items])
        return tuple(any_record(rng, fact.fields, whole=whole) for _ in range(length))
    return written_number(fact, any_number(rng, fact))


def written_number(fact: Fact, number: int) -> FactValue:
    """A numeric fact as it is written: a percentage between 0 and 100, whole numbers as integers."""
    assert fact.type in NUMERIC
    value = fact.value(number) * (100 if fact.type is FactType.PERCENT else 1)
    return int(value) if value.denominator == 1 else value


def any_record(rng: Random, fields: Sequence[Fact], *, whole: bool) -> dict[str, FactValue | None]:
    """A record of a list; an optional field may be null or left out."""
    record: dict[str, FactValue | None] = {}
    for field in fields:
        if whole or not field.optional or happens(rng, 65):
            record[field.id] = any_value(rng, field)
        elif happens(rng, 70):
            record[field.id] = None
    return record
