"""A real server of the project on the loopback address, as a process of its own, and a plain way to talk to it."""

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
LONGEST_WAIT = 120.0


@dataclass
class RunningServer:
    """A server that answers on `port`."""

    port: int
    process: subprocess.Popen[bytes]
    log_file: Path

    def ask(
        self, method: str, place: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """One request over a connection of its own: status, headers in lower case, body."""
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=LONGEST_WAIT)
        try:
            connection.request(method, place, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def say(self, request: bytes, then: bytes = b"") -> bytes:
        """The bytes that come back for these bytes, until the server closes the connection.

        `then` is sent only to a server that has not answered within a second: one that has does not read any more.
        """
        with socket.create_connection((LOOPBACK, self.port), timeout=LONGEST_WAIT) as connection:
            connection.sendall(request)
            if then and not select.select([connection], [], [], 1.0)[0]:
                connection.sendall(then)
            received = b""
            while part := connection.recv(65_536):
                received += part
        return received

    def stop(self) -> int:
        """Tell the server to stop, and give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LONGEST_WAIT)

    @property
    def log(self) -> str:
        """What the server has written."""
        return self.log_file.read_text("utf-8")


@contextmanager
def running_server(
    database: Path, server: str = "auto", sets: Path | None = None, workers: int = 1
) -> Iterator[RunningServer]:
    """`parindex serve` over the bundled sets and those in `sets`, from its first answer on.

    Whatever is left at the end is stopped.
    """
    with socket.socket() as tried:
        tried.bind((LOOPBACK, 0))
        port = int(tried.getsockname()[1])
    command = [sys.executable, "-m", "engine", "serve", "--port", str(port), "--server", server, "--lang", "en"]
    command += ["--workers", str(workers)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARINDEX_")}
    own = {"PARINDEX_DATABASE": str(database), "PARINDEX_SETS": str(sets or ""), "PARINDEX_CACHE": "none"}
    log_file = database.with_suffix(".log")
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | own | {"PYTHONUTF8": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = RunningServer(port, process, log_file)
    try:
        _wait_for(running)
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(running: RunningServer) -> None:
    end = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            running.ask("GET", "/healthz")
        except OSError:
            if time.monotonic() > end or running.process.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            return
