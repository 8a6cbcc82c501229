"""The results of many units: matrices of integers of 10^places, one line a step; intervals only where rows are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[Any]
"""int32 or int64."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be told besides total and maximum: the points of `steps` (indices), and with `told` more of each.

    `told` adds maxima, statuses and rule numbers.
    """

    steps: tuple[int, ...] = ()
    told: bool = False


@dataclass(frozen=True, slots=True)
class OpenRows:
    """The rows that are not decided: their numbers, ascending, and the other ends of their intervals.

    The matrices have one column for each of `rows`; the least maximum is that of fewest points that may apply.
    """

    rows: npt.NDArray[np.int64]
    total_high: npt.NDArray[np.int64]
    maximum_low: npt.NDArray[np.int64]
    points_high: npt.NDArray[np.int64]
    maxima_low: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ColumnResults:
    """Results of `rows` units. For a row that is open, `total` and `points` hold the low ends, `maximum` and `maxima`
    the high ends.

    `points`, and with `told` `maxima`, `statuses` (`engine.evaluation.outcome`) and `rules`, have the shape
    (steps wanted, rows). `components`, `bonus` and `penalty` are the parts of the total; None unless told.
    `complete` is False where a step of the row is not assessed or pending, asked for or not; None: all are complete.
    """

    rows: int
    steps: tuple[int, ...]
    total: Integers
    maximum: Integers
    points: Integers
    maxima: Integers | None = None
    statuses: npt.NDArray[np.int8] | None = None
    rules: npt.NDArray[np.int16] | None = None
    components: Integers | None = None
    bonus: Integers | None = None
    penalty: Integers | None = None
    complete: npt.NDArray[np.bool_] | None = None
    open: OpenRows | None = None

    def step_row(self, step: int) -> int:
        """The row of the matrices that belongs to a step; raises ValueError where it was not wanted."""
        return self.steps.index(step)


def all_steps(count: int) -> tuple[int, ...]:
    """Every step, for `Wanted.steps`."""
    return tuple(range(count))


def padded(rows: int, lines: int, width: npt.DTypeLike) -> Integers:
    """An empty matrix whose lines each begin at a multiple of 64 bytes: what vector units write fastest."""
    itemsize = np.dtype(width).itemsize
    each = 64 // itemsize
    stride = -(-max(rows, 1) // each) * each
    room = np.empty(lines * stride + each, width)
    first = (-room.ctypes.data % 64) // itemsize
    whole: Integers = room[first : first + lines * stride].reshape(lines, stride)[:, :rows]
    return whole


def as_steps(names: Sequence[str], positions: "dict[str, int]") -> tuple[int, ...]:
    """Indices of nodes by id; raises KeyError for one that is not in the program."""
    return tuple(positions[name] for name in names)
