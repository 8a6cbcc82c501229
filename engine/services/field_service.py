"""Fields: the first of the two passes over all units of a round, and which field a unit is then scored against."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.domain.criteria_set import CriteriaSet
from engine.domain.field import Field, FieldUnit
from engine.domain.field_rows import FieldRow, UsedField
from engine.domain.finding import Finding, error, has_errors
from engine.domain.scorecard import SetReference
from engine.domain.source_place import Place
from engine.domain.submission import Submission
from engine.errors import InvalidDocument
from engine.evaluation.field_values import FieldRows, compared_leaves
from engine.evaluation.one_unit import OneUnit
from engine.loading.criteria_folder import LoadedSet
from engine.loading.field_file import read_field
from engine.loading.submission_builder import doubles_among
from engine.results.field_document import hashed_field
from engine.services.national_total import stripped_to

Round = tuple[str, int, str]
"""The hash of a set, year, stage: the units of one round are one field."""

Scorer = Callable[[Submission, LoadedSet], OneUnit]


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that are complete, by round. `places` says where a field that was read stands.

    `scorers` remembers what scores the units of each profile against them, with the scorer that it was made of.
    """

    by_round: Mapping[Round, Field] = field(default_factory=dict)
    places: Mapping[Round, Place] = field(default_factory=dict)
    scorers: dict[tuple[int, str], tuple[OneUnit, OneUnit]] = field(default_factory=dict, compare=False, repr=False)

    def used_by(self, rules: LoadedSet, submission: Submission, profile: str) -> UsedField | None:
        """What the result of a submission takes of its field; None where there is no field of its round."""
        found = self.by_round.get(_round(rules, submission))
        if found is None:
            return None
        own = rules.checked().profile(profile)
        base = rules.root.checked().profile(own.in_base or own.id).group if found.base else ""
        return found.used_in(own.group, base)


NO_FIELDS = Fields()


def _round(rules: LoadedSet, submission: Submission) -> Round:
    return rules.content_hash, submission.year, submission.stage


@dataclass
class _Counted:
    """One round while its units are counted."""

    rules: CriteriaSet
    units: list[FieldUnit] = field(default_factory=list)
    rows: FieldRows = field(default_factory=FieldRows)
    base: FieldRows = field(default_factory=FieldRows)

    def field(self, year: int, stage: str) -> Field:
        """The field of all units counted, with its hash."""
        units = tuple(sorted(self.units, key=lambda unit: unit.id))
        made = Field(SetReference.to(self.rules), year, stage, units, _in_order(self.rows), _in_order(self.base))
        return hashed_field(made)[0]


def _in_order(rows: FieldRows) -> tuple[FieldRow, ...]:
    """Rows by node and group, so that a field is the same in whatever order its units came."""
    return tuple(sorted(rows.rows(), key=lambda row: (row.node, row.group)))


def complete_fields(
    submissions: Sequence[Submission], choose: Callable[[Submission], LoadedSet], scorer: Scorer
) -> Fields:
    """The fields of submissions that are declared to be all there are of their rounds: every unit counts once.

    Raises InvalidDocument with the findings of all that cannot be counted, and where a unit stands there twice.
    """
    findings: list[Finding] = list(doubles_among(submissions))
    counted: dict[Round, _Counted] = {}
    for submission in submissions:
        rules = choose(submission)
        round_of = counted.setdefault(_round(rules, submission), _Counted(rules.checked()))
        try:
            _count(round_of, submission, rules, scorer)
        except InvalidDocument as problem:
            findings += [finding for finding in problem.findings if isinstance(finding, Finding)]
    if has_errors(findings):
        raise InvalidDocument(
            "Chưa lập được khối so sánh vì có phiếu lỗi.",
            "The field cannot be made: some submissions have errors.",
            findings=findings,
        )
    return Fields({key: made.field(key[1], key[2]) for key, made in counted.items()})


