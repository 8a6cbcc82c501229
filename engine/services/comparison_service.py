"""Comparing rounds: from submissions that are scored now, or from what is kept."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from engine.discovery.catalogue import Catalogue
from engine.domain.criteria_set import CriteriaSet
from engine.domain.submission import Submission
from engine.domain.unit_registry import UnitRegistry
from engine.errors import EngineError, InvalidDocument, UnknownCriteriaSet, UnknownThing
from engine.loading.criteria_folder import LoadedSet
from engine.loading.units_file import read_units
from engine.results.comparison import Comparison, Round, compare, round_of
from engine.results.unit_past import Predecessors
from engine.services.difference_service import DifferenceService
from engine.services.results_service import ResultsService
from engine.services.scoring_service import ScoringService

BUNDLED_UNITS = ("units_vn", "provinces.yaml")


class NothingKept(UnknownThing):
    """A round was asked for of which no result is kept."""

    code = "comparison.nothing-kept"

    def __init__(self, told: str) -> None:
        EngineError.__init__(
            self,
            f"Chưa lưu kết quả nào của {told}.",
            f"Nothing is kept for {told}.",
            hint_vi="Chấm và lưu trước: parindex score … --keep",
            hint_en="Score and keep first: parindex score … --keep",
        )


class UnknownUnit(UnknownThing):
    """A body was asked for that has no result in either round."""

    code = "comparison.unknown-unit"

    @classmethod
    def unless_in(cls, comparison: Comparison, unit_id: str | None) -> None:
        """Raise where a body is named that neither round has."""
        known = list(dict.fromkeys((*comparison.after.units, *comparison.before.units)))
        if unit_id is not None and unit_id not in known:
            raise cls("đơn vị", "unit", unit_id, known)


class ComparisonService:
    """Makes rounds and compares them."""

    def __init__(self, catalogue: Catalogue, scoring: ScoringService, differences: DifferenceService) -> None:
        self._catalogue, self._scoring, self._differences = catalogue, scoring, differences

    def scored(self, submissions: Sequence[Submission], loaded: LoadedSet | None = None) -> Round:
        """The round of submissions, scored now: under `loaded`, or under the set that they name.

        Raises InvalidDocument where they are of several rounds, or one of them cannot be scored.
        """
        named = {(one.set_id, one.edition, one.year, one.stage) for one in submissions}
        asked = {name[2:] if loaded else name for name in named}
        if len(asked) != 1:
            raise _several(sorted(f"{name} {edition}, {year}, {stage}" for name, edition, year, stage in named))
        chosen = loaded or self._scoring.named(submissions[0])
        scored = self._scoring.score_all(submissions, lambda _: chosen)
        first, documents = submissions[0], [(each.card.hash, each.document) for each in scored]
        return round_of(chosen.checked(), first.year, first.stage, documents)

    @staticmethod
    def kept(results: ResultsService, rules: CriteriaSet, year: int, stage: str) -> Round:
        """The round of what is kept; raises NothingKept where that is nothing."""
        made = round_of(rules, year, stage, results.scorecards(rules, year, stage))
        if not made.units:
            raise NothingKept(f"{rules.name}, {year}, {stage}")
        return made

    def rules_of_year(self, set_id: str, year: int, edition: str = "") -> CriteriaSet:
        """The edition of a set that holds in a year, the newest of several; or the one named.

        Raises UnknownCriteriaSet.
        """
        if edition:
            return self._catalogue.get(set_id, edition).checked()
        self._catalogue.get(set_id)
        editions = [loaded.checked() for loaded in self._catalogue.all() if loaded.checked().id == set_id]
        holding = [rules for rules in editions if rules.years.holds("", year)]
        if not holding:
            years = [f"{rules.edition} ({rules.years.first}–{rules.years.last or '…'})" for rules in editions]
            raise UnknownCriteriaSet(f"bản của {set_id} cho năm", f"edition of {set_id} for the year", str(year), years)
        return holding[-1]

    def compared(
        self,
        before: Round,
        after: Round,
        registry: UnitRegistry | None = None,
        predecessors: Predecessors = "none",
        folder: Traversable | None = None,
    ) -> Comparison:
        """Two rounds compared; units are known by the bundled registry where none is given.

        `folder` is that of the newer set where it is not one of the catalogue.
        Raises InvalidDocument where the crosswalk of the newer set cannot be relied on.
        """
        crosswalk = self._differences.joining(before.rules, after.rules, folder)
        return compare(before, after, crosswalk, bundled_units() if registry is None else registry, predecessors)


@cache
def bundled_units() -> UnitRegistry:
    """The provinces of Viet Nam before and after 1 July 2025."""
    return read_units(files("plugins").joinpath(*BUNDLED_UNITS)).checked()


def _several(rounds: Sequence[str]) -> InvalidDocument:
    listed = "; ".join(rounds)
    return InvalidDocument(
        f"Mỗi bên của phép so sánh là một vòng; ở đây có {len(rounds)}: {listed}.",
        f"Each side of a comparison is one round; here are {len(rounds)}: {listed}.",
        hint_vi="Tách phiếu ra mỗi vòng một thư mục, hoặc chọn bằng --stage.",
        hint_en="Put the submissions of each round into a folder of its own, or choose by --stage.",
    )
