"""A fresh database for each test of the stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.storage.database import Database, open_database
from engine.storage.upgrading import upgrade


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An SQLite file at the newest schema."""
    opened = open_database(tmp_path / "parindex.sqlite3")
    upgrade(opened)
    yield opened
    opened.close()
