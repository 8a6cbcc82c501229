"""Drop-in sets of published indices: read from their folder, compiled once for each profile and year."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from engine.domain.criteria_set import CriteriaSet
from engine.domain.finding import Finding, is_open
from engine.domain.scorecard import Scorecard
from engine.domain.submission import FactValue, Submission, Unit, UnitExclusion
from engine.domain.text import Text
from engine.evaluation.one_unit import OneUnit
from engine.loading.criteria_folder import read_set
from engine.methods.compiler import compile_set
from engine.results.ranking import rank
from engine.results.standing import standing_of
from tests.support.arrow_comparison import differences_of_years

FOLDER = Path(__file__).resolve().parent
NAMES = tuple(sorted(path.parent.name for path in FOLDER.glob("*/criteria_set.yaml")))


def read_rows(folder: Path, *path: str) -> list[dict[str, str]]:
    """The rows of one published table, as text."""
    with folder.joinpath(*path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class PublishedSet:
    """One of the sets beside this file, ready to score."""

    def __init__(self, name: str) -> None:
        loaded = read_set(FOLDER / name)
        assert loaded.criteria_set is not None, "\n".join(map(str, loaded.findings))
        self.findings: Sequence[Finding] = tuple(loaded.findings)
        self.criteria_set: CriteriaSet = loaded.criteria_set
        self.submissions: list[Submission] = []
        self._ready: dict[tuple[str, int], OneUnit] = {}

    @property
    def open_findings(self) -> list[Finding]:
        """What nobody acknowledged."""
        return [finding for finding in self.findings if is_open(finding)]

    def score(
        self,
        name: str,
        facts: Mapping[str, FactValue],
        *,
        year: int,
        profile: str = "",
        exclusions: Sequence[UnitExclusion] = (),
        closed: bool = False,
    ) -> Scorecard:
        """The scorecard of the body called `name` for `facts`, in the final stage."""
        profile = profile or self.criteria_set.profiles[0].id
        if (profile, year) not in self._ready:
            self._ready[profile, year] = OneUnit(compile_set(self.criteria_set, profile, year))
        submission = Submission(
            set_id=self.criteria_set.id,
            edition=self.criteria_set.edition,
            unit=Unit(name, Text(name, name), self.criteria_set.unit_kinds[0], profile),
            year=year,
            stage="final",
            facts=facts,
            exclusions=tuple(exclusions),
            closed=closed,
        )
        self.submissions.append(submission)
        return self._ready[profile, year].score(submission)

    def column_differences(self) -> list[str]:
        """Everything in which the figures of a batch of all that was scored differ from those of the scorecards."""
        return differences_of_years(self.criteria_set, self.submissions)

    def order(self, cards: Iterable[Scorecard]) -> dict[str, list[tuple[int, str]]]:
        """Rank and name of every body, best first, by group; ranks are decided, since nothing is open."""
        ranking = rank(self.criteria_set, [standing_of(card) for card in cards])
        for place in (place for group in ranking.groups for place in group.places):
            assert place.best == place.worst
        return {
            group.group: [(place.best, place.standing.unit_id) for place in group.places] for group in ranking.groups
        }
