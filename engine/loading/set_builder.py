"""The checked documents of a criteria set → the domain's criteria set."""

from collections.abc import Iterator, Sequence

from engine.domain.criteria_set import (
    Adjustment,
    Classification,
    ClassificationLevel,
    CriteriaSet,
    Exclusion,
    GradeLevel,
    Grades,
    LegalText,
    Origin,
    Part,
    Profile,
    Provenance,
    RankingRule,
    Total,
)
from engine.domain.finding import Finding
from engine.domain.numbers import Rounding
from engine.loading.document import Document
from engine.loading.fact_builder import FactShelf
from engine.loading.node_builder import Inherited, build_node
from engine.loading.openings_builder import build_openings, forms_findings
from engine.loading.section import Section, root_of

PLACES = 6


def build_set(
    document: Document, components: Sequence[Document], content_hash: str
) -> tuple[CriteriaSet, tuple[Finding, ...]]:
    """The criteria set of `criteria_set.yaml` and its component files, and what only building shows to be wrong.

    The schemas must have been checked. A component that names no provenance has the status of the set.
    """
    root, shelf = root_of(document), FactShelf()
    shelf.take(root)
    status = Provenance(root.word("status"))
    inherited = Inherited(Origin(status))
    nodes = tuple(build_node(root_of(component), inherited, shelf) for component in components)
    numbers = root.inner("numbers")
    applies_to = root.inner("applies_to")
    bonus, penalty = (_adjustment(root, key, inherited, shelf) for key in ("bonus", "penalty"))
    made = CriteriaSet(
        id=root.word("id"),
        edition=root.word("edition"),
        revision=root.whole("revision"),
        status=status,
        title=root.text("title"),
        legal_texts=tuple(build_legal_text(item) for item in root.each("legal_texts")),
        unit_kinds=applies_to.words("unit_kinds"),
        years=applies_to.inner("years").span(),
        parts=tuple(Part(item.word("id"), item.text("title"), item.number("points")) for item in root.each("parts")),
        places=numbers.whole("places", PLACES),
        roundings=tuple(_roundings(numbers)),
        total=_total(root.inner("total")),
        missing_at_close=root.word("missing_at_close"),
        ranking=_ranking(root.inner("ranking")),
        grades=_grades(root.inner("grades")),
        profiles=tuple(build_profile(item) for item in root.each("profiles")),
        facts=shelf.facts,
        components=nodes,
        bonus=bonus,
        penalty=penalty,
        classifications=tuple(_classification(item) for item in root.each("classifications")),
        acknowledged=root.reasons(),
        summary=root.text("summary"),
        openings=build_openings(root),
        content_hash=content_hash,
        place=root.place(),
        places_of=document.below(""),
    )
    return made, (*shelf.findings, *forms_findings(root, made.walk()))


def build_legal_text(item: Section) -> LegalText:
    """One legal text of `legal_texts`."""
    in_force = item.inner("in_force")
    return LegalText(
        item.word("key"),
        item.word("number"),
        item.text("title"),
        item.day("issued"),
        in_force.day("from"),
        in_force.maybe_day("to"),
        item.word("source"),
        item.words("clauses"),
        item.place(),
    )


def _roundings(numbers: Section) -> Iterator[Rounding]:
    for item in numbers.each("rounding"):
        # The schema allows the names of Level and Mode only.
        yield Rounding(item.word("at"), item.whole("places"), item.word("mode", "half_up"))  # type: ignore[arg-type]


def _total(item: Section) -> Total:
    return Total(
        item.number("max"),
        item.word("combine", "sum"),
        item.truth("rescale", otherwise=False),
        item.maybe_number("floor"),
        item.maybe_number("ceiling"),
        item.numbers("max_by_profile"),
    )


def _ranking(item: Section) -> RankingRule:
    return RankingRule(item.word("by", "index"), item.word("ties", "competition"), item.word("compare", "exact"))


def _grades(item: Section) -> Grades:
    profiles = item.inner("by_profile")
    return Grades(
        item.word("by", "index"),
        _grade_levels(item, "levels"),
        {profile: _grade_levels(profiles, profile) for profile in profiles.values},
    )


def _grade_levels(item: Section, key: str) -> tuple[GradeLevel, ...]:
    return tuple(
        GradeLevel(level.word("id"), level.text("title"), level.maybe_number("from")) for level in item.each(key)
    )


def build_profile(item: Section) -> Profile:
    """One profile of `profiles`."""
    return Profile(
        item.word("id"),
        item.text("title"),
        item.word("group") or item.word("id"),
        item.truth("ranked", otherwise=True),
        item.text("reason"),
        item.words("units"),
        tuple(
            Exclusion(part.words("nodes"), part.text("reason"), part.words("basis")) for part in item.each("excludes")
        ),
    )


def _adjustment(root: Section, key: str, inherited: Inherited, shelf: FactShelf) -> Adjustment | None:
    if not root.has(key):
        return None
    item = root.inner(key)
    return Adjustment(item.number("cap"), tuple(build_node(leaf, inherited, shelf) for leaf in item.each("items")))


def _classification(item: Section) -> Classification:
    levels = tuple(
        ClassificationLevel(level.word("result"), level.maybe_number("from"), level.maybe_number("to"))
        for level in item.each("levels")
    )
    return Classification(item.word("id"), item.text("title"), item.word("value"), levels, item.place())
