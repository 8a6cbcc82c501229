"""One entry point: an Arrow batch of facts in, an Arrow batch of results out; rows keep their order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pyarrow as pa

from engine.columns.arrow.cell_findings import MOST_KEPT, CellFindings, Rows
from engine.columns.arrow.closed_rows import ClosedRows
from engine.columns.arrow.column_mapping import ColumnMapping, ColumnRules, facts_without_column, map_columns
from engine.columns.arrow.column_names import UNIT, ColumnNames
from engine.columns.arrow.intake import FactIntake
from engine.columns.arrow.overridden_rows import OverriddenRows
from engine.columns.arrow.reading.texts import TextRules
from engine.columns.arrow.result_batches import Asked, ResultBatches
from engine.columns.arrow.unit_rows import UnitIntake, UnitRows
from engine.columns.arrow.view_types import batch_without_views
from engine.columns.column_results import ColumnResults, Wanted
from engine.columns.fact_columns import FactColumns, MarkColumn
from engine.columns.field import ColumnField
from engine.domain.criteria_set import CriteriaSet
from engine.domain.finding import Finding
from engine.domain.submission import Submission, Unit
from engine.domain.text import NOTHING
from engine.errors import InvalidDocument, UnknownNode
from engine.evaluation.intake import scope_findings
from engine.evaluation.one_unit import OneUnit


class ColumnScorer(Protocol):
    """What scores columns of one profile."""

    one: OneUnit

    def score(self, facts: FactColumns, wanted: Wanted = ..., *, closed: bool = ...) -> ColumnResults:
        """The results of all rows."""


@dataclass(frozen=True, slots=True)
class RowsScored:
    """The results of the rows that could be scored, which these are (from 0), and what is wrong with the others.

    `findings` are the first, by row and column; `count` is the number of cells that something is wrong with.
    `warnings` keep no row from being scored.
    """

    batch: pa.RecordBatch
    rows: Rows
    findings: tuple[Finding, ...]
    count: int
    warnings: tuple[Finding, ...] = ()


class ArrowScorer:
    """Scores batches under one set and year; which profile a row belongs to is told by the row. Thread-safe.

    `scorer_of` gives what scores the units of a profile. `nodes` are told besides the total, with `told` in full.
    `closed`: what is missing counts as the set says, unless a row says otherwise. Raises InvalidDocument for a year of
    which the set says nothing, UnknownNode for a node that it does not have.
    """

    def __init__(
        self,
        scorer_of: Callable[[str], ColumnScorer],
        rules: CriteriaSet,
        year: int,
        *,
        columns: ColumnRules | None = None,
        nodes: Sequence[str] = (),
        told: bool = False,
        closed: bool = False,
    ) -> None:
        self.set, self.year, self.columns, self.closed = rules, year, columns or ColumnRules(), closed
        _refuse_year(rules, year)
        _refuse_unknown_nodes(rules, nodes)
        self.scorers = {profile.id: scorer_of(profile.id) for profile in rules.profiles}
        self.asked = Asked(tuple(dict.fromkeys(nodes)), told)  # columns of one name no reader takes
        programs = {name: scorer.one.program for name, scorer in self.scorers.items()}
        self.results = ResultBatches(rules, programs, self.asked)
        self.names = ColumnNames(rules)
        self._mapped: tuple[list[str], ColumnMapping | None] = [], None

    @property
    def schema(self) -> pa.Schema:
        """What the columns of results are."""
        return self.results.schema

    def score_arrow(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The results of all rows, in their order; raises InvalidDocument with the findings where any is wrong."""
        scored = self.score_rows(batch)
        if scored.count:
            raise InvalidDocument(
                f"Có {scored.count} ô hoặc dòng không dùng được; chưa chấm đơn vị nào.",
                f"{scored.count} cells or rows cannot be used; no unit was scored.",
                findings=scored.findings,
            )
        return scored.batch

    def score_rows(self, batch: pa.RecordBatch, first_row: int = 1, most: int = MOST_KEPT) -> RowsScored:
        """The results of the rows that nothing is wrong with.

        `first_row` is the number of the first row in findings, of which the first `most` are told. Raises
        InvalidDocument where headings or types of columns keep every row from being read.
        """
        return _Batch(self, batch, first_row, most).scored()

    def count_rows(self, batch: pa.RecordBatch, field: ColumnField, numbers: Rows) -> CellFindings:
        """Let the rows count in the field of their groups: the first of two passes. What is wrong with any is found.

        `numbers` are those of the rows in findings. Raises InvalidDocument where headings or types of columns keep
        every row from being read.
        """
        return _Batch(self, batch, 1, MOST_KEPT, numbers).counted(field)

    def mapping(self, schema: pa.Schema, first_row: int = 1) -> ColumnMapping:
        """What the columns of a schema hold. The last that is in order is kept: batches of one table are alike."""
        headings = schema.names
        kept_for, kept = self._mapped
        if kept is not None and kept_for == headings:
            return kept
        found = map_columns(headings, self.names, self.columns, first_row - 1)
        if not found.findings:
            self._mapped = headings, found
        return found


