"""The database: its settings, its transactions, and what it says when it cannot be used."""

import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from engine.errors import StorageProblem
from engine.storage.database import Database, open_database
from engine.storage.scorecard_store import ScorecardStore
from engine.storage.tables import api_keys, results
from engine.storage.upgrading import upgrade
from tests.stores.example_rows import NOON, pair

NOBODY = 65534


@contextmanager
def without_privilege() -> Iterator[None]:
    """Run the block as a user to whom the permissions of files mean something; root is above them."""
    if not hasattr(os, "geteuid"):
        pytest.skip("permissions of folders are a matter of POSIX")
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that another user may look into; tmp_path is closed to others."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def refuse(problem: pytest.ExceptionInfo[StorageProblem], *words: str) -> None:
    """The problem says the words in English, and a next step in both languages."""
    for word in words:
        assert word in problem.value.en
    assert problem.value.vi != problem.value.en
    assert problem.value.hint_vi
    assert problem.value.hint_en
    assert "SELECT" not in problem.value.en + problem.value.vi


def test_the_log_is_written_ahead_and_every_commit_reaches_the_disk(database):
    with database.reading() as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_writer_takes_the_lock_at_its_first_moment_and_a_reader_does_not(database):
    begun = []
    event.listen(database._engine, "after_cursor_execute", lambda *arguments: begun.append(arguments[2]))
    with database.writing():
        pass
    with database.reading():
        pass
    assert begun == ["BEGIN IMMEDIATE", "BEGIN DEFERRED"]


def test_an_address_may_be_a_path_or_a_url(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    expected = tmp_path / "chấm điểm.sqlite3"
    for address in (expected, str(expected), expected.name, f"sqlite:///{expected}", f"sqlite+pysqlite:///{expected}"):
        opened = open_database(address)
        upgrade(opened)
        assert opened.path == expected
        opened.close()
    assert list(tmp_path.iterdir()) == [expected]


@pytest.mark.parametrize(
    "address",
    ["postgresql://user:s3cret@host/db", "sqlite://", "sqlite:///:memory:", "sqlite:///x?mode=ro", "://", "a b://c"],
)
def test_an_address_that_is_not_a_file_is_refused_without_showing_a_password(address):
    with pytest.raises(StorageProblem) as problem:
        open_database(address)
    refuse(problem, "cannot be used")
    assert "s3cret" not in problem.value.en + problem.value.vi


def test_a_missing_folder_is_a_slip_unless_it_may_be_made(tmp_path):
    path = tmp_path / "new" / "below" / "parindex.sqlite3"
    with pytest.raises(StorageProblem) as problem:
        open_database(path)
    refuse(problem, "There is no folder", str(path.parent))
    assert not path.parent.exists()

    opened = open_database(path, makes_folder=True)
    upgrade(opened)
    opened.close()
    assert path.is_file()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StorageProblem) as problem:
        open_database(tmp_path / "file" / "below" / "parindex.sqlite3", makes_folder=True)
    refuse(problem, "cannot be made")


def test_a_folder_is_not_a_database(tmp_path):
    with pytest.raises(StorageProblem) as problem:
        open_database(tmp_path)
    refuse(problem, "is a folder")


