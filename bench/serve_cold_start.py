"""The process time of `parindex serve` from its start to its first answer, with every bundled set read."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

ROUNDS, GOAL_SECONDS, LONGEST_WAIT = 5, 0.6, 60.0
ADDRESS, PLACE = "127.0.0.1", "/v1/criteria-sets"
ROOT = Path(__file__).resolve().parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")


def run() -> bool:
    """Print the times with and without kept sets; True when the median with them is under the goal.

    The database is there already, and compiled modules are kept between runs, as they are after an install. Linux only:
    the times are those that /proc tells of the server and of every process below it.
    """
    with tempfile.TemporaryDirectory() as folder:
        cache = str(Path(folder, "cache"))
        _seconds(Path(folder), cache)
        # In turns, so that what else the machine does slows both.
        times_in_turns = [(_seconds(Path(folder), cache), _seconds(Path(folder), "none")) for _ in range(ROUNDS)]
        kept, fresh = zip(*times_in_turns, strict=True)
    for told, times in (("no set kept", fresh), ("sets kept", kept)):
        spread = f"[{min(times):.2f} … {max(times):.2f}]"
        print(f"  serve to the first answer, {told}: {statistics.median(times):.2f} s of process time {spread}")
    print(f"  goal with sets kept: {GOAL_SECONDS} s; ratio {statistics.median(fresh) / statistics.median(kept):.1f}")
    return statistics.median(kept) < GOAL_SECONDS


def _seconds(folder: Path, cache: str) -> float:
    """User and system time of one server, and of all that it started, when its first answer has come."""
    with socket.socket() as tried:
        tried.bind((ADDRESS, 0))
        port = int(tried.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PARINDEX_DATABASE": str(folder / "bench.sqlite3"), "PARINDEX_CACHE": cache}
    command = [sys.executable, "-m", "engine", "serve", "--port", str(port), "--server", "waitress"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for_an_answer(port, server)
            return _time_of(server.pid)
        finally:
            server.terminate()


def _wait_for_an_answer(port: int, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + LONGEST_WAIT
    while True:
        if time.monotonic() > end or server.poll() is not None:
            raise SystemExit("the server does not answer")
        connection = http.client.HTTPConnection(ADDRESS, port, timeout=LONGEST_WAIT)
        with suppress(OSError):
            connection.request("GET", PLACE)
            if connection.getresponse().status == http.client.OK:
                return
        connection.close()
        time.sleep(0.02)


def _time_of(pid: int) -> float:
    """User and system time of a process so far; its children count when they have ended, and waitress starts none."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return sum(int(fields[at]) for at in (11, 12, 13, 14)) / _TICKS