class _Batch:
    """One batch on its way through."""

    def __init__(
        self, scorer: ArrowScorer, batch: pa.RecordBatch, first_row: int, most: int, numbers: Rows | None = None
    ) -> None:
        self.scorer, self.set, self.rows = scorer, scorer.set, batch.num_rows
        self.mapping = scorer.mapping(batch.schema, first_row)
        _refuse_headings(self.mapping.findings)
        self.findings = CellFindings(scorer.columns.file, batch.num_rows, first_row, most, numbers)
        text = TextRules(scorer.columns.decimal_comma)
        self.intake = FactIntake(batch_without_views(batch), self.mapping, text, self.findings)

    def scored(self) -> RowsScored:
        """The results of what can be scored."""
        units = self._units()
        collector, warnings = self.scorer.results.collector(self.rows), dict[str, Finding]()
        for scorer, part, rows, closed in self._parts(units):
            warnings |= self._unread(scorer.one)
            if not len(rows):
                continue
            results = scorer.score(part, self.scorer.asked.of(scorer.one.program), closed=closed)
            collector.put(rows, scorer.one.program, results)
            if closed:
                at_close = ClosedRows(scorer.one, part, rows, self.findings, self.mapping.at[UNIT])
                at_close.refuse_without_field()
                at_close.refuse_open(results)
        good = self.findings.good()
        batch = collector.batch(units.ids, units.profiles)
        batch = batch if len(good) == self.rows else batch.take(pa.array(good))
        return RowsScored(batch, good, self.findings.kept, self.findings.count, tuple(warnings.values()))

    def counted(self, field: ColumnField) -> CellFindings:
        """Let the rows count that nothing is wrong with; what is wrong with the others."""
        for scorer, part, _, _ in self._parts(self._units()):
            field.add(scorer.one.program, scorer.one.compiled.profile.group, part)
        return self.findings

    def _units(self) -> UnitRows:
        return UnitIntake(self.intake, self.set, self.scorer.year).units(closed=self.scorer.closed)

    def _parts(self, units: UnitRows) -> Iterator[tuple[ColumnScorer, FactColumns, Rows, bool]]:
        """The good rows of each profile with what scores them, those of a closed stage apart."""
        facts = self.intake.facts(self.set.facts)
        overridden = OverriddenRows(self.intake, self.set)
        _refuse_headings(self.intake.headings)
        for every, profile, closed in self._groups(units):
            scorer = self.scorer.scorers[profile]
            yield scorer, *self._facts_of(scorer.one, facts, overridden, every), closed

    def _groups(self, units: UnitRows) -> Iterator[tuple[Rows, str, bool]]:
        """The rows of each profile, those of a closed stage apart."""
        for at, profile in enumerate(self.set.profiles):
            inside = units.profiles == at
            for closed in (False, True):
                rows = np.flatnonzero(inside & (units.closed if closed else ~units.closed))
                if len(rows):
                    yield rows, profile.id, closed

    def _facts_of(
        self, one: OneUnit, facts: FactColumns, overridden: OverriddenRows, rows: Rows
    ) -> tuple[FactColumns, Rows]:
        """The columns of the rows of one profile that nothing is wrong with, and which rows these are."""
        marks = overridden.marks_of(one.compiled, one.program, rows)
        if len(rows) == self.rows and not self.findings.wrong.any():
            part = facts
        else:
            good = ~self.findings.wrong[rows]
            marks = {step: MarkColumn(mark.points[good], mark.given[good]) for step, mark in marks.items()}
            rows = rows[good]
            part = facts.at(rows)
        return replace(part, marks=marks, excluded=overridden.excluded_of(one.compiled, one.program, rows)), rows

    def _unread(self, one: OneUnit) -> dict[str, Finding]:
        line = self.findings.first_row - 1
        read = [fact for fact in one.program.facts if fact.id in self.set.facts]
        found = facts_without_column(read, self.mapping, self.findings.file, line)
        return {finding.place.pointer: finding for finding in found}


def _refuse_headings(findings: Sequence[Finding]) -> None:
    if findings:
        raise InvalidDocument(
            "Có cột không dùng được; chưa chấm đơn vị nào.",
            "Some columns cannot be used; no unit was scored.",
            findings=findings,
        )


def _refuse_year(rules: CriteriaSet, year: int) -> None:
    nobody = Submission(rules.id, rules.edition, Unit("", NOTHING), year, "", {})
    findings = list(scope_findings(rules, nobody))
    if findings:
        raise InvalidDocument(findings[0].message.vi, findings[0].message.en, findings=findings)


def _refuse_unknown_nodes(rules: CriteriaSet, nodes: Sequence[str]) -> None:
    known = [node.id for node in rules.walk()]
    for node in nodes:
        if node not in known:
            raise UnknownNode("mục", "node", node, known)
