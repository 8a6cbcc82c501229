"""Brings an empty or older database to the newest schema; leaves a newer one alone."""

from sqlalchemy import Connection

from engine.errors import StorageProblem
from engine.storage.database import Database
from engine.storage.migrations import HEAD, REVISIONS


def upgrade(database: Database) -> None:
    """Bring the schema to the newest revision, in one transaction.

    Where it is there already, one small read tells so and Alembic is not even imported. Of several processes that
    start at once one does the work; the others wait for its lock and then find it done.
    Raises StorageProblem, also when the schema is newer than this program.
    """
    if is_up_to_date(database):
        return
    with database.writing() as connection:
        revision = _revision(connection)  # again, now that nobody else can change it
        if revision != HEAD:
            _see_that_it_is_ours(connection, revision, database)
            _run_revisions(connection)


def is_up_to_date(database: Database) -> bool:
    """Whether the schema is the one that this program works with; raises StorageProblem."""
    with database.reading() as connection:
        return _revision(connection) == HEAD


def _tables(connection: Connection) -> frozenset[str]:
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    return frozenset(str(name) for (name,) in found)


def _revision(connection: Connection) -> str | None:
    """The revision of the schema, None before the first; read in plain SQL, since that is quick."""
    if "alembic_version" not in _tables(connection):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _see_that_it_is_ours(connection: Connection, revision: str | None, database: Database) -> None:
    if revision is None and _tables(connection) - {"alembic_version", "sqlite_sequence"}:
        raise StorageProblem(
            f"'{database.path}' đã chứa bảng của chương trình khác.",
            f"'{database.path}' already holds tables of another program.",
            hint_vi="Đặt PARINDEX_DATABASE tới một tệp mới.",
            hint_en="Set PARINDEX_DATABASE to a new file.",
        )
    if revision is not None and revision not in REVISIONS:
        raise StorageProblem(
            f"Cơ sở dữ liệu '{database.path}' ở bản '{revision}', mới hơn chương trình này (bản '{HEAD}').",
            f"The database '{database.path}' is at revision '{revision}', newer than this program ('{HEAD}').",
            hint_vi="Cài phiên bản parindex mới hơn, hoặc dùng tệp khác; không có gì bị thay đổi.",
            hint_en="Install a newer parindex, or use another file; nothing was changed.",
        )


def _run_revisions(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "engine.storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
