"""One row of columns as the one-body way takes it: the facts that are known, and what a person decided."""

from engine.columns.fact_columns import FactColumns, ListColumn, NumberColumn
from engine.evaluation.facts import Bound
from engine.evaluation.outcome import NO_OVERRIDES, Overrides


def row_of(columns: FactColumns, at: int) -> tuple[dict[str, Bound], Overrides]:
    """Facts and overrides of the row `at`; raises IndexError where there is no such row."""
    if not 0 <= at < columns.rows:
        raise IndexError(at)
    facts: dict[str, Bound] = {}
    for name, column in columns.numbers.items():
        if (number := _number(column, at)) is not None:
            facts[name] = number
    for name, listed in columns.lists.items():
        if listed.known is None or listed.known[at]:
            facts[name] = _records(listed, at)
    marks = {step: int(mark.points[at]) for step, mark in columns.marks.items() if mark.given[at]}
    excluded = frozenset(step for step, flags in columns.excluded.items() if flags[at])
    return facts, Overrides(marks, excluded) if marks or excluded else NO_OVERRIDES


def _number(column: NumberColumn, at: int) -> int | None:
    if column.known is not None and not column.known[at]:
        return None
    return int(column.values[at])


def _records(column: ListColumn, at: int) -> tuple[tuple[int | None, ...], ...]:
    first, last = int(column.offsets[at]), int(column.offsets[at + 1])
    return tuple(tuple(_number(field, record) for field in column.fields) for record in range(first, last))