def _count(counted: _Counted, submission: Submission, rules: LoadedSet, scorer: Scorer) -> None:
    unit = scorer(submission, rules)
    group = unit.compiled.profile.group
    counted.units.append(FieldUnit(submission.unit.id, group, submission.content_hash))
    _add(counted.rows, unit, submission)
    if rules.checked().layers is not None:
        profile = unit.compiled.profile
        stripped = stripped_to(rules.root.checked(), submission, profile.in_base or profile.id)
        _add(counted.base, scorer(stripped, rules.root), stripped)


def _add(rows: FieldRows, unit: OneUnit, submission: Submission) -> None:
    if any(compared_leaves(unit.program)):
        intake = unit.with_figures({}).take_in(submission)
        rows.add(unit.program, unit.compiled.profile.group, intake.facts, intake.overrides)


def read_fields(paths: Iterable[Path]) -> Fields:
    """Fields that were kept, from their files; raises InvalidDocument with the findings of all of them."""
    findings: list[Finding] = []
    by_round: dict[Round, Field] = {}
    places: dict[Round, Place] = {}
    for path in paths:
        reading = read_field(path)
        findings += reading.findings
        if reading.field is None:
            continue
        key = reading.field.criteria_set.hash, reading.field.year, reading.field.stage
        if key in by_round:
            findings.append(_twice(reading.field, Place(path.name), places[key]))
        by_round[key], places[key] = reading.field, Place(path.name)
    if has_errors(findings):
        raise InvalidDocument("Tệp khối so sánh có lỗi.", "The field cannot be read.", findings=findings)
    return Fields(by_round, places)


def _twice(found: Field, place: Place, first: Place) -> Finding:
    told = f"{found.criteria_set.id} {found.criteria_set.edition}, {found.year}, {found.stage}"
    return error(
        "field.twice",
        place,
        f"Khối so sánh của {told} đã có ở {first}.",
        f"The field of {told} stands in {first} already.",
        "Giữ lại một tệp cho mỗi vòng.",
        "Keep one file for a round.",
    )


def see_that_they_fit(
    fields: Fields, submissions: Sequence[Submission], choose: Callable[[Submission], LoadedSet]
) -> None:
    """Raise InvalidDocument for a field that belongs to none of the rounds that are scored."""
    rounds = {_round(choose(submission), submission) for submission in submissions}
    findings = [_other_round(found, fields.places[key]) for key, found in fields.by_round.items() if key not in rounds]
    if findings:
        raise InvalidDocument(
            "Khối so sánh không phải của vòng này.", "The field is not that of this round.", findings=findings
        )


def one_of(fields: Fields, set_hash: str, year: int) -> Field:
    """The one field there is, of a set and year; raises InvalidDocument where there are several, or it is another's."""
    wrong = [
        _other_round(found, fields.places[key]) for key, found in fields.by_round.items() if key[:2] != (set_hash, year)
    ]
    if wrong:
        raise InvalidDocument(
            "Khối so sánh không phải của vòng này.", "The field is not that of this round.", findings=wrong
        )
    if len(fields.by_round) > 1:
        raise InvalidDocument(
            "Một bảng chỉ so được với một khối.",
            "A table is held against one field only.",
            hint_vi="Chỉ ghi một --field.",
            hint_en="Name one --field.",
        )
    return next(iter(fields.by_round.values()))


def _other_round(found: Field, place: Place) -> Finding:
    rules = found.criteria_set
    told = f"{rules.id} {rules.edition}.{rules.revision} ({rules.hash[:12]}), {found.year}, {found.stage}"
    return error(
        "field.other-round",
        place,
        f"Khối này lập cho {told}; không phiếu nào ở đây thuộc vòng đó.",
        f"This field was made for {told}; no submission here is of that round.",
        "Lập lại khối từ các phiếu của vòng: parindex field THƯ_MỤC --out TỆP",
        "Make the field again from the submissions of the round: parindex field FOLDER --out FILE",
    )
