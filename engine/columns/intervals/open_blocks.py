"""Many units with facts still missing: the interval way of one unit, block by block, to the same integers.

Every statement runs once over a block as if all given columns were known, and a second time, as intervals, over those
rows alone for which it reads an unknown fact. Where nothing is open both ends of a number are one column.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.columns.column_results import Wanted
from engine.columns.fact_columns import FactColumns
from engine.columns.intervals.columns import Ends, IntervalColumns
from engine.columns.intervals.ends import (
    NATIVE_HIGH,
    NATIVE_LOW,
    End,
    Span,
    difference,
    either,
    held_span,
    least,
    native,
    on_grids,
    total,
)
from engine.columns.intervals.expressions import Tables
from engine.columns.intervals.facts import Block, RowColumns
from engine.columns.intervals.open_leaves import Branch, computed, leaf_branches, overridden
from engine.columns.intervals.open_nodes import NodeColumns
from engine.columns.intervals.open_steps import LEFT_OUT, StepColumns, never_passes
from engine.columns.intervals.widths import ProgramWidths
from engine.domain.facts import Fact
from engine.program.program import LeafStep, NodeStep, Program, lifts_past_maximum
from engine.program.reading import facts_of

ROWS = 32_768
"""Rows of a block: its columns fit the last cache, and a call costs little of the time of its work."""

Ways = tuple[End, ...]
Work = Callable[[RowColumns], Ways]


class OpenBlocks:
    """Runs a program over units of which facts are missing. Safe to share between threads."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._proven = _Prepared(program, ProgramWidths(program))

    @cached_property
    def _unproven(self) -> "_Prepared":
        """The same in Python integers, for marks beyond what the proof allows."""
        return _Prepared(self.program, ProgramWidths(self.program, wide=True))

    def run(self, facts: FactColumns, wanted: Wanted, at_close: str) -> IntervalColumns:
        """The results of all rows.

        `at_close` is `zero` or `leave_out` where the stage is closed, otherwise empty: what is missing stays open.
        """
        prepared = self._proven if self._proven.holds(facts) else self._unproven
        results = _Results(facts.rows, wanted, prepared)
        for start in range(0, facts.rows, ROWS):
            _BlockRun(prepared, facts, start, min(start + ROWS, facts.rows), at_close, told=wanted.told).fill(results)
        return results.columns()


class _Prepared:
    """What is known of a program before any unit: bounds, tables, the facts that each step reads."""

    def __init__(self, program: Program, widths: ProgramWidths) -> None:
        self.program, self.widths, self.wide = program, widths, widths.wide
        self.declared: Mapping[str, Fact] = widths.declared
        self.tables = Tables()
        self.asked = _asked_within(program)
        self.nodes = {at: self._node(step, at) for at, step in enumerate(program.steps) if isinstance(step, NodeStep)}
        self.root = self._node(program.root.node, None)
        self.reads = [facts_of(step) for step in program.steps]
        self._unknown: dict[tuple[int, bool], Ways] = {}

    def _node(self, step: NodeStep, at: int | None) -> NodeColumns:
        bounds = self.widths.node if at is None else self.widths.steps[at]
        below = [self.widths.steps[child] for child in step.children]
        return NodeColumns(step, bounds, below, lifts=lifts_past_maximum(self.program, step))

    def all_unknown(self, at: int, work: Work, *, told: bool) -> Ways:
        """What `work` gives of step `at` for a unit of which nothing is known; found once, as `work` is the same."""
        found = self._unknown.get((at, told))
        if found is None:
            block = Block(FactColumns(0, {}), 0, 0)
            found = work(RowColumns(self.tables, self.declared, block, told=told, wide=self.is_wide(at)))
            self._unknown[at, told] = found
        return found

    def is_wide(self, at: int) -> bool:
        """Whether 64 bits are not proven to hold the expressions of a step."""
        return not self.widths.steps[at].expressions_narrow

    def is_stored(self, at: int) -> bool:
        """Whether 64 bits are proven to hold the points of a step."""
        return not self.wide and all(map(native, self.widths.steps[at].points))

    def holds(self, facts: FactColumns) -> bool:
        """Whether all marks are such as the proof allows."""
        for at, mark in facts.marks.items():
            low, high = self.widths.marks.get(at, (0, 0))
            given = mark.points[mark.given]
            if len(given) and not (low <= int(given.min()) and int(given.max()) <= high):
                return False
        return True


