"""Units of the workload as an Arrow table, as people keep them: days, words of options, lists of records."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from engine.columns.fact_columns import FactColumns, ListColumn, NumberColumn
from engine.domain.facts import Fact, FactType

FIRST_DAY = 719_163
"""The day number of 1970-01-01."""


def unit_table(declared: Mapping[str, Fact], facts: FactColumns) -> pa.RecordBatch:
    """One row a unit, one column a fact."""
    columns: dict[str, pa.Array] = {"unit.id": pa.array([f"u{at:07d}" for at in range(facts.rows)])}
    for name, fact in declared.items():
        if name in facts.lists:
            columns[name] = _lists(fact, facts.lists[name], facts.rows)
        else:
            columns[name] = _column(fact, facts.numbers[name])
    return pa.RecordBatch.from_pydict(columns)


def _column(fact: Fact, column: NumberColumn) -> pa.Array:
    mask = None if column.known is None else ~column.known
    match fact.type:
        case FactType.BOOL:
            return pa.array(column.values != 0, mask=mask)
        case FactType.CHOICE:
            words = np.array([option.id for option in fact.options])
            return pa.array(words[column.values], pa.string(), mask=mask)
        case FactType.DATE:
            return pa.array(column.values.astype(np.int32) - FIRST_DAY, mask=mask).cast(pa.date32())
    return pa.array(column.values, mask=mask)


def _lists(fact: Fact, column: ListColumn, rows: int) -> pa.Array:
    first, last = int(column.offsets[0]), int(column.offsets[rows])
    fields = [_column(field, each.part(first, last)) for field, each in zip(fact.fields, column.fields, strict=True)]
    records = pa.StructArray.from_arrays(fields, names=[field.id for field in fact.fields])
    return pa.ListArray.from_arrays(pa.array((column.offsets - first).astype(np.int32)), records)
