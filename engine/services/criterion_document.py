"""One criterion as JSON: its node with all that a reader needs beside it, so that no second request is needed."""

from collections.abc import Iterable, Sequence

from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.finding import Finding
from engine.services.fact_document import fact_document
from engine.services.finding_document import finding_document
from engine.services.set_document import (
    exclusion_document,
    facts_of,
    legal_text_document,
    node_document,
    reference,
)

CRITERION_FORMAT = "parindex/criterion/1"

Document = dict[str, object]


def criterion_document(rules: CriteriaSet, node: Node, findings: Iterable[Finding]) -> Document:
    """A node with the way to it, its facts in full, the texts that it cites, and the profiles that it does not suit."""
    return {
        "format": CRITERION_FORMAT,
        "criteria_set": reference(rules),
        "above": [step_document(one) for one in way_to(rules, node)],
        "node": node_document(node, rules),
        "facts": [fact_document(rules.facts[name]) for name in facts_of(node, rules)],
        "legal_texts": _cited(rules, node),
        "excluded_for": _excluded_for(rules, [one.id for one in (*way_to(rules, node), node)]),
        "findings": [finding_document(finding) for finding in findings if _is_about(finding, node)],
    }


def step_document(node: Node) -> Document:
    """A node as a step on the way to one below it."""
    return {"id": node.id, "title": node.title.as_mapping()}


def way_to(rules: CriteriaSet, wanted: Node) -> tuple[Node, ...]:
    """The nodes above a node, the component first; none above components, bonus and penalty items."""
    for component in rules.components:
        found = _way(component, wanted)
        if found is not None:
            return found[:-1]
    return ()


def _way(node: Node, wanted: Node) -> tuple[Node, ...] | None:
    if node is wanted:
        return (node,)
    for child in node.children:
        below = _way(child, wanted)
        if below is not None:
            return (node, *below)
    return None


def _cited(rules: CriteriaSet, node: Node) -> list[Document]:
    keys = {citation.partition("#")[0] for below in node.walk() for citation in below.basis}
    return [legal_text_document(text) for text in rules.legal_texts if text.key in keys]


def _excluded_for(rules: CriteriaSet, ids: Sequence[str]) -> list[Document]:
    """The profiles to which the node, or one above it, does not apply."""
    return [
        {"profile": profile.id} | exclusion_document(exclusion)
        for profile in rules.profiles
        for exclusion in profile.excludes
        if not set(ids).isdisjoint(exclusion.nodes)
    ]


def _is_about(finding: Finding, node: Node) -> bool:
    """Whether a finding stands inside the node."""
    there, here = finding.place, node.place
    inside = there.pointer == here.pointer or there.pointer.startswith(here.pointer + "/")
    return there.file == here.file and inside
