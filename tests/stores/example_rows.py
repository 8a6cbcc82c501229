"""Submissions and results of a fictional province, as the stores take them."""

import hashlib
import json
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from engine.storage.scorecard_store import StoredResult
from engine.storage.submission_store import StoredSubmission

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)

Pair = tuple[StoredSubmission, StoredResult]


def sha256(text: str) -> str:
    """64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def pair(unit: str = "vd-so-noi-vu", points: str = "61.5", **changes: Any) -> Pair:
    """A submission that gives `points` and its result; `changes` set fields of the result."""
    key: dict[str, Any] = {"set_id": "vd.set", "edition": "2022", "unit_id": unit, "year": 2022, "stage": "appraisal"}
    key |= {name: changes.pop(name) for name in list(changes) if name in key}
    received = json.dumps({**key, "points": points})
    submission = StoredSubmission(hash=sha256(received), document=received, received_at=NOON, **key)
    total, maximum = Fraction(points), Fraction(70)
    rest: dict[str, Any] = {
        "revision": 1,
        "set_hash": sha256(f"{key['set_id']} {key['edition']}"),
        "unit_kind": "department",
        "profile": "ordinary",
        "group": "main",
        "closed": False,
        "complete": True,
        "total": total,
        "maximum": maximum,
        "index": total / maximum * 100,
        "engine_version": "0.1.0",
        "created_at": NOON,
    }
    rest |= changes
    document = json.dumps({**key, "total": str(rest["total"]), "submission": submission.hash, "set": rest["set_hash"]})
    result = StoredResult(hash=sha256(document), submission_hash=submission.hash, document=document, **key, **rest)
    return submission, result
