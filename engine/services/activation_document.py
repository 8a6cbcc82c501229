"""Acts, and what is in force, as documents."""

from collections.abc import Sequence
from datetime import date, datetime

from engine.domain.activation import Activation, in_force, moment_text, usual_day
from engine.results.canonical import portable
from engine.services.activation_service import InForce
from engine.storage.generation_store import Generation

Document = dict[str, object]

IN_FORCE_FORMAT = "parindex/in-force/1"
GENERATION_FORMAT = "parindex/generation/1"


def record_document(activation: Activation) -> Document:
    """An act as it was recorded: all that its hash is taken of, and the hash."""
    document = portable({name: value for name, value in activation.sealed.items() if name != "format"})
    assert isinstance(document, dict)
    return document | {"hash": activation.hash}


def in_force_document(found: InForce, as_of: datetime | None) -> Document:
    """What is in force on a day; `as_of` as it was asked, None where nobody did."""
    return {
        "format": IN_FORCE_FORMAT,
        "year": found.year,
        "unit_kind": found.unit_kind,
        "on": found.on.isoformat(),
        "as_of": moment_text(as_of) if as_of else None,
        "in_force": record_document(found.activation) if found.activation else None,
        "latest": found.latest.hash,
    }


def generation_document(generation: Generation) -> Document:
    """A generation of the catalogue."""
    return {
        "format": GENERATION_FORMAT,
        "number": generation.number,
        "made_at": moment_text(generation.made_at),
        "cause": generation.cause,
        "digest": generation.digest,
    }


def acts_in_force(history: Sequence[Activation], on: date | None, as_of: datetime) -> frozenset[int]:
    """Which acts of a history are in force, by sequence: on a day, or on the usual one of each year."""
    questions = {(one.act.year, one.act.unit_kind) for one in history}
    found = (
        in_force(
            [one for one in history if (one.act.year, one.act.unit_kind) == (year, kind)],
            on or usual_day(year, as_of),
            as_of,
        )
        for year, kind in questions
    )
    return frozenset(one.sequence for one in found if one)
