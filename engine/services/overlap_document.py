"""Editions of one set that overlap, as documents tell it in both languages."""

from engine.discovery.overlapping_years import Overlap


def overlap_document(overlap: Overlap) -> dict[str, object]:
    """The two editions, the years that both claim (null: no end), and what to do."""
    return {
        "older": overlap.older.name,
        "newer": overlap.newer.name,
        "first": overlap.first,
        "last": overlap.last,
        "message": overlap.message.as_mapping(),
        "hint": overlap.hint.as_mapping(),
    }
