"""Rows of a closed stage that may not be scored: they wait for a field, or are open where the set refuses that."""

from dataclasses import dataclass, replace

import numpy as np

from engine.columns.arrow.cell_findings import CellFindings, Rows
from engine.columns.column_results import ColumnResults
from engine.columns.fact_columns import FactColumns, Flags
from engine.columns.row_of import row_of
from engine.domain.finding import Finding, error
from engine.domain.submission import Submission, Unit, UnitExclusion
from engine.domain.text import NOTHING
from engine.errors import InvalidDocument, NotComplete
from engine.evaluation.field_values import compared_leaves
from engine.evaluation.one_unit import OneUnit


@dataclass(frozen=True, slots=True)
class ClosedRows:
    """The rows of one profile at a closed stage: `facts` are of `rows`; findings stand in the column `at`."""

    one: OneUnit
    facts: FactColumns
    rows: Rows
    findings: CellFindings
    at: int

    def refuse_without_field(self) -> None:
        """Refuse the rows that compare with a field while none is complete; a mark or an exclusion settles them."""
        leaves = [index for index, step, _ in compared_leaves(self.one.program) if step.excluded_by is None]
        if self.one.figures is not None or not leaves:
            return
        waiting = np.array([~self._decided(index) for index in leaves]).any(axis=0)
        self.findings.add(self.at, self.rows[waiting], self._without_field)

    def _decided(self, index: int) -> Flags:
        none = np.zeros(len(self.rows), np.bool_)
        mark = self.facts.marks.get(index)
        return self.facts.excluded.get(index, none) | (none if mark is None else mark.given)

    def _without_field(self, row: int) -> list[Finding]:
        """In the words in which a submission of the same unit is refused."""
        at, program = int(np.searchsorted(self.rows, row)), self.one.program
        decided = [index for index, _, _ in compared_leaves(program) if self._decided(index)[at]]
        exclusions = tuple(UnitExclusion(program.steps[index].id, NOTHING) for index in decided)
        rules = self.one.compiled.criteria_set
        unit = Unit("", NOTHING, "", self.one.compiled.profile.id)
        closed = Submission(rules.id, rules.edition, unit, program.year, "", {}, exclusions=exclusions, closed=True)
        try:
            self.one.take_in(closed)
        except InvalidDocument as problem:
            place = self.findings.place(row, self.at, "/closed")
            return [replace(found, place=place) for found in problem.findings if isinstance(found, Finding)]
        raise AssertionError("a row that compares waits for its field")

    def refuse_open(self, results: ColumnResults) -> None:
        """Refuse the rows that are not complete, where the set says so."""
        if self.one.compiled.criteria_set.missing_at_close == "refuse" and results.complete is not None:
            told_already = self.findings.wrong[self.rows]
            self.findings.add(self.at, self.rows[~results.complete & ~told_already], self._not_complete)

    def _not_complete(self, row: int) -> list[Finding]:
        place, at = self.findings.place(row, self.at), int(np.searchsorted(self.rows, row))
        facts, overrides = row_of(self.facts, at)
        try:
            self.one.open_outcome({**facts, **(self.one.figures or {})}, overrides, closed=True)
        except NotComplete as told:
            return [
                error("submission.not-complete", place, told.vi, told.en, told.hint_vi, told.hint_en),
            ]
        raise AssertionError("a row that is not complete cannot be closed")
