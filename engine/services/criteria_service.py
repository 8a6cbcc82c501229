"""Criteria sets: list, look up, check."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.discovery.catalogue import Catalogue
from engine.discovery.record import PluginRecord
from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.crosswalk import Side
from engine.domain.finding import Finding, Severity, has_errors, is_open
from engine.errors import UnknownCriteriaSet, UnknownNode
from engine.services.overlay_service import OverlayService


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the check of one folder found; `clean` when nothing still asks for something."""

    folder: str
    name: str
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """No errors, and no warning that nobody acknowledged."""
        return not any(is_open(finding) for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """How many findings of one severity are still open."""
        return sum(1 for finding in self.findings if finding.severity is severity and not finding.acknowledged)


class CriteriaService:
    """What can be known of criteria sets. Holds one immutable catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def sets(self) -> Sequence[CriteriaSet]:
        """The sets that are served, by id, edition and revision."""
        return [loaded.criteria_set for loaded in self._catalogue.all() if loaded.criteria_set is not None]

    def get(self, set_id: str, edition: str = "", revision: int | None = None) -> CriteriaSet:
        """One set, of the newest edition and revision when none is named; raises UnknownCriteriaSet."""
        return self._catalogue.get(set_id, edition, revision).checked()

    def is_newest(self, rules: CriteriaSet) -> bool:
        """Whether no newer revision of the same edition is served."""
        return self.get(rules.id, rules.edition).revision == rules.revision

    def findings(self, rules: CriteriaSet) -> tuple[Finding, ...]:
        """The findings of a served set: warnings and remarks."""
        return self._catalogue.get(rules.id, rules.edition, rules.revision).findings

    def node(self, rules: CriteriaSet, node_id: str) -> Node:
        """A node of a set; raises UnknownNode."""
        known = {node.id: node for node in rules.walk()}
        if node_id not in known:
            raise UnknownNode("mục", "node", node_id, list(known))
        return known[node_id]

    def records(self) -> Sequence[PluginRecord]:
        """Every plugin that was found, served or quarantined, with the reason."""
        return self._catalogue.records

    def check(self, folder: Path, bases: Sequence[Path] = ()) -> CheckReport:
        """Read a folder that need not be served, and tell all that is wrong with it and with the crosswalks in it.

        An overlay lies on a set of the catalogue, or on one of the folders `bases`. Crosswalks are checked against the
        older editions of the catalogue.
        """
        from engine.loading.crosswalk_check import crosswalk_findings

        loaded = OverlayService(self._catalogue).in_folder(folder, bases)
        rules = loaded.criteria_set
        if rules is None or has_errors(loaded.findings):
            return CheckReport(str(folder), rules.name if rules else folder.name, loaded.findings)
        found = crosswalk_findings(folder, rules, self._older)
        return CheckReport(str(folder), rules.name, (*loaded.findings, *found))

    def _older(self, side: Side) -> CriteriaSet | None:
        """The edition that a crosswalk leads from; None where it is not served."""
        try:
            return self.get(side.id, side.edition)
        except UnknownCriteriaSet:
            return None