def test_a_file_of_another_kind_is_told_and_left_alone(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("đơn vị;điểm\n" * 100, "utf-8")
    before = path.read_bytes()
    with pytest.raises(StorageProblem) as problem:
        upgrade(open_database(path))
    refuse(problem, "not an SQLite file")
    assert path.read_bytes() == before


def test_a_folder_where_nothing_may_be_written_is_told(shared_folder, database):
    shared_folder.chmod(0o555)
    with without_privilege(), pytest.raises(StorageProblem) as problem:
        upgrade(open_database(shared_folder / "parindex.sqlite3"))
    refuse(problem, "cannot be opened", str(shared_folder))


def test_a_file_that_may_not_be_written_is_told(shared_folder):
    path = shared_folder / "parindex.sqlite3"
    opened = open_database(path)
    upgrade(opened)
    opened.close()
    path.chmod(0o444)
    with without_privilege(), pytest.raises(StorageProblem) as problem:
        ScorecardStore(open_database(path)).keep(*pair())
    refuse(problem, "read-only")


def test_a_lock_that_another_holds_is_waited_for_and_then_told(database):
    impatient = open_database(database.path, busy_seconds=0.05)
    with database.writing():
        with pytest.raises(StorageProblem) as problem:
            ScorecardStore(impatient).keep(*pair())
        assert ScorecardStore(impatient).documents([]) == {}  # readers are let in
    refuse(problem, "locked")
    ScorecardStore(impatient).keep(*pair())
    impatient.close()


def test_a_full_disk_is_told_and_nothing_is_torn(database):
    store = ScorecardStore(database)
    store.keep(*pair())
    submission, result = pair(unit="vd-so-tai-chinh")
    with database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    large = pair(unit="vd-so-y-te", unit_kind="x" * 1_000_000)
    with pytest.raises(StorageProblem) as problem:
        store.keep_all([(submission, result), large])
    refuse(problem, "is full; nothing was written")
    assert store.documents([result.hash]) == {}
    with database.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert store.keep_all([(submission, result), large])[0] == result


def test_a_damaged_file_is_told(database):
    store = ScorecardStore(database)
    store.keep_all(pair(unit=f"unit-{number}") for number in range(200))
    database.close()
    content = bytearray(database.path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    database.path.write_bytes(content)
    with pytest.raises(StorageProblem) as problem:
        store.keep(*pair())
    refuse(problem, "damaged")


def test_a_database_that_was_never_set_up_is_told(tmp_path):
    with pytest.raises(StorageProblem) as problem:
        ScorecardStore(open_database(tmp_path / "empty.sqlite3")).keep(*pair())
    refuse(problem, "lacks tables")


def test_a_block_that_fails_writes_nothing(database):
    def write_and_fail():
        with database.writing() as connection:
            row = {"id": "k", "name": "n", "hash": "h", "salt": "s", "scopes": "admin", "created_at": NOON}
            connection.execute(api_keys.insert().values(**row))
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(api_keys)) == 0


def test_a_reader_sees_one_state_whatever_is_written_meanwhile(database):
    count = select(func.count()).select_from(results)
    with database.reading() as connection:
        assert connection.scalar(count) == 0
        ScorecardStore(database).keep(*pair())
        assert connection.scalar(count) == 0
    with database.reading() as connection:
        assert connection.scalar(count) == 1


def test_a_moment_without_a_time_zone_is_refused_without_showing_the_row(database):
    submission, result = pair(created_at=NOON.replace(tzinfo=None))
    with pytest.raises(StorageProblem) as problem:
        ScorecardStore(database).keep(submission, result)
    refuse(problem, "a moment without a time zone")
    assert "INSERT" not in problem.value.en


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ],
)
@pytest.mark.parametrize(
    ("table", "column"), [("results", "document"), ("submissions", "document"), ("filings", "filed_at")]
)
def test_sqlite_itself_refuses_to_change_what_is_kept(database, statement, table, column):
    ScorecardStore(database).keep(*pair())
    database.close()
    with closing(sqlite3.connect(database.path)) as connection:
        before = connection.execute(f"SELECT * FROM {table}").fetchall()
        assert len(before) == 1
        with pytest.raises(sqlite3.IntegrityError, match="only grow"):
            connection.execute(statement.format(table=table, column=column))
        assert connection.execute(f"SELECT * FROM {table}").fetchall() == before


def test_a_database_can_be_opened_again_after_it_was_closed(database: Database):
    kept = ScorecardStore(database).keep(*pair())
    database.close()
    again = open_database(database.path)
    assert ScorecardStore(again).result(kept.hash) == kept
    again.close()
