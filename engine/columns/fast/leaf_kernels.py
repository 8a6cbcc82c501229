"""The shapes of leaves in one pass each: choices, tables over a ratio, quotients rounded half up.

A quotient in float64 is exact while numerator and denominator together stay below 2^53: the nearest double to a
quotient below an integer k is never k. Above, the float quotient of two int64 is off by at most one, and the remainder
in int64 tells by how much.
"""

import numpy as np

from engine.columns.fast.arithmetic import less, plus, product
from engine.columns.fast.kernels import kernel
from engine.columns.fast.memory import Lane
from engine.columns.fast.opcodes import STEPS_MOST


@kernel
def steps(o: Lane, x: Lane, n: Lane) -> None:
    """The number of the highest threshold that x reaches; thresholds ascend."""
    lane = x.dtype.type
    many, first = n[0], np.int32(n[1])
    t = n[2 : 2 + STEPS_MOST]
    v = n[2 + STEPS_MOST :]
    t0, t1, t2, t3, t4, t5 = lane(t[0]), lane(t[1]), lane(t[2]), lane(t[3]), lane(t[4]), lane(t[5])
    v0, v1, v2, v3, v4, v5 = (
        np.int32(v[0]),
        np.int32(v[1]),
        np.int32(v[2]),
        np.int32(v[3]),
        np.int32(v[4]),
        np.int32(v[5]),
    )
    if many == 1:
        for i in range(o.size):
            o[i] = v0 if x[i] >= t0 else first
    elif many == 2:
        for i in range(o.size):
            r = v0 if x[i] >= t0 else first
            o[i] = v1 if x[i] >= t1 else r
    elif many <= 4:
        for i in range(o.size):
            r = v0 if x[i] >= t0 else first
            r = v1 if x[i] >= t1 else r
            r = v2 if x[i] >= t2 else r
            o[i] = v3 if x[i] >= t3 else r
    else:
        for i in range(o.size):
            r = v0 if x[i] >= t0 else first
            r = v1 if x[i] >= t1 else r
            r = v2 if x[i] >= t2 else r
            r = v3 if x[i] >= t3 else r
            r = v4 if x[i] >= t4 else r
            o[i] = v5 if x[i] >= t5 else r


@kernel
def look_up(o: Lane, x: Lane, table: Lane) -> None:
    """A number of a table by its place; a place outside is read as the nearest inside."""
    last = table.size - 1
    for i in range(o.size):
        o[i] = table[min(max(x[i], 0), last)]


@kernel
def edges32(o: Lane, n: Lane, d: Lane, c: Lane) -> None:
    """Numbers by up to three edges, the highest first; all products fit 32 bits."""
    lane = np.int32
    q0, p0, t0, q1, p1, t1 = lane(c[0]), lane(c[1]), lane(c[2]), lane(c[3]), lane(c[4]), lane(c[5])
    q2, p2, t2 = lane(c[6]), lane(c[7]), lane(c[8])
    v0, v1, v2, v3 = np.int32(c[9]), np.int32(c[10]), np.int32(c[11]), np.int32(c[12])
    for i in range(o.size):
        above, below = lane(n[i]), lane(max(d[i], 1))
        r = v2 if product(above, q2) >= plus(product(below, p2), t2) else v3
        r = v1 if product(above, q1) >= plus(product(below, p1), t1) else r
        o[i] = v0 if product(above, q0) >= plus(product(below, p0), t0) else r


@kernel
def edges64(o: Lane, n: Lane, d: Lane, c: Lane) -> None:
    """As `edges32`, where products need 64 bits."""
    lane = np.int64
    q0, p0, t0, q1, p1, t1 = lane(c[0]), lane(c[1]), lane(c[2]), lane(c[3]), lane(c[4]), lane(c[5])
    q2, p2, t2 = lane(c[6]), lane(c[7]), lane(c[8])
    v0, v1, v2, v3 = np.int32(c[9]), np.int32(c[10]), np.int32(c[11]), np.int32(c[12])
    for i in range(o.size):
        above, below = lane(n[i]), lane(max(d[i], 1))
        r = v2 if product(above, q2) >= plus(product(below, p2), t2) else v3
        r = v1 if product(above, q1) >= plus(product(below, p1), t1) else r
        o[i] = v0 if product(above, q0) >= plus(product(below, p0), t0) else r


