"""Swapping one set under load: failed requests, and what the slowest answers cost before and during the swap."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.steady_load import LOOPBACK, Answer, Load, Question, percentile
from engine.assembly import Engine, assemble
from engine.settings import Settings

WORKERS, THREADS, PAUSE_SECONDS = 2, 4, 0.1
QUIET_SECONDS, SWAP_SECONDS, SWAPS = 5.0, 3.0, 3
FAILED_GOAL, ADDED_GOAL_MS = 0, 50
PATIENCE_SECONDS = 30.0
ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "plugins" / "sample_data" / "vi_du_2022" / "vd-so-noi-vu.yaml"


def run() -> bool:
    """Print the figures; True when no request failed and the 99th percentile rose by less than the goal.

    A server of two processes answers `THREADS` askers that each ask once in `PAUSE_SECONDS`, half of them for scores.
    Again and again a new revision of a set is put beside the others and the sets are read anew; the seconds after that
    are held against the quiet ones before.
    """
    with tempfile.TemporaryDirectory() as folder:
        sets = Path(folder, "sets")
        sets.mkdir()
        engine = assemble(Settings(database=str(Path(folder, "bench.sqlite3")), sets=(sets,)))
        with _serving(engine, sets) as port:
            before, during = _measured(engine, sets, port)
    return _told(before, during)


def _measured(engine: Engine, sets: Path, port: int) -> tuple[list[Answer], list[Answer]]:
    """The answers of quiet seconds, and those of the seconds after each swap."""
    scoring = Question("POST", "/v1/evaluations", SAMPLE.read_bytes(), "application/yaml")
    questions = (scoring, Question("GET", "/v1/criteria-sets"), scoring, Question("GET", "/version"))
    before, during = [], []
    with Load(port, questions, THREADS, PAUSE_SECONDS).running() as load:
        time.sleep(1.0)  # the first answers find nothing compiled
        for revision in range(2, 2 + SWAPS):
            start = time.perf_counter()
            time.sleep(QUIET_SECONDS)
            swap = time.perf_counter()
            _drop_in(sets, revision)
            number = _reloaded(engine, port)
            time.sleep(SWAP_SECONDS)
            end = time.perf_counter()
            before += load.between(start, swap)
            during += load.between(swap, end)
            if max(answer.generation for answer in load.answers) != number:
                raise SystemExit(f"generation {number} was never served")
    return before, during


def _drop_in(sets: Path, revision: int) -> None:
    """One more revision of the example set of departments."""
    home = sets / f"revision_{revision}"
    shutil.copytree(ROOT / "plugins" / "department_2022", home, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = home / "criteria_set.yaml"
    file.write_text(file.read_text("utf-8").replace("\nrevision: 1\n", f"\nrevision: {revision}\n"), "utf-8")


def _reloaded(engine: Engine, port: int) -> int:
    """Have the server read its sets anew, as an operator does; the number of the generation."""
    key = engine.keys.create("bench", ["activate"], at=engine.clock()).secret
    headers = {"Authorization": f"Bearer {key}"}
    address = f"http://{LOOPBACK}:{port}/v1/catalogue/generations"
    request = urllib.request.Request(address, b"", headers, method="POST")
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
        return int(json.load(answer)["number"])


def _told(before: list[Answer], during: list[Answer]) -> bool:
    failed = sum(answer.status != 200 for answer in (*before, *during))
    quiet, busy = percentile(before, 0.99) * 1000, percentile(during, 0.99) * 1000
    print(f"  {len(before)} answers before, {len(during)} during {SWAPS} swaps; failed: {failed} (goal {FAILED_GOAL})")
    print(
        f"  half of the answers within {percentile(before, 0.5) * 1000:.1f} ms, {percentile(during, 0.5) * 1000:.1f} ms"
    )
    print(
        f"  99 of 100 within {quiet:.1f} ms before, {busy:.1f} ms during: {busy - quiet:+.1f} ms (goal {ADDED_GOAL_MS})"
    )
    return failed == FAILED_GOAL and busy - quiet < ADDED_GOAL_MS


@contextmanager
def _serving(engine: Engine, sets: Path) -> Iterator[int]:
    """`parindex serve` with `WORKERS` processes; its port."""
    with socket.socket() as tried:
        tried.bind((LOOPBACK, 0))
        port = int(tried.getsockname()[1])
    own = {"PARINDEX_DATABASE": engine.settings.database, "PARINDEX_SETS": str(sets)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARINDEX_")}
    command = [sys.executable, "-m", "engine", "serve", "--port", str(port), "--workers", str(WORKERS)]
    process = subprocess.Popen(command, cwd=ROOT, env=kept | own, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"http://{LOOPBACK}:{port}/healthz", timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
