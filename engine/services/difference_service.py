"""What changed between two criteria sets, and which crosswalk joins them."""

from collections.abc import Callable
from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path

from engine.discovery.catalogue import Catalogue
from engine.discovery.once import OnceByKey
from engine.domain.criteria_set import CriteriaSet
from engine.domain.crosswalk import Crosswalk, Side, identity
from engine.domain.finding import Finding, has_errors
from engine.domain.layers import Layers
from engine.errors import InvalidDocument, UnknownCriteriaSet
from engine.loading.criteria_folder import LoadedSet
from engine.loading.crosswalk_check import check_crosswalk
from engine.loading.crosswalk_file import CrosswalkBatch, read_crosswalks
from engine.results.set_difference import SetDifference, set_difference
from engine.services.overlay_service import OverlayService

MOST_BATCHES = 64
"""Sets whose crosswalks are kept in memory, the least asked for dropped first."""

Join = Callable[[CriteriaSet, CriteriaSet], Crosswalk | None]
"""Older and newer set → what joins their nodes; None where nothing does."""


class DifferenceService:
    """Compares sets of one catalogue, and folders that are not in it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._batches: OnceByKey[str, CrosswalkBatch] = OnceByKey(MOST_BATCHES)

    def named(self, name: str) -> LoadedSet:
        """The set that `id`, `id@edition` or `id@edition.revision` names; the newest where it leaves something open.

        Raises UnknownCriteriaSet.
        """
        set_id, _, edition = name.partition("@")
        head, _, tail = edition.rpartition(".")
        try:
            return self._catalogue.get(set_id, edition)
        except UnknownCriteriaSet:
            # An edition may have a point in it itself: only one that is not there is taken apart.
            if not head or not tail.isdecimal():
                raise
            return self._catalogue.get(set_id, head, int(tail))

    def in_folder(self, folder: Path) -> LoadedSet:
        """The set in a folder that need not be served; an overlay lies on a set of the catalogue."""
        return OverlayService(self._catalogue).in_folder(folder, ())

    def difference(self, before: CriteriaSet, after: CriteriaSet, folder: Traversable | None = None) -> SetDifference:
        """What changed; `folder` is that of the newer set where it is not one of the catalogue."""
        return set_difference(before, after, self.crosswalk(before, after, folder))

    def crosswalk(self, before: CriteriaSet, after: CriteriaSet, folder: Traversable | None = None) -> Crosswalk | None:
        """The crosswalk beside the newer set that leads from the older one; None where there is none.

        An overlay has those of its base, whose nodes it keeps under their ids: what it adds itself is on no row.
        Raises InvalidDocument where it is there and cannot be relied on.
        """
        older = Side(before.id, before.edition)
        if older.is_of(after):
            return None
        batch = read_crosswalks(folder) if folder else self._beside(after)
        found = batch.leading_from(older)
        if found is None or not found.after.is_of(after):
            if has_errors(batch.findings):
                raise _not_usable(batch.findings)
            return self._of_bases(before, after, self.crosswalk)
        findings = tuple(check_crosswalk(found, before, after))
        if has_errors(findings):
            raise _not_usable(findings)
        return found

    def _beside(self, rules: CriteriaSet) -> CrosswalkBatch:
        """The crosswalks of a set of the catalogue, read once like the set itself; none for a set from elsewhere."""
        place = self._catalogue.folder_of(rules)
        if place is None:
            return CrosswalkBatch()
        return self._batches.value(str(place), lambda: read_crosswalks(place))

    def _of_bases(self, before: CriteriaSet, after: CriteriaSet, join: Join) -> Crosswalk | None:
        """What joins the sets below overlays, the newer overlay taken off first."""
        if after.layers is not None:
            found = join(before, self._below(after.layers))
        elif before.layers is not None:
            found = join(self._below(before.layers), after)
        else:
            return None
        if found is None:
            return None
        return replace(found, before=Side(before.id, before.edition), after=Side(after.id, after.edition))

    def _below(self, layers: Layers) -> CriteriaSet:
        """The set that the last layer lies on."""
        base = layers.chain[-2]
        return self._catalogue.by_hash(base.hash, base.id).checked()

    def joining(self, before: CriteriaSet, after: CriteriaSet, folder: Traversable | None = None) -> Crosswalk | None:
        """What joins the nodes of two sets when results are compared: a crosswalk, or within one edition the ids.

        None where nothing does: an id of another edition may mean another thing. `folder` is as in `difference`.
        """
        if Side(before.id, before.edition).is_of(after):
            return identity(before, after)
        return self.crosswalk(before, after, folder) or self._of_bases(before, after, self.joining)


def _not_usable(findings: tuple[Finding, ...]) -> InvalidDocument:
    return InvalidDocument(
        "Bảng đối chiếu của bộ tiêu chí mới hơn có lỗi.",
        "The crosswalk of the newer set has errors.",
        hint_vi="Chạy `parindex set check` với thư mục của bộ ấy để xem từng lỗi.",
        hint_en="Run `parindex set check` on its folder to see them all.",
        findings=findings,
    )
