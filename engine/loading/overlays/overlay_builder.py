"""The checked document of an overlay → what it says, in the words of the domain; whether it may is judged elsewhere."""

from dataclasses import dataclass, replace
from fractions import Fraction

from engine.domain.criteria_set import CriteriaSet, LegalText, Node, Origin, Plain, Profile, Provenance
from engine.domain.facts import Fact
from engine.domain.finding import Finding
from engine.domain.layers import Annotation, Disabled, Openings, Tier
from engine.domain.source_place import Place
from engine.domain.text import Text
from engine.loading.document import Document
from engine.loading.fact_builder import FactShelf
from engine.loading.node_builder import Inherited, build_node
from engine.loading.openings_builder import build_openings
from engine.loading.section import Section, root_of
from engine.loading.set_builder import build_legal_text, build_profile


@dataclass(frozen=True, slots=True)
class BaseName:
    """Which set an overlay lies on: id, edition and content hash, and where it says so."""

    id: str
    edition: str
    hash: str
    place: Place


@dataclass(frozen=True, slots=True)
class Setting:
    """An open term that is set; `written` is the value as it stands in the document, `pointer` where the entry does."""

    term: str
    value: Fraction
    written: Plain
    reason: Text
    basis: tuple[str, ...]
    pointer: str


@dataclass(frozen=True, slots=True)
class Addition:
    """Rows to be added under a node or the total; `place` is that of `under`."""

    under: str
    nodes: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Overlay:
    """Everything that one local document says. `layer` counts from 1; lists keep the order of the document.

    `facts` are those of the base and its own. Of `disabled`, `profiles` and `legal_texts` the pointer is kept besides.
    """

    document: Document
    layer: int
    id: str
    edition: str
    revision: int
    status: Provenance
    tier: Tier
    title: Text
    summary: Text
    legal_texts: tuple[tuple[str, LegalText], ...]
    facts: dict[str, Fact]
    settings: tuple[Setting, ...]
    additions: tuple[Addition, ...]
    disabled: tuple[tuple[str, Disabled], ...]
    annotations: tuple[Annotation, ...]
    profiles: tuple[tuple[str, Profile], ...]
    openings: Openings
    acknowledged: dict[str, str]

    def place(self, pointer: str) -> Place:
        """Where something stands in the document."""
        return self.document.place(pointer)


def base_of(document: Document) -> BaseName:
    """What an overlay names as its base. The schema must have been checked."""
    base = root_of(document).inner("base")
    return BaseName(base.word("id"), base.word("edition"), base.word("hash"), base.place())


def build_overlay(document: Document, base: CriteriaSet) -> tuple[Overlay, tuple[Finding, ...]]:
    """What an overlay says, on top of its base, and what only building shows to be wrong: facts declared twice.

    The schema must have been checked. A row that names no provenance has the status of the overlay.
    """
    root, shelf = root_of(document), FactShelf(dict(base.facts))
    shelf.take(root)
    layer = len(base.layers.chain) if base.layers else 1
    status = Provenance(root.word("status"))
    inherited = Inherited(Origin(status), layer=layer)
    made = Overlay(
        document,
        layer,
        root.word("id"),
        root.word("edition"),
        root.whole("revision"),
        status,
        Tier(root.word("tier")),
        root.text("title"),
        root.text("summary"),
        tuple((item.pointer, build_legal_text(item)) for item in root.each("legal_texts")),
        shelf.facts,
        tuple(_setting(item) for item in root.each("fill")),
        tuple(_addition(item, inherited, shelf) for item in root.each("add")),
        tuple((item.pointer, _disabled(item, layer)) for item in root.each("disable")),
        tuple(Annotation(item.word("node"), layer, item.text("note"), item.place()) for item in root.each("annotate")),
        tuple((item.pointer, _profile(item, layer, base)) for item in root.each("profiles")),
        build_openings(root),
        root.reasons(),
    )
    return made, tuple(shelf.findings)


def _setting(item: Section) -> Setting:
    return Setting(
        item.word("term"),
        item.number("value"),
        item.values["value"],
        item.text("reason"),
        item.words("basis"),
        item.pointer,
    )


def _addition(item: Section, inherited: Inherited, shelf: FactShelf) -> Addition:
    nodes = tuple(build_node(node, inherited, shelf) for node in item.each("nodes"))
    return Addition(item.word("under"), nodes, item.place("/under"))


def _disabled(item: Section, layer: int) -> Disabled:
    return Disabled(item.word("node"), layer, item.text("reason"), item.words("basis"), item.place("/node"))


def _profile(item: Section, layer: int, base: CriteriaSet) -> Profile:
    """An added profile; `in_base` stays as it was written, or is the first of the base."""
    return replace(build_profile(item), layer=layer, in_base=item.word("in_base") or base.profiles[0].id)
