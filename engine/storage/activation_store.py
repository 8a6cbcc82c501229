"""Acts that put sets in force: added one after the other, chained by their hashes, never changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from engine.domain.activation import CHAIN_START, Act, Activation
from engine.errors import ActivationOvertaken
from engine.storage.activation_rows import Rows, activations_of, add_activation, all_activations
from engine.storage.database import Database
from engine.storage.generation_store import (
    Generation,
    LookOver,
    add_generation,
    newest_generation,
    see_that_it_is_not_overtaken,
)
from engine.storage.revision_store import publish
from engine.storage.tables import activations, generations

Seal = Callable[[Mapping[str, object]], str]
"""The sha256 of the canonical form of a mapping."""

CAUSE = "activation"


@dataclass(frozen=True, slots=True)
class Served:
    """The catalogue under which an act is recorded: its digest, and the newest generation when it was opened."""

    digest: str
    known_generation: int


@dataclass(frozen=True, slots=True)
class ActivationPage:
    """Some acts, newest first; `next_before` is None on the last page."""

    items: tuple[Activation, ...]
    next_before: int | None


class ActivationStore:
    """Records acts and finds them; `seal` hashes what is recorded."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database, self._seal = database, seal

    def record(
        self, act: Act, served: Served, *, at: datetime, after: int | None, look_over: LookOver
    ) -> tuple[Activation, Generation]:
        """Record an act, publish its revision, and make its catalogue the newest generation: all of that, or nothing.

        `after` is the sequence of the last act for the same year and kind that the caller knows, 0 for none, None
        where that does not matter. A moment never lies before that of the act recorded last. Raises
        ActivationOvertaken, RevisionChanged, CatalogueOvertaken, what `look_over` raises, and StorageProblem.
        """
        with self._database.writing() as connection:
            see_that_it_is_not_overtaken(newest_generation(connection), served.known_generation)
            earlier = all_activations(connection)
            _see_that_it_follows(act, earlier, after)
            last = earlier[-1] if earlier else None
            moment = max(at, last.recorded_at) if last else at
            bare = Activation(
                sequence=last.sequence + 1 if last else 1,
                act=act,
                recorded_at=moment,
                previous=last.hash if last else CHAIN_START,
            )
            activation = replace(bare, hash=self._seal(bare.sealed))
            look_over([*earlier, activation])
            publish(connection, act.criteria_set, moment)
            add_activation(connection, activation)
            generation = add_generation(connection, f"{CAUSE} {activation.hash}", served.digest, moment)
        return activation, generation

    def activations(self, year: int | None = None, unit_kind: str | None = None) -> Rows:
        """All acts, or those of a year, a kind or both, in the order in which they were recorded."""
        with self._database.reading() as connection:
            return activations_of(connection, select(activations).where(*_asked(year, unit_kind)))

    def page(
        self, year: int | None, unit_kind: str | None, *, before: int | None = None, limit: int = 100
    ) -> ActivationPage:
        """Up to `limit` (at least 1) acts recorded before the sequence `before`, newest first."""
        asked = ((activations.c.year, year), (activations.c.unit_kind, unit_kind))
        wanted = select(activations.c.sequence).where(
            *(column == value for column, value in asked if value is not None)
        )
        if before is not None:
            wanted = wanted.where(activations.c.sequence < before)
        with self._database.reading() as connection:
            found = list(connection.scalars(wanted.order_by(activations.c.sequence.desc()).limit(limit + 1)))
            chosen = select(activations).where(activations.c.sequence.in_(found[:limit]))
            items = activations_of(connection, chosen)
        return ActivationPage(tuple(reversed(items)), found[limit - 1] if len(found) > limit else None)

    def chain(self) -> tuple[Rows, frozenset[str]]:
        """All acts, and the hashes of acts that generations name as their cause, as of one moment."""
        with self._database.reading() as connection:
            causes = connection.scalars(
                select(func.substr(generations.c.cause, len(CAUSE) + 2)).where(generations.c.cause.startswith(CAUSE))
            )
            named = frozenset(causes)
            return all_activations(connection), named

    def seal(self, activation: Activation) -> str:
        """The hash that an act should have."""
        return self._seal(activation.sealed)


def _asked(year: int | None, unit_kind: str | None) -> list[ColumnElement[bool]]:
    asked = ((activations.c.year, year), (activations.c.unit_kind, unit_kind))
    return [column == value for column, value in asked if value is not None]


def _see_that_it_follows(act: Act, earlier: Rows, after: int | None) -> None:
    if after is None:
        return
    same = [one.sequence for one in earlier if (one.act.year, one.act.unit_kind) == (act.year, act.unit_kind)]
    if (same[-1] if same else 0) != after:
        raise ActivationOvertaken(act.year, act.unit_kind)
