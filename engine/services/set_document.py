"""A criteria set as JSON: the whole tree and all that is declared around it, in the words of the set format.

Every face gives these documents; where an edition is found is for the face to say.
"""

from collections.abc import Iterable, Mapping, Sequence

from engine.domain.criteria_set import (
    Adjustment,
    Classification,
    CriteriaSet,
    Exclusion,
    GradeLevel,
    LegalText,
    Node,
    Profile,
    Provenance,
    Span,
)
from engine.domain.finding import Finding
from engine.domain.numbers import decimal_text
from engine.domain.scorecard import SetReference
from engine.domain.text import Text
from engine.methods.leaf_compiler import compile_leaf
from engine.methods.scope import Scope
from engine.results.canonical import portable
from engine.services.fact_document import fact_document
from engine.services.finding_document import finding_document

SET_FORMAT = "parindex/set/1"

Document = dict[str, object]


def reference(rules: CriteriaSet) -> Document:
    """Which rules: what every document about them says of them."""
    return SetReference.to(rules).as_mapping()


def edition_document(rules: CriteriaSet) -> Document:
    """One edition as lists show it."""
    return reference(rules) | {
        "unit_kinds": list(rules.unit_kinds),
        "years": span_document(rules.years),
        "maximum": decimal_text(rules.total.maximum),
        "components": len(rules.components),
        "leaves": sum(1 for _ in rules.leaves()),
    }


def set_document(rules: CriteriaSet, findings: Iterable[Finding]) -> Document:
    """The whole set."""
    total = rules.total
    return {
        "format": SET_FORMAT,
        "criteria_set": reference(rules),
        "summary": rules.summary.as_mapping(),
        "unit_kinds": list(rules.unit_kinds),
        "years": span_document(rules.years),
        "legal_texts": [legal_text_document(text) for text in rules.legal_texts],
        "parts": [
            {"id": part.id, "title": part.title.as_mapping(), "points": decimal_text(part.points)}
            for part in rules.parts
        ],
        "numbers": {
            "places": rules.places,
            "rounding": [{"at": item.at, "places": item.places, "mode": item.mode} for item in rules.roundings],
        },
        "total": {
            "maximum": decimal_text(total.maximum),
            "maximum_by_profile": portable(total.maximum_by_profile),
            "combine": total.combine,
            "rescale": total.rescale,
            "floor": portable(total.floor),
            "ceiling": portable(total.ceiling),
        },
        "missing_at_close": rules.missing_at_close,
        "ranking": {"by": rules.ranking.by, "ties": rules.ranking.ties, "compare": rules.ranking.compare},
        "grades": {
            "by": rules.grades.by,
            "levels": _levels(rules.grades.levels),
            "by_profile": {name: _levels(levels) for name, levels in rules.grades.by_profile.items()},
        },
        "profiles": [_profile(profile) for profile in rules.profiles],
        "facts": [fact_document(fact) for fact in rules.facts.values()],
        "components": [node_document(node, rules) for node in rules.components],
        "bonus": _adjustment(rules.bonus, rules),
        "penalty": _adjustment(rules.penalty, rules),
        "classifications": [_classification(item) for item in rules.classifications],
        "provenance": _provenance_counts(rules),
        "findings": [finding_document(finding) for finding in findings],
    }


def node_document(node: Node, rules: CriteriaSet) -> Document:
    """A node and all below it."""
    document: Document = {
        "id": node.id,
        "title": node.title.as_mapping(),
        "maximum": decimal_text(node.maximum),
        "maximum_by_profile": portable(node.maximum_by_profile),
        "provenance": {"status": str(node.origin.status), "source": node.origin.source, "note": node.origin.note},
        "basis": list(node.basis),
        "in_force": span_document(node.span),
        "weights": [
            {"weight": decimal_text(weight.value), "in_force": span_document(weight.span)} for weight in node.weights
        ],
        "gates": [
            {"id": gate.id, "when": gate.when, "points": decimal_text(gate.points), "reason": gate.reason.as_mapping()}
            for gate in node.gates
        ],
        "acknowledged": dict(node.acknowledged),
        "place": {"file": node.place.file, "line": node.place.line, "column": node.place.column},
    }
    return document | (_leaf_members(node, rules) if node.is_leaf else _inner_members(node, rules))


