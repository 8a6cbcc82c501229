"""The schema: from nothing to the newest, never backwards, and only where it is ours."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from threading import Timer

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.errors import StorageProblem
from engine.storage.database import open_database
from engine.storage.immutable_rows import keep_once
from engine.storage.migrations import HEAD, REVISIONS
from engine.storage.revision_store import RevisionStore
from engine.storage.scorecard_store import ResultFilter, ScorecardStore
from engine.storage.tables import metadata, results, submissions
from engine.storage.upgrading import is_up_to_date, upgrade
from tests.stores.example_rows import NOON, pair

ROOT = Path(__file__).resolve().parents[2]

UPGRADE = """
import sys
from engine.storage.database import open_database
from engine.storage.upgrading import upgrade
upgrade(open_database(sys.argv[1]))
print("alembic" in sys.modules)
"""


def start_upgrade(path: Path) -> subprocess.Popen[str]:
    """A process that brings the database up to date and says whether it needed Alembic for that."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", UPGRADE, str(path)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def schema_of(path: Path) -> list[tuple[str, ...]]:
    """All that SQLite knows of the schema."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()


def test_an_empty_database_comes_to_the_newest_schema(tmp_path):
    database = open_database(tmp_path / "parindex.sqlite3")
    assert not is_up_to_date(database)
    upgrade(database)
    assert is_up_to_date(database)
    assert ScorecardStore(database).results(ResultFilter()).items == ()
    database.close()


def test_the_tables_in_use_are_those_that_the_revisions_make(database):
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_what_results_were_kept_under_counts_as_published(tmp_path):
    database = open_database(tmp_path / "parindex.sqlite3")
    first, second = pair()[1], pair("vd-so-y-te", set_hash="b" * 64, created_at=NOON + timedelta(days=1))[1]
    with database.writing() as connection:
        _to_the_first_revision(connection)
        for submission, result in (pair(), pair("vd-so-y-te", set_hash="b" * 64, created_at=second.created_at)):
            keep_once(connection, submissions, asdict(submission))
            keep_once(connection, results, asdict(result))
    upgrade(database)
    (published,) = RevisionStore(database).published()
    assert (published.revision.hash, published.published_at) == (first.set_hash, first.created_at)
    assert is_up_to_date(database)
    database.close()


def _to_the_first_revision(connection) -> None:
    config = Config()
    config.set_main_option("script_location", "engine.storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


def test_the_revisions_listed_are_those_that_alembic_finds():
    config = Config()
    config.set_main_option("script_location", "engine.storage:migrations")
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_second_upgrade_changes_nothing_and_needs_no_alembic(database):
    ScorecardStore(database).keep(*pair())
    database.close()
    before = schema_of(database.path), database.path.read_bytes()
    process = start_upgrade(database.path)
    assert process.communicate(timeout=300) == ("False\n", "")
    assert (schema_of(database.path), database.path.read_bytes()) == before


def test_processes_that_start_at_once_upgrade_once(tmp_path):
    path = tmp_path / "parindex.sqlite3"
    processes = [start_upgrade(path) for _ in range(4)]
    answers = [process.communicate(timeout=300) for process in processes]
    assert [complaint for _, complaint in answers] == [""] * 4
    assert "True\n" in [said for said, _ in answers]
    assert is_up_to_date(open_database(path))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


@pytest.mark.parametrize("lock", ["SHARED", "RESERVED", "EXCLUSIVE"])
def test_a_start_while_another_holds_a_lock_waits_for_it(tmp_path, lock):
    path = tmp_path / "parindex.sqlite3"
    begin = {"SHARED": "BEGIN", "RESERVED": "BEGIN IMMEDIATE", "EXCLUSIVE": "BEGIN EXCLUSIVE"}
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute(begin[lock])
    other.execute("SELECT * FROM sqlite_master").fetchall()
    release = Timer(0.3, other.execute, ["ROLLBACK"])
    release.start()
    database = open_database(path)
    upgrade(database)
    assert not release.is_alive()
    assert is_up_to_date(database)
    other.close()
    database.close()


def test_a_newer_schema_is_refused_and_left_alone(database):
    database.close()
    with closing(sqlite3.connect(database.path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = database.path.read_bytes()
    with pytest.raises(StorageProblem) as problem:
        upgrade(open_database(database.path))
    assert "'9999', newer than this program" in problem.value.en
    assert "Install a newer parindex" in problem.value.hint_en
    assert "mới hơn chương trình này" in problem.value.vi
    assert database.path.read_bytes() == before


def test_tables_of_another_program_are_left_alone(tmp_path):
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE results (points TEXT)")
    before = schema_of(path)
    with pytest.raises(StorageProblem, match="tables of another program"):
        upgrade(open_database(path))
    assert schema_of(path) == before


def test_an_upgrade_that_fails_half_way_leaves_nothing_behind(tmp_path):
    path = tmp_path / "parindex.sqlite3"
    database = open_database(path)
    with database.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 5")
    with pytest.raises(StorageProblem, match="is full"):
        upgrade(database)
    database.close()
    assert schema_of(path) == []
    upgrade(database)
    assert is_up_to_date(database)
    database.close()
