"""Submissions as they were received, each under the hash of its canonical document."""

from dataclasses import dataclass
from datetime import datetime

from engine.errors import UnknownThing
from engine.storage.database import Database
from engine.storage.immutable_rows import find, hashes_like
from engine.storage.tables import submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSubmission:
    """One submission: whose, for which rules and stage, its canonical JSON text, and when it first came in.

    `hash` is the sha256 of the document, 64 hex digits; `received_at` has a time zone.
    """

    hash: str
    set_id: str
    edition: str
    unit_id: str
    year: int
    stage: str
    document: str
    received_at: datetime


class SubmissionStore:
    """Finds submissions; they are kept together with their results by `ScorecardStore.keep`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def submission(self, content_hash: str) -> StoredSubmission:
        """The submission of that hash; raises UnknownThing, StorageProblem."""
        with self._database.reading() as connection:
            row = find(connection, submissions, content_hash)
            known = [] if row else hashes_like(connection, submissions, content_hash)
        if row is None:
            raise UnknownThing("phiếu tự đánh giá", "submission", content_hash, known)
        return StoredSubmission(**row)
