"""Submissions as they were taken in, one a unit, laid out as columns."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from engine.columns.fact_columns import FactColumns, ListColumn, MarkColumn, NumberColumn, width_of_fact
from engine.domain.facts import Fact, FactType
from engine.evaluation.outcome import Overrides
from engine.program.program import Program


class TakenIn(Protocol):
    """What is known of one unit: an intake, or what a test takes for one."""

    @property
    def facts(self) -> Mapping[str, object]:
        """The facts that are known, as the engine's integers."""
        ...

    @property
    def overrides(self) -> Overrides:
        """What people decided."""
        ...


def fact_columns_of(program: Program, intakes: Sequence[TakenIn]) -> FactColumns:
    """One row a unit. A fact that nobody gives has no column; places that nobody may read hold an end of the range."""
    numbers, lists = {}, {}
    for fact in program.facts:
        values = [intake.facts.get(fact.id) for intake in intakes]
        if all(value is None for value in values):
            continue
        if fact.type is FactType.LIST:
            lists[fact.id] = list_column(fact, values)
        else:
            numbers[fact.id] = number_column(fact, values)
    every = [intake.overrides for intake in intakes]
    marked = {at for overrides in every for at in overrides.marks}
    excluded = {at for overrides in every for at in overrides.excluded}
    return FactColumns(
        len(intakes),
        numbers,
        lists,
        {at: mark_column([overrides.marks.get(at) for overrides in every]) for at in marked},
        {at: np.array([at in overrides.excluded for overrides in every], np.bool_) for at in excluded},
    )


def number_column(fact: Fact, values: Sequence[object]) -> NumberColumn:
    """Integers of one fact or field; None is unknown."""
    known = np.array([value is not None for value in values], np.bool_)
    # Both ends of the range stand where nothing is known, so that whoever reads them anyway is found out.
    filled = [(fact.low, fact.high)[at % 2] if value is None else value for at, value in enumerate(values)]
    return NumberColumn(np.array(filled, width_of_fact(fact)), None if known.all() else known)


def list_column(fact: Fact, values: Sequence[object]) -> ListColumn:
    """The records of one list fact; None is an unknown list."""
    known = np.array([value is not None for value in values], np.bool_)
    records = [record for value in values for record in value or ()]
    offsets = np.cumsum([0, *(len(value or ()) for value in values)], dtype=np.int64)
    fields = [number_column(field, [record[at] for record in records]) for at, field in enumerate(fact.fields)]
    return ListColumn(offsets, tuple(fields), None if known.all() else known)


def mark_column(points: Sequence[int | None]) -> MarkColumn:
    """The marks of one leaf; None is no mark."""
    given = np.array([mark is not None for mark in points], np.bool_)
    return MarkColumn(np.array([mark or 0 for mark in points], np.int64), given)
