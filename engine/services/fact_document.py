"""A declared fact as JSON: what may be given for it, in the spelling that submissions use."""

from engine.domain.fact_text import as_text
from engine.domain.facts import NUMERIC, Fact, FactType

Document = dict[str, object]


def fact_document(fact: Fact) -> Document:
    """A fact, or a field of the records of a list."""
    document: Document = {"id": fact.id, "type": str(fact.type), "title": fact.title.as_mapping()}
    if fact.optional:
        document["optional"] = True
    match fact.type:
        case FactType.CHOICE:
            options = [{"id": option.id, "title": option.title.as_mapping()} for option in fact.options]
            return document | {"options": options}
        case FactType.LIST:
            return document | {"max_items": fact.max_items, "fields": [fact_document(field) for field in fact.fields]}
        case FactType.BOOL:
            return document
    bounds = {"min": as_text(fact, fact.low), "max": as_text(fact, fact.high)}
    document |= bounds | ({"places": fact.places} if fact.type in NUMERIC else {})
    return document | ({"from_index": {"set": fact.from_index}} if fact.from_index else {})
