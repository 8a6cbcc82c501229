"""Scoring: submissions in, scorecards out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from engine.discovery.catalogue import Catalogue
from engine.domain.criteria_set import CriteriaSet
from engine.domain.field_rows import UsedField
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
from engine.services.field_service import NO_FIELDS, Fields, complete_fields
from engine.services.national_total import Scorer, with_both_totals

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

    def score(
        self, submission: Submission, loaded: LoadedSet | None = None, field: Fields | UsedField = NO_FIELDS
    ) -> Scored:
        """Score one submission under `loaded`, or the set that it names; under a local set by its base alone, too.

        Rows that compare are held against `field`; where that has none for the round they stay pending.
        Raises InvalidDocument, NotComplete, UnknownCriteriaSet.
        """
        chosen = loaded or self.named(submission)
        unit, of_base = self._against(submission, chosen, field)
        card = unit.score(submission)
        return Scored(submission, *hashed(with_both_totals(card, submission, chosen, of_base)))

    def explain(
        self, submission: Submission, loaded: LoadedSet | None = None, field: Fields | UsedField = NO_FIELDS
    ) -> Scorecard:
        """The scorecard of one submission with the next gain of every row; raises as `score` does."""
        chosen = loaded or self.named(submission)
        unit, of_base = self._against(submission, chosen, field)
        return hashed(with_both_totals(unit.explain(submission), submission, chosen, of_base))[0]

    def _against(self, submission: Submission, loaded: LoadedSet, field: Fields | UsedField) -> tuple[OneUnit, Scorer]:
        """What scores a submission, and what scores it under the base of a local set, each against its field."""
        unit = self.scorer(submission, loaded)
        used = field.used_by(loaded, submission, unit.compiled.profile.id) if isinstance(field, Fields) else field
        if used is None:
            return unit, self._catalogue.scorer
        known = field.scorers if isinstance(field, Fields) else {}
        base = UsedField(used.hash, used.base)
        return _once(unit, used, known), lambda *asked: _once(self._catalogue.scorer(*asked), base, known)

    def fields(self, submissions: Sequence[Submission], choose: Choose | None = None) -> Fields:
        """The fields of submissions that are declared to be all there are of their rounds.

        Raises InvalidDocument with the findings of all that cannot be counted.
        """
        return complete_fields(submissions, choose or self.named, self.scorer)

    @staticmethod
    def rank(rules: CriteriaSet, standings: Iterable[Standing]) -> Ranking:
        """The ranking of units under one set."""
        return rank(rules, standings)

    def score_all(
        self, submissions: Iterable[Submission], choose: Choose | None = None, fields: Fields = NO_FIELDS
    ) -> list[Scored]:
        """Score many, all or nothing: raises one InvalidDocument with the findings of all that cannot be scored."""
        chosen = choose or self.named
        return _all_or_nothing(lambda submission: self.score(submission, chosen(submission), fields), submissions)

    def standings(
        self, submissions: Iterable[Submission], choose: Choose | None = None, fields: Fields = NO_FIELDS
    ) -> list[Standing]:
        """What ranking needs of many, all or nothing; the points are those of `score`, nothing is told."""
        chosen = choose or self.named
        return _all_or_nothing(lambda one: self._against(one, chosen(one), fields)[0].standing(one), submissions)

    def traces(self, submissions: Iterable[Submission]) -> list[str]:
        """The compact traces of many as JSON texts, all or nothing."""
        return _all_or_nothing(lambda submission: self.scorer(submission).trace(submission), submissions)


def _once(unit: OneUnit, used: UsedField, known: dict[tuple[int, str], tuple[OneUnit, OneUnit]]) -> OneUnit:
    """The scorer with a field, made once for all units of a profile."""
    key = id(unit), used.hash
    if key not in known:
        known[key] = unit, bound(unit, used)
    return known[key][1]


def bound(unit: OneUnit, used: UsedField) -> OneUnit:
    """The scorer with a field; raises InvalidDocument where its figures are not those of these rules."""
    try:
        return unit.against(used)
    except ValueError:
        raise InvalidDocument(
            "Số liệu của khối so sánh không hợp với bộ tiêu chí này.",
            "The figures of the field are not those of these rules.",
            hint_vi="Lập lại khối từ các phiếu của vòng: parindex field THƯ_MỤC --out TỆP",
            hint_en="Make the field again from the submissions of the round: parindex field FOLDER --out FILE",
        ) from None


def _all_or_nothing(make: Callable[[Submission], Made], submissions: Iterable[Submission]) -> list[Made]:
    made, findings = [], []
    for submission in submissions:
        try:
            made.append(make(submission))
        except InvalidDocument as problem:
            if not problem.findings:
                raise
            findings += [finding for finding in problem.findings if isinstance(finding, Finding)]
    if findings:
        raise InvalidDocument(
            "Có phiếu không chấm được; chưa có kết quả nào được ghi.",
            "Some submissions cannot be scored; nothing was kept.",
            findings=findings,
        )
    return made
