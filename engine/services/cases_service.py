"""The worked cases of sets: run, what they cover, which changes of the rules they do not notice, and generated ones."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.discovery.catalogue import Catalogue
from engine.domain.finding import Finding, has_errors
from engine.errors import UnknownCriteriaSet
from engine.loading.cases_file import read_cases
from engine.loading.criteria_folder import LoadedSet, read_set
from engine.rule_tests.coverage import Coverage, coverage
from engine.rule_tests.mutants import MutantReport, run_mutants
from engine.rule_tests.running import RanCase, run_cases
from engine.rule_tests.set_under_test import SetUnderTest
from engine.services.difference_service import DifferenceService

if TYPE_CHECKING:
    from engine.domain.criteria_set import CriteriaSet

OVERLAY_FILE = "overlay.yaml"


@dataclass(frozen=True, slots=True)
class CasesReport:
    """What came of the cases of one set; `coverage` and `mutants` are None where they were not asked for."""

    target: str
    rules: CriteriaSet
    ran: tuple[RanCase, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage | None = None
    mutants: MutantReport | None = None

    @property
    def failed(self) -> tuple[RanCase, ...]:
        """The cases that came out otherwise than they expect."""
        return tuple(case for case in self.ran if not case.passed)

    @property
    def clean(self) -> bool:
        """There are cases, all can be read and come out as expected, and nothing that was asked for is missing."""
        return (
            bool(self.ran)
            and not self.failed
            and not has_errors(self.findings)
            and (self.coverage is None or self.coverage.complete)
            and (self.mutants is None or self.mutants.clean)
        )


class CasesService:
    """Runs the cases of served sets and of folders that need not be served."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def under(self, target: str) -> SetUnderTest:
        """The set in a folder, or `id`, `id@edition`, `id@edition.revision` of the catalogue, with its cases.

        Raises UnknownCriteriaSet, and InvalidDocument with all findings for a set that has errors.
        """
        if Path(target).is_dir():
            folder: Traversable | None = Path(target)
            loaded = self._read(Path(target))
        else:
            loaded = DifferenceService(self._catalogue).named(target)
            folder = self._catalogue.folder_of(loaded.checked())
        loaded.checked()
        assert folder is not None, "a served set has a folder"
        return SetUnderTest(loaded, read_cases(folder))

    def report(self, target: str, *, covered: bool = False, mutated: bool = False) -> CasesReport:
        """Run the cases; raises as `under` does."""
        under = self.under(target)
        ran = run_cases(under)
        return CasesReport(
            target,
            under.rules,
            ran,
            under.batch.findings,
            coverage(under, ran) if covered else None,
            run_mutants(under, ran) if mutated else None,
        )

    def _read(self, folder: Path) -> LoadedSet:
        if not (folder / OVERLAY_FILE).is_file():
            return read_set(folder)
        from engine.loading.overlay_folder import read_any

        return read_any(folder, self._base)

    def _base(self, set_id: str, edition: str, content_hash: str) -> LoadedSet | None:
        """The base that an overlay names: that of the hash, otherwise the newest of the edition."""
        with suppress(UnknownCriteriaSet):
            return self._catalogue.by_hash(content_hash, set_id)
        with suppress(UnknownCriteriaSet):
            return self._catalogue.get(set_id, edition)
        return None
