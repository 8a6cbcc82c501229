"""The lock of a run: of one process at a time, free when that ends, and held in the way of the system at hand."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.columns.files import process_lock
from engine.columns.files.process_lock import hold
from tests.columns.files.test_runs import names, numbers_table, run
from tests.support.written_tables import write_table

HOLDING = """
import os, sys, time
from engine.columns.files.process_lock import hold
assert hold(os.open(sys.argv[1], os.O_RDWR | os.O_CREAT))
print("held", flush=True)
time.sleep(60)
"""


def opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT)


def test_another_process_holds_it_until_it_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        mine = opened(path)
        assert not hold(mine)
        other.kill()
        other.wait()
    assert hold(mine)
    os.close(mine)


class OfWindows:
    """Locks as Windows gives them: one byte, refused with a lack of permission; open files cannot be taken away."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        self.held: set[int] = set()

    def locking(self, descriptor: int, mode: int, count: int) -> None:
        """Lock `count` bytes of a file."""
        assert (mode, count) == (self.LK_NBLCK, 1)
        if self.held:
            raise PermissionError(errno.EACCES, "Permission denied")
        self.held.add(descriptor)

    def close(self, descriptor: int) -> None:
        """Close a file, which frees its lock."""
        self.held.discard(descriptor)
        os.close(descriptor)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> OfWindows:
    """A system without the locks of POSIX, and with those of Windows."""
    system = OfWindows()
    monkeypatch.setattr(process_lock, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", system)
    return system


def test_without_the_locks_of_posix_those_of_windows_serve(windows: OfWindows, tmp_path: Path) -> None:
    first, second = opened(tmp_path / "lock"), opened(tmp_path / "lock")
    assert hold(first)
    assert not hold(second)
    windows.close(first)
    assert hold(second)
    windows.close(second)


def test_a_lock_that_cannot_be_taken_away_while_it_is_open(
    windows: OfWindows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name == "lock" and windows.held:
            raise PermissionError(errno.EACCES, "in use")
        if path.exists() or not missing_ok:
            os.unlink(path)  # noqa: PTH108  # the method is this one

    monkeypatch.setattr(Path, "unlink", unlink)
    system = SimpleNamespace(**{**vars(os), "close": windows.close})
    monkeypatch.setattr("engine.columns.files.parts_folder.os", system)
    table = write_table(tmp_path / "in.parquet", numbers_table())
    assert run(table, tmp_path / "x.csv").written
    assert names(tmp_path) == {"in.parquet", "x.csv"}
    assert not windows.held