class _Results:
    """Room for the results of all rows."""

    def __init__(self, rows: int, wanted: Wanted, prepared: _Prepared) -> None:
        self.rows, self.wanted = rows, wanted
        self.lines: dict[int, list[int]] = {}
        for line, at in enumerate(wanted.steps):
            self.lines.setdefault(at, []).append(line)
        stored = prepared.widths.root_narrow
        self.root = {name: _room((rows,), stored) for name in ("total", "maximum", "components", "bonus", "penalty")}
        shape = len(wanted.steps), rows
        self.points = _room(shape, all(map(prepared.is_stored, wanted.steps)))
        self.complete = np.empty(rows, np.bool_)
        maxima_stored = not prepared.wide and all(native(prepared.widths.steps[at].most) for at in wanted.steps)
        self.maxima = _room(shape, maxima_stored) if wanted.told else None
        self.statuses = np.empty(shape, np.int8) if wanted.told else None
        self.rules = np.empty(shape, np.int16) if wanted.told else None

    def put(self, part: slice, at: int, step: StepColumns) -> None:
        """One step of a block, where it is wanted."""
        for line in self.lines.get(at, ()):
            _put(self.points, (line, part), step.points)
            if self.maxima is not None and self.statuses is not None and self.rules is not None:
                _put(self.maxima, (line, part), step.maxima)
                self.statuses[line, part], self.rules[line, part] = step.status, step.rule

    def put_root(self, part: slice, numbers: Mapping[str, Span]) -> None:
        """The numbers of the root of a block."""
        for name, span in numbers.items():
            _put(self.root[name], part, span)

    def columns(self) -> IntervalColumns:
        """All that was put here."""
        root = {name: _narrowed(ends) for name, ends in self.root.items()}
        maxima = None if self.maxima is None else _narrowed(self.maxima)
        return IntervalColumns(
            self.rows,
            self.wanted.steps,
            **root,
            points=_narrowed(self.points),
            complete=self.complete,
            maxima=maxima,
            statuses=self.statuses,
            rules=self.rules,
        )


class _BlockRun:
    """One run of a program over one block."""

    def __init__(
        self, prepared: _Prepared, facts: FactColumns, start: int, stop: int, at_close: str, *, told: bool
    ) -> None:
        self.prepared, self.facts, self.start, self.stop = prepared, facts, start, stop
        self.at_close, self.told, self.rows = at_close, told, stop - start
        self.steps: dict[int, StepColumns] = {}

    def fill(self, results: _Results) -> None:
        """Run all steps and the root."""
        part = slice(self.start, self.stop)
        open_rows: End = False
        for at, step in enumerate(self.prepared.program.steps):
            done = self._leaf(at, step) if isinstance(step, LeafStep) else self._node(at, step)
            self.steps[at] = done
            open_rows = either(open_rows, done.open)
            results.put(part, at, done)
        results.put_root(part, self._root())
        results.complete[part] = ~open_rows if isinstance(open_rows, np.ndarray) else not open_rows

    def _leaf(self, at: int, step: LeafStep) -> StepColumns:
        if step.excluded_by is not None:
            return LEFT_OUT
        found = self._over(at, lambda columns: leaf_branches(step, columns))
        whole = computed(step, Branch(*found), self.at_close)
        mark, excluded = self.facts.marks.get(at), self._excluded(at)
        if mark is not None:
            mark = type(mark)(mark.points[self.start : self.stop], mark.given[self.start : self.stop])
        whole = overridden(step, whole, mark, excluded, wide=self.prepared.is_wide(at))
        if self.prepared.is_stored(at):
            whole = whole._replace(points=_stored(whole.points))
        if at in self.prepared.asked and not self.prepared.widths.steps[at].within:
            whole = whole._replace(within=never_passes(whole.points, whole.maxima.high))
        return whole

    def _node(self, at: int, step: NodeStep) -> StepColumns:
        # A step is the child of one node only, so that its columns can be let go.
        node, children = self.prepared.nodes[at], [self.steps.pop(child) for child in step.children]
        asked = at in self.prepared.asked
        whole = node.columns(children, self._gates(at, step), self._excluded(at), self.at_close, asked=asked)
        return whole._replace(points=_stored(whole.points)) if self.prepared.is_stored(at) else whole

    def _gates(self, at: int, step: NodeStep) -> list[Span]:
        if not step.gates:
            return []

        def truths(columns: RowColumns) -> Ways:
            values = [columns.value(gate.condition) for gate in step.gates]
            return tuple(end for value in values for end in value.span)

        ends = self._over(at, truths)
        return [Span(low, high) for low, high in zip(ends[::2], ends[1::2], strict=True)]

    def _excluded(self, at: int) -> npt.NDArray[np.bool_] | None:
        flags = self.facts.excluded.get(at)
        return None if flags is None else flags[self.start : self.stop]

    def _over(self, at: int, work: Work) -> Ways:
        """What `work` gives of the block: over intervals only where a fact that has a column is unknown."""
        reads, wide = self.prepared.reads[at], self.prepared.is_wide(at)
        rows = self._unknown(reads)
        if 2 * len(rows) > self.rows:
            return work(self._columns(Block(self.facts, self.start, self.stop), wide=wide))
        whole = work(self._columns(Block(self.facts, self.start, self.stop, as_known=True), wide=wide))
        if not len(rows):
            return whole
        if len(reads) == 1:
            part = self.prepared.all_unknown(at, work, told=self.told)
        else:
            part = work(self._columns(Block(self.facts, self.start, self.stop, rows), wide=wide))
        return _scattered(whole, part, rows, self.rows)

    def _columns(self, block: Block, *, wide: bool) -> RowColumns:
        return RowColumns(self.prepared.tables, self.prepared.declared, block, told=self.told, wide=wide)

    def _unknown(self, reads: Sequence[str]) -> npt.NDArray[np.int64]:
        """The rows for which some of the facts that have a column are unknown."""
        block = Block(self.facts, self.start, self.stop)
        known = [flags for flags in map(block.known, reads) if isinstance(flags, np.ndarray)]
        if not known:
            return np.empty(0, np.int64)
        return np.flatnonzero(~reduce(np.logical_and, known))

    def _root(self) -> Mapping[str, Span]:
        """Components, bonus, penalty and total, and the maximum."""
        root = self.prepared.program.root
        children = [self.steps[child] for child in root.node.children]
        components, maximum, _ = self.prepared.root.combined(children)
        bonus, penalty = self._capped(root.bonus, root.bonus_cap), self._capped(root.penalty, root.penalty_cap)
        if not self.prepared.widths.root_narrow:
            components, bonus, penalty = (Span(*map(_as_wide, span)) for span in (components, bonus, penalty))
        low = difference(total([components.low, bonus.low]), penalty.high)
        exact = components.exact and bonus.exact and penalty.exact
        whole = Span(low, low if exact else difference(total([components.high, bonus.high]), penalty.low))
        whole = on_grids(held_span(whole, root.floor, root.ceiling), root.grids)
        return {"total": whole, "maximum": maximum, "components": components, "bonus": bonus, "penalty": penalty}

    def _capped(self, items: Sequence[int], cap: int) -> Span:
        spans = [self.steps[item].points for item in items]
        if not self.prepared.widths.root_narrow:
            spans = [Span(*map(_as_wide, span)) for span in spans]
        low = least(cap, total([span.low for span in spans]))
        if all(span.exact for span in spans):
            return Span(low, low)
        return Span(low, least(cap, total([span.high for span in spans])))


