"""Results of many units of which something is still open: both ends of every number."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[Any]
"""int64; Python integers (dtype object) only where some number lies beyond 64 bits."""


class Ends(NamedTuple):
    """The least and the greatest that a number may still become, row by row."""

    low: Integers
    high: Integers


@dataclass(frozen=True, slots=True)
class IntervalColumns:
    """What `engine.evaluation.open_facts.OpenRun` gives for one unit, for `rows` units.

    Numbers are integers of 10^places. Of the root: vectors. Of `steps` (indices into the program): matrices of shape
    (steps, rows); `maxima`, `statuses` (`engine.evaluation.outcome`) and `rules` are None unless told. `complete` is
    False where some step of the row, asked for or not, is not assessed or pending.
    """

    rows: int
    steps: tuple[int, ...]
    total: Ends
    maximum: Ends
    components: Ends
    bonus: Ends
    penalty: Ends
    points: Ends
    complete: npt.NDArray[np.bool_]
    maxima: Ends | None = None
    statuses: npt.NDArray[np.int8] | None = None
    rules: npt.NDArray[np.int16] | None = None
