"""Nodes of a checked document → domain nodes, with what they inherit."""

from dataclasses import dataclass
from fractions import Fraction

from engine.domain.criteria_set import Gate, Limits, Node, NotArisen, Origin, Provenance, Weight
from engine.domain.source_place import pointer_to
from engine.loading.fact_builder import FactShelf
from engine.loading.section import Section


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a node takes over from the node around it when it says nothing itself, and the layer that both are of."""

    origin: Origin
    basis: tuple[str, ...] = ()
    layer: int = 0


def build_node(section: Section, inherited: Inherited, shelf: FactShelf) -> Node:
    """A node with all nodes below it; its facts go to the shelf."""
    own = _inherited(section, inherited)
    maximum = section.number("max")
    shelf.take(section)
    return Node(
        id=section.word("id"),
        title=section.text("title"),
        maximum=maximum,
        origin=own.origin,
        basis=own.basis,
        maximum_by_profile=section.numbers("max_by_profile"),
        span=section.inner("in_force").span(),
        weights=_weights(section),
        combine=section.word("combine", "sum"),
        rescale=section.truth("rescale", otherwise=False),
        when_empty=section.word("when_empty", "not_applicable"),
        gates=_gates(section),
        children=tuple(build_node(child, own, shelf) for child in section.each("children")),
        part=section.word("part"),
        method=section.word("method"),
        rule=section.inner("rule").values,
        documents=tuple(item.as_text() for item in section.each("documents")),
        not_arisen=_not_arisen(section),
        limits=_inner_limits(section) if section.has("children") else _limits(section, maximum),
        acknowledged=section.reasons(),
        layer=own.layer,
        place=section.place(),
        places=section.document.below(section.pointer),
    )


def _inherited(section: Section, around: Inherited) -> Inherited:
    provenance = section.inner("provenance")
    origin = around.origin
    if section.has("provenance"):
        status = Provenance(provenance.word("status"))
        origin = Origin(status, provenance.word("source"), provenance.word("note"))
    return Inherited(origin, section.words("basis") if section.has("basis") else around.basis, around.layer)


def _weights(section: Section) -> tuple[Weight, ...]:
    for_all = (Weight(section.number("weight")),) if section.has("weight") else ()
    return for_all + tuple(Weight(item.number("weight"), item.span()) for item in section.each("weights"))


def _gates(section: Section) -> tuple[Gate, ...]:
    return tuple(
        Gate(
            gate.word("id"),
            gate.word("when"),
            gate.number("points"),
            gate.text("reason"),
            pointer_to("gates", index),
        )
        for index, gate in enumerate(section.each("gates"))
    )


def _not_arisen(section: Section) -> NotArisen | None:
    if not section.has("not_arisen"):
        return None
    inner = section.inner("not_arisen")
    return NotArisen(inner.word("when"), inner.word("then"), inner.text("reason"))


def _inner_limits(section: Section) -> Limits | None:
    """Limits of a node with children hold only where they are written."""
    if not section.has("limits") or section.values.get("limits") == "none":
        return None
    limits = section.inner("limits")
    low = limits.number("min") if limits.has("min") else None
    return Limits(low, limits.number("max") if limits.has("max") else None)


def _limits(section: Section, maximum: Fraction) -> Limits:
    if section.values.get("limits") == "none":
        return Limits(None, None)
    limits = section.inner("limits")
    return Limits(limits.number_or("min", Fraction(0)), limits.number_or("max", maximum))
