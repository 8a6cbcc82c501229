"""The worked cases of sets: run, what they cover, which changes of the rules they do not notice, and generated ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.discovery.catalogue import Catalogue
from engine.domain.finding import Finding, has_errors
from engine.loading.cases_file import read_cases
from engine.rule_tests.coverage import Coverage, coverage
from engine.rule_tests.mutants import MutantReport, run_mutants
from engine.rule_tests.running import RanCase, run_cases
from engine.rule_tests.set_under_test import SetUnderTest
from engine.services.difference_service import DifferenceService
from engine.services.overlay_service import OverlayService

if TYPE_CHECKING:
    from engine.domain.criteria_set import CriteriaSet


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

    def under(self, target: str, bases: Sequence[Path] = ()) -> SetUnderTest:
        """The set in a folder, or `id`, `id@edition`, `id@edition.revision` of the catalogue, with its cases.

        `bases` are folders of bases that are not served, for an overlay in a folder. Raises UnknownCriteriaSet, and
        InvalidDocument with all findings for a set that has errors.
        """
        if Path(target).is_dir():
            folder: Traversable | None = Path(target)
            loaded = OverlayService(self._catalogue).in_folder(Path(target), bases)
        else:
            loaded = DifferenceService(self._catalogue).named(target)
            folder = self._catalogue.folder_of(loaded.checked())
        loaded.checked()
        assert folder is not None, "a served set has a folder"
        return SetUnderTest(loaded, read_cases(folder))

    def report(
        self, target: str, bases: Sequence[Path] = (), *, covered: bool = False, mutated: bool = False
    ) -> CasesReport:
        """Run the cases; raises as `under` does."""
        under = self.under(target, bases)
        ran = run_cases(under)
        return CasesReport(
            target,
            under.rules,
            ran,
            under.batch.findings,
            coverage(under, ran) if covered else None,
            run_mutants(under, ran) if mutated else None,
        )
