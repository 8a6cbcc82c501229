"""Scorecards: the points of one unit, explained to the last unit of the last place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from engine.domain.criteria_set import CriteriaSet, Provenance
from engine.domain.field_rows import UsedField
from engine.domain.layers import Layer
from engine.domain.numbers import Rounding
from engine.domain.submission import EvidenceDocument, Mark, Unit
from engine.domain.text import NOTHING, Text


class Status(StrEnum):
    """The state of a node."""

    SCORED = "scored"
    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"
    NOT_ARISEN = "not_arisen"
    MARKED = "marked"
    PENDING = "pending"

    @property
    def is_open(self) -> bool:
        """Whether points are still undecided."""
        return self in (Status.NOT_ASSESSED, Status.PENDING)


STATUS_TITLES: Mapping[Status, Text] = {
    Status.SCORED: Text("Đã chấm", "Scored"),
    Status.NOT_ASSESSED: Text("Chưa đánh giá", "Not assessed"),
    Status.NOT_APPLICABLE: Text("Không áp dụng", "Not applicable"),
    Status.NOT_ARISEN: Text("Không phát sinh", "Not arisen"),
    Status.MARKED: Text("Chấm trực tiếp", "Marked"),
    Status.PENDING: Text("Chờ kết quả", "Pending"),
}


@dataclass(frozen=True, slots=True)
class Range:
    """The points still possible, both ends included; equal ends mean decided."""

    low: Fraction
    high: Fraction

    @property
    def is_exact(self) -> bool:
        """Whether nothing is left open."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a leaf's ledger: a signed amount and why. The entries of a leaf add up to won − maximum."""

    kind: str
    amount: Fraction
    why: Text
    times: int = 0


@dataclass(frozen=True, slots=True)
class FactSeen:
    """A fact that a leaf read: as people see it, and as machines read it; `value` None when unknown."""

    id: str
    title: Text
    value: str | None
    shown: Text


@dataclass(frozen=True, slots=True)
class NextGain:
    """The least change that earns more: fact id → new value as text, what to do in words, the points then won more."""

    changes: Mapping[str, str]
    what: Text
    points: Fraction


@dataclass(frozen=True, slots=True)
class NodeScore:
    """The result of one node.

    `maximum` is what applies to this unit; `won + lost = maximum` always holds. While the node is open, `won` is the
    least and `possible` the whole range. `section` is components, bonus or penalty; outside the components a leaf
    has no maximum of its own. `computed` is what the rule gave where a person's mark stands.
    """

    id: str
    depth: int
    title: Text
    status: Status
    maximum: Fraction
    won: Fraction
    lost: Fraction
    possible: Range
    is_leaf: bool
    section: str = "components"
    part: str = ""
    method: str = ""
    rule: str = ""
    reason: Text = NOTHING
    entries: tuple[Entry, ...] = ()
    facts: tuple[FactSeen, ...] = ()
    missing: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    documents: tuple[EvidenceDocument, ...] = ()
    asked_for: tuple[Text, ...] = ()
    provenance: Provenance = Provenance.EXAMPLE
    mark: Mark | None = None
    computed: Range | None = None
    next_gain: NextGain | None = None

    @property
    def index(self) -> Fraction | None:
        """Won ÷ maximum as a ratio; None where no maximum applies."""
        return self.won / self.maximum if self.maximum else None

    @property
    def decided_index(self) -> Fraction | None:
        """The index once the node is decided: points that are sure may still be won of less, where rows may leave."""
        return None if self.status.is_open else self.index


@dataclass(frozen=True, slots=True)
class SetReference:
    """Which rules a scorecard was made by."""

    id: str
    edition: str
    revision: int
    hash: str
    status: Provenance
    title: Text

    @classmethod
    def to(cls, rules: CriteriaSet) -> "SetReference":
        """The reference to a set."""
        return cls(rules.id, rules.edition, rules.revision, rules.content_hash, rules.status, rules.title)

    def as_mapping(self) -> dict[str, object]:
        """As every document that was made by a set names it."""
        return {
            "id": self.id,
            "edition": self.edition,
            "revision": self.revision,
            "hash": self.hash,
            "status": str(self.status),
            "title": self.title.as_mapping(),
        }


@dataclass(frozen=True, slots=True)
class PartScore:
    """The points of one part: appraisal, survey."""

    id: str
    title: Text
    maximum: Fraction
    won: Fraction
    possible: Range


@dataclass(frozen=True, slots=True)
class Classified:
    """A classification and its result; None while scores that it needs are open."""

    id: str
    title: Text
    value: Fraction | None
    result: str | None


@dataclass(frozen=True, slots=True)
class NationalTotal:
    """What the same facts give under the base of a local set alone: the total that nothing local can move.

    `points` and `index` are what is still possible, `index` on the scale of 100; None where no maximum applies.
    """

    criteria_set: SetReference
    profile: str
    maximum: Fraction
    points: Range
    index: Range | None
    complete: bool
    grade: str | None
    grade_title: Text


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything there is to say of one unit, one year, one stage, under one set.

    `total` is the root; `nodes` are all nodes below it, parents first; `index` is won ÷ maximum × 100 and
    `index_range` what is still possible of it. Under a set with local layers, `overlays` names them in their order
    and `national` is the total by the base alone. `field` is there where rows were held against a complete field.
    """

    criteria_set: SetReference
    unit: Unit
    year: int
    stage: str
    profile: str
    group: str
    closed: bool
    places: int
    printing: Rounding
    total: NodeScore
    nodes: tuple[NodeScore, ...]
    parts: tuple[PartScore, ...]
    bonus: Range
    penalty: Range
    index: Fraction | None
    index_range: Range | None
    grade: str | None
    grade_title: Text
    classifications: tuple[Classified, ...]
    submission_hash: str
    overlays: tuple[Layer, ...] = ()
    national: NationalTotal | None = None
    field: UsedField | None = None
    hash: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether everything is decided: every leaf, and every gate of a node above them."""
        return not any(node.status.is_open for node in self.nodes)

    def node(self, node_id: str) -> NodeScore:
        """A node by id; raises KeyError."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    def leaves(self) -> Iterator[NodeScore]:
        """The leaves, in the order of the set."""
        return (node for node in self.nodes if node.is_leaf)

    def components(self) -> Iterator[NodeScore]:
        """The first level of the tree."""
        return (node for node in self.nodes if node.depth == 1)
