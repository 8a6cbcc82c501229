"""Rows kept under the hash of what they hold: written once, found for ever, never changed."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, insert, select

from engine.errors import StorageProblem

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_START = re.compile(r"[0-9a-f]{6,}", re.ASCII)
_NEIGHBOURS = 3


def keep_once(connection: Connection, table: Table, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Insert `row` unless its hash is there already, and give the row that is kept now, with its first moment.

    Raises StorageProblem for a hash that is none, and when another document is kept under it: one of the two hashes
    is wrong then, and neither document may take the other's place.
    """
    content_hash: str = row["hash"]
    kept = find(connection, table, content_hash)
    if kept is None and _HASH.fullmatch(content_hash):
        connection.execute(insert(table), row)
        return row
    if kept is None or kept["document"] != row["document"]:
        raise StorageProblem(
            f"Mã băm '{content_hash}' không phải của văn bản này; không có gì được ghi.",
            f"The hash '{content_hash}' is not that of this document; nothing was written.",
            hint_vi="Kiểm tra cách tính mã băm và tính toàn vẹn của cơ sở dữ liệu.",
            hint_en="Check how the hash was taken, and the integrity of the database.",
        )
    return kept


def find(connection: Connection, table: Table, content_hash: str) -> Mapping[str, Any] | None:
    """The row kept under a hash of 64 lower-case hex digits, or None."""
    if not _HASH.fullmatch(content_hash):
        return None
    row = connection.execute(_by_hash(table), {"wanted": content_hash}).one_or_none()
    return None if row is None else row._asdict()


@cache
def _by_hash(table: Table) -> Select[Any]:
    """Built once a table: building a statement takes longer than running it."""
    return select(table).where(table.c.hash == bindparam("wanted"))


def hashes_like(connection: Connection, table: Table, asked: str) -> list[str]:
    """A few kept hashes that begin as `asked` does: what was meant when one was cut short or mistyped."""
    start = _START.match(asked)
    if start is None:
        return []
    alike = select(table.c.hash).where(table.c.hash.startswith(start[0][:8])).order_by(table.c.hash)
    return list(connection.scalars(alike.limit(_NEIGHBOURS)))
