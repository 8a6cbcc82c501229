"""The compiled machine: read from where it is kept, or compiled when it is first asked for and then kept."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numba

from engine.columns.fast.kept_machine import machine_folder

Execute = Callable[..., None]


@dataclass(slots=True)
class _Made:
    """What was made in this process."""

    execute: Execute | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_made = _Made()


def is_made() -> bool:
    """Whether the machine is loaded."""
    return _made.execute is not None


def executor() -> Execute:
    """The machine. The first call reads it from its folder in tenths of a second, or compiles it in half a minute."""
    if _made.execute is None:
        with _made.lock:
            if _made.execute is None:
                _made.execute = _loaded(machine_folder())
    return _made.execute


def _loaded(folder: Path | None) -> Execute:
    """The compiled function; without a folder it is compiled for this process alone."""
    from engine.columns.fast import execution

    if folder is not None:
        chosen, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(folder)
        try:
            execution.execute.enable_caching()
        finally:
            numba.config.CACHE_DIR = chosen
    execution.execute.compile(execution.SIGNATURE)
    made: Execute = execution.execute
    return made
