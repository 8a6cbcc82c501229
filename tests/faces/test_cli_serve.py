"""`parindex serve`: both servers answer on loopback, stop when told to, and say plainly why they cannot start."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from engine.cli import serve_command
from tests.support.command_line import CommandLine

LONGEST_WAIT = 120.0


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line with an empty database."""
    return CommandLine(tmp_path)


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def served(line: CommandLine, port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A server, running; whatever is left of it and its workers at the end is stopped by force."""
    command = [sys.executable, "-m", "engine", "serve", "--port", str(port), *arguments]
    started = subprocess.Popen(
        command,
        cwd=line.folder,
        env=line.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.communicate()


def answer(port: int, path: str) -> tuple[int, bytes]:
    """What the server says, as soon as it does."""
    end = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
                return response.status, response.read()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@pytest.mark.parametrize("server", ["granian", "waitress"])
def test_a_server_answers_on_loopback_and_stops_when_told(line: CommandLine, port: int, server: str) -> None:
    with served(line, port, "--server", server) as started:
        status, body = answer(port, "/v1/criteria-sets")
        assert status == 200
        assert b"vn.par.department" in body
        started.send_signal(signal.SIGINT)
        _, complaints = started.communicate(timeout=LONGEST_WAIT)
    assert started.returncode == 0, complaints
    assert f"Đang phục vụ ở http://127.0.0.1:{port}/ bằng {server}" in complaints
    assert "Traceback" not in complaints


def test_what_the_demo_kept_is_served_from_the_database_that_is_named(line: CommandLine, port: int) -> None:
    other = line.folder / "khac.sqlite3"
    result = line.run("demo", "--json", "--database", other).document["ledger"]["result"]
    with served(line, port, "--database", str(other)):
        status, body = answer(port, f"/v1/results/{result}")
    assert status == 200
    assert json.loads(body)["unit"]["id"] == "vd-so-y-te"


def test_a_port_that_is_taken_is_told_before_anything_starts(line: CommandLine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = line.process("serve", "--port", str(taken.getsockname()[1]), "--lang", "en")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Error: Cannot listen on 127.0.0.1:")
    assert "--port" in ran.err


def test_an_address_of_another_machine_is_refused(line: CommandLine) -> None:
    ran = line.process("serve", "--host", "192.0.2.1")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Lỗi: Không mở được 192.0.2.1:8000")


def test_a_database_that_cannot_be_used_is_told_before_anything_starts(line: CommandLine, port: int) -> None:
    ran = line.process("serve", "--port", str(port), "--database", "khong/co/x.sqlite3")
    assert (ran.code, ran.out) == (1, "")
    assert "Không có thư mục" in ran.err


def test_waitress_takes_the_place_of_a_granian_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "granian", None)
    assert serve_command.chosen_server("auto")[0] == "waitress"
    with pytest.raises(serve_command.CannotServe) as refused:
        serve_command.chosen_server("granian")
    assert "parindex[serve]" in refused.value.hint("vi")


def test_granian_is_chosen_where_it_is_there() -> None:
    assert serve_command.chosen_server("auto")[0] == "granian"
