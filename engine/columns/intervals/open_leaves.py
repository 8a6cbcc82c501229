"""The leaves of a block over intervals: the branches that may hold, the close of the stage, what people decided."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.columns.fact_columns import Flags, MarkColumn
from engine.columns.intervals.ends import (
    End,
    Span,
    either,
    greatest,
    held_span,
    least,
    on_grids,
    pick,
    truth,
)
from engine.columns.intervals.expressions import ExpressionColumns, Value
from engine.columns.intervals.open_steps import (
    ALWAYS,
    LEFT_OUT,
    MARKED,
    MISSING_LEFT_OUT,
    NEVER,
    NO_RULE,
    NOT_APPLICABLE,
    NOT_ARISEN,
    NOT_ASSESSED,
    NOTHING,
    PENDING,
    SCORED,
    StepColumns,
    differs,
    missing_counted,
)
from engine.program.expressions import Expr
from engine.program.program import LeafStep


class Branch(NamedTuple):
    """One way a leaf may go, or what several ways leave open: `missing` says that one of them waits for facts."""

    low: End
    high: End
    applies_low: End
    applies_high: End
    status: End
    rule: End
    missing: End = False

    @property
    def points(self) -> Span:
        """The points still possible."""
        return Span(self.low, self.high)

    @property
    def applies(self) -> Span:
        """Whether the leaf applies."""
        return Span(self.applies_low, self.applies_high)


def branch(points: Span, applies: Span, status: End, rule: End, missing: End = False) -> Branch:
    """A branch of two intervals."""
    return Branch(*points, *applies, status, rule, missing)


def leaf_branches(step: LeafStep, columns: ExpressionColumns) -> Branch:
    """What the rules of a leaf give, as `engine.evaluation.open_facts.leaf_result` does for one unit."""
    found = _counted(step, columns)
    for condition, result in reversed(_before(step)):
        found = _joined(columns.value(condition), result, found)
    return found


def computed(step: LeafStep, found: Branch, at_close: str) -> StepColumns:
    """The step of what its rules gave; what is missing at the close of the stage counts as the set says."""
    points, applies = found.points, found.applies
    open_rows = either(found.missing, either(differs(points), differs(applies)))
    missing = PENDING if step.waits else NOT_ASSESSED
    full = pick(applies.low, step.maximum, 0)
    maxima = Span(full, full if applies.exact else pick(applies.high, step.maximum, 0))
    whole = StepColumns(points, maxima, applies, pick(open_rows, missing, found.status), found.rule, open_rows)
    if not at_close or open_rows is False:
        return whole
    if at_close == "leave_out":
        return whole.replaced(open_rows, MISSING_LEFT_OUT).decided()
    return whole.replaced(open_rows, missing_counted(step, step.maximum)).decided()


def overridden(
    step: LeafStep, whole: StepColumns, mark: MarkColumn | None, excluded: Flags | None, *, wide: bool
) -> StepColumns:
    """The step with what people decided in the place of what was computed."""
    if mark is not None and mark.given.any():
        points = on_grids(_twice(mark.points.astype(object if wide else np.int64, copy=False)), step.grids)
        marked = StepColumns(points, _twice(step.maximum), ALWAYS, MARKED, NO_RULE)
        whole = whole.replaced(mark.given, marked)
    if excluded is not None and excluded.any():
        whole = whole.replaced(excluded, LEFT_OUT)
    return whole


def _twice(end: End) -> Span:
    return Span(end, end)


def _full(step: LeafStep) -> Span:
    return on_grids(_twice(step.maximum), step.grids)


def _before(step: LeafStep) -> Sequence[tuple[Expr, Branch]]:
    """The conditions asked before the points, in their order, each with what it leads to."""
    listed: list[tuple[Expr, Branch]] = []
    if step.not_arisen is not None:
        listed.append((step.not_arisen, _not_arisen(step)))
    for gate in step.gates:
        points = on_grids(_twice(gate.points), step.grids)
        listed.append((gate.condition, branch(points, ALWAYS, SCORED, np.int16(gate.rule))))
    if step.empty is not None:
        listed.append((step.empty, _empty(step)))
    return listed


def _not_arisen(step: LeafStep) -> Branch:
    rule = np.int16(step.not_arisen_rule)
    if step.not_arisen_then == "exclude":
        return branch(NOTHING, NEVER, NOT_APPLICABLE, rule)
    points = _full(step) if step.not_arisen_then == "full" else NOTHING
    return branch(points, ALWAYS, NOT_ARISEN, rule)


def _empty(step: LeafStep) -> Branch:
    rule = np.int16(step.empty_rule)
    match step.when_empty:
        case "exclude":
            return branch(NOTHING, NEVER, NOT_APPLICABLE, rule)
        case "full":
            return branch(_full(step), ALWAYS, SCORED, rule)
        case "zero":
            return branch(NOTHING, ALWAYS, SCORED, rule)
    return _waiting(step, rule)


def _waiting(step: LeafStep, rule: End) -> Branch:
    """Anything that the leaf may still have."""
    low, high = step.marks[:2] if step.marks else (step.low or 0, step.maximum if step.high is None else step.high)
    missing = PENDING if step.waits else NOT_ASSESSED
    return branch(on_grids(Span(low, high), step.grids), ALWAYS, missing, rule, missing=True)


def _counted(step: LeafStep, columns: ExpressionColumns) -> Branch:
    """The points that the method of the leaf gives, within limits and rounded."""
    if step.points is None:
        return _waiting(step, NO_RULE)
    value = columns.value(step.points)
    ends = columns.number(value.low)
    span = Span(ends, ends if value.exact else columns.number(value.high))
    points = on_grids(held_span(span, step.low, step.high), step.grids)
    return branch(points, ALWAYS, SCORED, _numbered(step, value) if columns.told else NO_RULE)


def _numbered(step: LeafStep, value: Value) -> End:
    """The rule number among those of the leaf."""
    rule, first = value.rule, step.first_rule
    if isinstance(rule, np.ndarray):
        rule = rule.astype(np.int16, copy=False)
        return np.where(rule >= 0, rule + np.int16(first), NO_RULE) if first else np.maximum(rule, NO_RULE)
    return np.int16(rule + first) if rule >= 0 else NO_RULE


def _joined(condition: Value, first: Branch, rest: Branch) -> Branch:
    """A branch before the rest: alone where its condition surely holds, with the rest where it may."""
    sure = truth(condition.low)
    if condition.exact:
        return _picked(sure, first, rest)
    low, applies_low = least(first.low, rest.low), least(first.applies_low, rest.applies_low)
    together = Branch(
        low,
        greatest(first.high, rest.high),
        applies_low,
        greatest(first.applies_high, rest.applies_high),
        pick(first.status == rest.status, first.status, SCORED),
        pick(first.rule == rest.rule, first.rule, NO_RULE),
        either(first.missing, rest.missing),
    )
    return _picked(sure, first, _picked(truth(condition.high), together, rest))


def _picked(condition: End, yes: Branch, no: Branch) -> Branch:
    low, applies = pick(condition, yes.low, no.low), pick(condition, yes.applies_low, no.applies_low)
    return Branch(
        low,
        low if yes.points.exact and no.points.exact else pick(condition, yes.high, no.high),
        applies,
        applies if yes.applies.exact and no.applies.exact else pick(condition, yes.applies_high, no.applies_high),
        pick(condition, yes.status, no.status),
        pick(condition, yes.rule, no.rule),
        pick(condition, yes.missing, no.missing),
    )
