"""Columns of numbers → integers of 10^places: whole numbers and decimals exactly, doubles where one number is meant."""

import numpy as np
import pyarrow as pa

from engine.columns.arrow.reading.taken import NO_ROWS, Taken, all_within, known_of, raw, settled
from engine.columns.fact_columns import Flags, Numbers, width_of_fact
from engine.domain.facts import Fact

MOST_OF_A_DOUBLE = 10**15
"""Up to here a double tells every whole number of its last decimals from the next one, with room for rounding."""
MOST_SHIFT = 18
BLOCK = 16_384
"""Rows that stay in the cache while they are looked at more than once."""


def whole_numbers(array: pa.Array, fact: Fact) -> Taken:
    """Integers of any width; without copying where they have the width of the fact."""
    unit = 10**fact.places
    low, high = -(-fact.low // unit), fact.high // unit
    given, known = raw(array, array.type.to_pandas_dtype()), known_of(array)
    whole = all_within(given, low, high)
    fits = None if whole else (given >= low) & (given <= high)
    values = given.astype(width_of_fact(fact), copy=False)
    if unit != 1:
        values = values * values.dtype.type(unit)
    # What stands under nulls may stay where it is within the range.
    return Taken(values, known, NO_ROWS) if whole else settled(values, known, fits, fact)


def doubles(array: pa.Array, fact: Fact) -> Taken:
    """Floats: accepted where the number of `places` decimals nearest to one has it for its nearest double."""
    wide = array if pa.types.is_float64(array.type) else array.cast(pa.float64())
    given, known = raw(wide, np.float64), known_of(wide)
    scale = float(10**fact.places)
    low, high = max(fact.low, -MOST_OF_A_DOUBLE), min(fact.high, MOST_OF_A_DOUBLE)
    values, fits = np.empty(len(given), width_of_fact(fact)), np.empty(len(given), np.bool_)
    with np.errstate(all="ignore"):  # what overflows or is no number does not fit
        for start in range(0, len(given), BLOCK):
            part = given[start : start + BLOCK]
            whole = np.rint(part * scale)
            inside = (whole >= low) & (whole <= high) & (whole / scale == part)
            inside &= (whole != 0) | ~np.signbit(part)
            fits[start : start + BLOCK] = inside
            values[start : start + BLOCK] = whole.astype(np.int64)
    return settled(values, known, None if fits.all() else fits, fact)


def decimals(array: pa.Array, fact: Fact) -> Taken | None:
    """Decimals of 128 bits or fewer; None where only a look at each cell can tell which fit."""
    if abs(array.type.scale - fact.places) > MOST_SHIFT or width_of_fact(fact) == np.dtype(object):
        return None
    array = _rescaled(array, fact.places)
    if array.type.scale > fact.places and array.type.precision > MOST_SHIFT:
        return None
    words = raw(array, np.int64, each=2)
    if array.type.scale == fact.places and (plain := _not_negative(words, fact)) is not None:
        return Taken(plain, known_of(array), NO_ROWS)
    given, above = words[0::2], words[1::2]
    in_one_word = above == given >> 63
    values, fits = _shifted(given, fact, array.type.scale)
    fits &= in_one_word
    return settled(values.astype(width_of_fact(fact)), known_of(array), None if fits.all() else fits, fact)


def _not_negative(words: Numbers, fact: Fact) -> Numbers | None:
    """The lower words of decimals of the scale of the fact; None where one is negative or out of range."""
    values = np.empty(len(words) // 2, width_of_fact(fact))
    for start in range(0, len(values), BLOCK):
        part = words[2 * start : 2 * (start + BLOCK)]
        given = part[0::2]
        if part[1::2].any() or not all_within(given, max(fact.low, 0), fact.high):
            return None
        values[start : start + BLOCK] = given
    return values


def _rescaled(array: pa.Array, places: int) -> pa.Array:
    """As decimals of 128 bits, with fewer places where nothing is lost by it."""
    if array.type.scale > places:
        try:
            return array.cast(pa.decimal128(38, places))
        except pa.ArrowInvalid:
            pass  # some cell has more places
    if pa.types.is_decimal128(array.type):
        return array
    return array.cast(pa.decimal128(array.type.precision, array.type.scale))


def _shifted(given: Numbers, fact: Fact, scale: int) -> tuple[Numbers, Flags]:
    """Integers of 10^scale as those of the fact, and where they are within its range."""
    if scale <= fact.places:
        unit = 10 ** (fact.places - scale)
        fits = (given >= -(-fact.low // unit)) & (given <= fact.high // unit)
        return given * np.int64(unit), fits
    values, rest = np.divmod(given, np.int64(10 ** (scale - fact.places)))
    return values, (rest == 0) & (values >= fact.low) & (values <= fact.high)
