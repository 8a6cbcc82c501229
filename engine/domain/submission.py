"""Submissions: the facts, marks, exclusions and documents of one unit, one year, one stage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from engine.domain.source_place import NOWHERE, Place
from engine.domain.text import NOTHING, Text

FactValue = bool | int | str | Fraction | date | tuple[Mapping[str, "FactValue | None"], ...]
"""A fact as it was written: truth value, number, option or text, date, or records of a list."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An assessed body, known by its stable id; `profile` may be empty: the set then tells it."""

    id: str
    name: Text
    kind: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Points set by a person for one leaf, with the reason."""

    node: str
    points: Fraction
    by: str
    reason: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class UnitExclusion:
    """A node that does not apply to this unit, with the reason and the basis."""

    node: str
    reason: Text
    basis: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceDocument:
    """What supports facts: number, date, section, page, hash."""

    id: str
    title: str = ""
    number: str = ""
    dated: date | None = None
    section: str = ""
    page: str = ""
    sha256: str = ""
    supports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """Phiếu tự đánh giá: one unit, one year, one stage. A fact that is not in `facts` is unknown, never 0.

    `places` gives the position of a part of the document by its JSON pointer; `content_hash` is the sha256 of the
    canonical document.
    """

    set_id: str
    edition: str
    unit: Unit
    year: int
    stage: str
    facts: Mapping[str, FactValue]
    marks: tuple[Mark, ...] = ()
    exclusions: tuple[UnitExclusion, ...] = ()
    documents: tuple[EvidenceDocument, ...] = ()
    closed: bool = False
    content_hash: str = ""
    document: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    note: Text = NOTHING

    def place_of(self, pointer: str) -> Place:
        """The position of what stands at `pointer`, or of the nearest thing around it."""
        while pointer:
            if pointer in self.places:
                return self.places[pointer]
            pointer = pointer.rpartition("/")[0]
        return self.places.get("", NOWHERE)
