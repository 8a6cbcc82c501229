"""Whole numbers of Arrow as arrays of NumPy and back, without copying and without anything else being loaded.

The library's own conversions look for pandas, and where it is installed load it: tens of megabytes for nothing.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Integers = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]


def integers_of(array: pa.Array, otherwise: int = 0) -> Integers:
    """The numbers of an array of integers; `otherwise` stands where one is missing. Not to be written to."""
    width = np.dtype(f"{'u' if pa.types.is_unsigned_integer(array.type) else 'i'}{array.type.bit_width // 8}")
    validity, data = array.buffers()
    numbers: Integers = np.frombuffer(data, width, len(array), array.offset * width.itemsize)
    if not array.null_count:
        return numbers
    return np.where(_bits(validity, array), numbers, width.type(otherwise))


def known(array: pa.Array) -> Flags:
    """Which items of an array are there."""
    return np.ones(len(array), np.bool_) if not array.null_count else _bits(array.buffers()[0], array)


def array_of(numbers: npt.NDArray[np.int32] | npt.NDArray[np.int64]) -> pa.Array:
    """Numbers as an Arrow array, which holds on to them."""
    kind = pa.int32() if numbers.dtype == np.int32 else pa.int64()
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(np.ascontiguousarray(numbers))])


def texts_of(texts: Sequence[str]) -> pa.Array:
    """Texts as an Arrow array."""
    written = [text.encode() for text in texts]
    offsets = np.zeros(len(written) + 1, np.int32)
    np.cumsum([len(each) for each in written], out=offsets[1:])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(written))]
    return pa.Array.from_buffers(pa.string(), len(written), buffers)


def flags_of(flags: Flags) -> pa.Array:
    """Truth values as an Arrow array."""
    packed = np.packbits(flags, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(flags), [None, pa.py_buffer(packed)])


def _bits(validity: pa.Buffer, array: pa.Array) -> Flags:
    stop = array.offset + len(array)
    bits = np.unpackbits(np.frombuffer(validity, np.uint8), count=stop, bitorder="little")
    return bits[array.offset :].view(np.bool_)
