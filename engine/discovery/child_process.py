"""One call of an extension in a process of its own: started clean, heard for a while, ended with all it started."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

from engine.discovery.child_limits import ChildLimits

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from engine.discovery.extension_child import main; main()"
)
_SECONDS_TO_END = 5.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: the line, without its end, or None where there was none or too much of it.

    `exit_code` is that of the process, negative for a signal; None where it had to be ended because its time was over.
    """

    line: bytes | None
    exit_code: int | None
    too_much: bool = False


def run_child(call: Mapping[str, object], limits: ChildLimits) -> Heard:
    """Send a call to a fresh process and hear its answer. Nothing of it is left running when this returns."""
    request = json.dumps(call).encode("ascii")
    with tempfile.TemporaryDirectory(prefix="parindex-extension-", ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START, json.dumps(search_path())]
        child = subprocess.Popen(  # noqa: S603  # our own interpreter, with words of our own
            [*command, json.dumps(limits.as_mapping())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=clean_environment(folder),
            start_new_session=True,
        )
        return _heard(child, request, limits)


def search_path() -> list[str]:
    """Where a child looks for modules: where we do, except for whatever folder somebody happens to stand in."""
    ours = str(Path(__file__).resolve().parents[2])
    path = [entry for entry in sys.path if Path(entry).is_absolute()]
    return path if ours in path else [ours, *path]


def clean_environment(folder: str) -> dict[str, str]:
    """What a child sees of the environment: nothing of ours or of the user's but what an interpreter cannot do without.

    No setting, no key, no home: `folder` stands for home and temporary files.
    """
    needed = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    return {**needed, "HOME": folder, "TMPDIR": folder, "TEMP": folder, "TMP": folder, "LANG": "C.UTF-8"}


def _heard(child: "subprocess.Popen[bytes]", request: bytes, limits: ChildLimits) -> Heard:
    lines: list[bytes] = []
    # Each end of a pipe is used and closed by one thread alone: a process that does not read holds up no one but it.
    writer = Thread(target=_write, args=(child.stdin, request), daemon=True)
    reader = Thread(target=_read, args=(child.stdout, limits.given_bytes + 1, lines), daemon=True)
    try:
        writer.start()
        reader.start()
        reader.join(limits.seconds)
        in_time = not reader.is_alive()
    finally:
        _end_all(child)
    for thread in (writer, reader):
        thread.join(_SECONDS_TO_END)
    line = lines[0] if in_time else b""
    exit_code = child.returncode if in_time else None
    if line.endswith(b"\n"):
        return Heard(line[:-1], exit_code)
    return Heard(None, exit_code, too_much=len(line) > limits.given_bytes)


def _write(stream: IO[bytes], request: bytes) -> None:
    with suppress(OSError), stream:  # one that has ended already reads no more
        stream.write(request)


def _read(stream: IO[bytes], most: int, lines: list[bytes]) -> None:
    with stream:
        lines.append(stream.readline(most))


def _end_all(child: "subprocess.Popen[bytes]") -> None:
    """End the process and all of its session, then take note of how it ended.

    In this order: until it is waited for, nobody else can have its number. A process that has ended by itself keeps the
    exit code that it had.
    """
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()
