"""Lists: records are run in chunks, then folded into the rows that they belong to.

`offsets[i]` to `offsets[i + 1]` are the records of row i. A chunk holds the records from `start` on; a row may begin
before a chunk or end after it.
"""

import numpy as np

from engine.columns.fast.kernels import kernel
from engine.columns.fast.memory import Lane

_EVERY_BYTE = np.int64(0x0101010101010101)
NONE_YET = np.iinfo(np.int64).max
"""What stands for the least of no records, which no value ever is; its negative for the greatest."""


@kernel
def fill(o: Lane, number: int) -> None:
    """The same number in every row."""
    for i in range(o.size):
        o[i] = number


@kernel
def spread(o: Lane, x: Lane, offsets: Lane, row: int, start: int) -> None:
    """Each record gets what its row has; `row` is the first that has records in the chunk."""
    end = start + o.size
    while row < x.size and offsets[row] < end:
        for i in range(max(offsets[row], start), min(offsets[row + 1], end)):
            o[i - start] = x[row]
        row += 1


@kernel
def fold_count(o: Lane, x: Lane, words: Lane, offsets: Lane, place: tuple[int, int], room: tuple[Lane, Lane]) -> None:
    """Add flags to their rows, eight in one word: a product gives all running sums inside a word.

    `x` and `words` are the same flags; `place` is the first row and the first record; `room` for how many flags of the
    word lie before a place, and how many lie before a word.
    """
    row, start = place
    inside, before = room
    whole, total = words.size, np.int32(0)
    for at in range(whole):
        sums = words[at] * _EVERY_BYTE
        inside[at] = sums << 8
        before[at] = total
        total += np.int32(sums >> 56)
    tail = np.int64(0)
    for i in range(8 * whole, x.size):
        tail |= np.int64(x[i]) << (8 * (i - 8 * whole))
    inside[whole], before[whole] = (tail * _EVERY_BYTE) << 8, total
    _differences(o, offsets, place, x.size, (inside.view(np.int8), before))


@kernel
def _differences(o: Lane, offsets: Lane, place: tuple[int, int], size: int, room: tuple[Lane, Lane]) -> None:
    """How many flags lie between the ends of each row, from how many lie before each end."""
    row, start = place
    inside, before = room
    end = start + size
    last = np.int32(0)
    if row < o.size and offsets[row] > start:
        at = offsets[row] - start
        last = before[at >> 3] + inside[at]
    elif row < o.size and offsets[row] < start:
        at = min(offsets[row + 1], end) - start
        last = before[at >> 3] + inside[at]
        o[row] += last
        row += 1
    while row < o.size and offsets[row + 1] <= end:
        at = offsets[row + 1] - start
        now = before[at >> 3] + inside[at]
        o[row] = now - last
        last = now
        row += 1
    if row < o.size and offsets[row] < end:
        o[row] = before[size >> 3] + inside[size] - last


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
