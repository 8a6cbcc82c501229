"""A stop for work that would never end: what must stay small is cut off and fails, and the suite goes on."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

MOST_SECONDS = 60.0
"""Seconds of this process's own time, thousands of times what such work needs: no measure, only an end."""


@contextmanager
def cut_off_when_endless() -> Iterator[None]:
    """Run the work inside; raises AssertionError in the middle of it where it does not come to its end."""

    def cut_off(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"no end was seen within {MOST_SECONDS:.0f} seconds of process time")

    before = signal.signal(signal.SIGPROF, cut_off)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
