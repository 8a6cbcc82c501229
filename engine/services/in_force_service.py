"""Scoring by what is in force: which rules the act for a year and kind of unit says, instead of the edition named."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from engine.discovery.catalogue import Catalogue
from engine.domain.activation import Activation
from engine.domain.criteria_set import CriteriaSet
from engine.domain.finding import Finding, error
from engine.domain.submission import Submission
from engine.errors import InvalidDocument, UnknownCriteriaSet
from engine.loading.criteria_folder import LoadedSet
from engine.services.activation_service import ActivationService, UnknownActivation
from engine.services.generation_service import see_that_all_are_served

Question = tuple[int, str]
"""Year and kind of unit."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The day on which rules are in force, and the moment as of which that is known; None for the usual ones."""

    on: date | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """The acts that are in force for some submissions, in the order of recording, and the rules of each submission."""

    acts: tuple[Activation, ...]
    of: Callable[[Submission], LoadedSet]


class InForceService:
    """Finds the rules in force in one catalogue."""

    def __init__(self, catalogue: Catalogue, activations: ActivationService) -> None:
        self._catalogue, self._activations = catalogue, activations

    def rules_for(self, submissions: Sequence[Submission], clocks: Clocks) -> RulesInForce:
        """The rules in force for the year and kind of unit of each submission.

        The edition that a submission names does not count, its set does: raises InvalidDocument with a finding for
        each submission for which nothing is in force, or another set; InForceNotServed where a set in force is no
        longer served; StorageProblem.
        """
        asked = sorted({self._question(one) for one in submissions})
        found = {question: self._known(question, clocks) for question in asked}
        findings = [finding for one in submissions for finding in self._findings(one, found, clocks)]
        if findings:
            raise InvalidDocument(
                "Có phiếu không chấm được theo bộ đang có hiệu lực; chưa có kết quả nào được ghi.",
                "Some submissions cannot be scored by what is in force; nothing was kept.",
                findings=findings,
            )
        acts = {question: one for question, one in found.items() if one is not None}
        rules = {question: self._loaded(one) for question, one in acts.items()}
        in_order = sorted(acts.values(), key=lambda one: one.sequence)
        return RulesInForce(tuple(in_order), lambda submission: rules[self._question(submission)])

    def standing(self, year: int, unit_kind: str, clocks: Clocks) -> tuple[Activation, LoadedSet]:
        """The act in force for a year and kind of unit, and its rules.

        Raises UnknownActivation where nothing is in force, InForceNotServed, StorageProblem.
        """
        found = self._activations.in_force(year, unit_kind, on=clocks.on, as_of=clocks.as_of)
        if found.activation is None:
            known = [one for one in self._activations.history(year, unit_kind) if one.recorded_at <= found.as_of]
            raise UnknownActivation(
                f"bộ nào có hiệu lực cho năm {year}, loại '{unit_kind}', ngày",
                f"set in force for {year}, kind '{unit_kind}', on",
                found.on.isoformat(),
                sorted({one.act.in_force_from.isoformat() for one in known}),
            )
        return found.activation, self._loaded(found.activation)

    def rules(self, set_id: str, year: int, clocks: Clocks) -> CriteriaSet:
        """The rules of a set that are in force for a year, for whatever kind of unit.

        Raises UnknownCriteriaSet, and InvalidDocument where nothing of that set is in force, or several revisions are.
        """
        self._catalogue.get(set_id)
        kinds = sorted({one.act.unit_kind for one in self._activations.history(year)})
        found = [self._known((year, kind), clocks) for kind in kinds]
        acts = [one.act for one in found if one and one.act.criteria_set.id == set_id]
        hashes = {act.criteria_set.hash for act in acts}
        if len(hashes) == 1:
            return self._catalogue.by_hash(hashes.pop(), set_id).checked()
        if hashes:
            told = ", ".join(f"{act.unit_kind}: {act.criteria_set}" for act in acts)
            raise InvalidDocument(
                f"Năm {year} mỗi loại đơn vị theo một bản của {set_id}: {told}.",
                f"In {year} each kind of unit has another revision of {set_id}: {told}.",
                hint_vi="Nêu bản bằng --edition, không dùng --in-force.",
                hint_en="Name the edition with --edition, without --in-force.",
            )
        day = self._activations.day(year, clocks.on)
        raise InvalidDocument(
            f"Ngày {day:%d/%m/%Y} chưa có bản nào của {set_id} có hiệu lực cho năm {year}.",
            f"On {day.isoformat()} nothing of {set_id} is in force for the year {year}.",
            hint_vi="Xem: parindex activations.",
            hint_en="See: parindex activations.",
        )

    def _loaded(self, activation: Activation) -> LoadedSet:
        see_that_all_are_served(self._catalogue, [activation])
        rules = activation.act.criteria_set
        return self._catalogue.by_hash(rules.hash, rules.id)

    def _known(self, question: Question, clocks: Clocks) -> Activation | None:
        try:
            return self._activations.in_force(*question, on=clocks.on, as_of=clocks.as_of).activation
        except UnknownActivation:
            return None

    def _findings(
        self, submission: Submission, found: Mapping[Question, Activation | None], clocks: Clocks
    ) -> list[Finding]:
        question = self._question(submission)
        activation = found[question]
        if not question[1]:
            return [_no_kind(submission)]
        if activation is None:
            return [self._none(submission, question[1], clocks)]
        if activation.act.criteria_set.id != submission.set_id:
            return [_other_set(submission, activation)]
        return []

    def _question(self, submission: Submission) -> Question:
        return submission.year, self._kind_of(submission)

    def _kind_of(self, submission: Submission) -> str:
        """The kind that is written, or the only one that the set named by the submission is for."""
        if submission.unit.kind:
            return submission.unit.kind
        try:
            kinds = self._catalogue.get(submission.set_id, submission.edition).checked().unit_kinds
        except UnknownCriteriaSet:
            kinds = ()
        return kinds[0] if len(kinds) == 1 else ""

    def _none(self, submission: Submission, kind: str, clocks: Clocks) -> Finding:
        year, day = submission.year, self._activations.day(submission.year, clocks.on)
        return error(
            "activation.none",
            submission.place_of("/year"),
            f"Ngày {day:%d/%m/%Y} chưa có bộ nào có hiệu lực cho năm {year}, loại đơn vị '{kind}'.",
            f"On {day.isoformat()} nothing is in force for the year {year} and units of kind '{kind}'.",
            "Xem `parindex activations`, /v1/activations; chọn ngày khác (`on`), hoặc áp dụng một bộ.",
            "See `parindex activations`, /v1/activations; choose another day (`on`), or put a set in force.",
        )


def _no_kind(submission: Submission) -> Finding:
    return error(
        "activation.no-kind",
        submission.place_of("/unit"),
        "Phiếu không ghi loại đơn vị nên không biết bộ nào có hiệu lực.",
        "The submission does not say what kind of unit it is about, so nobody knows what is in force for it.",
        "Thêm `unit.kind`.",
        "Add `unit.kind`.",
    )


def _other_set(submission: Submission, activation: Activation) -> Finding:
    rules = activation.act.criteria_set
    return error(
        "activation.not-this-set",
        submission.place_of("/criteria_set"),
        f"Phiếu theo bộ {submission.set_id}; đang có hiệu lực là {rules} ({activation.act.decision}).",
        f"The submission answers {submission.set_id}; in force is {rules} ({activation.act.decision}).",
        "Điền phiếu theo bộ đang có hiệu lực.",
        "Fill in a submission for the set that is in force.",
    )
