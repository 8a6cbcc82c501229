"""`parindex key`: made once, shown once, listed without the secret, revoked for good."""

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.errors import NotAllowed
from engine.storage.database import open_database
from engine.storage.key_store import KeyStore
from tests.support.command_line import CommandLine


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line with an empty database."""
    return CommandLine(tmp_path)


def store(line: CommandLine) -> KeyStore:
    """The keys of that database, as a server sees them."""
    return KeyStore(open_database(line.folder / "test.sqlite3"))


def test_a_key_is_shown_once_and_works(line: CommandLine) -> None:
    ran = line.run("key", "create", "cổng dịch vụ", "--scope", "evaluate:store")
    secret = re.search(r"^Khóa: (pix_[0-9a-f]{12}_[0-9a-f]{64})$", ran.out, flags=re.MULTILINE)
    assert ran.code == 0
    assert "chỉ in ra lần này" in ran.err
    assert secret
    assert store(line).verify(secret[1], at=datetime.now(UTC)).name == "cổng dịch vụ"
    assert secret[1] not in line.run("key", "list").out + line.run("key", "list", "--json").out


def test_the_database_does_not_hold_the_secret(line: CommandLine) -> None:
    secret = line.run("key", "create", "x", "--scope", "admin", "--json").document["secret"]
    connection = sqlite3.connect(line.folder / "test.sqlite3")
    dump = "\n".join(connection.iterdump())
    connection.close()
    assert "api_keys" in dump
    assert secret.rpartition("_")[2] not in dump


def test_machines_get_iso_moments_and_scopes_in_order(line: CommandLine) -> None:
    document = line.run(
        "key", "create", "x", "--scope", "evaluate:store", "--scope", "activate", "--expires", "31/12/2199", "--json"
    ).document
    assert (document["format"], document["state"]) == ("parindex/key/1", "works")
    assert document["scopes"] == ["activate", "evaluate:store"]
    assert document["expires_at"] == "2200-01-01T00:00:00+00:00"
    assert datetime.fromisoformat(document["created_at"]).tzinfo is not None


def test_a_key_works_to_the_end_of_its_last_day_and_no_longer(line: CommandLine) -> None:
    document = line.run("key", "create", "x", "--scope", "admin", "--expires", "2199-12-31", "--json").document
    assert store(line).verify(document["secret"], at=datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC))
    with pytest.raises(NotAllowed):
        store(line).verify(document["secret"], at=datetime(2200, 1, 1, tzinfo=UTC))


def test_the_list_shows_the_last_day_in_the_language_of_its_reader(line: CommandLine) -> None:
    line.run("key", "create", "x", "--scope", "admin", "--expires", "2199-12-31")
    assert re.search(r"^[0-9a-f]{12} +x +admin +\d\d/\d\d/\d{4} +31/12/2199 +dùng được$", *_rows(line, "vi"))
    assert re.search(r"^[0-9a-f]{12} +x +admin +\d{4}-\d\d-\d\d +2199-12-31 +works$", *_rows(line, "en"))


def test_a_revoked_key_works_no_longer_and_stays_listed(line: CommandLine) -> None:
    document = line.run("key", "create", "x", "--scope", "admin", "--json").document
    ran = line.run("key", "revoke", document["id"])
    assert (ran.code, ran.out) == (0, f"Khóa 'x' ({document['id']}) không còn dùng được.\n")
    with pytest.raises(NotAllowed):
        store(line).verify(document["secret"], at=datetime.now(UTC))
    (listed,) = line.run("key", "list", "--json").document["keys"]
    assert (listed["id"], listed["state"]) == (document["id"], "revoked")
    assert line.run("key", "revoke", document["id"], "--json").document["revoked_at"] == listed["revoked_at"]


def test_without_keys_the_list_says_how_to_make_one(line: CommandLine) -> None:
    assert line.run("key", "list").out == "Chưa có khóa nào. Tạo khóa: parindex key create\n"
    assert line.run("key", "list", "--json").document == {"format": "parindex/key-list/1", "keys": []}


def test_the_database_can_be_named(line: CommandLine) -> None:
    line.run("key", "create", "x", "--scope", "admin", "--database", line.folder / "khac.sqlite3")
    assert line.run("key", "list", "--json").document["keys"] == []
    assert len(line.run("key", "list", "--json", "--database", line.folder / "khac.sqlite3").document["keys"]) == 1


def _rows(line: CommandLine, language: str) -> tuple[str, int]:
    return line.run("key", "list", "--lang", language).out, re.MULTILINE
