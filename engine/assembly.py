"""Builds everything once, from settings: catalogue, stores, services. Nothing imports this but the faces.

What needs the database is imported when it is first asked for: most commands never open one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from engine.discovery.catalogue import Catalogue, open_catalogue
from engine.services.criteria_service import CriteriaService
from engine.services.scoring_service import ScoringService
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.discovery.extensions import Extensions
    from engine.services.keeping_service import KeepingService
    from engine.services.results_service import ResultsService
    from engine.storage.database import Database
    from engine.storage.key_store import KeyStore


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


@dataclass
class Engine:
    """One assembled engine. The catalogue is read and the database opened at their first use, once."""

    settings: Settings
    clock: Callable[[], datetime] = now

    @cached_property
    def catalogue(self) -> Catalogue:
        """The sets that are served."""
        return open_catalogue(self.settings.sets)

    @cached_property
    def extensions(self) -> Extensions:
        """Importers and renderers: which are there, and which are on."""
        from engine.discovery.extensions import Extensions

        return Extensions(self.settings.extensions)

    @cached_property
    def criteria(self) -> CriteriaService:
        """List, look up and check sets."""
        return CriteriaService(self.catalogue)

    @cached_property
    def scoring(self) -> ScoringService:
        """Score and rank."""
        return ScoringService(self.catalogue)

    @cached_property
    def database(self) -> Database:
        """The database, brought up to date; raises StorageProblem."""
        from engine.storage.database import open_database
        from engine.storage.upgrading import upgrade

        database = open_database(self.settings.database, makes_folder=self.settings.makes_database_folder)
        upgrade(database)
        return database

    @cached_property
    def keeping(self) -> KeepingService:
        """Keep what was scored."""
        from engine.services.keeping_service import KeepingService
        from engine.storage.scorecard_store import ScorecardStore

        return KeepingService(ScorecardStore(self.database), self.clock)

    @cached_property
    def results(self) -> ResultsService:
        """Look up, explain, verify and rank what is kept."""
        from engine.services.results_service import ResultsService
        from engine.storage.scorecard_store import ScorecardStore
        from engine.storage.submission_store import SubmissionStore

        stores = ScorecardStore(self.database), SubmissionStore(self.database)
        return ResultsService(self.catalogue, self.scoring, *stores)

    @cached_property
    def keys(self) -> KeyStore:
        """API keys."""
        from engine.storage.key_store import KeyStore

        return KeyStore(self.database)


def assemble(settings: Settings) -> Engine:
    """An engine for these settings."""
    return Engine(settings)
