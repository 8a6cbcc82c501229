"""Columns of lists that are written as JSON text, as in CSV and workbooks: each distinct text is read once."""

import numpy as np
import pyarrow as pa

from engine.columns.arrow.reading.taken import NO_ROWS, Rows, known_of, raw
from engine.columns.arrow.reading.texts import NOBODY, is_text
from engine.columns.fact_columns import ListColumn, NumberColumn, width_of_fact
from engine.domain.facts import Fact
from engine.evaluation.facts import Bound, FactReader
from engine.evaluation.list_cell import list_value


def is_list_text_column(kind: pa.DataType) -> bool:
    """Whether a type holds texts, plain or by dictionary."""
    return is_text(kind.value_type if pa.types.is_dictionary(kind) else kind)


def lists_of_texts(array: pa.Array, fact: Fact) -> tuple[ListColumn, Rows]:
    """The lists, and the rows of those that are refused, which are unknown; so is a cell that is empty."""
    if pa.types.is_string_view(array.type):
        array = array.cast(pa.large_string())
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    texts = [(text or "").strip() for text in coded.dictionary.to_pylist()]
    found = [_records(text, fact) if text else None for text in texts]
    refused = np.array([bool(text) and each is None for text, each in zip(texts, found, strict=True)], np.bool_)
    codes = raw(coded.indices, coded.indices.type.to_pandas_dtype()).astype(np.int64)
    known = known_of(coded.indices)
    if known is not None:
        codes = np.where(known, codes, len(texts))
    column = _distinct([*found, None], fact).at(codes)
    wrong = np.flatnonzero(np.append(refused, False)[codes]) if refused.any() else NO_ROWS
    return column, wrong


def _records(text: str, fact: Fact) -> Bound | None:
    records = list_value(text)
    if records is None:
        return None
    reader = FactReader({}, NOBODY)
    found = reader.records(fact, records, "")
    return None if reader.findings else found


def _distinct(found: list[Bound | None], fact: Fact) -> ListColumn:
    """The lists one after the other; what is no list has no records."""
    lists = [each if isinstance(each, tuple) else () for each in found]
    offsets = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(each) for each in lists], out=offsets[1:])
    records = [record for each in lists for record in each]
    fields = tuple(_field([record[at] for record in records], field) for at, field in enumerate(fact.fields))
    known = np.array([each is not None for each in found], np.bool_)
    return ListColumn(offsets, fields, known)


def _field(numbers: list[int | None], field: Fact) -> NumberColumn:
    known = np.array([number is not None for number in numbers], np.bool_)
    filled = [field.low if number is None else number for number in numbers]
    values = np.array(filled, width_of_fact(field))
    return NumberColumn(values, None if known.all() else known)
