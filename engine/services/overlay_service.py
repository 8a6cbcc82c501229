"""Overlays: read from folders, with bases that are served or given; resolved, and proved not to reach the base."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine.discovery.catalogue import Catalogue, QuarantinedCriteriaSet
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.errors import UnknownCriteriaSet
from engine.loading.criteria_folder import LoadedSet, in_order
from engine.loading.overlays.bases import FolderBases
from engine.loading.overlays.proof import proofs
from engine.methods.national_proof import Proof


class OverlayService:
    """Reads overlays over the sets of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def served(self, set_id: str, edition: str = "", revision: int | None = None) -> LoadedSet:
        """A set or overlay of the catalogue; raises UnknownCriteriaSet."""
        return self._catalogue.get(set_id, edition, revision)

    def in_folder(self, folder: Path, bases: Sequence[Path] = ()) -> LoadedSet:
        """A set or overlay that need not be served; `bases` are folders of bases that need not be either.

        Nothing is raised for a bad one. What is to be said of the bases given stands among the findings.
        """
        finder = FolderBases(bases, self.find_base)
        loaded = finder.read(folder)
        return replace(loaded, findings=in_order((*loaded.findings, *finder.findings(loaded))))

    def find_base(self, set_id: str, edition: str, content_hash: str) -> LoadedSet | None:
        """The set of the catalogue on which an overlay lies: that of the hash, or else the newest of id and edition.

        One that is there and not served is given without its set, so that the overlay can be told why.
        """
        try:
            found = self._catalogue.by_hash(content_hash, set_id)
        except UnknownCriteriaSet:
            found = None
        if found is not None and found.checked().edition == edition:
            return found
        try:
            return self._catalogue.get(set_id, edition)
        except QuarantinedCriteriaSet as problem:
            findings = tuple(finding for finding in problem.findings if isinstance(finding, Finding))
            return LoadedSet(None, findings or (_quarantined(problem, f"{set_id} {edition}"),), "", ())
        except UnknownCriteriaSet:
            return None

    @staticmethod
    def proofs(loaded: LoadedSet) -> tuple[Proof, ...]:
        """For each profile and stretch of years, that nothing local reaches the total by the base alone."""
        return proofs(loaded)


def _quarantined(problem: QuarantinedCriteriaSet, name: str) -> Finding:
    """Why a set is not served in which nothing is wrong, such as one that the lock does not pin."""
    return error(problem.code, Place(name), problem.hint_vi, problem.hint_en)