def facts_of(node: Node, rules: CriteriaSet) -> tuple[str, ...]:
    """The ids of the facts that a leaf asks for, as the compiler sees them; those of all leaves below an inner node."""
    if not node.is_leaf:
        return tuple(dict.fromkeys(fact for child in node.children for fact in facts_of(child, rules)))
    compiled = compile_leaf(Scope(node, rules.facts, rules.scale, int(node.maximum * rules.scale)))
    return tuple(fact for fact in compiled[0].facts if fact in rules.facts) if compiled else ()


def span_document(span: Span) -> Document:
    """Years (both ends inside, null: no end) and profiles (none named: all)."""
    return {"from": span.first, "to": span.last, "profiles": list(span.profiles)}


def legal_text_document(text: LegalText) -> Document:
    """A legal text that the set cites."""
    return {
        "key": text.key,
        "number": text.number,
        "title": text.title.as_mapping(),
        "issued": text.issued.isoformat(),
        "in_force": {"from": text.in_force_from.isoformat(), "to": portable(text.in_force_to)},
        "source": text.source,
        "clauses": list(text.clauses),
    }


def _inner_members(node: Node, rules: CriteriaSet) -> Document:
    return {
        "combine": node.combine,
        "rescale": node.rescale,
        "when_empty": node.when_empty,
        "children": [node_document(child, rules) for child in node.children],
    }


def _leaf_members(node: Node, rules: CriteriaSet) -> Document:
    arisen, limits = node.not_arisen, node.limits
    return {
        "part": node.part,
        "method": node.method,
        "rule": portable(node.rule),
        "facts": list(facts_of(node, rules)),
        "not_arisen": arisen and {"when": arisen.when, "then": arisen.then, "reason": arisen.reason.as_mapping()},
        "limits": limits and {"min": portable(limits.low), "max": portable(limits.high)},
        "documents": _texts(node.documents),
    }


def _adjustment(adjustment: Adjustment | None, rules: CriteriaSet) -> Document | None:
    if adjustment is None:
        return None
    items = [node_document(node, rules) for node in adjustment.items]
    return {"cap": decimal_text(adjustment.cap), "items": items}


def _profile(profile: Profile) -> Document:
    return {
        "id": profile.id,
        "title": profile.title.as_mapping(),
        "group": profile.group,
        "ranked": profile.ranked,
        "reason": profile.reason.as_mapping(),
        "units": list(profile.units),
        "excludes": [exclusion_document(exclusion) for exclusion in profile.excludes],
    }


def exclusion_document(exclusion: Exclusion) -> Document:
    """Nodes that do not apply to a profile."""
    return {
        "nodes": list(exclusion.nodes),
        "reason": exclusion.reason.as_mapping(),
        "basis": list(exclusion.basis),
    }


def _classification(item: Classification) -> Document:
    return {
        "id": item.id,
        "title": item.title.as_mapping(),
        "value": item.value,
        "levels": [
            {"from": portable(level.least), "to": portable(level.most), "result": level.result} for level in item.levels
        ],
    }


def _levels(levels: Sequence[GradeLevel]) -> list[Document]:
    return [{"id": level.id, "title": level.title.as_mapping(), "from": portable(level.least)} for level in levels]


def _provenance_counts(rules: CriteriaSet) -> Mapping[str, int]:
    """How many rows come from where: a set's status is the weakest of them."""
    found = [node.origin.status for node in rules.walk()]
    return {str(status): found.count(status) for status in Provenance}


def _texts(texts: Iterable[Text]) -> list[dict[str, str]]:
    return [text.as_mapping() for text in texts]
