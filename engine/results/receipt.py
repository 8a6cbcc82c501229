"""Biên nhận: the hashes that let anyone recompute a result and see that it is the same."""

from collections.abc import Mapping

from engine.results.canonical import digest

FORMAT = "parindex/receipt/1"


def receipt(document: Mapping[str, object], result_hash: str, engine_version: str) -> dict[str, object]:
    """The receipt of a result: set, overlays, submission, field if any, engine, result, and the hash of all that."""
    criteria_set = document["criteria_set"]
    assert isinstance(criteria_set, Mapping)
    body: dict[str, object] = {
        "format": FORMAT,
        "criteria_set": {key: criteria_set[key] for key in ("id", "edition", "revision", "hash", "status")},
        "overlays": document.get("overlays", []),
        "submission": document["submission"],
        "engine": {"name": "parindex", "version": engine_version},
        "result": result_hash,
        "canonical_form": "RFC 8785, sha256",
    }
    field = document.get("field")
    if isinstance(field, Mapping):
        body["field"] = field["hash"]
    return body | {"hash": digest(body)}
