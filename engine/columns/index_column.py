"""The index of every row: points ÷ maximum × 100, rounded as the set compares totals; exact, in whole numbers."""

from typing import Any

import numpy as np
import numpy.typing as npt

from engine.columns.fact_columns import Flags
from engine.domain.numbers import Rounding

Whole = npt.NDArray[Any]

_WORD = 2**62


def index_column(total: Whole, maximum: Whole, decided: Flags, rounding: Rounding) -> tuple[Whole, Flags]:
    """Indices as integers of 10^places, and where there is one: where the row is `decided` and a maximum applies."""
    known = decided & (maximum > 0)
    below = np.where(known, maximum, 1)
    scale = 10**rounding.places
    if int(np.abs(total).max(initial=0)) > _WORD // 100 or int(below.max(initial=1)) > _WORD // (2 * scale):
        total, below = total.astype(object), below.astype(object)
    hundredfold = np.where(known, total, 0) * 100
    whole = hundredfold // below
    rest = (hundredfold - whole * below) * scale
    decimals = rest // below
    rest -= decimals * below
    found = whole * scale + decimals
    if rounding.mode == "half_up":
        found += 2 * rest >= below
    elif rounding.mode == "half_even":
        found += (2 * rest > below) | ((2 * rest == below) & (found % 2 == 1))
    return found, known
