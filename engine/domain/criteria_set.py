"""A criteria set: the tree of nodes with points, and everything that is declared around it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from engine.domain.facts import Fact
from engine.domain.layers import CLOSED, Layers, Openings
from engine.domain.numbers import Level, Rounding
from engine.domain.source_place import NOWHERE, Place
from engine.domain.text import NOTHING, Text

Plain = None | bool | int | str | Fraction | date | tuple["Plain", ...] | Mapping[str, "Plain"]
"""What a rule is made of after reading: no float, no mutable value."""


GUARD_DIGITS = 2


class Provenance(StrEnum):
    """Where a row comes from, weakest last."""

    OFFICIAL = "official"
    SOURCED = "sourced"
    RECONSTRUCTED = "reconstructed"
    EXAMPLE = "example"

    @property
    def weakness(self) -> int:
        """0 for official, 3 for example: the status of a set is the weakest of its rows."""
        return list(Provenance).index(self)


PROVENANCE_TITLES: Mapping[str, Text] = {
    Provenance.OFFICIAL: Text("chính thức", "official"),
    Provenance.SOURCED: Text("theo nguồn", "sourced"),
    Provenance.RECONSTRUCTED: Text("dựng lại", "reconstructed"),
    Provenance.EXAMPLE: Text("ví dụ", "example"),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """The provenance of one row: its status, the source where it was read, and a note."""

    status: Provenance
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LegalText:
    """A legal text that a set cites, with the clauses that may be named."""

    key: str
    number: str
    title: Text
    issued: date
    in_force_from: date
    in_force_to: date | None = None
    source: str = ""
    clauses: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """Nguồn điểm: where points come from, and how many of the total."""

    id: str
    title: Text
    points: Fraction


@dataclass(frozen=True, slots=True)
class Span:
    """The years and profiles for which something holds; None and () mean no limit."""

    first: int | None = None
    last: int | None = None
    profiles: tuple[str, ...] = ()

    def holds(self, profile: str, year: int) -> bool:
        """Whether `year` (inclusive ends) and `profile` are inside."""
        return (
            (self.first is None or year >= self.first)
            and (self.last is None or year <= self.last)
            and (not self.profiles or profile in self.profiles)
        )

    @property
    def told(self) -> str:
        """The years for people: `2022`, `2022–2023`, `2022–` where there is no end."""
        return str(self.first) if self.first == self.last else f"{self.first or ''}–{self.last or ''}"


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight and where it holds."""

    value: Fraction
    span: Span = Span()


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition that forces points."""

    id: str
    when: str
    points: Fraction
    reason: Text
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class NotArisen:
    """What a row gives when there was nothing to assess: `full`, `zero` or `exclude`."""

    when: str
    then: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Limits:
    """What the points of a leaf are clamped to; None on a side means no clamp there."""

    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree: component, criterion, sub-criterion, at any depth. A leaf has a `method`.

    `place` is where the node begins; `places` gives the position of anything inside it by the JSON pointer
    relative to the node. `layer` counts the local documents below it: 0 is the base.
    """

    id: str
    title: Text
    maximum: Fraction
    origin: Origin
    basis: tuple[str, ...] = ()
    maximum_by_profile: Mapping[str, Fraction] = field(default_factory=dict)
    span: Span = Span()
    weights: tuple[Weight, ...] = ()
    combine: str = "sum"
    rescale: bool = False
    when_empty: str = "not_applicable"
    gates: tuple[Gate, ...] = ()
    children: tuple["Node", ...] = ()
    part: str = ""
    method: str = ""
    rule: Mapping[str, Plain] = field(default_factory=dict)
    documents: tuple[Text, ...] = ()
    not_arisen: NotArisen | None = None
    limits: Limits | None = None
    acknowledged: Mapping[str, str] = field(default_factory=dict)
    layer: int = 0
    place: Place = field(default=NOWHERE, compare=False)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_leaf(self) -> bool:
        """Whether the node is scored by a method and not from children."""
        return not self.children

    def maximum_for(self, profile: str) -> Fraction:
        """What units of `profile` can win here."""
        return self.maximum_by_profile.get(profile, self.maximum)

    def weight_for(self, profile: str, year: int) -> Fraction:
        """The weight for `profile` in `year`: the last declared that fits, 1 when none is declared."""
        chosen = Fraction(1)
        for weight in self.weights:
            if weight.span.holds(profile, year):
                chosen = weight.value
        return chosen

    def place_of(self, pointer: str) -> Place:
        """The position of what stands at `pointer` inside this node, or of the nearest thing around it."""
        while pointer:
            if pointer in self.places:
                return self.places[pointer]
            pointer = pointer.rpartition("/")[0]
        return self.place

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Nodes that do not apply to the units of a profile, with the reason and the clauses that say so."""

    nodes: tuple[str, ...]
    reason: Text
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """Nhóm đơn vị: units with the same exclusions and weights, ranked together.

    A profile that a local layer added says in `in_base` under which profile of the base its units are scored there.
    """

    id: str
    title: Text
    group: str
    ranked: bool = True
    reason: Text = NOTHING
    units: tuple[str, ...] = ()
    excludes: tuple[Exclusion, ...] = ()
    layer: int = 0
    in_base: str = ""


@dataclass(frozen=True, slots=True)
class GradeLevel:
    """One class of results; `least` is its closed lower edge, None for the last."""

    id: str
    title: Text
    least: Fraction | None


@dataclass(frozen=True, slots=True)
class Grades:
    """Classes by index or points, one list for all or one by profile, best first."""

    by: str = "index"
    levels: tuple[GradeLevel, ...] = ()
    by_profile: Mapping[str, tuple[GradeLevel, ...]] = field(default_factory=dict)

    def levels_for(self, profile: str) -> tuple[GradeLevel, ...]:
        """The levels that hold for a profile."""
        return self.by_profile.get(profile, self.levels)


@dataclass(frozen=True, slots=True)
class ClassificationLevel:
    """One row of a classification: a closed lower edge `least`, a closed upper edge `most`, or neither (the rest)."""

    result: str
    least: Fraction | None = None
    most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Classification:
    """A named figure derived from scores."""

    id: str
    title: Text
    value: str
    levels: tuple[ClassificationLevel, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class RankingRule:
    """How units are ordered: by `index` or `points`; ties `competition` or `dense`; compared `exact` or `printed`."""

    by: str = "index"
    ties: str = "competition"
    compare: str = "exact"


@dataclass(frozen=True, slots=True)
class Total:
    """The root: its maximum, how components combine, and the limits after bonus and penalty (None: no limit)."""

    maximum: Fraction
    combine: str = "sum"
    rescale: bool = False
    floor: Fraction | None = None
    ceiling: Fraction | None = None
    maximum_by_profile: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Bonus or penalty: leaves whose points are added or taken off after the components, at most `cap`."""

    cap: Fraction
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """One revision of one edition of a criteria set; immutable, known by `content_hash` (sha256, hex).

    `openings` is what local documents may change; `layers` is there where this set was resolved from such documents.
    """

    id: str
    edition: str
    revision: int
    status: Provenance
    title: Text
    legal_texts: tuple[LegalText, ...]
    unit_kinds: tuple[str, ...]
    years: Span
    parts: tuple[Part, ...]
    places: int
    roundings: tuple[Rounding, ...]
    total: Total
    missing_at_close: str
    ranking: RankingRule
    grades: Grades
    profiles: tuple[Profile, ...]
    facts: Mapping[str, Fact]
    components: tuple[Node, ...]
    bonus: Adjustment | None = None
    penalty: Adjustment | None = None
    classifications: tuple[Classification, ...] = ()
    acknowledged: Mapping[str, str] = field(default_factory=dict)
    summary: Text = NOTHING
    openings: Openings = CLOSED
    layers: Layers | None = None
    content_hash: str = ""
    place: Place = field(default=NOWHERE, compare=False)
    places_of: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    @property
    def scale(self) -> int:
        """10^places: points are integers of this scale."""
        return int(10**self.places)

    @property
    def name(self) -> str:
        """`id edition.revision`, as answers name the set."""
        return f"{self.id} {self.edition}.{self.revision}"

    def walk(self) -> Iterator[Node]:
        """All nodes of the components, parents first, then bonus and penalty items."""
        for component in self.components:
            yield from component.walk()
        for adjustment in (self.bonus, self.penalty):
            if adjustment:
                yield from adjustment.items

    def leaves(self) -> Iterator[Node]:
        """All leaves, in the order of the text."""
        return (node for node in self.walk() if node.is_leaf)

    def profile(self, profile_id: str) -> Profile:
        """A profile by id; raises KeyError."""
        for profile in self.profiles:
            if profile.id == profile_id:
                return profile
        raise KeyError(profile_id)

    def profile_of(self, unit_id: str, named: str = "") -> Profile:
        """The profile of a unit: the one named, or the one that lists the unit, or the first. Raises KeyError."""
        if named:
            return self.profile(named)
        for profile in self.profiles:
            if unit_id in profile.units:
                return profile
        return self.profiles[0]

    @property
    def printing(self) -> Rounding:
        """How figures are printed."""
        return self.rounding("printed") or Rounding("printed", 2)

    @property
    def comparing(self) -> Rounding:
        """How totals are rounded before they are compared (rank, tie, grade).

        To two places fewer than points have, the last two being guard digits, so that three thirds tie with a whole;
        as printed where the set says so. A set of fewer than four places has none to spare and compares at all of them.
        """
        if self.ranking.compare == "printed":
            return self.printing
        places = self.places - GUARD_DIGITS if self.places >= 2 * GUARD_DIGITS else self.places
        return Rounding("total", places)

    def rounding(self, level: Level) -> Rounding | None:
        """The rounding declared at a level; in print there always is one: two places, half up."""
        for rounding in self.roundings:
            if rounding.at == level:
                return rounding
        return Rounding("printed", 2) if level == "printed" else None
