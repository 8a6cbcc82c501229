"""Columns of lists of records → offsets, and a column for each field of the records."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.columns.arrow.reading.kinds import taken
from engine.columns.arrow.reading.taken import NO_ROWS, Rows, Taken, known_of, merged, nothing_known
from engine.columns.arrow.reading.texts import TextRules
from engine.columns.fact_columns import Flags, ListColumn, NumberColumn
from engine.domain.facts import Fact


def is_list(kind: pa.DataType) -> bool:
    """Whether a type holds lists of records."""
    lists = pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    return bool(lists and pa.types.is_struct(kind.value_type) and _are_told_apart(kind.value_type))


def _are_told_apart(record: pa.StructType) -> bool:
    names = [field.name for field in record]
    return len(names) == len(set(names))


def strange_fields(kind: pa.DataType, fact: Fact) -> list[str]:
    """The fields of the records of a type that are not declared."""
    declared = {field.id for field in fact.fields}
    return [field.name for field in kind.value_type if field.name not in declared]


def no_lists(fact: Fact, rows: int) -> ListColumn:
    """A column in which every list is unknown."""
    fields = tuple(nothing_known(field, 0).column() for field in fact.fields)
    return ListColumn(np.zeros(rows + 1, np.int64), fields, np.zeros(rows, np.bool_))


def lists(array: pa.Array, fact: Fact, rules: TextRules) -> tuple[ListColumn, Rows] | None:
    """The lists, and the rows of those that are refused; None where some field is of a type that cannot be meant.

    A refused list is unknown and has no records.
    """
    if pa.types.is_fixed_size_list(array.type):
        array = array.cast(pa.large_list(array.type.value_type))
    known = known_of(array)
    offsets, records = _spans(array, known)
    fields = [_field(field, records, rules) for field in fact.fields]
    if any(found is None for found in fields):
        return None
    found = [each for each in fields if each is not None]
    holes = _holes(records, fact, found)
    wrong = merged([_rows_of(offsets, holes), np.flatnonzero(np.diff(offsets) > fact.max_items)])
    if len(wrong):
        known = np.ones(len(array), np.bool_) if known is None else known
        known[wrong] = False
    column = ListColumn(offsets, tuple(each.column() for each in found), known)
    return (_without(column, wrong) if len(wrong) else column), wrong


def _spans(array: pa.Array, known: Flags | None) -> tuple[npt.NDArray[np.int64], pa.StructArray]:
    """Offsets from 0, and the records between them; a list that is null may still span some, which are left out."""
    wide = np.int64 if pa.types.is_large_list(array.type) else np.int32
    bounds = np.frombuffer(array.buffers()[1], wide, array.offset + len(array) + 1)[array.offset :].astype(np.int64)
    if known is None or not np.diff(bounds)[~known].any():
        first = int(bounds[0])
        return bounds - first, array.values.slice(first, int(bounds[-1]) - first)
    plain = ListColumn(bounds, (NumberColumn(np.arange(bounds[-1])),), known)
    kept = _without(plain, np.flatnonzero(~known))
    return kept.offsets, array.values.take(pa.array(kept.fields[0].values))


def _without(column: ListColumn, rows: Rows) -> ListColumn:
    """The same lists, but those of some rows empty."""
    many = np.diff(column.offsets)
    many[rows] = 0
    offsets = np.zeros(len(many) + 1, np.int64)
    np.cumsum(many, out=offsets[1:])
    kept = np.repeat(column.offsets[:-1] - offsets[:-1], many) + np.arange(offsets[-1])
    return ListColumn(offsets, tuple(field.at(kept) for field in column.fields), column.known)


def _field(field: Fact, records: pa.StructArray, rules: TextRules) -> Taken | None:
    at = records.type.get_field_index(field.id)
    if at < 0:
        return nothing_known(field, len(records))
    return taken(records.flatten()[at], field, rules)


def _holes(records: pa.StructArray, fact: Fact, found: list[Taken]) -> Rows:
    """The records that are refused: null, or with a cell that is, or without a field that is needed."""

    def parts() -> Iterator[Rows]:
        whole = known_of(records)
        if whole is not None:
            yield np.flatnonzero(~whole)
        for field, column in zip(fact.fields, found, strict=True):
            yield column.wrong
            if not field.optional and column.known is not None:
                yield np.flatnonzero(~column.known)

    return merged(list(parts()))


def _rows_of(offsets: npt.NDArray[np.int64], records: Rows) -> Rows:
    """The rows that records belong to."""
    if not len(records):
        return NO_ROWS
    return np.unique(np.searchsorted(offsets, records, side="right") - 1)
