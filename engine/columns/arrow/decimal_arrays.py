"""Integers of 10^places → Arrow decimals, by laying out their two words: no text, no rounding."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.columns.fact_columns import Flags

DIGITS = 18
"""Digits of the decimals that are told: what most readers hold in one word."""
MOST = 10**DIGITS - 1
WIDE_DIGITS = 38


def decimal_array(values: npt.NDArray[Any], places: int, known: Flags | None = None, digits: int = DIGITS) -> pa.Array:
    """Decimals of `places`; null where not `known`.

    Raises ValueError for a number that has more digits than asked for.
    """
    if values.dtype == np.dtype(object):
        return _wide(values, places, known, digits)
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if most >= 10**digits or least <= -(10**digits):
        raise ValueError(f"more than {digits} digits")
    words = np.zeros((len(values), 2), np.int64)
    words[:, 0] = values
    if least < 0:
        words[:, 1] = words[:, 0] >> 63
    return _laid_out(words, pa.decimal128(digits, places), known)


def _wide(values: npt.NDArray[Any], places: int, known: Flags | None, digits: int) -> pa.Array:
    """Python integers of any size."""
    if any(abs(number) >= 10**digits for number in values.tolist()):
        raise ValueError(f"more than {digits} digits")
    whole = b"".join(int(number).to_bytes(16, "little", signed=True) for number in values.tolist())
    words = np.frombuffer(whole, np.int64).reshape(len(values), 2)
    return _laid_out(words, pa.decimal128(digits, places), known)


def _laid_out(words: npt.NDArray[np.int64], kind: pa.DataType, known: Flags | None) -> pa.Array:
    validity = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(kind, len(words), [validity, pa.py_buffer(words)])
