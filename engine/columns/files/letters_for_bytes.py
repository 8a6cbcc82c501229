"""Text in which each letter stands for one byte, so that any bytes are text: back to the bytes that were meant."""

import numpy as np
import pyarrow as pa

LETTERS = "iso8859-1"
"""The encoding in which every byte is a letter."""

MOST_BYTES_A_LETTER = 2
"""What such a letter takes in UTF-8."""

_FIRST_OF_TWO = 0xC0


def bytes_of_letters(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Columns of bytes that are such letters in UTF-8 as columns of the bytes that they stand for."""
    columns = [_bytes(column) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _bytes(column: pa.BinaryArray) -> pa.BinaryArray:
    validity, bounds, letters = column.buffers()
    if letters is None or not len(column):
        return column
    offsets = np.frombuffer(bounds, np.int32, column.offset + len(column) + 1)
    given = np.frombuffer(letters, np.uint8, int(offsets[-1]))
    first_of_two = given >= _FIRST_OF_TWO
    if not first_of_two.any():
        return column
    before = np.concatenate([np.zeros(1, np.int32), np.cumsum(first_of_two, dtype=np.int32)])
    meant = given.tobytes().decode("utf-8").encode(LETTERS)
    made = [validity, pa.py_buffer(offsets - before[offsets]), pa.py_buffer(meant)]
    return pa.Array.from_buffers(column.type, len(column), made, offset=column.offset)
