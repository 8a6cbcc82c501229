"""Stored results as JSON: a line of a list, and what a verification showed."""

from engine.domain.numbers import decimal_text
from engine.services.results_service import Verification
from engine.storage.scorecard_store import ResultSummary, StoredResult

VERIFICATION_FORMAT = "parindex/verification/1"


def summary_document(result: ResultSummary) -> dict[str, object]:
    """A result without its rows; points, maximum and index are exact."""
    return {
        "hash": result.hash,
        "href": f"/v1/results/{result.hash}",
        "criteria_set": {
            "id": result.set_id,
            "edition": result.edition,
            "revision": result.revision,
            "hash": result.set_hash,
        },
        "unit": {"id": result.unit_id, "kind": result.unit_kind},
        "year": result.year,
        "stage": result.stage,
        "profile": result.profile,
        "group": result.group,
        "closed": result.closed,
        "complete": result.complete,
        "points": decimal_text(result.total),
        "maximum": decimal_text(result.maximum),
        "index": None if result.index is None else decimal_text(result.index),
        "submission": result.submission_hash,
        "engine_version": result.engine_version,
        "created_at": result.created_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }


def verification_document(stored: StoredResult, found: Verification) -> dict[str, object]:
    """What recomputing a result showed. That it cannot be recomputed is a finding, not a failure of the request."""
    return {
        "format": VERIFICATION_FORMAT,
        "result": stored.hash,
        "verified": found.verified,
        "document_sound": found.document_sound,
        "rules_present": found.rules_present,
        "same_result": found.same_result,
        "note": found.note.as_mapping(),
    }
