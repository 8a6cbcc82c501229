"""Parquet files of one schema → one file with all their row groups: pages are copied as they are, nothing is decoded.

The layout is that of the published format: a mark, row groups, a footer, the length of the footer, the mark again.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from engine.columns.files.thrift_compact import Field, Items, Struct, parse, serialized

_MARK = b"PAR1"
_LENGTH_BYTES = 4
_STEP = 1 << 20

_SCHEMA, _ROWS, _ROW_GROUPS = 2, 3, 4
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_COLUMN_OFFSET, _COLUMN_DATA, _OFFSET_INDEX, _COLUMN_INDEX = 2, 3, 4, 6
_PAGES = (9, 10, 11, 14)
"""Data pages, index page, dictionary page, bloom filter."""
_MOST_ORDINALS = 1 << 15


def join_parquet(parts: Sequence[Path], target: Path) -> None:
    """Write the row groups of all parts into one file, in their order; raises ValueError where schemas differ."""
    whole: Struct = {}
    with target.open("wb") as made:
        made.write(_MARK)
        for path in parts:
            with path.open("rb") as part:
                footer, end = _footer(part)
                _shift(footer, made.tell() - len(_MARK))
                _copy(part, len(_MARK), end, made)
            whole = _added(whole, footer) if whole else footer
        for number, group in enumerate(_groups(whole)):
            _number(group, number)
        data = serialized(whole)
        made.write(data + len(data).to_bytes(_LENGTH_BYTES, "little") + _MARK)


def _footer(part: BinaryIO) -> tuple[Struct, int]:
    """The footer of a file, and where it begins."""
    after = part.seek(-_LENGTH_BYTES - len(_MARK), 2)
    length = int.from_bytes(part.read(_LENGTH_BYTES), "little")
    part.seek(after - length)
    return parse(part.read(length)), after - length


def _copy(part: BinaryIO, start: int, end: int, made: BinaryIO) -> None:
    part.seek(start)
    while start < end:
        data = part.read(min(_STEP, end - start))
        made.write(data)
        start += len(data)


def _added(whole: Struct, more: Struct) -> Struct:
    if whole[_SCHEMA] != more[_SCHEMA]:
        raise ValueError("the files have different schemas")
    whole[_ROWS].value += more[_ROWS].value
    groups: Items = whole[_ROW_GROUPS].value
    groups.values += more[_ROW_GROUPS].value.values
    return whole


def _shift(footer: Struct, by: int) -> None:
    """Let every place that the footer names lie further on in the file."""
    for group in _groups(footer):
        _move(group.get(_GROUP_OFFSET), by)
        for column in group[_COLUMNS].value.values:
            for number in (_COLUMN_OFFSET, _OFFSET_INDEX, _COLUMN_INDEX):
                _move(column.get(number), by)
            for number in _PAGES:
                _move(column[_COLUMN_DATA].value.get(number), by)


def _groups(footer: Struct) -> Iterator[Struct]:
    yield from footer[_ROW_GROUPS].value.values


def _move(place: Field | None, by: int) -> None:
    if place is not None and place.value > 0:  # 0 stands for nowhere
        place.value += by


def _number(group: Struct, number: int) -> None:
    if _ORDINAL in group:
        if number < _MOST_ORDINALS:
            group[_ORDINAL].value = number
        else:
            del group[_ORDINAL]
