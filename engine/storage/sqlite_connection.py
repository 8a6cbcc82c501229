"""How every connection to SQLite is set up, and how its transactions begin."""

import sqlite3
import time
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from engine.errors import StorageProblem

WRITES = "parindex_writes"
"""The execution option that makes a transaction take the write lock at once."""

_PAUSE_SECONDS = 0.02


def sqlite_engine(path: Path, busy_seconds: float) -> Engine:
    """An engine on the file at `path`; whoever finds it locked waits for up to `busy_seconds`.

    Python's sqlite3 begins no transaction by itself here (`isolation_level` None): every BEGIN is ours.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": busy_seconds, "isolation_level": None},
    )

    def prepare(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        # With a write-ahead log, FULL is what makes an acknowledged commit outlive a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        _write_ahead(connection, path, busy_seconds)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Writers take the lock before they read, so that none has to give up half-way; readers take a snapshot."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")


def _write_ahead(connection: sqlite3.Connection, path: Path, busy_seconds: float) -> None:
    """Switch the write-ahead log on.

    While another process is switching too, SQLite answers "locked" at once instead of waiting: this waits.
    """
    deadline = time.monotonic() + busy_seconds
    while True:
        try:
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)
            continue
        if mode != "wal":
            raise StorageProblem(
                f"Thư mục của '{path}' không dùng được nhật ký ghi trước (WAL) của SQLite.",
                f"The folder of '{path}' cannot carry SQLite's write-ahead log.",
                hint_vi="Đặt cơ sở dữ liệu trên ổ đĩa của chính máy này, không phải ổ mạng.",
                hint_en="Put the database on a disk of this machine, not on a network drive.",
            )
        return
