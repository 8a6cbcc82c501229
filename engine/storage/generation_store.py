"""Generations of the catalogue: which sets every process is to serve, as one number that only goes up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from engine.domain.activation import Activation
from engine.storage.activation_rows import all_activations
from engine.storage.database import Database
from engine.storage.tables import generations

LookOver = Callable[[Sequence[Activation]], None]
"""Looks at all acts, in the transaction that is about to write; raises where nothing may be written."""

_NEWEST_NUMBER = select(func.coalesce(func.max(generations.c.number), 0))


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation: its number, when and why it was made, and the digest of the catalogue that it stands for."""

    number: int
    made_at: datetime
    cause: str
    digest: str


class CatalogueOvertaken(Exception):
    """Another generation was made since the catalogue at hand was opened: it has to be opened again."""


class GenerationStore:
    """Tells the newest generation and adds new ones; none is ever changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self) -> Generation | None:
        """The newest generation, None before the first; raises StorageProblem."""
        with self._database.reading() as connection:
            return newest_generation(connection)

    def newest_number(self) -> int:
        """Its number alone, 0 before the first: one look at the end of an index. Raises StorageProblem."""
        with self._database.reading() as connection:
            return connection.scalar(_NEWEST_NUMBER) or 0

    def follow(
        self, digest: str, cause: str, *, at: datetime, known: int, look_over: LookOver, only_if_other: bool = False
    ) -> Generation:
        """Make a catalogue the newest generation; with `only_if_other` the newest is given where it has that digest.

        `known` is the number of the newest generation when the catalogue was opened. Raises CatalogueOvertaken where
        there is a newer one by now, whatever `look_over` raises, and StorageProblem.
        """
        with self._database.writing() as connection:
            newest = newest_generation(connection)
            if only_if_other and newest is not None and newest.digest == digest:
                return newest
            see_that_it_is_not_overtaken(newest, known)
            look_over(all_activations(connection))
            return add_generation(connection, cause, digest, at)


def newest_generation(connection: Connection) -> Generation | None:
    """The newest generation inside a transaction."""
    row = connection.execute(select(generations).order_by(generations.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else Generation(*row)


def see_that_it_is_not_overtaken(newest: Generation | None, known: int) -> None:
    """Raise CatalogueOvertaken unless `known` is still the newest number."""
    if (newest.number if newest else 0) != known:
        raise CatalogueOvertaken


def add_generation(connection: Connection, cause: str, digest: str, at: datetime) -> Generation:
    """One more generation inside a transaction."""
    row = {"made_at": at, "cause": cause, "digest": digest}
    number = connection.execute(insert(generations), row).inserted_primary_key
    assert number is not None, "SQLite gives the number"
    return Generation(number[0], at, cause, digest)
