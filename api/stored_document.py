"""Stored documents as bytes that go out as they are, once it is certain that they are what their hash was taken of."""

import hashlib

from engine.errors import EngineError
from engine.storage.scorecard_store import StoredResult


class DamagedResult(EngineError):
    """A stored result is not what its hash was taken of: somebody changed the row, or the disk did."""

    code = "results.damaged"

    def __init__(self, result_hash: str) -> None:
        super().__init__(
            f"Kết quả {result_hash} lưu trong cơ sở dữ liệu không khớp mã băm.",
            f"The result {result_hash} in the database does not fit its hash.",
        )


def is_intact(stored: StoredResult) -> bool:
    """Whether the text is canonical and has the hash under which it is kept."""
    return hashlib.sha256(stored.document.encode()).hexdigest() == stored.hash


def intact_bytes(stored: StoredResult) -> bytes:
    """The document's bytes, whose sha256 is the hash of the result; raises DamagedResult."""
    if not is_intact(stored):
        raise DamagedResult(stored.hash)
    return stored.document.encode()
