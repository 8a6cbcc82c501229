"""Running the command `parindex`: inside this process, as a process of its own, or on a terminal of its own."""

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from engine.cli.main import parindex

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """How a call ended: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)

    @property
    def problem(self) -> Any:
        """The complaint as JSON."""
        return json.loads(self.err)


@dataclass(frozen=True)
class CommandLine:
    """Runs commands in one folder with settings of their own; nothing of the user's is read or written."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every call: the settings given, a database in the folder, nothing else of ours."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("PARINDEX_")}
        own = {
            "PARINDEX_CACHE": "none",
            "PARINDEX_DATABASE": str(self.folder / "test.sqlite3"),
            "PYTHONPATH": str(ROOT),
            "NO_COLOR": "",
        }
        return {**outside, **own, **self.settings}

    def run(self, *arguments: str | Path, **variables: str) -> Ran:
        """A call inside this process."""
        hidden = {name: None for name in os.environ if name.startswith("PARINDEX_")}
        environment = {**hidden, **self.environment, **variables}
        done = CliRunner().invoke(parindex, [str(word) for word in arguments], env=environment)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    def process(self, *arguments: str | Path, stdout: Any = subprocess.PIPE, **variables: str) -> Ran:
        """A call as a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "engine", *map(str, arguments)],
            cwd=self.folder,
            env=self.environment | variables,
            check=False,
            stdout=stdout,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=300,
        )
        return Ran(done.returncode, done.stdout or "", done.stderr)

    def terminal(self, *arguments: str | Path, columns: int = 100, **variables: str) -> str:
        """What a call writes on a terminal of so many columns."""
        ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        environment = {**self.environment, "TERM": "xterm-256color", **variables}
        # Whoever runs the tests may have said how wide their own terminal is, or that they want no colours.
        unheeded = {"COLUMNS", "LINES", *(["NO_COLOR"] if not environment["NO_COLOR"] else [])}
        environment = {name: value for name, value in environment.items() if name not in unheeded}
        command = [sys.executable, "-m", "engine", *map(str, arguments)]
        with subprocess.Popen(command, cwd=self.folder, env=environment, stdin=its, stdout=its, stderr=its) as child:
            os.close(its)
            written = b"".join(iter(lambda: _read(ours), b""))
            child.wait(timeout=300)
        os.close(ours)
        return written.decode("utf-8").replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    """The next bytes; nothing at the end, which a terminal on Linux tells by an error."""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""
