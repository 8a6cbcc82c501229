"""Assessed bodies over time: known by a stable id; names, codes and the bodies themselves come and go with periods."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from engine.domain.source_place import NOWHERE, Place
from engine.domain.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Period:
    """From the day `first` up to and without the day `end`; None on a side means no limit there."""

    first: date | None = None
    end: date | None = None

    def holds(self, on: date) -> bool:
        """Whether a day is inside."""
        return (self.first is None or on >= self.first) and (self.end is None or on < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether some day is inside both."""
        return not (_ends_before(self, other) or _ends_before(other, self))


def _ends_before(one: Period, other: Period) -> bool:
    return one.end is not None and other.first is not None and one.end <= other.first


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a list of the state, such as the two digits of a province; another body may have had it before."""

    code: str
    period: Period
    basis: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class EarlierName:
    """A name that a body had until the day `end`."""

    name: Text
    end: date
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Formation:
    """How a body came to be: on which day, from which bodies, on what basis.

    `weights` say how much each predecessor counts where an earlier figure is put together of theirs, `weighted_by`
    by what measure.
    """

    on: date
    predecessors: tuple[str, ...] = ()
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    weighted_by: Text = NOTHING
    basis: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Body:
    """One assessed body. Its id is never used for another one, and never a code."""

    id: str
    name: Text
    kind: str = ""
    earlier_names: tuple[EarlierName, ...] = ()
    codes: tuple[Code, ...] = ()
    formed: Formation | None = None
    dissolved: date | None = None
    dissolved_basis: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def life(self) -> Period:
        """From its formation to its dissolution."""
        return Period(self.formed.on if self.formed else None, self.dissolved)

    def name_on(self, day: date) -> Text:
        """What the body was called on a day."""
        for earlier in sorted(self.earlier_names, key=lambda item: item.end):
            if day < earlier.end:
                return earlier.name
        return self.name


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A text on which a formation, a dissolution or a code rests, and where its content was taken from."""

    key: str
    number: str
    title: Text
    issued: date
    source: str


@dataclass(frozen=True, slots=True)
class UnitRegistry:
    """Bodies by their stable ids."""

    title: Text
    bodies: Mapping[str, Body]
    legal_texts: Mapping[str, LegalBasis] = field(default_factory=dict)
    note: Text = NOTHING

    def body(self, unit_id: str) -> Body | None:
        """A body by its stable id."""
        return self.bodies.get(unit_id)

    def there_on(self, day: date) -> Iterator[Body]:
        """The bodies that were there on a day."""
        return (body for body in self.bodies.values() if body.life.holds(day))

    def with_code(self, code: str, on: date) -> Body | None:
        """Who had a code on a day. A code alone names nobody: it means one body in one year, another in the next."""
        for body in self.bodies.values():
            if any(item.code == code and item.period.holds(on) for item in body.codes):
                return body
        return None

    def successor(self, unit_id: str) -> Body | None:
        """The body that a dissolved one became part of."""
        for body in self.bodies.values():
            if body.formed and unit_id in body.formed.predecessors:
                return body
        return None

    def numbers_of(self, basis: tuple[str, ...]) -> str:
        """The numbers of the texts that are cited, as people name them."""
        return ", ".join(self.legal_texts[key].number if key in self.legal_texts else key for key in basis)


NO_REGISTRY = UnitRegistry(NOTHING, {})
