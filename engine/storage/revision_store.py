"""Under which hash each revision of a set was first published: from then on it means that content and no other."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from engine.domain.activation import SetRevision
from engine.errors import RevisionChanged
from engine.storage.database import Database
from engine.storage.tables import published_revisions


@dataclass(frozen=True, slots=True)
class PublishedRevision:
    """A revision, the hash that it stands for, and since when; the moment has a time zone."""

    revision: SetRevision
    published_at: datetime


class RevisionStore:
    """Lists what was published; publishing is done by the stores of acts and results, in their own transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def published(self) -> tuple[PublishedRevision, ...]:
        """Every revision ever published, by id, edition and revision; raises StorageProblem."""
        columns = published_revisions.c
        ordered = select(published_revisions).order_by(columns.set_id, columns.edition, columns.revision)
        with self._database.reading() as connection:
            rows = connection.execute(ordered).all()
        return tuple(PublishedRevision(SetRevision(*row[:4]), row.published_at) for row in rows)


def publish(connection: Connection, revision: SetRevision, at: datetime) -> None:
    """Note the hash of a revision that was never published before; raises RevisionChanged where it has another."""
    columns = published_revisions.c
    known = connection.scalar(
        select(columns.hash).where(
            columns.set_id == revision.id, columns.edition == revision.edition, columns.revision == revision.revision
        )
    )
    if known is None:
        row = {"set_id": revision.id, "edition": revision.edition, "revision": revision.revision}
        connection.execute(insert(published_revisions), {**row, "hash": revision.hash, "published_at": at})
    elif known != revision.hash:
        raise RevisionChanged(str(revision), known, revision.hash)
