"""Which way a column of one Arrow type is read for a fact of one type; None where no cell of it could be meant."""

from datetime import date

import numpy as np
import pyarrow as pa

from engine.columns.arrow.reading.given import as_given
from engine.columns.arrow.reading.numbers import decimals, doubles, whole_numbers
from engine.columns.arrow.reading.taken import (
    NO_ROWS,
    Taken,
    all_within,
    bits,
    both,
    by_codes,
    known_of,
    nothing_known,
    raw,
    settled,
)
from engine.columns.arrow.reading.texts import NOBODY, TextRules, distinct_texts, is_text, texts
from engine.columns.fact_columns import width_of_fact
from engine.domain.facts import NUMERIC, Fact, FactType
from engine.evaluation.facts import FactReader

FIRST_DAY = date(1970, 1, 1).toordinal()
_DAYS = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
MOST_BITS = 128
_MOST_SCALE = {32: 9, 64: 18, 128: 38, 256: 76}
"""Of decimals of so many bits; beyond, as damage makes them, the library tells no cell."""


def taken(array: pa.Array, fact: Fact, rules: TextRules) -> Taken | None:
    """The cells of a column as integers of a fact that is no list. What is null is unknown."""
    kind = array.type
    if array.null_count == len(array):
        return nothing_known(fact, len(array))
    if pa.types.is_dictionary(kind):
        return _by_dictionary(array, fact, rules)
    if is_text(kind):
        return texts(array, fact, rules)
    if fact.type is FactType.BOOL:
        return _truths(array, fact) if pa.types.is_boolean(kind) else None
    if fact.type is FactType.DATE:
        return _days(array, fact)
    return _numbers(array, fact, rules) if fact.type in NUMERIC else None


def _by_dictionary(array: pa.DictionaryArray, fact: Fact, rules: TextRules) -> Taken | None:
    distinct = array.dictionary
    if is_text(distinct.type):
        return by_codes(array, distinct_texts(distinct, fact, rules))
    found = taken(distinct, fact, rules)
    return None if found is None else by_codes(array, found)


def _numbers(array: pa.Array, fact: Fact, rules: TextRules) -> Taken | None:
    kind = array.type
    if pa.types.is_integer(kind):
        return whole_numbers(array, fact)
    if pa.types.is_floating(kind):
        return doubles(array, fact)
    if pa.types.is_decimal(kind) and abs(kind.scale) <= _MOST_SCALE[kind.bit_width]:
        found = decimals(array, fact) if kind.bit_width <= MOST_BITS else None
        return one_by_one(array, fact, rules) if found is None else found
    return None


def _truths(array: pa.BooleanArray, fact: Fact) -> Taken:
    values = bits(array.buffers()[1], array.offset, len(array)).view(np.int8)
    return settled(values, known_of(array), None, fact)


def _days(array: pa.Array, fact: Fact) -> Taken | None:
    """Days, and moments at midnight of no zone: one that has a time of day is not a day."""
    kind = array.type
    if pa.types.is_date32(kind):
        given, rest = raw(array, np.int32), None
    elif pa.types.is_date64(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
        unit = np.int64(_DAYS["ms" if pa.types.is_date64(kind) else kind.unit])
        given, rest = np.divmod(raw(array, np.int64), unit)
    else:
        return None
    low, high = fact.low - FIRST_DAY, fact.high - FIRST_DAY
    fits = None if all_within(given, low, high) else (given >= low) & (given <= high)
    if rest is not None and rest.any():
        fits = both(fits, rest == 0)
    values = (given + given.dtype.type(FIRST_DAY)).astype(width_of_fact(fact), copy=False)
    return settled(values, known_of(array), fits, fact)


def one_by_one(array: pa.Array, fact: Fact, rules: TextRules) -> Taken:
    """Every cell on its own: for what is too wide for 64 bits."""
    found, reader = nothing_known(fact, len(array)), FactReader({}, NOBODY)
    assert found.known is not None
    wrong = []
    for at, cell in enumerate(array.to_pylist()):
        if cell is None:
            continue
        number = reader.number(fact, as_given(cell, rules), "")
        if number is None:
            wrong.append(at)
        else:
            found.values[at], found.known[at] = number, True
    return Taken(found.values, found.known, np.array(wrong, np.int64) if wrong else NO_ROWS)
