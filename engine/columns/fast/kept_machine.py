"""Where the compiled machine is kept from one start to the next, and whether it is there. Nothing heavy is imported."""

import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from engine.settings import default_cache

_SOURCES = Path(__file__).parent
_COMPILED = ("arithmetic", "execution", "kernels", "leaf_kernels", "list_kernels", "memory", "opcodes")
_ONLY_OURS, _OF_OTHERS = 0o700, 0o022


@dataclass(slots=True)
class _Chosen:
    """The folder that was named; `is_named` False: nobody has, and the user's own for such things is taken."""

    folder: Path | None = None
    is_named: bool = False


_chosen = _Chosen()


@dataclass(frozen=True, slots=True)
class MachineState:
    """Whether a run begins at once.

    `state`: `missing` without the extra, `ready` when the machine is kept or loaded, `cold` when the next run compiles
    it first. `folder` is where it is kept; None where nothing is.
    """

    state: Literal["missing", "ready", "cold"]
    folder: Path | None


def prepare(folder: Path | None) -> None:
    """Name the folder of what is kept, as the settings do; None: nothing is kept. Heeded until the machine is made."""
    _chosen.folder, _chosen.is_named = folder, True


def machine_state() -> MachineState:
    """Whether the machine is installed, kept, ready. Nothing is made for this."""
    if find_spec("numba") is None:
        return MachineState("missing", None)
    folder = _folder()
    made = sys.modules.get("engine.columns.fast.compiled")
    is_loaded = made is not None and bool(made.is_made())
    return MachineState("ready" if is_loaded or is_kept() else "cold", folder)


def is_kept() -> bool:
    """Whether the machine lies in its folder, where the next start finds it."""
    folder = _folder()
    return folder is not None and any(folder.rglob("*.nbc"))


def machine_folder() -> Path | None:
    """The folder of this very machine, made; None where it cannot be, or where others could put something into it."""
    folder = _folder()
    if folder is None:
        return None
    try:
        folder.parent.mkdir(mode=_ONLY_OURS, parents=True, exist_ok=True)
        folder.mkdir(mode=_ONLY_OURS, exist_ok=True)
        is_safe = _is_ours(folder.parent) and _is_ours(folder)
    except OSError:
        return None
    return folder if is_safe and os.access(folder, os.W_OK) else None


def _folder() -> Path | None:
    """Each state of the sources and of the compiler has its own: the compiler itself looks at one file only."""
    above = _chosen.folder if _chosen.is_named else default_cache(os.environ, sys.platform)
    return None if above is None else above / f"machine-{_sources()}"


def _is_ours(folder: Path) -> bool:
    """What is read from there is run: so nobody else may have written it."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return False
    return not hasattr(os, "geteuid") or (found.st_uid == os.geteuid() and not found.st_mode & _OF_OTHERS)


@cache
def _sources() -> str:
    found = hashlib.sha256(metadata.version("numba").encode())
    for name in _COMPILED:
        found.update((_SOURCES / f"{name}.py").read_bytes())
    return found.hexdigest()[:16]
