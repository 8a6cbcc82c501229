"""A scorecard as the document that is stored, hashed and served: `parindex/scorecard/1`."""

from collections.abc import Iterable
from dataclasses import replace

from engine.domain.numbers import Rounding, decimal_text
from engine.domain.scorecard import Entry, FactSeen, NationalTotal, NextGain, NodeScore, PartScore, Scorecard
from engine.domain.submission import EvidenceDocument, Mark
from engine.domain.text import Text
from engine.results.canonical import canonical_bytes, sha256
from engine.results.field_document import used_field_document
from engine.results.printing import figure, range_figure

FORMAT = "parindex/scorecard/1"


def scorecard_document(card: Scorecard) -> dict[str, object]:
    """The whole scorecard in both languages, decimals as text. Advice on next gains is left out: it is not a result.

    Where rows were held against a complete field it also has `field`, and under a set with local layers `overlays` and
    `national`; no other scorecard has these members.
    """
    printing = card.printing
    return {
        "format": FORMAT,
        "criteria_set": card.criteria_set.as_mapping(),
        "unit": {"id": card.unit.id, "name": card.unit.name.as_mapping(), "kind": card.unit.kind},
        "year": card.year,
        "stage": card.stage,
        "profile": card.profile,
        "group": card.group,
        "closed": card.closed,
        "complete": card.is_complete,
        "places": card.places,
        "printed_places": printing.places,
        "total": node_document(card.total, printing),
        "index": None if card.index is None else figure(card.index, printing),
        "index_possible": None if card.index_range is None else range_figure(card.index_range, printing),
        "grade": None if card.grade is None else {"id": card.grade, "title": card.grade_title.as_mapping()},
        "parts": [_part(part, printing) for part in card.parts],
        "bonus": range_figure(card.bonus, printing),
        "penalty": range_figure(card.penalty, printing),
        "classifications": [
            {
                "id": item.id,
                "title": item.title.as_mapping(),
                "value": None if item.value is None else decimal_text(item.value),
                "result": item.result,
            }
            for item in card.classifications
        ],
        "nodes": [node_document(node, printing) for node in card.nodes],
        "submission": card.submission_hash,
        **({} if card.field is None else {"field": used_field_document(card.field)}),
    } | _layered(card)


def _layered(card: Scorecard) -> dict[str, object]:
    if card.national is None:
        return {}
    overlays = [layer.as_mapping() for layer in card.overlays]
    return {"overlays": overlays, "national": national_document(card.national, card.printing)}


def national_document(national: NationalTotal, printing: Rounding) -> dict[str, object]:
    """The total by the base alone; `points` are sure, `index` is null while it is open."""
    index = national.index
    return {
        "criteria_set": national.criteria_set.as_mapping(),
        "profile": national.profile,
        "complete": national.complete,
        "maximum": decimal_text(national.maximum),
        "points": figure(national.points.low, printing),
        "possible": range_figure(national.points, printing),
        "index": figure(index.low, printing) if index and index.is_exact else None,
        "index_possible": None if index is None else range_figure(index, printing),
        "grade": None if national.grade is None else {"id": national.grade, "title": national.grade_title.as_mapping()},
    }


def hashed(card: Scorecard) -> tuple[Scorecard, dict[str, object], bytes]:
    """The scorecard with its hash, its document, and the canonical bytes that the hash is the sha256 of."""
    document = scorecard_document(card)
    canonical = canonical_bytes(document)
    return replace(card, hash=sha256(canonical)), document, canonical


def node_document(node: NodeScore, printing: Rounding) -> dict[str, object]:
    """One node."""
    document: dict[str, object] = {
        "id": node.id,
        "depth": node.depth,
        "section": node.section,
        "title": node.title.as_mapping(),
        "status": str(node.status),
        "maximum": decimal_text(node.maximum),
        "points": figure(node.won, printing),
        "lost": figure(node.lost, printing),
        "possible": range_figure(node.possible, printing),
        "index": None if node.index is None else figure(node.index * 100, printing),
        "provenance": str(node.provenance),
        "basis": list(node.basis),
        "reason": node.reason.as_mapping(),
        "rule": node.rule,
        "entries": [entry_document(entry) for entry in node.entries],
    }
    return document | _leaf_members(node) if node.is_leaf else document


def _leaf_members(node: NodeScore) -> dict[str, object]:
    return {
        "part": node.part,
        "method": node.method,
        "facts": [fact_document(fact) for fact in node.facts],
        "missing": list(node.missing),
        "documents": [evidence_document(document) for document in node.documents],
        "asked_for": _texts(node.asked_for),
        "mark": None if node.mark is None else _mark(node.mark),
        "computed": None
        if node.computed is None
        else {"low": decimal_text(node.computed.low), "high": decimal_text(node.computed.high)},
    }


def entry_document(entry: Entry) -> dict[str, object]:
    """One line of a ledger."""
    return {
        "kind": entry.kind,
        "amount": decimal_text(entry.amount),
        "times": entry.times,
        "why": entry.why.as_mapping(),
    }


def fact_document(fact: FactSeen) -> dict[str, object]:
    """A fact that a leaf read; `value` null where it was not given."""
    return {
        "id": fact.id,
        "title": fact.title.as_mapping(),
        "value": fact.value,
        "shown": fact.shown.as_mapping(),
    }


def gain_document(gain: NextGain) -> dict[str, object]:
    """The least change that earns more."""
    return {
        "changes": dict(gain.changes),
        "what": gain.what.as_mapping(),
        "points": decimal_text(gain.points),
    }


def evidence_document(document: EvidenceDocument) -> dict[str, object]:
    """A document of evidence."""
    return {
        "id": document.id,
        "title": document.title,
        "number": document.number,
        "date": document.dated.isoformat() if document.dated else None,
        "section": document.section,
        "page": document.page,
        "sha256": document.sha256,
    }


def _mark(mark: Mark) -> dict[str, object]:
    return {
        "points": decimal_text(mark.points),
        "by": mark.by,
        "reason": mark.reason,
        "on": mark.on.isoformat() if mark.on else None,
    }


def _part(part: PartScore, printing: Rounding) -> dict[str, object]:
    return {
        "id": part.id,
        "title": part.title.as_mapping(),
        "maximum": decimal_text(part.maximum),
        "points": figure(part.won, printing),
        "possible": range_figure(part.possible, printing),
    }


def _texts(texts: Iterable[Text]) -> list[dict[str, str]]:
    return [text.as_mapping() for text in texts]
