"""Stored documents as bytes that go out as they are, once it is certain that they are what their hash was taken of."""

from engine.errors import DamagedResult
from engine.services.results_service import is_intact
from engine.storage.scorecard_store import StoredResult


def intact_bytes(stored: StoredResult) -> bytes:
    """The document's bytes, whose sha256 is the hash of the result; raises DamagedResult."""
    if not is_intact(stored):
        raise DamagedResult(stored.hash)
    return stored.document.encode()
