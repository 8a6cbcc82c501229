"""One unit at a time: a compiled set as a Python function, made once; the open way where facts are missing."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Any

from engine.domain.field_rows import UsedField
from engine.domain.finding import Finding, Severity, error
from engine.domain.scorecard import Scorecard, SetReference
from engine.domain.submission import Submission
from engine.errors import InvalidDocument, NotComplete
from engine.evaluation.field_values import compared_leaves, figures_of
from engine.evaluation.intake import Intake, take_in
from engine.evaluation.leaf_source import on_grids
from engine.evaluation.open_facts import OpenRun
from engine.evaluation.outcome import NO_OVERRIDES, OPEN, Outcome, Overrides
from engine.evaluation.program_source import ProgramSource
from engine.evaluation.python_source import Open
from engine.evaluation.scorecards import ScorecardMaker
from engine.evaluation.standings import standing
from engine.evaluation.trace_text import TraceText
from engine.program.compiled import CompiledSet
from engine.program.program import Program
from engine.results.standing import Standing


class OneUnit:
    """Scores units under one compiled set. Safe to share between threads: nothing is kept between calls.

    Raises InvalidDocument when the set itself has errors.
    """

    def __init__(self, compiled: CompiledSet) -> None:
        if compiled.program is None:
            raise InvalidDocument(
                "Bộ tiêu chí có lỗi nên không chấm được.",
                "The criteria set has errors and cannot score.",
                findings=compiled.findings,
            )
        self.compiled = compiled
        self.program: Program = compiled.program
        self.field: UsedField | None = None
        self.figures: Mapping[str, int] | None = None

    def against(self, field: UsedField) -> "OneUnit":
        """The same scorer for units whose field is complete; what was compiled is shared.

        Raises ValueError for rows that were made by other rules. Without rows that compare, it is this scorer itself.
        """
        if not any(compared_leaves(self.program)):
            return self
        bound = self.with_figures(figures_of(self.program, field.rows))
        bound.field = field
        return bound

    def with_figures(self, figures: Mapping[str, int]) -> "OneUnit":
        """The same scorer with figures of a field, by the ids of the facts that stand for them."""
        _ = self._told  # compiled before it is copied, so that it is compiled once
        bound = copy(self)
        bound.figures = figures
        return bound

    @cached_property
    def values(self) -> Callable[[Mapping[str, object]], Any]:
        """Facts (engine integers, all known) → (total, maximum, points of every step); raises KeyError or Open."""
        return ProgramSource(self.program, told=False).function()

    @cached_property
    def _told(self) -> Callable[[Mapping[str, object]], Any]:
        return ProgramSource(self.program, told=True).function()

    @cached_property
    def _overridden(self) -> Callable[[Mapping[str, object], frozenset[int], Mapping[int, int]], Any]:
        return ProgramSource(self.program, told=True, overridden=True).function()

    @cached_property
    def _maker(self) -> ScorecardMaker:
        return ScorecardMaker(self.compiled, self.program)

    @cached_property
    def traces(self) -> TraceText:
        """Prints the trace of a unit whose facts are all known as JSON text."""
        rules = self.compiled.criteria_set
        head = {
            "criteria_set": SetReference.to(rules).as_mapping(),
            "profile": self.compiled.profile.id,
        }
        return TraceText(self.program, head)

    def score(self, submission: Submission) -> Scorecard:
        """The scorecard of one submission, without advice on the next gain.

        Raises InvalidDocument with all findings when the submission does not fit the set, and NotComplete when its
        stage is closed on a set that refuses missing facts.
        """
        intake = self.take_in(submission)
        return self._named(self._maker.scorecard(submission, intake, self.run(intake, submission.closed)))

    def standing(self, submission: Submission) -> Standing:
        """What ranking needs of one submission, without the telling; raises as `score` does."""
        return standing(self.compiled, self.program, submission, self.run(self.take_in(submission), submission.closed))

    def trace(self, submission: Submission) -> str:
        """The compact trace of one submission as JSON text; raises as `score` does."""
        intake = self.take_in(submission)
        unit = submission.unit
        about = {
            "unit": {"id": unit.id, "name": unit.name.as_mapping(), "kind": unit.kind},
            "year": submission.year,
            "stage": submission.stage,
        }
        if not intake.overrides:
            try:
                return self.traces.scored(intake.facts, about)
            except (KeyError, Open):
                pass  # something is missing: told the open way
        return self.traces.text(intake.facts, self.run(intake, submission.closed), about)

    def explain(self, submission: Submission) -> Scorecard:
        """The scorecard with the next gain of every row."""
        intake = self.take_in(submission)
        card = self._maker.scorecard(submission, intake, self.run(intake, submission.closed), advise=True)
        return self._named(card)

    def _named(self, card: Scorecard) -> Scorecard:
        """The scorecard, naming the field that it was made against."""
        return card if self.field is None else replace(card, field=self.field)

    def take_in(self, submission: Submission) -> Intake:
        """The submission checked and bound; raises InvalidDocument."""
        intake = take_in(self.compiled, self.program, submission, self.figures)
        findings = [*intake.findings, *self._closed_without_field(submission, intake)]
        if any(finding.severity is Severity.ERROR for finding in findings):
            raise InvalidDocument(
                f"Phiếu của {submission.unit.name.vi} không khớp với bộ tiêu chí.",
                f"The submission of {submission.unit.name.en} does not fit the criteria set.",
                findings=findings,
            )
        return intake

    def _closed_without_field(self, submission: Submission, intake: Intake) -> list[Finding]:
        """A stage that is closed before its field is complete: what others have yet to hand in is not missing here."""
        if self.figures is not None or not submission.closed:
            return []
        decided = {*intake.marked, *intake.excluded}
        leaves = [step for _, step, _ in compared_leaves(self.program) if step.excluded_by is None]
        rows = [step.id for step in leaves if step.id not in decided]
        if not rows:
            return []
        listed = ", ".join(rows[:20])
        told = error(
            "field.not-complete",
            submission.place_of("/closed"),
            f"Vòng đã chốt mà chưa có số liệu của cả khối cho các mục so với khối: {listed}.",
            f"The stage is closed, and the rows that compare with the field have no field: {listed}.",
            "Chấm cả khối một lượt với --field-complete, hoặc nêu khối đã lưu bằng --field.",
            "Score the whole field at once with --field-complete, or name the field that was kept with --field.",
        )
        return [told]

    def run(self, intake: Intake, closed: bool) -> Outcome:
        """The compact result for what was taken in."""
        outcome = self.outcome(intake.facts, intake.overrides)
        if outcome is not None:
            return outcome
        return self.open_outcome(intake.facts, intake.overrides, closed)

    def outcome(self, facts: Mapping[str, object], overrides: Overrides = NO_OVERRIDES) -> Outcome | None:
        """The result when everything that matters is known, otherwise None."""
        try:
            if overrides:
                marks = {at: self._on_grids(at, points) for at, points in overrides.marks.items()}
                result = self._overridden(facts, overrides.excluded, marks)
            else:
                result = self._told(facts)
        except (KeyError, Open):
            return None
        total, maximum, components, bonus, penalty, points, maxima, statuses, rules = result
        return Outcome(
            points,
            points,
            maxima,
            maxima,
            statuses,
            rules,
            (total, total),
            (maximum, maximum),
            (components, components),
            (bonus, bonus),
            (penalty, penalty),
        )

    def _on_grids(self, at: int, points: int) -> int:
        step = self.program.steps[at]
        return on_grids(step.grids, points)

    def open_outcome(
        self, facts: Mapping[str, object], overrides: Overrides = NO_OVERRIDES, closed: bool = False
    ) -> Outcome:
        """The result over intervals; at a closed stage what is missing counts as the set says."""
        policy = self.compiled.criteria_set.missing_at_close
        at_close = policy if closed and policy != "refuse" else ""
        outcome = OpenRun(self.program, facts, overrides, at_close).outcome()
        if closed and policy == "refuse":
            self._refuse_open(outcome)
        return outcome

    def _refuse_open(self, outcome: Outcome) -> None:
        missing = [step.id for step, status in zip(self.program.steps, outcome.statuses, strict=True) if status in OPEN]
        leaves = [name for name in missing if self.compiled.nodes[name].is_leaf]
        missing = leaves or missing
        if missing:
            listed = ", ".join(missing[:20])
            raise NotComplete(
                f"Không thể chốt vòng: còn {len(missing)} tiêu chí chưa đánh giá ({listed}).",
                f"The stage cannot be closed: {len(missing)} rows are not assessed ({listed}).",
                hint_vi="Bổ sung số liệu hoặc điểm chấm.",
                hint_en="Give the missing facts or marks.",
            )
