"""A folder with an overlay → the set that it makes of its base, with everything that is wrong with the overlay."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable

from engine.domain.criteria_set import Node
from engine.domain.finding import Finding, Severity, has_errors
from engine.domain.layers import Layer
from engine.loading.acknowledging import acknowledged
from engine.loading.criteria_folder import CheckedFile, LoadedSet, in_order, is_still_whole, read_set
from engine.loading.document import Document
from engine.loading.folder_files import FolderFiles
from engine.loading.overlays.checks import Accepted, Judgement
from engine.loading.overlays.layering import chain_of, resolved
from engine.loading.overlays.openings import judge_openings
from engine.loading.overlays.overlay_builder import BaseName, Overlay, base_of, build_overlay
from engine.loading.overlays.problems import (
    MOST_LAYERS,
    base_broken,
    base_differs,
    base_in_a_ring,
    base_missing,
    no_document,
    same_id,
    tier_above_base,
    too_many_layers,
)
from engine.loading.overlays.proof import proof_findings
from engine.loading.sense.check import sense_findings
from engine.loading.sense.sources import status_findings
from engine.results.canonical import digest

OVERLAY_FILE = "overlay.yaml"

FindBase = Callable[[str, str, str], LoadedSet | None]
"""Id, edition and content hash → the base. Of several revisions the one with that hash; where none has it, the newest,
so that the overlay can be told how its base differs. None: there is none of that id and edition. Raises BaseInARing."""


class BaseInARing(Exception):
    """The base that is looked for is being read just now, since it lies on what looks for it; `names` go round once."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(" → ".join(names))
        self.names = tuple(names)


def read_any(folder: Traversable, find_base: FindBase) -> LoadedSet:
    """The set in a folder, or the overlay where there is `overlay.yaml` and no `criteria_set.yaml`."""
    is_overlay = folder.joinpath(OVERLAY_FILE).is_file() and not folder.joinpath("criteria_set.yaml").is_file()
    return read_overlay(folder, find_base) if is_overlay else read_set(folder)


def read_overlay(folder: Traversable, find_base: FindBase) -> LoadedSet:
    """Read and check the overlay in `folder` and lay it on its base.

    The set is None where the base cannot be used. Nothing is raised for a bad overlay: all that is wrong with it is in
    `findings`, never what is wrong with its base.
    """
    files = FolderFiles(folder)
    file = files.read(OVERLAY_FILE) if folder.joinpath(OVERLAY_FILE).is_file() else None
    if file is None:
        findings = files.findings or [no_document(files.named(OVERLAY_FILE))]
        return LoadedSet(None, in_order(findings), "", ())
    checked = CheckedFile.of(file, "overlay/1")
    names = (checked.file,)
    if checked.document is None or not all(is_still_whole(finding) for finding in checked.findings):
        return LoadedSet(None, in_order(checked.findings), "", names)
    named = base_of(checked.document)
    base, problem = _found(named, find_base)
    if base is None:
        return LoadedSet(None, in_order((*checked.findings, *problem)), "", names)
    return _Laying(checked.document, checked.findings, named, base).loaded(names)


def _found(named: BaseName, find_base: FindBase) -> tuple[LoadedSet | None, list[Finding]]:
    """The base that an overlay names, when it can be used."""
    try:
        base = find_base(named.id, named.edition, named.hash)
    except BaseInARing as ring:
        return None, [base_in_a_ring(named.place, ring.names)]
    if base is None:
        return None, [base_missing(named.place, named.id, named.edition)]
    if base.criteria_set is None or has_errors(base.findings):
        return None, [base_broken(named.place, f"{named.id} {named.edition}", base.findings)]
    return base, []


@dataclass(frozen=True, slots=True)
class _Laying:
    """One overlay being laid on its base."""

    document: Document
    before: tuple[Finding, ...]
    named: BaseName
    base: LoadedSet

    def loaded(self, names: tuple[str, ...]) -> LoadedSet:
        """The resolved set and the findings of the overlay."""
        rules = self.base.checked()
        overlay, built = build_overlay(self.document, rules)
        chain = chain_of(rules, self.base.files)
        judgement = Judgement(overlay, rules, tuple(below.checked() for below in _downwards(self.base)))
        judge_openings(judgement)
        refused = [*self.before, *built, *self._refusals(overlay, chain), *judgement.findings]
        content_hash = digest({"overlay": self.document.value, "base": self.base.content_hash})
        made = resolved(rules, chain, overlay, judgement.accepted, content_hash)
        refused += status_findings(overlay.status, _rows(judgement.accepted), self.document.place("/status"))
        sense, compiled = sense_findings(made, refused)
        told = self._own(acknowledged(made, [*refused, *sense]))
        loaded = LoadedSet(made, in_order(told), content_hash, names, compiled, self.base)
        return loaded if has_errors(told) else proved(loaded)

    def _refusals(self, overlay: Overlay, chain: tuple[Layer, ...]) -> list[Finding]:
        """What is wrong between the overlay and its base as a whole."""
        found = []
        if self.named.hash != self.base.content_hash:
            place = self.document.place("/base/hash")
            found.append(base_differs(place, self.named.hash, self.base.content_hash, chain[-1].place))
        if overlay.tier.depth < chain[-1].tier.depth:
            found.append(tier_above_base(self.document.place("/tier"), overlay.tier, chain[-1]))
        if len(chain) > MOST_LAYERS:
            found.append(too_many_layers(self.named.place))
        place = self.document.place("/id")
        return found + [same_id(place, overlay.id, layer) for layer in chain if layer.id == overlay.id]

    def _own(self, findings: list[Finding]) -> list[Finding]:
        """The findings about what the overlay says or does, without those about the base as it was.

        While the overlay has errors, what does not add up elsewhere is a consequence of them.
        """
        broken = has_errors(findings)
        known = {(finding.code, finding.place) for base in _downwards(self.base) for finding in base.findings}
        return [
            finding
            for finding in findings
            if (finding.code, finding.place) not in known
            and (
                finding.place.file == self.document.file
                or finding.severity is Severity.ERROR
                or not (broken or finding.code == "acknowledge.unused")
            )
        ]


def proved(loaded: LoadedSet) -> LoadedSet:
    """The overlay, once it is proved that nothing local reaches the national total; with the findings where it does."""
    found = tuple(proof_findings(loaded))
    return replace(loaded, findings=in_order((*loaded.findings, *found))) if found else loaded


def _downwards(loaded: LoadedSet) -> Iterator[LoadedSet]:
    """A set and all that it lies on, down to the bottom."""
    below: LoadedSet | None = loaded
    while below is not None:
        yield below
        below = below.base


def _rows(accepted: Accepted) -> list[Node]:
    return [node for entry in accepted.additions for top in entry.nodes for node in top.walk()]
