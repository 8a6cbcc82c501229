"""Columns of lists that are written as JSON text, as in CSV and workbooks: each distinct text is read once."""

import numpy as np
import pyarrow as pa

from engine.columns.arrow.reading.taken import NO_ROWS, Rows, known_of, raw
from engine.columns.arrow.reading.texts import NOBODY, by_dictionary, is_text
from engine.columns.arrow.submission_columns import list_column
from engine.columns.fact_columns import ListColumn
from engine.domain.facts import Fact
from engine.evaluation.facts import Bound, FactReader
from engine.evaluation.list_cell import list_value


def is_list_text_column(kind: pa.DataType) -> bool:
    """Whether a type holds texts, plain or by dictionary."""
    return is_text(kind.value_type if pa.types.is_dictionary(kind) else kind)


def lists_of_texts(array: pa.Array, fact: Fact) -> tuple[ListColumn, Rows]:
    """The lists, and the rows of those that are refused, which are unknown; so is a cell that is empty."""
    coded = array if pa.types.is_dictionary(array.type) else by_dictionary(array)
    texts = [(text or "").strip() for text in coded.dictionary.to_pylist()]
    found = [_records(text, fact) if text else None for text in texts]
    refused = np.array([bool(text) and each is None for text, each in zip(texts, found, strict=True)], np.bool_)
    codes = raw(coded.indices, coded.indices.type.to_pandas_dtype()).astype(np.int64)
    known = known_of(coded.indices)
    if known is not None:
        codes = np.where(known, codes, len(texts))
    column = list_column(fact, [*found, None]).at(codes)
    wrong = np.flatnonzero(np.append(refused, False)[codes]) if refused.any() else NO_ROWS
    return column, wrong


def _records(text: str, fact: Fact) -> Bound | None:
    records = list_value(text)
    if records is None:
        return None
    reader = FactReader({}, NOBODY)
    found = reader.records(fact, records, "")
    return None if reader.findings else found
