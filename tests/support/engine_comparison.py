"""What the engine says beside what the naive evaluator says, and in which points they differ."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from engine.domain.criteria_set import CriteriaSet
from engine.domain.field_rows import FieldRow, UsedField
from engine.domain.finding import Severity
from engine.domain.scorecard import NodeScore, Range, Scorecard, Status
from engine.domain.submission import Submission
from engine.evaluation.field_values import FieldRows
from engine.evaluation.intake import take_in
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from tests.support.naive_evaluator import NaiveResult, Scored


class Engine:
    """The engine for one set; a program is compiled once for each profile and year that is met."""

    def __init__(self, criteria_set: CriteriaSet) -> None:
        self.set = criteria_set
        self.ready: dict[tuple[str, int], OneUnit] = {}

    def unit(self, submission: Submission) -> OneUnit:
        """What scores one submission."""
        profile = self.set.profile_of(submission.unit.id, submission.unit.profile).id
        key = profile, submission.year
        if key not in self.ready:
            compiled = compile_set(self.set, *key)
            errors = [finding.told("en") for finding in compiled.findings if finding.severity is Severity.ERROR]
            assert errors == []
            self.ready[key] = OneUnit(compiled)
        return self.ready[key]

    def score(self, submission: Submission) -> Scorecard:
        """The scorecard of one submission."""
        return self.unit(submission).score(submission)

    def field(self, submissions: Sequence[Submission]) -> tuple[FieldRow, ...]:
        """What the rows that compare come to over all submissions of a round."""
        rows = FieldRows()
        for submission in submissions:
            unit = self.unit(submission)
            intake = take_in(unit.compiled, unit.program, submission)
            rows.add(unit.program, unit.compiled.profile.group, intake.facts, intake.overrides)
        return rows.rows()

    def score_against(self, submission: Submission, rows: tuple[FieldRow, ...]) -> Scorecard:
        """The scorecard of one submission once its field is complete."""
        unit = self.unit(submission)
        own = tuple(row for row in rows if row.group in ("", unit.compiled.profile.group))
        return unit.against(UsedField("0" * 64, own)).score(submission)


def outside(criteria_set: CriteriaSet) -> dict[str, int]:
    """The items of bonus (1) and penalty (-1): told with their sign, and with nothing that could be won."""
    signs = {item.id: 1 for item in (criteria_set.bonus.items if criteria_set.bonus else ())}
    return signs | {item.id: -1 for item in (criteria_set.penalty.items if criteria_set.penalty else ())}


def as_told(scored: Scored, sign: int) -> Scored:
    """An outcome as scorecards tell it; `sign` 0 stands for a node of the tree."""
    if not sign:
        return scored
    ends = sorted([sign * scored.low, sign * scored.high])
    return replace(scored, low=ends[0], high=ends[1], least_maximum=Fraction(0), maximum=Fraction(0))


def disagreements(criteria_set: CriteriaSet, scorecard: Scorecard, naive: NaiveResult) -> Iterator[str]:
    """Everything in which the two differ, named node by node."""
    told, signs = {node.id: node for node in scorecard.nodes}, outside(criteria_set)
    for name, expected in naive.nodes.items():
        if name in told:
            yield from differences(name, told[name], as_told(expected, signs.get(name, 0)))
        elif expected.status is not Status.NOT_APPLICABLE:
            yield f"{name}: missing from the scorecard, expected {expected}"
    yield from differences("total", scorecard.total, naive.total)


def differences(name: str, told: NodeScore, expected: Scored) -> Iterator[str]:
    """The differences of one node: status always; points and maximum where they are decided."""
    if told.status is not expected.status:
        yield f"{name}: status {told.status}, expected {expected.status}"
    if told.won + told.lost != told.maximum:
        yield f"{name}: {told.won} won and {told.lost} lost of {told.maximum}"
    if told.status.is_open or expected.status.is_open:
        return
    if told.possible.low != told.won or told.possible.high != told.won:
        yield f"{name}: decided, yet {told.won} of {told.possible}"
    if (told.won, told.maximum) != (expected.low, expected.maximum):
        yield f"{name}: {told.won} of {told.maximum}, expected {expected.low} of {expected.maximum}"


def escapes(criteria_set: CriteriaSet, scorecard: Scorecard, completed: NaiveResult) -> Iterator[str]:
    """Nodes whose points, once everything is known, lie outside what the engine still held possible."""
    possible = {node.id: node.possible for node in scorecard.nodes} | {"total": scorecard.total.possible}
    signs = outside(criteria_set)
    for name, scored in [*completed.nodes.items(), ("total", completed.total)]:
        if scored.status is Status.NOT_APPLICABLE or scored.status.is_open:
            continue
        now = as_told(scored, signs.get(name, 0)).low
        held = possible.get(name, Range(Fraction(0), Fraction(0)))
        if not held.low <= now <= held.high:
            yield f"{name}: {now} is outside {held.low} to {held.high}"
