"""Marks of people and nodes that do not apply, from the columns of a batch: for the rows of one profile."""

from functools import partial

import numpy as np

from engine.columns.arrow.cell_findings import Rows
from engine.columns.arrow.column_names import EXCLUDED, MARK
from engine.columns.arrow.intake import FactIntake
from engine.columns.arrow.reading.given import cell_of
from engine.columns.arrow.reading.kinds import taken
from engine.columns.arrow.told_cells import cell_findings, number_given, wrong_type
from engine.columns.fact_columns import Flags, MarkColumn, NumberColumn, Numbers
from engine.domain.criteria_set import CriteriaSet
from engine.domain.facts import Fact, FactType
from engine.domain.finding import Finding
from engine.domain.text import Text
from engine.evaluation.intake import mark_finding, no_such_node
from engine.program.compiled import CompiledSet
from engine.program.program import LeafStep, Program

MOST_OF_A_MARK = 10**18 - 1
_LEFT_OUT = Text("Không áp dụng", "Does not apply")


class OverriddenRows:
    """The columns `mark:<node>` and `excluded:<node>` of one batch, read once; each profile takes its rows of them."""

    def __init__(self, intake: FactIntake, rules: CriteriaSet) -> None:
        batch, mapping = intake.batch, intake.mapping
        self.batch, self.text, self.findings = batch, intake.rules, intake.findings
        titles = {node.id: node.title for node in rules.walk()}
        self.marks: dict[str, tuple[int, Fact, NumberColumn, Rows]] = {}
        for node, at in mapping.nodes(MARK):
            fact = Fact(node, titles[node], FactType.DECIMAL, -MOST_OF_A_MARK, MOST_OF_A_MARK, rules.places)
            found = taken(batch.column(at), fact, self.text)
            if found is None:
                heading = batch.schema.names[at]
                intake.headings.append(wrong_type(heading, at, batch.column(at).type, fact, self.findings.file))
            else:
                self.marks[node] = at, fact, found.column(), found.wrong
        self.excluded: dict[str, Flags] = {}
        for node, at in mapping.nodes(EXCLUDED):
            column = intake.number(Fact(f"{EXCLUDED}{node}", _LEFT_OUT, FactType.BOOL, 0, 1), at)
            if column is not None:
                flags = column.values.view(np.bool_)
                self.excluded[node] = flags if column.known is None else flags & column.known

    def marks_of(self, compiled: CompiledSet, program: Program, rows: Rows) -> dict[int, MarkColumn]:
        """The marks of some rows, by step; those that may not stand become findings."""
        found: dict[int, MarkColumn] = {}
        for node, (at, fact, column, wrong) in self.marks.items():
            given = np.ones(len(rows), np.bool_) if column.known is None else column.known[rows]
            points = column.values[rows]
            refused = np.isin(rows, wrong)
            index = program.positions.get(node)
            if index is None:
                refused |= given
            else:
                refused |= given & ~_allowed(points, program, index)
            self.findings.add(at, rows[refused], partial(self._told, compiled, program, fact, at))
            if index is not None and (given := given & ~refused).any():
                found[index] = MarkColumn(np.where(given, points, _any_mark(program, index)), given)
        return found

    def excluded_of(self, compiled: CompiledSet, program: Program, rows: Rows) -> dict[int, Flags]:
        """Which steps do not apply to some rows; what lies below such a node does not apply either."""
        found: dict[int, Flags] = {}
        for name, flags in self.excluded.items():
            node, here = compiled.nodes.get(name), flags[rows]
            if node is None or not here.any():
                continue  # a node that is not in force has nothing to leave out
            for below in node.walk():
                index = program.positions.get(below.id)
                if index is not None:
                    found[index] = found[index] | here if index in found else here
        return found

    def _told(self, compiled: CompiledSet, program: Program, fact: Fact, at: int, row: int) -> list[Finding]:
        cell, place = cell_of(self.batch.column(at), row), self.findings.place(row, at, f"/marks/{fact.id}")
        if fact.id not in program.positions:
            return [no_such_node(compiled, fact.id, place, leaves_only=True)]
        points = number_given(cell, self.text)
        finding = None if points is None else mark_finding(program, fact.id, points, place)
        return cell_findings(cell, place, fact, self.text) if finding is None else [finding]


def _allowed(points: Numbers, program: Program, index: int) -> Flags:
    """Which marks lie within the limits of a leaf and on its steps."""
    low, high, unit = _limits(program, index)
    allowed = np.ones(len(points), np.bool_)
    if low is not None:
        allowed &= points >= low
    if high is not None:
        allowed &= points <= high
    if unit:
        allowed &= (points - (low or 0)) % unit == 0
    return allowed


def _any_mark(program: Program, index: int) -> int:
    """What stands where no mark is given: within the limits, so that arithmetic stays within bounds."""
    low, high, _ = _limits(program, index)
    return max(low or 0, min(0, high or 0))


def _limits(program: Program, index: int) -> tuple[int | None, int | None, int]:
    step = program.steps[index]
    assert isinstance(step, LeafStep)
    return step.marks or (step.low, step.high, 0)
