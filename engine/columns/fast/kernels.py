"""Arithmetic over blocks: each kernel is one loop that the compiler turns into vector instructions.

A kernel is compiled once for each width that it is called with. Nothing overflows: the assembler calls a width only
where it is proved to hold what is computed, save in rows whose value is not used afterwards.
"""

import numpy as np
from numba import njit

from engine.columns.fast.arithmetic import plus, product
from engine.columns.fast.memory import Lane

kernel = njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)


@kernel
def move(o: Lane, x: Lane) -> None:
    """The same numbers in another width."""
    for i in range(o.size):
        o[i] = x[i]


@kernel
def add2(o: Lane, x: Lane, y: Lane) -> None:
    """The sum of two."""
    for i in range(o.size):
        o[i] = x[i] + y[i]


@kernel
def add3(o: Lane, x: Lane, y: Lane, z: Lane) -> None:
    """The sum of three."""
    for i in range(o.size):
        o[i] = x[i] + y[i] + z[i]


@kernel
def add4(o: Lane, x: Lane, y: Lane, z: Lane, w: Lane) -> None:
    """The sum of four."""
    for i in range(o.size):
        o[i] = x[i] + y[i] + z[i] + w[i]


@kernel
def multiply(o: Lane, x: Lane, y: Lane) -> None:
    """The product."""
    for i in range(o.size):
        o[i] = product(x[i], y[i])


@kernel
def least(o: Lane, x: Lane, y: Lane) -> None:
    """The lesser of two."""
    for i in range(o.size):
        o[i] = min(y[i], x[i])


@kernel
def greatest(o: Lane, x: Lane, y: Lane) -> None:
    """The greater of two."""
    for i in range(o.size):
        o[i] = max(y[i], x[i])


@kernel
def line1(o: Lane, x: Lane, n: Lane) -> None:
    """a·x + c, held between two ends."""
    lane = o.dtype.type
    a, c, low, high = lane(n[0]), lane(n[2]), lane(n[3]), lane(n[4])
    for i in range(o.size):
        v = plus(product(lane(x[i]), a), c)
        v = max(low, v)
        o[i] = min(high, v)


@kernel
def line2(o: Lane, x: Lane, y: Lane, n: Lane) -> None:
    """a·x + b·y + c, held between two ends."""
    lane = o.dtype.type
    a, b, c, low, high = lane(n[0]), lane(n[1]), lane(n[2]), lane(n[3]), lane(n[4])
    for i in range(o.size):
        v = plus(plus(product(lane(x[i]), a), product(lane(y[i]), b)), c)
        v = max(low, v)
        o[i] = min(high, v)


@kernel
def within(o: Lane, x: Lane, n: Lane) -> None:
    """1 between two ends, both inside; with the third number 1 the other way round."""
    lane = x.dtype.type
    low, high, other = lane(n[0]), lane(n[1]), np.int8(n[2])
    for i in range(o.size):
        o[i] = np.int8((x[i] >= low) & (x[i] <= high)) ^ other


@kernel
def at_least(o: Lane, x: Lane, y: Lane) -> None:
    """1 where x ≥ y."""
    for i in range(o.size):
        o[i] = x[i] >= y[i]


@kernel
def above(o: Lane, x: Lane, y: Lane) -> None:
    """1 where x > y."""
    for i in range(o.size):
        o[i] = x[i] > y[i]


@kernel
def same(o: Lane, x: Lane, y: Lane) -> None:
    """1 where x = y."""
    for i in range(o.size):
        o[i] = x[i] == y[i]


@kernel
def other(o: Lane, x: Lane, y: Lane) -> None:
    """1 where x ≠ y."""
    for i in range(o.size):
        o[i] = x[i] != y[i]


@kernel
def both(o: Lane, x: Lane, y: Lane) -> None:
    """1 where both are 1."""
    for i in range(o.size):
        o[i] = x[i] & y[i]


@kernel
def either(o: Lane, x: Lane, y: Lane) -> None:
    """1 where one is 1."""
    for i in range(o.size):
        o[i] = x[i] | y[i]


@kernel
def negated(o: Lane, x: Lane) -> None:
    """1 where x is 0."""
    for i in range(o.size):
        o[i] = x[i] ^ 1


@kernel
def pick(o: Lane, condition: Lane, x: Lane, y: Lane) -> None:
    """X where the condition is not 0, otherwise y."""
    for i in range(o.size):
        o[i] = x[i] if condition[i] != 0 else y[i]


@kernel
def pick_number(o: Lane, condition: Lane, x: Lane, n: Lane) -> None:
    """A number where the condition is not 0, otherwise x."""
    number = o.dtype.type(n[0])
    for i in range(o.size):
        o[i] = number if condition[i] != 0 else x[i]


@kernel
def pick_or_number(o: Lane, condition: Lane, x: Lane, n: Lane) -> None:
    """X where the condition is not 0, otherwise a number."""
    number = o.dtype.type(n[0])
    for i in range(o.size):
        o[i] = x[i] if condition[i] != 0 else number


@kernel
def pick_numbers(o: Lane, condition: Lane, n: Lane) -> None:
    """One of two numbers."""
    lane = o.dtype.type
    then, otherwise = lane(n[0]), lane(n[1])
    for i in range(o.size):
        o[i] = then if condition[i] != 0 else otherwise