@kernel
def banded31(o: Lane, n: Lane, d: Lane, c: Lane) -> None:
    """A quotient between two edges, numbers above and below; products below 2^30, quotients below 2^20.

    The float32 quotient is then off by at most one, which the remainder tells.
    """
    lane = np.int32
    q0, p0, t0, v0 = lane(c[0]), lane(c[1]), lane(c[2]), lane(c[3])
    q1, p1, t1, v1 = lane(c[4]), lane(c[5]), lane(c[6]), lane(c[7])
    a, b, f = lane(c[8]), lane(c[9]), lane(c[10])
    for i in range(o.size):
        above, below = n[i], lane(max(d[i], 1))
        x, y = plus(product(above, a), product(below, b)), product(below, f)
        q = lane(np.floor(np.float32(x) / np.float32(y)))
        rest = less(x, product(q, y))
        r = plus(q, less(lane(rest >= y), lane(rest < 0)))
        r = r if product(above, q1) >= plus(product(below, p1), t1) else v1
        o[i] = v0 if product(above, q0) >= plus(product(below, p0), t0) else r


@kernel
def banded53(o: Lane, n: Lane, d: Lane, c: Lane) -> None:
    """A quotient between two edges, numbers above and below; all of it below 2^53."""
    q0, p0, t0, v0 = float(c[0]), float(c[1]), float(c[2]), np.int32(c[3])
    q1, p1, t1, v1 = float(c[4]), float(c[5]), float(c[6]), np.int32(c[7])
    a, b, f = float(c[8]), float(c[9]), float(c[10])
    for i in range(o.size):
        above, below = float(n[i]), float(max(d[i], 1))
        r = np.int32(np.floor((a * above + b * below) / (f * below)))
        r = r if above * q1 >= below * p1 + t1 else v1
        o[i] = v0 if above * q0 >= below * p0 + t0 else r


@kernel
def banded64(o: Lane, n: Lane, d: Lane, c: Lane) -> None:
    """As `banded53`, in int64."""
    q0, p0, t0, v0 = c[0], c[1], c[2], np.int32(c[3])
    q1, p1, t1, v1 = c[4], c[5], c[6], np.int32(c[7])
    a, b, f = c[8], c[9], c[10]
    for i in range(o.size):
        above, below = n[i], max(d[i], 1)
        x, y = a * above + b * below, f * below
        q = np.int64(np.floor(float(x) / float(y)))
        rest = x - q * y
        r = np.int32(q + np.int64(rest >= y) - np.int64(rest < 0))
        r = r if above * q1 >= below * p1 + t1 else v1
        o[i] = v0 if above * q0 >= below * p0 + t0 else r


@kernel
def quotient53(o: Lane, n: Lane, d: Lane, c: Lane) -> None:
    """floor((a·n + b·d + c) ÷ (f·d)), all of it below 2^53."""
    a, b, e, f = float(c[0]), float(c[1]), float(c[2]), float(c[3])
    lane = o.dtype.type
    for i in range(o.size):
        below = float(max(d[i], 1))
        o[i] = lane(np.floor((a * float(n[i]) + b * below + e) / (f * below)))


@kernel
def quotient64(o: Lane, n: Lane, d: Lane, c: Lane) -> None:
    """The same in int64, for quotients below 2^50."""
    a, b, e, f = c[0], c[1], c[2], c[3]
    for i in range(o.size):
        below = max(d[i], 1)
        x, y = a * n[i] + b * below + e, f * below
        q = np.int64(np.floor(float(x) / float(y)))
        rest = x - q * y
        o[i] = q + np.int64(rest >= y) - np.int64(rest < 0)


@kernel
def quotient_any(o: Lane, n: Lane, d: Lane, c: Lane) -> None:
    """The same in int64, whatever the quotient: divided as integers."""
    a, b, e, f = c[0], c[1], c[2], c[3]
    for i in range(o.size):
        below = max(d[i], 1)
        o[i] = (a * n[i] + b * below + e) // (f * below)