def _asked_within(program: Program) -> frozenset[int]:
    """The steps of which a mean asks whether their points can pass their maximum; sums ask it of their children."""
    nodes = {at: step for at, step in enumerate(program.steps) if isinstance(step, NodeStep)}
    waiting = [node for node in (*nodes.values(), program.root.node) if node.rescale or node.combine.endswith("mean")]
    asked: set[int] = set()
    while waiting:
        for child in waiting.pop().children:
            if child not in asked:
                asked.add(child)
                waiting += [nodes[child]] if child in nodes and nodes[child].combine == "sum" else []
    return frozenset(asked)


def _scattered(whole: Ways, part: Ways, rows: npt.NDArray[np.int64], many: int) -> Ways:
    """The whole with `part` in some rows; ends that are one in both stay one."""
    made: dict[tuple[int, int], End] = {}
    for of_all, of_some in zip(whole, part, strict=True):
        key = id(of_all), id(of_some)
        if key not in made:
            made[key] = _with(of_all, of_some, rows, many)
    return tuple(made[id(of_all), id(of_some)] for of_all, of_some in zip(whole, part, strict=True))


def _with(whole: End, part: End, rows: npt.NDArray[np.int64], many: int) -> End:
    if not isinstance(whole, np.ndarray) and not isinstance(part, np.ndarray) and whole == part:
        return whole
    if isinstance(whole, np.ndarray):
        column = whole.copy()
    else:
        column = np.full(many, whole, part.dtype if isinstance(part, np.ndarray) else _width(whole, part))
    column[rows] = part
    return column


def _width(first: End, second: End) -> npt.DTypeLike:
    """The type of a column of two numbers."""
    if native(int(first)) and native(int(second)):
        return np.result_type(np.asarray(first), np.asarray(second))
    return object


def _stored(span: Span) -> Span:
    """Ends that 64 bits are proven to hold."""
    low = _as_native(span.low)
    return Span(low, low if span.exact else _as_native(span.high))


def _as_native(end: End) -> End:
    return end.astype(np.int64) if isinstance(end, np.ndarray) and end.dtype == object else end


def _as_wide(end: End) -> End:
    return end.astype(object) if isinstance(end, np.ndarray) else end


def _room(shape: tuple[int, ...], stored: bool) -> Ends:
    """Room for both ends; `stored`: 64 bits hold them."""
    width: npt.DTypeLike = np.int64 if stored else object
    return Ends(np.empty(shape, width), np.empty(shape, width))


def _put(ends: Ends, at: slice | tuple[int, slice], span: Span) -> None:
    ends.low[at], ends.high[at] = span


def _narrowed(ends: Ends) -> Ends:
    """Ends in 64 bits where they hold them."""
    if ends.low.dtype != object:
        return ends
    low, high = (column if _beyond(column) else column.astype(np.int64) for column in ends)
    return Ends(low, high)


def _beyond(column: npt.NDArray[Any]) -> bool:
    return column.size > 0 and not (column.min() >= NATIVE_LOW and column.max() <= NATIVE_HIGH)
