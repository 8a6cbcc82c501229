"""Phiếu chấm điểm: the scoring sheet of a set, made from its rules, as it holds for one profile and year."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from engine.discovery.catalogue import Catalogue, UnknownProfile
from engine.domain.criteria_set import CriteriaSet, Node, Provenance
from engine.domain.facts import Fact, FactType
from engine.domain.scorecard import NodeScore, Status
from engine.domain.submission import Submission, Unit
from engine.domain.text import NOTHING, Text
from engine.errors import EngineError, UnknownThing
from engine.evaluation.one_unit import OneUnit
from engine.loading.criteria_folder import LoadedSet
from engine.services.overlay_service import OverlayService
from engine.services.set_document import facts_of
from engine.services.sheets.words import RuleWords

_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
_TYPES: Mapping[FactType, Text] = {
    FactType.COUNT: Text("số đếm", "count"),
    FactType.INTEGER: Text("số nguyên", "whole number"),
    FactType.DECIMAL: Text("số", "number"),
    FactType.PERCENT: Text("%", "%"),
    FactType.MONEY: Text("đồng", "đồng"),
    FactType.BOOL: Text("có/không", "yes/no"),
    FactType.CHOICE: Text("chọn một", "choose one"),
    FactType.DATE: Text("ngày", "date"),
    FactType.LIST: Text("danh sách", "list"),
}
STATUS_LINES: Mapping[Provenance, Text] = {
    Provenance.OFFICIAL: Text("Chính thức: theo văn bản đã dẫn.", "Official: as the cited decision has it."),
    Provenance.SOURCED: Text(
        "Theo nguồn đã dẫn, không phải từ bản gốc của quyết định.",
        "From the sources cited, not from the decision itself.",
    ),
    Provenance.RECONSTRUCTED: Text(
        "Dựng lại: không phải văn bản của quyết định.", "Reconstructed: not the text of a decision."
    ),
    Provenance.EXAMPLE: Text("Ví dụ: không phải văn bản của quyết định nào.", "Example: not the text of any decision."),
}
ADDED: Mapping[str, Text] = {"bonus": Text("Điểm cộng", "Bonus"), "penalty": Text("Điểm trừ", "Penalty")}


class UnknownYear(UnknownThing):
    """A sheet was asked for a year for which the set does not hold."""

    code = "catalogue.unknown-year"

    def __init__(self, rules: CriteriaSet, year: int) -> None:
        EngineError.__init__(
            self,
            f"{rules.name} không áp dụng cho năm {year}.",
            f"{rules.name} does not apply to the year {year}.",
            hint_vi=f"Bộ này áp dụng cho năm {rules.years.told}; chọn bản của năm đó hoặc sửa năm.",
            hint_en=f"It applies to {rules.years.told}; choose the edition of that year or mend the year.",
        )


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row to fill in. `maximum` is what applies to the profile; `depth` 1 is a component."""

    id: str
    depth: int
    title: Text
    maximum: Fraction
    part: Text = NOTHING
    rule: tuple[Text, ...] = ()
    facts: tuple[Text, ...] = ()
    documents: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet. `left_out` are the rows that do not apply to the profile, each with the reason."""

    rules: CriteriaSet
    profile_id: str
    profile: Text
    year: int
    maximum: Fraction
    rows: tuple[SheetRow, ...]
    left_out: tuple[Text, ...] = ()

    @property
    def status(self) -> Text:
        """What the status of the set means for who holds the sheet."""
        return STATUS_LINES[self.rules.status]


class SheetService:
    """The sheets of sets that are served, and of folders that need not be. Holds one immutable catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def of_set(
        self, set_id: str, edition: str = "", profile: str = "", year: int | None = None, revision: int | None = None
    ) -> Sheet:
        """The sheet of a set that is served; raises UnknownCriteriaSet, and as `sheet_of` does."""
        return sheet_of(self._catalogue.get(set_id, edition, revision), profile, year)

    def of_folder(self, folder: Path, profile: str = "", year: int | None = None) -> Sheet:
        """The sheet of the set or overlay in a folder; raises as `sheet_of` does."""
        return sheet_of(OverlayService(self._catalogue).in_folder(folder), profile, year)


def sheet_of(loaded: LoadedSet, profile_id: str = "", year: int | None = None) -> Sheet:
    """The sheet of a set for a profile, the first unless named, and a year, the set's first unless named.

    Raises InvalidDocument for a set with errors, UnknownProfile, and UnknownYear.
    """
    rules = loaded.checked()
    known = [profile.id for profile in rules.profiles]
    if profile_id and profile_id not in known:
        raise UnknownProfile("nhóm đơn vị", "profile", profile_id, known)
    profile = rules.profile(profile_id or known[0])
    when = year or rules.years.first or 0
    if not rules.years.holds("", when):
        raise UnknownYear(rules, when)
    unit = Unit("sheet", NOTHING, rules.unit_kinds[0], profile.id)
    empty = Submission(rules.id, rules.edition, unit, when, "self", {})
    compiled = loaded.compiled_for(profile.id, when)
    card, words = OneUnit(compiled).score(empty), RuleWords(compiled)
    rows = tuple(
        _row(compiled.nodes[score.id], score, rules, words)
        for score in card.nodes
        if score.status is not Status.NOT_APPLICABLE
    )
    return Sheet(rules, profile.id, profile.title, when, card.total.maximum, rows, tuple(_left_out(rules, profile.id)))


def _row(node: Node, score: NodeScore, rules: CriteriaSet, words: RuleWords) -> SheetRow:
    facts = tuple(_asked(rules.facts[name]) for name in facts_asked(node, rules))
    if not node.is_leaf:
        return SheetRow(node.id, score.depth, node.title, score.maximum, rule=words.told(node), facts=facts)
    part = next((part.title for part in rules.parts if part.id == node.part), NOTHING)
    outside = ADDED.get(score.section)
    return SheetRow(
        node.id,
        score.depth,
        Text(f"{outside.vi}: {node.title.vi}", f"{outside.en}: {node.title.en}") if outside else node.title,
        node.maximum if outside else score.maximum,
        part,
        words.told(node),
        facts,
        node.documents,
    )


def facts_asked(node: Node, rules: CriteriaSet) -> tuple[str, ...]:
    """The ids of the facts that a row itself reads: a leaf by its rule, a row with others below it by its gates."""
    if node.is_leaf:
        return facts_of(node, rules)
    words = {word for gate in node.gates for word in _NAME.findall(gate.when)}
    return tuple(name for name in rules.facts if name in words)


def _asked(fact: Fact) -> Text:
    """A fact as it is asked for: its title and what may be given."""
    kind = _TYPES[fact.type]
    return Text(f"{fact.title.vi} ({kind.vi})", f"{fact.title.en} ({kind.en})")


def _left_out(rules: CriteriaSet, profile_id: str) -> Iterator[Text]:
    for exclusion in rules.profile(profile_id).excludes:
        nodes = ", ".join(exclusion.nodes)
        yield Text(f"{nodes}: {exclusion.reason.vi}", f"{nodes}: {exclusion.reason.en}")
