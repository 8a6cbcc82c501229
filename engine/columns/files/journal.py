"""The journal of a run over many units: of which table, by which rules, and which parts are finished."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.columns.files.durable import put_whole
from engine.results.canonical import digest

FORMAT = "parindex/many-progress/1"
NAME = "progress.json"
_ENDS = 1 << 20


@dataclass(frozen=True, slots=True)
class PartDone:
    """A part that is on the disk: input rows `first` to before `stop`, how many were scored and refused.

    `table` and `findings` are the sha256 of the two files; "" where there is none.
    """

    first: int
    stop: int
    scored: int
    refused: int
    findings: int
    table_hash: str = ""
    findings_hash: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """`task` is the digest of what the run was asked for: another task must not go on with these parts."""

    input: Mapping[str, object]
    task: str
    parts: tuple[PartDone, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows are done."""
        return self.parts[-1].stop if self.parts else 0

    @property
    def scored(self) -> int:
        """How many rows were scored."""
        return sum(part.scored for part in self.parts)

    @property
    def refused(self) -> int:
        """How many rows could not be scored."""
        return sum(part.refused for part in self.parts)

    def with_part(self, part: PartDone) -> "Journal":
        """The journal after one more part."""
        return Journal(self.input, self.task, (*self.parts, part))

    def up_to(self, parts: int) -> "Journal":
        """The journal as it was after so many parts."""
        return Journal(self.input, self.task, self.parts[:parts])

    def write(self, folder: Path) -> None:
        """Put the journal on the disk."""
        document = {
            "format": FORMAT,
            "input": dict(self.input),
            "task": self.task,
            "parts": [asdict(part) for part in self.parts],
        }
        put_whole(folder / NAME, json.dumps(document, indent=1).encode())


def read_journal(folder: Path) -> Journal | None:
    """The journal of a folder; None where there is none that can be read."""
    try:
        document: Any = json.loads((folder / NAME).read_bytes())
        if document["format"] != FORMAT:
            return None
        return Journal(document["input"], document["task"], tuple(PartDone(**part) for part in document["parts"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def identity_of(path: Path) -> Mapping[str, object]:
    """What tells a table from another one, or from itself after a change: size, time, both ends."""
    state = path.stat()
    with path.open("rb") as file:
        ends = hashlib.sha256(file.read(_ENDS))
        file.seek(max(0, state.st_size - _ENDS))
        ends.update(file.read(_ENDS))
    return {"size": state.st_size, "modified_ns": state.st_mtime_ns, "ends": ends.hexdigest()}


def task_of(asked: Mapping[str, object]) -> str:
    """The digest of what a run was asked for."""
    return digest(asked)
