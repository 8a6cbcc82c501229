"""Submissions → one Arrow batch, each fact in the type that holds it exactly: what scoring many units takes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import numpy as np
import pyarrow as pa

from engine.columns.arrow.column_names import CLOSED, EXCLUDED, KIND, MARK, NAME, PROFILE, STAGE, UNIT, YEAR
from engine.columns.arrow.decimal_arrays import WIDE_DIGITS, decimal_array
from engine.domain.criteria_set import CriteriaSet
from engine.domain.facts import Fact, FactType
from engine.domain.finding import Finding
from engine.domain.numbers import decimal_text
from engine.domain.submission import Submission
from engine.errors import InvalidDocument
from engine.evaluation.facts import Bound, FactReader


def batch_of(rules: CriteriaSet, submissions: Sequence[Submission]) -> pa.RecordBatch:
    """One row a submission. A fact that nobody gives has no column.

    Raises InvalidDocument with all findings where facts do not fit their declarations.
    """
    bound, findings = [], list[Finding]()
    for submission in submissions:
        reader = FactReader(rules.facts, submission)
        bound.append(reader.read())
        findings += reader.findings
    if findings:
        raise InvalidDocument(
            "Có phiếu không khớp với bộ tiêu chí.",
            "Some submissions do not fit the criteria set.",
            findings=findings,
        )
    return pa.RecordBatch.from_pydict(
        _units(submissions) | _facts(rules.facts, bound) | _marks(submissions) | _excluded(submissions)
    )


def _units(submissions: Sequence[Submission]) -> dict[str, pa.Array]:
    return {
        UNIT: pa.array([each.unit.id for each in submissions], pa.string()),
        NAME: pa.array([each.unit.name.vi for each in submissions], pa.string()),
        KIND: pa.array([each.unit.kind or None for each in submissions], pa.string()),
        PROFILE: pa.array([each.unit.profile or None for each in submissions], pa.string()),
        YEAR: pa.array([each.year for each in submissions], pa.int32()),
        STAGE: pa.array([each.stage for each in submissions], pa.string()),
        CLOSED: pa.array([each.closed for each in submissions], pa.bool_()),
    }


def _facts(declared: Mapping[str, Fact], bound: Sequence[Mapping[str, Bound]]) -> dict[str, pa.Array]:
    return {
        name: fact_array(fact, [facts.get(name) for facts in bound])
        for name, fact in declared.items()
        if any(name in facts for facts in bound)
    }


def fact_array(fact: Fact, cells: Sequence[Bound | None]) -> pa.Array:
    """A fact's integers, or the records of a list, in the Arrow type that tells what they stand for."""
    match fact.type:
        case FactType.LIST:
            return _lists(fact, [cast(tuple[tuple[int | None, ...], ...] | None, cell) for cell in cells])
        case FactType.CHOICE:
            known = pa.array(cells, pa.int32())
            return pa.DictionaryArray.from_arrays(known, pa.array([option.id for option in fact.options], pa.string()))
        case FactType.BOOL:
            return pa.array([None if cell is None else bool(cell) for cell in cells], pa.bool_())
        case FactType.DATE:
            days = [None if cell is None else date.fromordinal(cast(int, cell)) for cell in cells]
            return pa.array(days, pa.date32())
    return _numbers(fact, [cast(int | None, cell) for cell in cells])


def _numbers(fact: Fact, cells: Sequence[int | None]) -> pa.Array:
    if not fact.places and fact.low >= -(2**63) and fact.high < 2**63:
        return pa.array(cells, pa.int64())
    values = np.array([0 if cell is None else cell for cell in cells], object)
    return decimal_array(values, fact.places, np.array([cell is not None for cell in cells], np.bool_), WIDE_DIGITS)


def _lists(fact: Fact, cells: Sequence[tuple[tuple[int | None, ...], ...] | None]) -> pa.Array:
    records = [record for cell in cells for record in cell or ()]
    fields = [fact_array(field, [record[at] for record in records]) for at, field in enumerate(fact.fields)]
    inside = pa.StructArray.from_arrays(fields, [field.id for field in fact.fields])
    ends = np.cumsum([0, *(len(cell or ()) for cell in cells)])
    mask = pa.array([cell is None for cell in cells], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), inside, mask=mask)


def _marks(submissions: Sequence[Submission]) -> dict[str, pa.Array]:
    nodes = dict.fromkeys(mark.node for each in submissions for mark in each.marks)
    given = [{mark.node: mark.points for mark in each.marks} for each in submissions]
    texts = [{node: decimal_text(points) for node, points in marks.items()} for marks in given]
    return {MARK + node: pa.array([marks.get(node) for marks in texts], pa.string()) for node in nodes}


def _excluded(submissions: Sequence[Submission]) -> dict[str, pa.Array]:
    nodes = dict.fromkeys(exclusion.node for each in submissions for exclusion in each.exclusions)
    given = [{exclusion.node for exclusion in each.exclusions} for each in submissions]
    return {EXCLUDED + node: pa.array([node in names for names in given], pa.bool_()) for node in nodes}
