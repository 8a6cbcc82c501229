"""Columns of text → integers: each distinct text is read once, numbers of a plain form all together."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.columns.arrow.reading.taken import Taken, by_codes, raw
from engine.columns.fact_columns import Flags, Numbers, width_of_fact
from engine.domain.facts import NUMERIC, Fact
from engine.domain.submission import Submission, Unit
from engine.domain.text import NOTHING
from engine.evaluation.cell_text import cell_value
from engine.evaluation.facts import FactReader

NOBODY = Submission("", "", Unit("", NOTHING), 0, "", {})
"""Whose facts are read while only the values are asked for."""

_DIGITS_IN_A_WORD = 18
_FEW, _FEW_BYTES, _KEPT = 32, 4096, 1024
"""How many texts, of how many bytes together, are remembered with what they mean; and how many times over."""


@dataclass(frozen=True, slots=True)
class TextRules:
    """How text is read: whether a comma stands between the whole number and its decimals."""

    decimal_comma: bool = False


def is_text(kind: pa.DataType) -> bool:
    """Whether a type holds text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def by_dictionary(array: pa.Array) -> pa.DictionaryArray:
    """Plain text as numbers of its distinct texts; views, of which the library makes none, as text first."""
    return (array.cast(pa.large_string()) if pa.types.is_string_view(array.type) else array).dictionary_encode()


def texts(array: pa.Array, fact: Fact, rules: TextRules) -> Taken:
    """Cells of text; what is empty, or nothing but blanks, is unknown, as in tables."""
    coded = by_dictionary(array)
    return by_codes(coded, distinct_texts(coded.dictionary, fact, rules))


def distinct_texts(array: pa.Array, fact: Fact, rules: TextRules) -> Taken:
    """The same for texts that differ from each other. A few, such as options, are the same in batch after batch."""
    if len(array) <= _FEW and array.nbytes <= _FEW_BYTES:
        return _few_texts(tuple(array.to_pylist()), fact, rules)
    return _each_read(array, fact, rules)


@lru_cache(maxsize=_KEPT)
def _few_texts(given: tuple[str | None, ...], fact: Fact, rules: TextRules) -> Taken:
    return _each_read(pa.array(given, pa.string()), fact, rules)


def _each_read(array: pa.Array, fact: Fact, rules: TextRules) -> Taken:
    count = len(array)
    values = np.full(count, fact.low, width_of_fact(fact))
    known, refused = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    if fact.type in NUMERIC and values.dtype != np.dtype(object):
        _plain_numbers(array, fact, rules, values, known)
    reader = FactReader({}, NOBODY)
    for at in np.flatnonzero(~known).tolist():
        text = array[at].as_py()
        text = text.strip() if text else ""
        if not text:
            continue
        value = cell_value(text, decimal_comma=rules.decimal_comma)
        number = None if value is None else reader.number(fact, value, "")
        known[at], refused[at] = number is not None, number is None
        if number is not None:
            values[at] = number
    return Taken(values, None if known.all() else known, np.flatnonzero(refused))


def _plain_numbers(array: pa.Array, fact: Fact, rules: TextRules, values: Numbers, known: Flags) -> None:
    """Fill in the numbers that are written as most are and lie within the range of the fact."""
    mark = "," if rules.decimal_comma else r"\."
    decimals = f"({mark}[0-9]{{1,{fact.places}}})?" if fact.places else ""
    pattern = f"^-?(0|[1-9][0-9]{{0,{max(0, _DIGITS_IN_A_WORD - 1 - fact.places)}}}){decimals}$"
    fitting = pc.fill_null(pc.match_substring_regex(array, pattern), False)
    at = np.flatnonzero(fitting.to_numpy(zero_copy_only=False))
    if not len(at):
        return
    chosen = array.take(pa.array(at))
    if rules.decimal_comma and fact.places:
        chosen = pc.replace_substring(chosen, ",", ".")
    numbers = raw(chosen.cast(pa.decimal128(38, fact.places)), np.int64, each=2)[0::2]
    inside = (numbers >= fact.low) & (numbers <= fact.high)
    values[at[inside]], known[at[inside]] = numbers[inside], True
