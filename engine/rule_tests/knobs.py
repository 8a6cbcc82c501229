"""Ways to move the value of a table: one fact, several together, or items from one class to another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.domain.facts import NUMERIC, Fact, FactType
from engine.domain.field_rows import is_field_fact
from engine.methods.table import Table
from engine.methods.weighted_ratio import ItemClass
from engine.program.reading import facts_of
from engine.rule_tests.fact_search import Known, common_day, likely

WHOLES = (10, 20, 40, 50, 100, 200, 400, 500, 1000, 2000, 10_000, 100_000)
AMOUNTS = (1_000_000_000, 100_000_000, 1_000_000)
"""Denominators that are tried: of what is counted, and of money."""
COUNTED = 10
"""The units of a plain field."""
MEASURED = NUMERIC | {FactType.DATE}


@dataclass(frozen=True, slots=True)
class Knob:
    """Facts that move the value together: the facts at an integer from `low` to `high`; `size` is the denominator."""

    low: int
    high: int
    size: int
    facts: Callable[[int], Known]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The facts of a value: those that move it, those below the line, the rest, and the figures of its field."""

    declared: Mapping[str, Fact]
    moving: tuple[str, ...]
    below: tuple[str, ...]
    rest: tuple[str, ...]
    figures: tuple[str, ...] = ()

    @classmethod
    def of(cls, table: Table, declared: Mapping[str, Fact]) -> "_Parts":
        """The facts of the value of a table."""
        number = table.value.number
        read = dict.fromkeys((*facts_of(number.numerator), *facts_of(number.denominator)))
        every = [name for name in read if not is_field_fact(name)]
        measured = [name for name in every if declared[name].type in MEASURED]
        below = tuple(name for name in facts_of(number.denominator) if name in measured)
        levers = [name for name in table.value.levers if name in measured]
        moving = tuple(levers or (name for name in measured if name not in below))
        rest = tuple(name for name in every if name not in moving and name not in below)
        return cls(declared, moving, below, rest, tuple(name for name in read if is_field_fact(name)))

    def field(self, size: int) -> Known:
        """A plain field: from a fifth of the whole to the whole, ten units, half the whole in their middle."""
        return {name: self._figure(self.declared[name], size) for name in self.figures}

    @staticmethod
    def _figure(fact: Fact, size: int) -> int:
        whole = fact.denominator if fact.type is FactType.PERCENT else size * fact.denominator
        figure = fact.id.rpartition(".")[2]
        plain = {
            "least": whole // 5,
            "greatest": whole,
            "count": COUNTED,
            "sum": COUNTED * whole // 2,
            "percentile": whole // 2,
        }
        return max(fact.low, min(fact.high, plain[figure]))

    def still(self, names: Sequence[str], size: int) -> Known:
        """Facts that do not move, at about half of `size`; a day, an option or a list that is likely."""
        day = common_day([self.declared[name] for name in (*self.moving, *self.rest)])
        return {name: self._middle(self.declared[name], size, day) for name in names}

    @staticmethod
    def _middle(fact: Fact, size: int, day: int) -> int | tuple[tuple[int | None, ...], ...]:
        if fact.type is FactType.DATE:
            return day
        if fact.type not in NUMERIC:
            return next(likely(fact))
        return max(fact.low, min(fact.high, size * int(10**fact.places) // 2))


def knobs(table: Table, classes: Sequence[ItemClass], declared: Mapping[str, Fact]) -> Iterator[Knob]:
    """Ways to move the value, the smallest denominators first; `classes` are those of a weighted ratio."""
    parts = _Parts.of(table, declared)
    is_money = any(declared[name].type is FactType.MONEY for name in (*parts.below, *parts.moving))
    for size in AMOUNTS if is_money else WHOLES:
        if any(declared[name].high < size for name in parts.below):
            continue
        if parts.moving:
            yield from _turned(parts, size)
        else:
            yield from _mixed(classes, size)


def _turned(parts: _Parts, size: int) -> Iterator[Knob]:
    """All facts that move together, then each alone."""
    base: Known = {**dict.fromkeys(parts.below, size), **parts.still(parts.rest, size), **parts.field(size)}
    for names in (parts.moving, *((name,) for name in parts.moving if len(parts.moving) > 1)):
        others = parts.still([name for name in parts.moving if name not in names], size)
        low = max(parts.declared[name].low for name in names)
        high = min(parts.declared[name].high for name in names)
        if low < high:
            yield Knob(low, high, size, _setting({**base, **others}, names))


def _setting(base: Known, names: Sequence[str]) -> Callable[[int], Known]:
    return lambda at: {**base, **dict.fromkeys(names, at)}


def _mixed(classes: Sequence[ItemClass], size: int) -> Iterator[Knob]:
    """Items moved from the class that weighs least to the one that weighs most, their number staying as it is."""
    rising = sorted((item for item in classes if item.fact), key=lambda item: item.weight)
    if len(rising) < 2:
        return
    worst, best = str(rising[0].fact), str(rising[-1].fact)
    zero: Known = {str(item.fact): 0 for item in rising}
    yield Knob(0, size, size, lambda at: {**zero, best: at, worst: size - at})
