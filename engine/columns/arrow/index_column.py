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
    scale = 10**rounding.places
    points, below = np.where(known, total, 0), np.where(known, maximum, max(int(maximum.max(initial=1)), 1))
    width = np.int64 if _fits(points, below, scale) else object
    hundredfold, below = points.astype(width, copy=False) * 100, below.astype(width, copy=False)
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


def _fits(points: Whole, below: Whole, scale: int) -> bool:
    """Whether no number on the way is beyond 64 bits."""
    largest = max(int(points.max(initial=0)), -int(points.min(initial=0)))
    most = int(below.max(initial=1))
    least = int(below.min(initial=most))
    return 100 * largest < _WORD and 2 * most * scale < _WORD and (100 * largest // least + 1) * scale < _WORD
