"""The database: opened by address, read and written in transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from engine.domain.system_refusal import reason_of
from engine.errors import StorageProblem
from engine.storage.problems import told_plainly
from engine.storage.sqlite_connection import WRITES, sqlite_engine

BUSY_SECONDS = 10.0
"""How long a transaction waits for another one's lock before it gives up."""


class Database:
    """One SQLite file. Only the stores of this package use its connections; others hand it to a store."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self.path = path

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database, whatever others write meanwhile.

        Raises StorageProblem.
        """
        with self._transaction(writes=False) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its first moment; kept whole at the end, or not at all.

        When the block ends without an error, what was written outlives a kill and, on an honest disk, a power cut.
        Raises StorageProblem.
        """
        with self._transaction(writes=True) as connection:
            yield connection

    def close(self) -> None:
        """Close the connections that stand idle."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        with told_plainly(self.path), self._engine.connect() as connection:
            connection.execution_options(**{WRITES: writes})
            with connection.begin():
                yield connection


def open_database(address: str | Path, *, makes_folder: bool = False, busy_seconds: float = BUSY_SECONDS) -> Database:
    """The database at `address`: a path, or `sqlite:///` and a path. Its file is made when it is first used.

    With `makes_folder` a missing folder is made, for the running user alone; without it a missing folder is taken
    for a slip in the address. The tables are `upgrading.upgrade`'s business. Raises StorageProblem.
    """
    path = _path_of(address)
    _see_to_folder(path.parent, makes=makes_folder)
    if path.is_dir():
        raise StorageProblem(
            f"'{path}' là thư mục, không phải tệp cơ sở dữ liệu.",
            f"'{path}' is a folder, not a database file.",
            hint_vi=f"Thêm tên tệp, ví dụ '{path / 'parindex.sqlite3'}'.",
            hint_en=f"Add a file name, such as '{path / 'parindex.sqlite3'}'.",
        )
    return Database(sqlite_engine(path, busy_seconds), path)


def _path_of(address: str | Path) -> Path:
    if isinstance(address, Path) or "://" not in address:
        return Path(address).absolute()
    try:
        url = make_url(address)
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() != "sqlite" or url.query or url.database in (None, "", ":memory:"):
        raise StorageProblem(
            f"Không dùng được địa chỉ cơ sở dữ liệu '{_without_secret(address)}'.",
            f"The database address '{_without_secret(address)}' cannot be used.",
            hint_vi="Ghi đường dẫn tới một tệp SQLite, hoặc sqlite:///đường/dẫn.",
            hint_en="Give the path of an SQLite file, or sqlite:///path.",
        )
    return Path(str(url.database)).absolute()


def _without_secret(address: str) -> str:
    """The address without user and password, which must not reach a log."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://…@{rest.rpartition('@')[2]}" if "@" in rest else address


def _see_to_folder(folder: Path, *, makes: bool) -> None:
    if folder.is_dir():
        return
    if not makes:
        raise StorageProblem(
            f"Không có thư mục '{folder}' để đặt cơ sở dữ liệu.",
            f"There is no folder '{folder}' to put the database in.",
            hint_vi="Tạo thư mục đó, hoặc sửa PARINDEX_DATABASE.",
            hint_en="Make that folder, or mend PARINDEX_DATABASE.",
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        reason = reason_of(fault)
        raise StorageProblem(
            f"Không tạo được thư mục '{folder}': {reason.vi}.",
            f"The folder '{folder}' cannot be made: {reason.en}.",
            hint_vi="Đặt PARINDEX_DATABASE tới nơi ghi được.",
            hint_en="Set PARINDEX_DATABASE to a place that can be written.",
        ) from fault
