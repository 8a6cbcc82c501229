"""Lists: records are run in chunks, then folded into the rows that they belong to.

`offsets[i]` to `offsets[i + 1]` are the records of row i. A chunk holds the records from `start` on. Its rows are those
from `first` to before `stop`, which end in it, and the one after, which may go on in the next; the first may have begun
in the chunk before.
"""

import numpy as np

from engine.columns.fast.kernels import kernel
from engine.columns.fast.memory import Lane

NONE_YET = np.iinfo(np.int64).max
"""What stands for the least of no records, which no value ever is; its negative for the greatest."""
_EVERY_BYTE = np.int64(0x0101010101010101)
_THREE = np.uint64(3)


@kernel
def fill(o: Lane, number: int) -> None:
    """The same number in every row."""
    for i in range(o.size):
        o[i] = number


@kernel
def spread(o: Lane, x: Lane, offsets: Lane, first: int, start: int) -> None:
    """Each record gets what its row has."""
    end, row = start + o.size, first
    while row < x.size and offsets[row] < end:
        for i in range(max(offsets[row], start), min(offsets[row + 1], end)):
            o[i - start] = x[row]
        row += 1


@kernel
def count_before(x: Lane, words: Lane, inside: Lane, before: Lane) -> None:
    """How many flags of its word lie before each flag, and how many lie before each word.

    `x` and `words` are the same flags, eight in one word: a product gives all running sums inside a word.
    """
    total, whole = np.int32(0), words.size
    for at in range(whole):
        sums = words[at] * _EVERY_BYTE
        inside[at] = sums << 8
        before[at] = total
        total += np.int32(sums >> 56)
    tail = np.int64(0)
    for i in range(8 * whole, x.size):
        tail |= np.int64(x[i]) << (8 * (i - 8 * whole))
    inside[whole], before[whole] = (tail * _EVERY_BYTE) << 8, total


@kernel
def fold_count(o: Lane, size: int, offsets: Lane, rows: tuple[int, int, int], room: tuple[Lane, Lane]) -> None:
    """Add the flags of a chunk to their rows: the difference of what lies before the ends of each."""
    first, stop, start = rows
    inside, before = room
    last = np.int32(0)
    if first < stop:
        ends, out = offsets[first : stop + 1], o[first:stop]
        begun = out[0] if ends[0] < start else np.int32(0)
        begin = np.uint64(max(ends[0] - start, 0))
        last = before[begin >> _THREE] + inside[begin]
        for i in range(out.size):
            at = np.uint64(ends[i + 1] - start)
            now = before[at >> _THREE] + inside[at]
            out[i] = now - last
            last = now
        out[0] += begun
    if stop < o.size and offsets[stop] < start + size:
        begin = np.uint64(max(offsets[stop] - start, 0))
        last = before[begin >> _THREE] + inside[begin]
        o[stop] += before[size >> 3] + inside[size] - last


@kernel
def fold_sum(o: Lane, x: Lane, offsets: Lane, rows: tuple[int, int, int], room: Lane) -> None:
    """Add the records of a chunk to their rows, by differences of running sums."""
    first, stop, start = rows
    total = o.dtype.type(0)
    room[0] = 0
    for i in range(x.size):
        total += x[i]
        room[i + 1] = total
    if first < stop:
        ends, out = offsets[first : stop + 1], o[first:stop]
        begun = out[0] if ends[0] < start else o.dtype.type(0)
        last = room[np.uint64(max(ends[0] - start, 0))]
        for i in range(out.size):
            now = room[np.uint64(ends[i + 1] - start)]
            out[i] = now - last
            last = now
        out[0] += begun
    if stop < o.size and offsets[stop] < start + x.size:
        o[stop] += room[x.size] - room[max(offsets[stop] - start, 0)]


@kernel
def fold_least(o: Lane, x: Lane, offsets: Lane, first: int, start: int) -> None:
    """The least of the records of each row."""
    end, row = start + x.size, first
    while row < o.size and offsets[row] < end:
        found = o[row]
        for i in range(max(offsets[row], start), min(offsets[row + 1], end)):
            found = min(found, x[i - start])
        o[row] = found
        row += 1


@kernel
def fold_greatest(o: Lane, x: Lane, offsets: Lane, first: int, start: int) -> None:
    """The greatest of the records of each row."""
    end, row = start + x.size, first
    while row < o.size and offsets[row] < end:
        found = o[row]
        for i in range(max(offsets[row], start), min(offsets[row + 1], end)):
            found = max(found, x[i - start])
        o[row] = found
        row += 1
