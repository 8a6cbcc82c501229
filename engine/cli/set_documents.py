"""Criteria sets as the documents that `set list --json` and `set show --json` give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.discovery.set_record import SetRecord
from engine.domain.criteria_set import CriteriaSet, GradeLevel, Grades, LegalText, Limits, Node, Profile, Span
from engine.domain.facts import Fact, FactType
from engine.domain.numbers import decimal_text
from engine.methods.leaf_compiler import compile_leaf
from engine.methods.scope import Scope
from engine.results.canonical import portable

LIST_FORMAT = "parindex/found-sets/1"
SHOW_FORMAT = "parindex/set-view/1"


def list_document(records: Sequence[SetRecord]) -> dict[str, object]:
    """Every set that was found, served or not."""
    return {"format": LIST_FORMAT, "sets": [_listed(record) for record in records]}


def _listed(record: SetRecord) -> dict[str, object]:
    found = {
        "id": record.name[0],
        "edition": record.name[1],
        "plugin": record.plugin,
        "location": record.location,
        "state": str(record.state),
        "problem": record.problem.as_mapping(),
    }
    rules = record.loaded.criteria_set if record.loaded else None
    return found | (reference(rules) | _summary(rules) if rules and record.is_served else {})


def reference(rules: CriteriaSet) -> dict[str, object]:
    """Which set it is, and what it is worth as a source."""
    return {
        "id": rules.id,
        "edition": rules.edition,
        "revision": rules.revision,
        "hash": rules.content_hash,
        "status": str(rules.status),
        "title": rules.title.as_mapping(),
    }


def _summary(rules: CriteriaSet) -> dict[str, object]:
    return {
        "maximum": decimal_text(rules.total.maximum),
        "components": len(rules.components),
        "leaves": sum(1 for _ in rules.leaves()),
        "unit_kinds": list(rules.unit_kinds),
        "years": _span(rules.years),
    }


def show_document(rules: CriteriaSet, nodes: Sequence[tuple[int, Node]]) -> dict[str, object]:
    """A set with the nodes named, each with its depth: 1 for components, bonus and penalty items."""
    outside = {item.id: "bonus" for item in rules.bonus.items} if rules.bonus else {}
    outside |= {item.id: "penalty" for item in rules.penalty.items} if rules.penalty else {}
    return {
        "format": SHOW_FORMAT,
        "criteria_set": reference(rules),
        "summary": rules.summary.as_mapping(),
        **_summary(rules),
        "legal_texts": [_legal_text(text) for text in rules.legal_texts],
        "parts": [
            {"id": part.id, "title": part.title.as_mapping(), "points": decimal_text(part.points)}
            for part in rules.parts
        ],
        "places": rules.places,
        "rounding": [{"at": item.at, "places": item.places, "mode": item.mode} for item in rules.roundings],
        "missing_at_close": rules.missing_at_close,
        "ranking": {"by": rules.ranking.by, "ties": rules.ranking.ties, "compare": rules.ranking.compare},
        "grades": _grades(rules.grades),
        "profiles": [_profile(profile) for profile in rules.profiles],
        "bonus_cap": decimal_text(rules.bonus.cap) if rules.bonus else None,
        "penalty_cap": decimal_text(rules.penalty.cap) if rules.penalty else None,
        "nodes": [_node(node, depth, rules) | {"adjustment": outside.get(node.id)} for depth, node in nodes],
    }


def tree(rules: CriteriaSet) -> Iterator[tuple[int, Node]]:
    """Every node with its depth, parents first, then bonus and penalty items."""
    for component in rules.components:
        yield from branch(component)
    for adjustment in (rules.bonus, rules.penalty):
        if adjustment:
            yield from ((1, item) for item in adjustment.items)


def branch(node: Node, depth: int = 1) -> Iterator[tuple[int, Node]]:
    """A node and all below it."""
    yield depth, node
    for child in node.children:
        yield from branch(child, depth + 1)


def _node(node: Node, depth: int, rules: CriteriaSet) -> dict[str, object]:
    document: dict[str, object] = {
        "id": node.id,
        "depth": depth,
        "title": node.title.as_mapping(),
        "maximum": decimal_text(node.maximum),
        "maximum_by_profile": portable(node.maximum_by_profile),
        "in_force": _span(node.span) | {"profiles": list(node.span.profiles)},
        "provenance": {"status": str(node.origin.status), "source": node.origin.source, "note": node.origin.note},
        "basis": list(node.basis),
        "gates": [
            {"id": gate.id, "when": gate.when, "points": decimal_text(gate.points), "reason": gate.reason.as_mapping()}
            for gate in node.gates
        ],
        "place": {"file": node.place.file, "line": node.place.line, "column": node.place.column},
    }
    return document | (_leaf(node, rules) if node.is_leaf else {"combine": node.combine, "rescale": node.rescale})


def _leaf(node: Node, rules: CriteriaSet) -> dict[str, object]:
    arisen = node.not_arisen
    return {
        "part": node.part,
        "method": node.method,
        "rule": portable(node.rule),
        "facts": [_fact(rules.facts[name]) for name in _facts_read(node, rules)],
        "not_arisen": arisen and {"when": arisen.when, "then": arisen.then, "reason": arisen.reason.as_mapping()},
        "limits": _limits(node.limits),
        "documents": [text.as_mapping() for text in node.documents],
    }


def _facts_read(node: Node, rules: CriteriaSet) -> tuple[str, ...]:
    """The ids of the facts that a leaf reads, as the compiler sees them."""
    compiled = compile_leaf(Scope(node, rules.facts, rules.scale, int(node.maximum * rules.scale)))
    return compiled[0].facts if compiled else ()


def _fact(fact: Fact) -> dict[str, object]:
    document: dict[str, object] = {"id": fact.id, "type": str(fact.type), "title": fact.title.as_mapping()}
    if fact.type is FactType.CHOICE:
        document["options"] = {option.id: option.title.as_mapping() for option in fact.options}
    if fact.type is FactType.LIST:
        document["fields"] = [_fact(inner) for inner in fact.fields]
    return document


def _limits(limits: Limits | None) -> dict[str, object] | None:
    if limits is None:
        return None
    low, high = limits.low, limits.high
    return {"min": None if low is None else decimal_text(low), "max": None if high is None else decimal_text(high)}


def _span(span: Span) -> dict[str, object]:
    return {"from": span.first, "to": span.last}


def _legal_text(text: LegalText) -> dict[str, object]:
    return {
        "key": text.key,
        "number": text.number,
        "title": text.title.as_mapping(),
        "issued": text.issued.isoformat(),
        "in_force": {
            "from": text.in_force_from.isoformat(),
            "to": text.in_force_to.isoformat() if text.in_force_to else None,
        },
        "source": text.source,
        "clauses": list(text.clauses),
    }


def _grades(grades: Grades) -> dict[str, object]:
    return {
        "by": grades.by,
        "levels": _levels(grades.levels),
        "by_profile": {profile: _levels(levels) for profile, levels in grades.by_profile.items()},
    }


def _levels(levels: Sequence[GradeLevel]) -> list[dict[str, object]]:
    return [
        {
            "id": level.id,
            "title": level.title.as_mapping(),
            "from": None if level.least is None else decimal_text(level.least),
        }
        for level in levels
    ]


def _profile(profile: Profile) -> dict[str, object]:
    return {
        "id": profile.id,
        "title": profile.title.as_mapping(),
        "group": profile.group,
        "ranked": profile.ranked,
        "reason": profile.reason.as_mapping(),
        "units": list(profile.units),
        "excludes": [
            {"nodes": list(item.nodes), "reason": item.reason.as_mapping(), "basis": list(item.basis)}
            for item in profile.excludes
        ],
    }
