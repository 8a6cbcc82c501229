"""The compact protocol of Thrift, in which the footer of a Parquet file is written: bytes ⇄ fields by their numbers.

Nothing is known here of what the fields mean, so that what a newer writer adds is kept as it is.
"""

from dataclasses import dataclass
from typing import Any, cast

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_LONG_LIST = 15

Value = Any
"""A truth value, a whole number, bytes, a list of values with their type, or a struct."""


@dataclass(slots=True)
class Field:
    """One field of a struct; `kind` is its type as the protocol numbers types."""

    kind: int
    value: Value


Struct = dict[int, Field]


@dataclass(slots=True)
class Items:
    """A list; `kind` is the type of each item."""

    kind: int
    values: list[Value]


def parse(data: bytes) -> Struct:
    """The one struct that `data` begins with; raises ValueError where it is none."""
    try:
        return _Reader(data).struct()
    except (IndexError, KeyError) as fault:
        raise ValueError("no struct of the compact protocol") from fault


def serialized(struct: Struct) -> bytes:
    """A struct as bytes."""
    made = bytearray()
    _put_struct(made, struct)
    return bytes(made)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def struct(self) -> Struct:
        """Fields up to the stop."""
        fields: Struct = {}
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self._zigzag()
            fields[number] = Field(kind, self._value(kind))
        return fields

    def _value(self, kind: int) -> Value:
        match kind:
            case 1 | 2:
                return kind == _TRUE
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._zigzag()
            case 7:
                return self._bytes(8)
            case 8:
                return self._bytes(self._varint())
            case 9 | 10:
                return self._items()
            case 12:
                return self.struct()
        raise ValueError(f"no type {kind}")  # maps do not stand in footers

    def _items(self) -> Items:
        head = self._byte()
        count, kind = head >> 4, head & 15
        if count == _LONG_LIST:
            count = self._varint()
        if kind in (_TRUE, _FALSE):  # in a list each is a byte of its own
            return Items(kind, [self._byte() for _ in range(count)])
        return Items(kind, [self._value(kind) for _ in range(count)])

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _bytes(self, count: int) -> bytes:
        self.at += count
        if self.at > len(self.data):
            raise IndexError
        return self.data[self.at - count : self.at]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)


def _put_struct(made: bytearray, struct: Struct) -> None:
    before = 0
    for number, field in sorted(struct.items()):
        kind = (_TRUE if field.value else _FALSE) if field.kind in (_TRUE, _FALSE) else field.kind
        step = number - before
        if 0 < step <= 15:
            made.append(step << 4 | kind)
        else:
            made.append(kind)
            _put_zigzag(made, number)
        _put_value(made, field.kind, field.value)
        before = number
    made.append(0)


def _put_value(made: bytearray, kind: int, value: Value) -> None:
    match kind:
        case 3:
            made.append(value)
        case 4 | 5 | 6:
            _put_zigzag(made, value)
        case 7:
            made += value
        case 8:
            _put_varint(made, len(value))
            made += value
        case 9 | 10:
            _put_items(made, cast("Items", value))
        case 12:
            _put_struct(made, value)


def _put_items(made: bytearray, items: Items) -> None:
    count = len(items.values)
    if count < _LONG_LIST:
        made.append(count << 4 | items.kind)
    else:
        made.append(_LONG_LIST << 4 | items.kind)
        _put_varint(made, count)
    for value in items.values:
        if items.kind in (_TRUE, _FALSE):
            made.append(value)
        else:
            _put_value(made, items.kind, value)


def _put_varint(made: bytearray, value: int) -> None:
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    made.append(value)


def _put_zigzag(made: bytearray, value: int) -> None:
    _put_varint(made, value << 1 if value >= 0 else (-value << 1) - 1)
