"""A page followed to the letter: its files are written, its commands are run, and what they print is compared."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.documentation.markdown_blocks import DOCS, Block

PROMPT = "$ "
ELIDED = "…"
"""On a line of its own it stands for any number of lines, elsewhere for the rest of a word or line."""


@dataclass
class Session:
    """One reader at a terminal in `folder`, with settings, a database and installed packages that nobody else has."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    exit_code: int = 0

    def __post_init__(self) -> None:
        """Begin with nothing of this machine's own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PARINDEX_", "PIP_"))}
        ours = {
            "PARINDEX_CACHE": "none",
            "PARINDEX_DATABASE": str(self.folder / "parindex.sqlite3"),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": os.pathsep.join([str(DOCS.parent), str(self._packages)]),
            "PYTHONUNBUFFERED": "1",  # stdout and stderr then come in the order in which they were written
        }
        self.environment = {**kept, **ours}

    def follow(self, block: Block) -> None:
        """Do what a block asks for."""
        if block.language == "console":
            self._run_all(block)
        elif block.language == "diff":
            self._change(block)
        elif block.file:
            path = self.folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")

    @property
    def _packages(self) -> Path:
        return self.folder / "site-packages"

    def _change(self, block: Block) -> None:
        """Put each line with `+` in the place of the line with `-` at the same rank, which must be there once."""
        path = self.folder / block.file
        lines = path.read_text("utf-8").splitlines()
        old = [line[1:] for line in block.text.splitlines() if line.startswith("-")]
        new = [line[1:] for line in block.text.splitlines() if line.startswith("+")]
        for before, after in zip(old, new, strict=True):
            assert lines.count(before) == 1, f"page line {block.line}: {before!r} in {block.file}"
            lines[lines.index(before)] = after
        path.write_text("\n".join(lines) + "\n", "utf-8")

    def _run_all(self, block: Block) -> None:
        """Run the commands of a block one after the other, and compare what each prints with what stands below it."""
        for part in block.text.removeprefix(PROMPT).split(f"\n{PROMPT}"):
            command, *shown = part.rstrip("\n").split("\n")
            printed = self._run(command).rstrip("\n") + "\n"
            wanted = "".join("(?:.*\n)*?" if line == ELIDED else _as_pattern(line) for line in shown or [""])
            assert re.fullmatch(wanted, printed), f"page line {block.line}: $ {command}\n{printed}"

    def _run(self, command: str) -> str:
        """What one command prints, to stdout and stderr."""
        match shlex.split(command.replace("$PWD", str(self.folder))):
            case ["export", assignment]:
                name, _, value = assignment.partition("=")
                self.environment[name] = value
                return ""
            case ["echo", "$?"]:
                return str(self.exit_code)
            case ["parindex", *arguments]:
                return self._started("engine", *arguments)
            case ["pip", "install", *arguments]:
                return self._started("pip", "install", "--target", str(self._packages), *arguments)
        raise AssertionError(f"not a command of a tutorial: {command!r}")

    def _started(self, module: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=self.folder,
            env=self.environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.exit_code = done.returncode
        return done.stdout


def _as_pattern(line: str) -> str:
    return re.escape(line).replace(ELIDED, ".*") + "\n"
