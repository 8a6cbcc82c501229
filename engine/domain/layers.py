"""Quy định bổ sung: what a set leaves open to those below it, and what local layers did with that."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from engine.domain.source_place import NOWHERE, Place
from engine.domain.text import NOTHING, Text

TOTAL = "total"
"""What stands for the root of the tree where a node is named."""


class Tier(StrEnum):
    """Whose rules a layer holds, from the top down; a layer stands at or below the tier of its base."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    COMMUNE = "commune"

    @property
    def depth(self) -> int:
        """0 for the ministry, 2 for the commune."""
        return list(Tier).index(self)


@dataclass(frozen=True, slots=True)
class OpenTerm:
    """One amount that a local document may set: between `low` and `high`, both inside, in steps of `step` from `low`.

    `node` and `path` say where the amount stands: a JSON pointer relative to the node, in which an item of a list is
    named by its id, `/rule/deductions/late/points`. What the set itself writes there holds until a layer fills it.
    """

    id: str
    title: Text
    node: str
    path: str
    low: Fraction
    high: Fraction
    step: Fraction | None = None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class OpenSubtree:
    """A node, or the total, under which local nodes may be added that are together worth at most `cap` points."""

    under: str
    cap: Fraction
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Openings:
    """Everything that the next layer may change; what is not named is closed. `profiles`: new groups of units, too."""

    terms: tuple[OpenTerm, ...] = ()
    subtrees: tuple[OpenSubtree, ...] = ()
    disable: tuple[str, ...] = ()
    profiles: bool = False

    def term(self, term_id: str) -> OpenTerm | None:
        """An open term by id."""
        return next((term for term in self.terms if term.id == term_id), None)

    def subtree(self, under: str) -> OpenSubtree | None:
        """The opening at a node."""
        return next((subtree for subtree in self.subtrees if subtree.under == under), None)


CLOSED = Openings()


@dataclass(frozen=True, slots=True)
class Layer:
    """One document of a chain, base first: which one, by whom, and in which files it was written."""

    id: str
    edition: str
    revision: int
    hash: str
    title: Text
    tier: Tier
    files: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)

    def as_mapping(self) -> dict[str, object]:
        """As receipts and scorecards name it."""
        return {"id": self.id, "edition": self.edition, "revision": self.revision, "hash": self.hash}


@dataclass(frozen=True, slots=True)
class Fill:
    """An open term that a layer set: what stood there before, and what stands there now."""

    term: str
    node: str
    path: str
    before: Fraction
    value: Fraction
    layer: int
    reason: Text = NOTHING
    basis: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Disabled:
    """A node that a layer switched off for all units, with the reason and the clauses that say so."""

    node: str
    layer: int
    reason: Text
    basis: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Annotation:
    """A note that a layer put beside a node; it changes nothing."""

    node: str
    layer: int
    note: Text
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Layers:
    """The chain that a set was resolved from, base first, and what its local documents changed."""

    chain: tuple[Layer, ...]
    fills: tuple[Fill, ...] = ()
    disabled: tuple[Disabled, ...] = ()
    annotations: tuple[Annotation, ...] = ()

    @property
    def base(self) -> Layer:
        """The set at the bottom of the chain, whose total nothing local can move."""
        return self.chain[0]

    @property
    def local(self) -> Iterator[Layer]:
        """The overlays, in the order in which they were laid."""
        return iter(self.chain[1:])
