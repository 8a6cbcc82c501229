"""Several processes on one database: nobody is turned away, and nothing acknowledged is lost."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.stores.example_rows import pair

ROOT = Path(__file__).resolve().parents[2]


def start_writer(path: Path, name: str, how_many: int) -> subprocess.Popen[str]:
    """Start a process that keeps results of units called `name`-0, `name`-1, …"""
    command = [sys.executable, "-m", "tests.stores.writing_process", str(path), name, str(how_many)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def kept_units(path: Path) -> set[str]:
    """The units whose results can be read from the file, with SQLite alone."""
    with closing(sqlite3.connect(path)) as connection:
        return {unit for (unit,) in connection.execute("SELECT unit_id FROM results")}


def test_processes_that_start_and_write_at_once_are_all_served(tmp_path):
    path = tmp_path / "parindex.sqlite3"
    writers = [start_writer(path, f"unit{number}", 40) for number in range(3)]
    for writer in writers:
        said, complaint = writer.communicate(timeout=300)
        assert (writer.returncode, complaint) == (0, "")
        assert len(said.split()) == 1 + 40
    assert kept_units(path) == {f"unit{writer}-{number}" for writer in range(3) for number in range(40)}


@pytest.mark.parametrize("acknowledged", [0, 1, 7, 60])
def test_a_killed_writer_loses_nothing_that_was_acknowledged(tmp_path, acknowledged):
    path = tmp_path / "parindex.sqlite3"
    with start_writer(path, "unit", 0) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        said = [writer.stdout.readline().strip() for _ in range(acknowledged)]
        writer.kill()
        said += writer.stdout.read().split()
    assert writer.returncode == -9
    assert said == [pair(unit=f"unit-{number}")[1].hash for number in range(len(said))]
    units = kept_units(path)
    assert {f"unit-{number}" for number in range(len(said))} <= units
    assert len(units) <= len(said) + 1  # the last one may have been kept without being said
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        (results,) = connection.execute("SELECT count(*) FROM results").fetchone()
        (submissions,) = connection.execute("SELECT count(*) FROM submissions").fetchone()
        (filings,) = connection.execute("SELECT count(*) FROM filings").fetchone()
    assert results == submissions == filings
