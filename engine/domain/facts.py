"""Facts: the typed, declared inputs of a criteria set."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from engine.domain.source_place import NOWHERE, Place
from engine.domain.text import Text


class FactType(StrEnum):
    """What kind of input a fact is."""

    COUNT = "count"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    MONEY = "money"
    BOOL = "bool"
    CHOICE = "choice"
    DATE = "date"
    LIST = "list"


NUMERIC = frozenset({FactType.COUNT, FactType.INTEGER, FactType.DECIMAL, FactType.PERCENT, FactType.MONEY})


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """A declared input, or a field of a record of a list fact.

    Inside the engine a fact is one integer: numbers are scaled by 10^`places` (a percentage stands for its
    ratio and is scaled by 10^(places + 2) against 1), a choice is the index of its option, a truth value 0 or 1, a
    date its day number. `low` and `high` are the least and greatest such integers. `from_index` is the id of the set
    whose printed index a percentage is, for the same unit and year; empty for what is entered by hand.
    """

    id: str
    title: Text
    type: FactType
    low: int
    high: int
    places: int = 0
    options: tuple[Option, ...] = ()
    fields: tuple["Fact", ...] = ()
    max_items: int = 0
    optional: bool = False
    from_index: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def denominator(self) -> int:
        """What the integer is divided by to give the value: 1, 10^places, or 100·10^places for a percentage."""
        if self.type is FactType.PERCENT:
            return int(100 * 10**self.places)
        return int(10**self.places)

    def value(self, number: int) -> Fraction:
        """The exact value that the engine's integer stands for."""
        return Fraction(number, self.denominator)

    def option_index(self, option: str) -> int:
        """The index of an option by its id; raises KeyError when the fact has no such option."""
        for index, known in enumerate(self.options):
            if known.id == option:
                return index
        raise KeyError(option)


def iso_day(text: str) -> int | None:
    """The day number of an ISO date such as 2022-12-31; None for any other text, week dates included."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.toordinal() if day.isoformat() == text else None
