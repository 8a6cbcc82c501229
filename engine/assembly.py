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
    from engine.services.activation_chain import ActivationChain
    from engine.services.activation_service import ActivationService
    from engine.services.comparison_service import ComparisonService
    from engine.services.difference_service import DifferenceService
    from engine.services.generation_service import GenerationService
    from engine.services.in_force_service import InForceService
    from engine.services.keeping_service import KeepingService
    from engine.services.many_units_service import ManyUnitsService
    from engine.services.overlay_service import OverlayService
    from engine.services.results_service import ResultsService
    from engine.services.sheets.sheet_service import SheetService
    from engine.services.survey_service import SurveyService
    from engine.storage.activation_store import ActivationStore
    from engine.storage.database import Database
    from engine.storage.key_store import KeyStore


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


@dataclass
class Engine:
    """One assembled engine over one catalogue. Catalogue and database are opened at their first use, once.

    `generation` is the number of the generation that the catalogue stands for, 0 where it stands for none.
    """

    settings: Settings
    clock: Callable[[], datetime] = now
    generation: int = 0

    @cached_property
    def catalogue(self) -> Catalogue:
        """The sets that are served; raises LockUnusable."""
        return self._opened()

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
    def many_units(self) -> ManyUnitsService:
        """Score tables of many units."""
        from engine.columns.fast.kept_machine import prepare
        from engine.services.many_units_service import ManyUnitsService

        prepare(self.settings.cache)
        return ManyUnitsService(self.catalogue)

    @cached_property
    def overlays(self) -> OverlayService:
        """Read overlays from folders, resolve and prove them."""
        from engine.services.overlay_service import OverlayService

        return OverlayService(self.catalogue)

    @cached_property
    def sheets(self) -> SheetService:
        """The scoring sheets of sets."""
        from engine.services.sheets.sheet_service import SheetService

        return SheetService(self.catalogue)

    @cached_property
    def differences(self) -> DifferenceService:
        """Tell what changed between two sets, and find the crosswalk that joins them."""
        from engine.services.difference_service import DifferenceService

        return DifferenceService(self.catalogue)

    @cached_property
    def comparisons(self) -> ComparisonService:
        """Make rounds and compare them."""
        from engine.services.comparison_service import ComparisonService

        return ComparisonService(self.catalogue, self.scoring, self.differences)

    @cached_property
    def surveys(self) -> SurveyService:
        """Count raw answers and report on the counts."""
        from engine.services.survey_service import SurveyService

        return SurveyService(lambda: self.criteria)

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
    def activations(self) -> ActivationService:
        """Tell what is in force, and what was ever decided."""
        from engine.services.activation_service import ActivationService

        return ActivationService(self._activation_store, self.clock)

    @cached_property
    def generations(self) -> GenerationService:
        """Put sets in force, and open the sets anew for every process."""
        from engine.services.generation_service import GenerationService
        from engine.storage.generation_store import GenerationStore

        stores = GenerationStore(self.database), self._activation_store
        return GenerationService(*stores, self.open_anew, self.clock)

    @cached_property
    def chain(self) -> ActivationChain:
        """Verify the history of acts."""
        from engine.services.activation_chain import ActivationChain
        from engine.storage.revision_store import RevisionStore

        return ActivationChain(self._activation_store, RevisionStore(self.database))

    @cached_property
    def in_force(self) -> InForceService:
        """Find the rules in force for submissions."""
        from engine.services.in_force_service import InForceService

        return InForceService(self.catalogue, self.activations)

    @cached_property
    def _activation_store(self) -> ActivationStore:
        from engine.results.canonical import digest
        from engine.storage.activation_store import ActivationStore

        return ActivationStore(self.database, digest)

    def open_anew(self) -> Catalogue:
        """The sets as they lie there now; raises LockUnusable, and LockDoesNotHold where they do not fit it."""
        catalogue = self._opened()
        catalogue.see_that_the_lock_holds()
        return catalogue

    def _opened(self) -> Catalogue:
        return open_catalogue(self.settings.sets, lock=self.settings.lock, cache=self.settings.cache)

    def following(self, catalogue: Catalogue, generation: int) -> Engine:
        """An engine over another catalogue, with the same settings, the same database, and all that was compiled."""
        follower = Engine(self.settings, self.clock, generation)
        if "catalogue" in vars(self):
            catalogue.take_over_scorers(self.catalogue)
        follower.catalogue = catalogue
        follower.database = self.database
        return follower

    @cached_property
    def keys(self) -> KeyStore:
        """API keys."""
        from engine.storage.key_store import KeyStore

        return KeyStore(self.database)


def assemble(settings: Settings) -> Engine:
    """An engine for these settings."""
    return Engine(settings)
