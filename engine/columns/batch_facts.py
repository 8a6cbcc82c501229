"""What a batch has besides known facts, and the same batch as the machines take it: all within what is proved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.columns.fact_columns import FactColumns, Flags, MarkColumn, NumberColumn, width_of
from engine.columns.flat.flat_program import MARK, FlatProgram, Overridden
from engine.program.intervals import Interval
from engine.program.program import Program


def overridden_of(program: Program, facts: FactColumns) -> Overridden:
    """Which steps have marks or are excluded in some row, and which facts are unknown in some row."""
    return Overridden(
        frozenset(at for at, mark in facts.marks.items() if mark.given.any()),
        frozenset(at for at, flags in facts.excluded.items() if flags.any()),
        frozenset(fact.id for fact in program.facts if _is_unknown(facts, fact.id)),
    )


def _is_unknown(facts: FactColumns, fact: str) -> bool:
    column = facts.numbers.get(fact) or facts.lists.get(fact)
    return column is None or (column.known is not None and not column.known.all())


def joined(found: Iterable[Overridden]) -> Overridden:
    """What any of several batches has."""
    marks, excluded, unknown = set[int](), set[int](), set[str]()
    for each in found:
        marks |= each.marks
        excluded |= each.excluded
        unknown |= each.unknown
    return Overridden(frozenset(marks), frozenset(excluded), frozenset(unknown))


def covers(kind: Overridden, other: Overridden) -> bool:
    """Whether one has all that another has."""
    return kind.marks >= other.marks and kind.excluded >= other.excluded and kind.unknown >= other.unknown


def may_have(program: Program) -> Overridden:
    """All that a batch can have."""
    leaves = frozenset(at for at, _ in program.leaves())
    return Overridden(leaves, frozenset(range(len(program.steps))), frozenset(fact.id for fact in program.facts))


def with_constants(facts: FactColumns, constants: Mapping[str, int]) -> FactColumns:
    """The same batch with facts that are one number for all rows, such as the figures of a field."""
    if not constants:
        return facts
    made = {name: NumberColumn(np.full(facts.rows, value, width_of(value, value))) for name, value in constants.items()}
    return replace(facts, numbers={**facts.numbers, **made})


@dataclass(frozen=True, slots=True)
class Guarded:
    """A batch within the ranges of a flat program; `beyond` marks the rows whose own numbers lie outside."""

    facts: FactColumns
    beyond: Flags | None


def guarded(facts: FactColumns, flat: FlatProgram, guards: Mapping[str, Interval]) -> Guarded:
    """The batch with columns for all that a flat program names; numbers outside a guard give way to its nearer end."""
    beyond: Flags | None = None
    numbers = dict(facts.numbers)
    for name in guards:
        column = numbers.get(name)
        if column is None:
            continue
        fact = flat.declared[name]
        outside = (column.values < fact.low) | (column.values > fact.high)
        if outside.any() or column.values.dtype == object:
            numbers[name] = replace(column, values=np.clip(column.values, fact.low, fact.high).astype(np.int64))
            beyond = _either(beyond, outside if column.known is None else outside & column.known)
    marks = {}
    for at in flat.overridden.marks:
        marks[at], refused = _mark(facts, at, flat)
        beyond = _either(beyond, refused)
    none = np.zeros(facts.rows, np.bool_)
    excluded = {at: facts.excluded.get(at, none) for at in flat.overridden.excluded}
    return Guarded(replace(facts, numbers=numbers, marks=marks, excluded=excluded), beyond)


def _mark(facts: FactColumns, at: int, flat: FlatProgram) -> tuple[MarkColumn, Flags | None]:
    """The marks of a step, each within what is declared, and where one that is given lies outside."""
    mark, fact = facts.marks.get(at), flat.declared[f"{MARK}{at}"]
    if mark is None:
        return MarkColumn(np.full(facts.rows, fact.low, np.int64), np.zeros(facts.rows, np.bool_)), None
    outside = (mark.points < fact.low) | (mark.points > fact.high)
    if not outside.any():
        return mark, None
    return MarkColumn(np.clip(mark.points, fact.low, fact.high), mark.given), outside & mark.given


def _either(first: Flags | None, second: Flags | None) -> Flags | None:
    if first is None or second is None:
        return second if first is None else first
    return first | second
