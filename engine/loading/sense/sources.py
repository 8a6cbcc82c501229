"""Is what a set says of its sources true: status, provenance, citations, and whether a text held at the time."""

from collections.abc import Iterator, Sequence

from engine.domain.criteria_set import CriteriaSet, LegalText, Node, Provenance, Span
from engine.domain.finding import Finding, error, info, warning
from engine.domain.source_place import Place
from engine.domain.text import Text
from engine.loading.sense.names import unknown_name

_NEEDS_SOURCE = (Provenance.OFFICIAL, Provenance.SOURCED)


def sources_findings(criteria_set: CriteriaSet) -> list[Finding]:
    """A status too strong, sources missing, and citations that lead nowhere or to a text not in force.

    The status of a set with local layers is made of theirs, each judged by its own rows.
    """
    rows = [] if criteria_set.layers else list(criteria_set.walk())
    place = criteria_set.places_of.get("/status", criteria_set.place)
    status = status_findings(criteria_set.status, rows, place)
    return [*status, *_without_source(criteria_set), *_citations(criteria_set)]


def status_findings(said: Provenance, rows: Sequence[Node], place: Place) -> Iterator[Finding]:
    """A status that a set, or an overlay for its own rows, cannot claim, and one weaker than need be."""
    if not rows:
        return
    weakest = max((row.origin.status for row in rows), key=lambda status: status.weakness)
    if weakest.weakness > said.weakness:
        weaker = [row for row in rows if row.origin.status.weakness > said.weakness]
        first, share = weaker[0], f"{len(weaker)}/{len(rows)}"
        yield error(
            "status.too-strong",
            place,
            f"Bộ tiêu chí ghi là '{said}' nhưng {share} dòng yếu hơn, trước hết là '{first.id}' ở {first.place}.",
            f"The set says '{said}', yet {share} rows are weaker, first '{first.id}' at {first.place}.",
            f"Viết `status: {weakest}`: bộ tiêu chí chỉ mạnh bằng dòng yếu nhất.",
            f"Write `status: {weakest}`: a set is as strong as its weakest row.",
        )
    elif weakest.weakness < said.weakness:
        yield info(
            "status.too-weak",
            place,
            f"Bộ tiêu chí ghi là '{said}' nhưng mọi dòng đều mạnh hơn.",
            f"The set says '{said}', yet every row is stronger.",
            f"Có thể viết `status: {weakest}`.",
            f"It may say `status: {weakest}`.",
        )


def _without_source(criteria_set: CriteriaSet) -> Iterator[Finding]:
    for row in criteria_set.walk():
        if row.origin.status in _NEEDS_SOURCE and not row.origin.source:
            yield error(
                "provenance.no-source",
                row.place,
                f"'{row.id}' là '{row.origin.status}' nhưng không ghi nguồn.",
                f"'{row.id}' is '{row.origin.status}', yet no source is given.",
                'Thêm `provenance: {status: …, source: "…"}` ở đây hoặc ở chỉ số thành phần.',
                'Add `provenance: {status: …, source: "…"}` here or on the component.',
            )


def _citations(criteria_set: CriteriaSet) -> Iterator[Finding]:
    texts = {text.key: text for text in reversed(criteria_set.legal_texts)}
    not_in_force: set[str] = set()
    for citation, place, span in _cited(criteria_set):
        key, _, clause = citation.partition("#")
        text = texts.get(key)
        if text is None:
            yield unknown_name("basis.unknown-text", Text("văn bản", "legal text"), key, place, sorted(texts))
        elif clause and clause not in text.clauses:
            known = [f"{key}#{declared}" for declared in text.clauses]
            yield unknown_name("basis.unknown-clause", Text("điều khoản", "clause"), citation, place, known)
        elif key not in not_in_force:
            year = _year_without(text, criteria_set.years, span)
            if year is not None:
                not_in_force.add(key)
                yield _not_in_force(text, year, place)


def _cited(criteria_set: CriteriaSet) -> Iterator[tuple[str, Place, Span]]:
    """Every citation where it is written; what is inherited is judged where it comes from."""
    for index, profile in enumerate(criteria_set.profiles):
        for nth, exclusion in enumerate(profile.excludes):
            for at, citation in enumerate(exclusion.basis):
                pointer = f"/profiles/{index}/excludes/{nth}/basis/{at}"
                yield citation, criteria_set.places_of.get(pointer, criteria_set.place), Span()
    for fill in criteria_set.layers.fills if criteria_set.layers else ():
        for citation in fill.basis:
            yield citation, fill.place, Span()
    for node in criteria_set.walk():
        if "/basis" in node.places:
            for at, citation in enumerate(node.basis):
                yield citation, node.place_of(f"/basis/{at}"), node.span


def _year_without(text: LegalText, years: Span, span: Span) -> int | None:
    """The first year for which a row holds and its legal text does not; None when there is none."""
    first = max(years.first or 0, span.first or 0)
    lasts = [last for last in (years.last, span.last) if last is not None]
    last = min(lasts) if lasts else None
    if first < text.in_force_from.year:
        return first
    if text.in_force_to is not None and (last is None or last > text.in_force_to.year):
        return max(first, text.in_force_to.year + 1)
    return None


def _not_in_force(text: LegalText, year: int, place: Place) -> Finding:
    until_vi = f" đến {text.in_force_to:%d/%m/%Y}" if text.in_force_to else ""
    until_en = f" to {text.in_force_to}" if text.in_force_to else ""
    return warning(
        "basis.not-in-force",
        place,
        f"{text.number} không có hiệu lực trong năm {year}: chỉ từ {text.in_force_from:%d/%m/%Y}{until_vi}.",
        f"{text.number} is not in force in {year}: only from {text.in_force_from}{until_en}.",
        "Sửa in_force của văn bản, applies_to.years của bộ tiêu chí, hoặc dẫn văn bản khác.",
        "Mend in_force of the text or applies_to.years of the set, or cite another text.",
    )
