"""A resolved set as JSON: everything in it says by which layer it was written, in which file and line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.layers import Annotation, Disabled, Fill, Layer
from engine.domain.numbers import decimal_text
from engine.domain.source_place import Place
from engine.loading.criteria_folder import LoadedSet
from engine.loading.overlays.layering import chain_of
from engine.methods.national_proof import Proof
from engine.services.set_document import node_document, reference, set_document

RESOLVED_FORMAT = "parindex/resolved-set/1"
PROOF_FORMAT = "parindex/national-proof/1"

Document = dict[str, object]


def resolved_document(loaded: LoadedSet) -> Document:
    """A set that was resolved from its layers; one that is no overlay has one layer. Raises InvalidDocument."""
    rules = loaded.checked()
    whole = set_document(rules, loaded.findings)
    laid = _Laid(rules)
    own = {
        "format": RESOLVED_FORMAT,
        "criteria_set": whole.pop("criteria_set"),
        "layers": [layer_document(at, layer) for at, layer in enumerate(chain_of(rules, loaded.files))],
        "fills": [_fill(fill) for fill in laid.fills],
        "disabled": [_disabled(item) for item in laid.disabled],
        "annotations": [_annotation(item) for item in laid.annotations],
    }
    rows = {
        "profiles": _profiles(rules, whole["profiles"]),
        "components": [laid.node(node) for node in rules.components],
        "bonus": laid.adjustment(rules, "bonus", whole["bonus"]),
        "penalty": laid.adjustment(rules, "penalty", whole["penalty"]),
    }
    return own | {key: rows.get(key, value) for key, value in whole.items() if key != "format"}


def proof_document(loaded: LoadedSet, proofs: Sequence[Proof]) -> Document:
    """What the proof found, for each profile and stretch of years; nothing for a set that is its own base."""
    return {
        "format": PROOF_FORMAT,
        "criteria_set": reference(loaded.checked()),
        "base": reference(loaded.root.checked()),
        "holds": all(proof.holds for proof in proofs),
        "proofs": [_proof(proof) for proof in proofs],
    }


def layer_document(at: int, layer: Layer) -> Document:
    """One document of the chain; 0 is the base."""
    return {
        "layer": at,
        **layer.as_mapping(),
        "tier": str(layer.tier),
        "title": layer.title.as_mapping(),
        "files": list(layer.files),
    }


@dataclass(frozen=True, slots=True)
class _Laid:
    """What local layers did to a set, by node."""

    rules: CriteriaSet

    @property
    def fills(self) -> tuple[Fill, ...]:
        return self.rules.layers.fills if self.rules.layers else ()

    @property
    def disabled(self) -> tuple[Disabled, ...]:
        return self.rules.layers.disabled if self.rules.layers else ()

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        return self.rules.layers.annotations if self.rules.layers else ()

    def node(self, node: Node) -> Document:
        """A node and all below it, each with its layer and place first, and the amounts that were filled."""
        document = node_document(node, self.rules)
        head: Document = {key: document.pop(key) for key in ("id", "title")}
        document.pop("place")
        made = head | {"layer": node.layer, **_where(node.place)} | document
        filled = [_fill(fill) for fill in self.fills if fill.node == node.id]
        if filled:
            made["filled"] = filled
        if node.children:
            made["children"] = [self.node(child) for child in node.children]
        return made

    def adjustment(self, rules: CriteriaSet, key: str, document: object) -> object:
        """Bonus or penalty with its items."""
        adjustment = rules.bonus if key == "bonus" else rules.penalty
        if adjustment is None or not isinstance(document, Mapping):
            return None
        return {**document, "items": [self.node(item) for item in adjustment.items]}


def _where(place: Place) -> Document:
    return {"file": place.file, "line": place.line}


def _fill(fill: Fill) -> Document:
    return {
        "term": fill.term,
        "at": fill.node + fill.path,
        "before": decimal_text(fill.before),
        "value": decimal_text(fill.value),
        "layer": fill.layer,
        **_where(fill.place),
        "reason": fill.reason.as_mapping(),
        "basis": list(fill.basis),
    }


def _disabled(item: Disabled) -> Document:
    return {
        "node": item.node,
        "layer": item.layer,
        **_where(item.place),
        "reason": item.reason.as_mapping(),
        "basis": list(item.basis),
    }


def _annotation(item: Annotation) -> Document:
    return {"node": item.node, "layer": item.layer, **_where(item.place), "note": item.note.as_mapping()}


def _profiles(rules: CriteriaSet, documents: object) -> list[Document]:
    """The profiles, each with its layer, its like in the base, and where each exclusion was written."""
    assert isinstance(documents, list)
    return [
        document
        | {"layer": profile.layer, "in_base": profile.in_base or profile.id}
        | {"excludes": list(_excludes(rules, index, document["excludes"]))}
        for index, (profile, document) in enumerate(zip(rules.profiles, documents, strict=True))
    ]


def _excludes(rules: CriteriaSet, index: int, documents: Sequence[Document]) -> Iterator[Document]:
    for nth, document in enumerate(documents):
        place = rules.places_of.get(f"/profiles/{index}/excludes/{nth}/reason", rules.place)
        yield document | _where(place)


def _proof(proof: Proof) -> Document:
    return {
        "profile": proof.profile,
        "in_base": proof.in_base,
        "year": proof.year,
        "holds": proof.holds,
        "statements": {str(layer): count for layer, count in proof.statements.items()},
        "local_reached": list(proof.local),
        "altered": list(proof.altered),
        "filled": list(proof.filled),
        "facts": list(proof.facts),
        "fingerprint": proof.fingerprint,
        "fingerprint_again": proof.again,
    }
