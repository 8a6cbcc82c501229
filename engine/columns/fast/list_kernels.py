"""Lists: records are run in chunks, then folded into the rows that they belong to.

`offsets[i]` to `offsets[i + 1]` are the records of row i. A chunk holds the records from `start` on; a row may begin
before a chunk or end after it.
"""

import numpy as np

from engine.columns.fast.kernels import kernel
from engine.columns.fast.memory import Lane

NONE_YET = np.iinfo(np.int64).max
"""What stands for the least of no records, which no value ever is; its negative for the greatest."""


@kernel
def spread(o: Lane, x: Lane, offsets: Lane, row: int, start: int) -> None:
    """Each record gets what its row has; `row` is the first that has records in the chunk."""
    end = start + o.size
    while row < x.size and offsets[row] < end:
        for i in range(max(offsets[row], start), min(offsets[row + 1], end)):
            o[i - start] = x[row]
        row += 1


@kernel
def fold_sum(o: Lane, x: Lane, offsets: Lane, row: int, start: int, room: Lane) -> None:
    """Add the records of a chunk to their rows, by differences of running sums."""
    total = o.dtype.type(0)
    room[0] = 0
    for i in range(x.size):
        total += x[i]
        room[i + 1] = total
    end = start + x.size
    if row < o.size and offsets[row] < start:
        o[row] += room[min(offsets[row + 1], end) - start]
        row += 1
    while row < o.size and offsets[row + 1] <= end:
        o[row] = room[offsets[row + 1] - start] - room[offsets[row] - start]
        row += 1
    if row < o.size and offsets[row] < end:
        o[row] = room[x.size] - room[offsets[row] - start]


@kernel
def fold_least(o: Lane, x: Lane, offsets: Lane, row: int, start: int) -> None:
    """The least of the records of each row."""
    end = start + x.size
    while row < o.size and offsets[row] < end:
        found = o[row]
        for i in range(max(offsets[row], start), min(offsets[row + 1], end)):
            found = min(found, x[i - start])
        o[row] = found
        row += 1


@kernel
def fold_greatest(o: Lane, x: Lane, offsets: Lane, row: int, start: int) -> None:
    """The greatest of the records of each row."""
    end = start + x.size
    while row < o.size and offsets[row] < end:
        found = o[row]
        for i in range(max(offsets[row], start), min(offsets[row + 1], end)):
            found = max(found, x[i - start])
        o[row] = found
        row += 1
