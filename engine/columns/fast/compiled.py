"""The compiled machine: where it is kept, whether it is there, and how it is made before it is needed."""

import hashlib
import os
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

_SOURCES = Path(__file__).parent
_making = threading.Lock()


@dataclass(slots=True)
class _Kept:
    """The folder that was named, and what was made."""

    folder: Path | None = None
    execute: Any = None


_kept = _Kept()


@dataclass(frozen=True, slots=True)
class MachineState:
    """`state`: "ready" when it needs no compiling, "cold" when the next run compiles first; `folder` where it is kept,
    None where numba chooses.
    """

    state: Literal["ready", "cold"]
    folder: Path | None


def prepare(folder: Path | None) -> None:
    """Name the folder in which the compiled machine is kept from now on; it must be the caller's own.

    Without one numba chooses: beside the sources where it may write, otherwise the user's own folder for such things.
    """
    _kept.folder = folder


def executor() -> Any:
    """The compiled machine; made, or read from where it is kept, when it is first asked for."""
    if _kept.execute is None:
        with _making:
            if _kept.execute is None:
                _kept.execute = _made()
    return _kept.execute


def machine_state() -> MachineState:
    """Whether the machine is ready."""
    folder = _versioned()
    if _kept.execute is not None or (folder is not None and any(folder.rglob("*.nbc"))):
        return MachineState("ready", folder)
    beside = any((_SOURCES / "__pycache__").glob("execution.execute-*.nbc"))
    return MachineState("ready" if folder is None and beside else "cold", folder)


def _made() -> Any:
    import numba

    chosen, folder = numba.config.CACHE_DIR, _usable()
    if folder is not None:
        numba.config.CACHE_DIR = str(folder)
    try:
        from engine.columns.fast import execution

        execution.execute.compile(execution.SIGNATURE)
    finally:
        numba.config.CACHE_DIR = chosen
    return execution.execute


def _usable() -> Path | None:
    """The folder, made; None where there is none or it cannot be made."""
    folder = _versioned()
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def _versioned() -> Path | None:
    """A folder for each state of the sources: numba looks only at the one file that is asked for."""
    return None if _kept.folder is None else _kept.folder / f"machine-{_sources()}"


@cache
def _sources() -> str:
    found = hashlib.sha256()
    for path in sorted(_SOURCES.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
