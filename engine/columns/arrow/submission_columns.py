"""Submissions of one profile → columns: each taken in as on its own, then laid side by side."""

from collections.abc import Iterable, Sequence

import numpy as np

from engine.columns.fact_columns import (
    FactColumns,
    Flags,
    ListColumn,
    MarkColumn,
    NumberColumn,
    Numbers,
    width_of_fact,
)
from engine.domain.facts import Fact, FactType
from engine.domain.submission import Submission
from engine.evaluation.facts import Bound
from engine.evaluation.intake import Intake
from engine.evaluation.one_unit import OneUnit


def columns_of(one: OneUnit, submissions: Iterable[Submission]) -> FactColumns:
    """The facts, marks and exclusions of submissions; raises InvalidDocument for the first that does not fit."""
    return columns_of_intakes(one, [one.take_in(submission) for submission in submissions])


def columns_of_intakes(one: OneUnit, intakes: Sequence[Intake]) -> FactColumns:
    """The same for submissions that have been taken in. A fact that nobody gives has no column."""
    numbers: dict[str, NumberColumn] = {}
    lists: dict[str, ListColumn] = {}
    for name, fact in one.compiled.criteria_set.facts.items():
        cells = [intake.facts.get(name) for intake in intakes]
        if all(cell is None for cell in cells):
            continue
        if fact.type is FactType.LIST:
            lists[name] = list_column(fact, cells)
        else:
            numbers[name] = _numbers(fact, cells)
    marks = {step for intake in intakes for step in intake.overrides.marks}
    excluded = {step for intake in intakes for step in intake.overrides.excluded}
    return FactColumns(
        len(intakes),
        numbers,
        lists,
        {step: _marks(step, intakes) for step in sorted(marks)},
        {step: np.array([step in intake.overrides.excluded for intake in intakes]) for step in sorted(excluded)},
    )


def _numbers(fact: Fact, cells: Sequence[object]) -> NumberColumn:
    values: Numbers = np.array([fact.low if cell is None else cell for cell in cells], width_of_fact(fact))
    return NumberColumn(values, _known(cells))


def list_column(fact: Fact, cells: Sequence[Bound | None]) -> ListColumn:
    """Lists as they are bound, one for each row, laid one after the other; None is a list that is unknown."""
    given = [cell if isinstance(cell, tuple) else () for cell in cells]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(cell) for cell in given], dtype=np.int64)])
    records = [record for cell in given for record in cell]
    fields = tuple(_numbers(field, [record[at] for record in records]) for at, field in enumerate(fact.fields))
    return ListColumn(offsets, fields, _known(cells))


def _known(cells: Sequence[object]) -> Flags | None:
    return None if None not in cells else np.array([cell is not None for cell in cells], np.bool_)


def _marks(step: int, intakes: Sequence[Intake]) -> MarkColumn:
    given = [intake.overrides.marks.get(step) for intake in intakes]
    some = next(points for points in given if points is not None)  # within the limits of the leaf
    points = np.array([some if each is None else each for each in given], np.int64)
    return MarkColumn(points, np.array([each is not None for each in given], np.bool_))
