"""The array operations that tapes are written in: each takes two operands and the array that the result goes into."""

from functools import cache
from typing import Any

import numpy as np

from engine.columns.numpy_machine.tape import Array, Operation

COMPARING: dict[str, Operation] = {
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def cast(value: Array, _: Array, into: Array) -> None:
    """The same number of another kind; a truth value is whether a number differs from 0."""
    np.copyto(into, value, casting="unsafe")


def floor(value: Array, _: Array, into: Array) -> None:
    """The greatest whole number that is not above."""
    np.floor(value, into)


def negative(value: Array, _: Array, into: Array) -> None:
    """The number with the other sign."""
    np.negative(value, into)


def opposite(value: Array, _: Array, into: Array) -> None:
    """1 where a truth value is 0."""
    np.logical_not(value, into)


def least(left: Array, right: Array, into: Array) -> None:
    """The lesser of two."""
    np.minimum(left, right, out=into)


def greatest(left: Array, right: Array, into: Array) -> None:
    """The greater of two."""
    np.maximum(left, right, out=into)


def bits_and(left: Array, right: Array, into: Array) -> None:
    """The bits of a float where a mask of int64 has them."""
    np.bitwise_and(left.view(np.int64), right, into.view(np.int64))


def bits_differ(left: Array, right: Array, into: Array) -> None:
    """The bits in which two floats differ."""
    np.bitwise_xor(left.view(np.int64), right.view(np.int64), into.view(np.int64))


@cache
def taken(table: tuple[int, ...], dtype: np.dtype[Any]) -> Operation:
    """What a table holds at an index."""
    numbers = np.array(table, dtype)

    def take(index: Array, _: Array, into: Array) -> None:
        numbers.take(index, None, into, "clip")

    return take
