"""Scoring: submissions in, scorecards out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from engine.discovery.catalogue import Catalogue
from engine.domain.criteria_set import CriteriaSet
from engine.domain.finding import Finding
from engine.domain.scorecard import Scorecard
from engine.domain.submission import Submission
from engine.errors import InvalidDocument
from engine.evaluation.intake import no_such_profile
from engine.evaluation.one_unit import OneUnit
from engine.loading.criteria_folder import LoadedSet
from engine.loading.submission_file import SubmissionBatch, read_submissions
from engine.results.documents import hashed
from engine.results.ranking import Ranking, rank
from engine.results.standing import Standing
from engine.services.national_total import with_both_totals

Made = TypeVar("Made")

Choose = Callable[[Submission], LoadedSet]
"""Which set a submission is scored by."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A submission with its scorecard, its document, and the canonical bytes that the scorecard's hash is taken of."""

    submission: Submission
    card: Scorecard
    document: Mapping[str, object]
    canonical: bytes


class ScoringService:
    """Scores submissions under the sets of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @staticmethod
    def read(path: Path) -> SubmissionBatch:
        """Submissions from a file or a folder of files, with all findings."""
        return read_submissions(path)

    def named(self, submission: Submission, revision: int | None = None) -> LoadedSet:
        """The set that a submission names, its newest revision where none is asked for; raises UnknownCriteriaSet."""
        return self._catalogue.get(submission.set_id, submission.edition, revision)

    def scorer(self, submission: Submission, loaded: LoadedSet | None = None) -> OneUnit:
        """What scores a submission: under `loaded`, or the set that it names.

        Raises UnknownCriteriaSet, and InvalidDocument for a profile there is not.
        """
        loaded = loaded or self.named(submission)
        rules = loaded.checked()
        try:
            profile = rules.profile_of(submission.unit.id, submission.unit.profile)
        except KeyError:
            raise InvalidDocument(
                f"Bộ tiêu chí không có nhóm đơn vị '{submission.unit.profile}'.",
                f"The criteria set has no profile '{submission.unit.profile}'.",
                findings=[no_such_profile(rules, submission.unit.profile, submission.place_of("/unit/profile"))],
            ) from None
        return self._catalogue.scorer(loaded, profile.id, submission.year)

    def score(self, submission: Submission, loaded: LoadedSet | None = None) -> Scored:
        """Score one submission under `loaded`, or the set that it names; under a local set by its base alone, too.

        Raises InvalidDocument, NotComplete, UnknownCriteriaSet.
        """
        chosen = loaded or self.named(submission)
        card = self.scorer(submission, chosen).score(submission)
        return Scored(submission, *hashed(with_both_totals(card, submission, chosen, self._catalogue.scorer)))

    def explain(self, submission: Submission, loaded: LoadedSet | None = None) -> Scorecard:
        """The scorecard of one submission with the next gain of every row; raises as `score` does."""
        chosen = loaded or self.named(submission)
        card = self.scorer(submission, chosen).explain(submission)
        return hashed(with_both_totals(card, submission, chosen, self._catalogue.scorer))[0]

    @staticmethod
    def rank(rules: CriteriaSet, standings: Iterable[Standing]) -> Ranking:
        """The ranking of units under one set."""
        return rank(rules, standings)

    def score_all(self, submissions: Iterable[Submission], choose: Choose | None = None) -> list[Scored]:
        """Score many, all or nothing: raises one InvalidDocument with the findings of all that cannot be scored."""
        chosen = choose or self.named
        return _all_or_nothing(lambda submission: self.score(submission, chosen(submission)), submissions)

    def standings(self, submissions: Iterable[Submission], choose: Choose | None = None) -> list[Standing]:
        """What ranking needs of many, all or nothing; the points are those of `score`, nothing is told."""
        chosen = choose or self.named
        return _all_or_nothing(lambda one: self.scorer(one, chosen(one)).standing(one), submissions)

    def traces(self, submissions: Iterable[Submission]) -> list[str]:
        """The compact traces of many as JSON texts, all or nothing."""
        return _all_or_nothing(lambda submission: self.scorer(submission).trace(submission), submissions)


def _all_or_nothing(make: Callable[[Submission], Made], submissions: Iterable[Submission]) -> list[Made]:
    made, findings = [], []
    for submission in submissions:
        try:
            made.append(make(submission))
        except InvalidDocument as problem:
            findings += [finding for finding in problem.findings if isinstance(finding, Finding)]
    if findings:
        raise InvalidDocument(
            "Có phiếu không chấm được; chưa có kết quả nào được ghi.",
            "Some submissions cannot be scored; nothing was kept.",
            findings=findings,
        )
    return made
