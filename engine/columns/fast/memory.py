"""Memory by its address: columns that are not copied, results written past the cache, rows fetched early."""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, njit, types
from numba.extending import intrinsic

Lane = Any
"""A block of integers of one width, side by side; its type is the compiler's."""
LINE = 64
"""Bytes of a line of the cache, and of the widest register."""

_LANES = 16


@intrinsic
def _pointer(_context: Any, _address: Any) -> Any:
    """An address as a pointer."""

    def code(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())

    return types.voidptr(types.int64), code


@intrinsic
def _put_past_cache(_context: Any, _to: Any, _source: Any) -> Any:
    """Copy one line, both addresses multiples of its length, without reading what stood there before."""

    def code(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        whole = ir.VectorType(ir.IntType(32), _LANES).as_pointer()
        line = builder.load(builder.inttoptr(arguments[1], whole), align=LINE)
        kept = builder.store(line, builder.inttoptr(arguments[0], whole), align=LINE)
        kept.set_metadata("nontemporal", builder.module.add_metadata([ir.Constant(ir.IntType(32), 1)]))

    return types.void(types.int64, types.int64), code


@intrinsic
def peek(_context: Any, _address: Any, _place: Any) -> Any:
    """The 64-bit integer with some number from an address on."""

    def code(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        first = builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())
        return builder.load(builder.gep(first, [arguments[1]]))

    return types.int64(types.int64, types.int64), code


@intrinsic
def finish_writes(_context: Any) -> Any:
    """What was written past the cache is seen by others before anything that is written later."""

    def code(_target: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        builder.fence("seq_cst")

    return types.void(), code


@intrinsic
def _fetch(_context: Any, _address: Any) -> Any:
    """Ask for one line of memory that will be read soon."""

    def code(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        number, pointer = ir.IntType(32), ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [pointer], kind)
        address = builder.inttoptr(arguments[0], pointer)
        builder.call(ask, [address, *(ir.Constant(number, word) for word in (0, 2, 1))])

    return types.void(types.int64), code


@njit(nogil=True)
def i8(address: int, many: int) -> Lane:
    """`many` bytes at an address."""
    return carray(_pointer(address), many, np.int8)


@njit(nogil=True)
def i16(address: int, many: int) -> Lane:
    """`many` 16-bit integers at an address."""
    return carray(_pointer(address), many, np.int16)


@njit(nogil=True)
def i32(address: int, many: int) -> Lane:
    """`many` 32-bit integers at an address."""
    return carray(_pointer(address), many, np.int32)


@njit(nogil=True)
def i64(address: int, many: int) -> Lane:
    """`many` 64-bit integers at an address."""
    return carray(_pointer(address), many, np.int64)


@njit(nogil=True)
def put(to: int, source: int, size: int) -> None:
    """Copy `size` bytes; whole lines go past the cache where both addresses allow it."""
    done = 0
    if to % LINE == 0 and source % LINE == 0:
        done = size // LINE * LINE
        for at in range(0, done, LINE):
            _put_past_cache(to + at, source + at)
    target, given = i8(to + done, size - done), i8(source + done, size - done)
    for at in range(size - done):
        target[at] = given[at]


@njit(nogil=True)
def fetch(address: int, size: int) -> None:
    """Ask for `size` bytes that will be read soon."""
    for at in range(0, size, LINE):
        _fetch(address + at)
