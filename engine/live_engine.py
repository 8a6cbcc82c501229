"""The engine of the moment in a process that serves: swapped as a whole when the sets change.

Whoever answers takes `current` once and keeps it to the end. What cannot be opened never replaces what is served.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from engine.assembly import Engine
from engine.domain.activation import standing
from engine.domain.text import Text
from engine.errors import EngineError, StorageProblem

if TYPE_CHECKING:
    from engine.discovery.catalogue import Catalogue
    from engine.domain.activation import Activation, Order
    from engine.services.generation_service import Renewed
    from engine.storage.generation_store import Generation

_log = logging.getLogger("parindex.generation")

LOOK_SECONDS = 0.2
"""How long a change that another process made may go unseen."""

SHORT_TURN = 0.0005
"""Seconds for which one thread may keep the others waiting while sets are read in the background; usually 0.005."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""How long to wait before opening a generation again that could not be opened: twice as long each time."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A generation that could not be served: which, why, and from when on it is worth another try."""

    number: int
    reason: Text
    again_at: float
    pause: float


class LiveEngine:
    """Holds the engine that serves, and replaces it by whole ones. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._swapping = Lock()
        self._trouble: Trouble | None = None

    @property
    def current(self) -> Engine:
        """The engine of this moment, for one request from its beginning to its end."""
        return self._engine

    @property
    def trouble(self) -> Trouble | None:
        """Why the newest generation is not the one that is served; None where it is."""
        return self._trouble

    def begin(self) -> None:
        """Open the sets and let them be a generation, a new one where they are not what the newest stands for.

        Where that cannot be, what is there is served as generation 0, and `trouble` says why.
        """
        with self._swapping:
            self._begin()

    def reload(self) -> Renewed:
        """Open the sets anew for every process, this one at once; raises as GenerationService.renewed does."""
        from engine.services.generation_service import RELOAD

        with self._swapping, _short_turns():
            renewed = self._engine.generations.renewed(RELOAD)
            self._serve(renewed.catalogue, renewed.generation)
        return renewed

    def activate(self, order: Order, *, after: int | None) -> tuple[Activation, Renewed]:
        """Put a set in force for every process, this one at once; raises as GenerationService.activated does."""
        with self._swapping, _short_turns():
            engine = self._engine
            activation, renewed = engine.generations.activated(order, engine.activations, after=after)
            self._serve(renewed.catalogue, renewed.generation)
        return activation, renewed

    def look(self) -> None:
        """Follow the newest generation where it is not the one that is served. Raises nothing.

        A database that cannot be read changes nothing here: whoever needs it is told by it.
        """
        try:
            number = self._engine.generations.newest_number()
            if number == self._engine.generation or self._is_too_soon(number):
                return
            with self._swapping:
                self._follow()
        except StorageProblem as problem:
            _log.warning("the generations cannot be read: %s", problem)
        except Exception:  # noqa: BLE001  # whatever is wrong with new sets, the old ones stay
            _log.exception("the newest generation cannot be served")
            self._note(number, _SEE_LOG)

    def _begin(self) -> None:
        from engine.services.generation_service import START, InForceNotServed

        try:
            renewed = self._engine.generations.renewed(START)
        except EngineError as problem:
            _log.error("the sets are served without a generation: %s", problem)
            told = Text(problem.vi, problem.en) if isinstance(problem, InForceNotServed) else _SEE_LOG
            self._note(0, told)
        else:
            self._serve(renewed.catalogue, renewed.generation)

    def _follow(self) -> None:
        """Serve the newest generation, from sets that are opened anew.

        Where they have changed since, what is served goes on under the new number as long as that stands for it.
        """
        engine = self._engine
        newest = engine.generations.newest()
        if newest is None:  # somebody has put an empty database in the place of the old one
            self._begin()
            return
        with _short_turns():
            for catalogue in (engine.open_anew(), engine.catalogue):
                if catalogue.digest == newest.digest:
                    self._serve(catalogue, newest)
                    return
        _log.error("generation %d stands for other sets than lie here", newest.number)
        self._note(newest.number, _OTHER_SETS)

    def _serve(self, catalogue: Catalogue, generation: Generation) -> None:
        follower = self._engine.following(catalogue, generation.number)
        _compile_what_is_in_force(follower)
        self._engine, self._trouble = follower, None
        _log.info("generation %d is served", generation.number)

    def _is_too_soon(self, number: int) -> bool:
        trouble = self._trouble
        return trouble is not None and trouble.number == number and time.monotonic() < trouble.again_at

    def _note(self, number: int, reason: Text) -> None:
        before = self._trouble
        again = before is not None and before.number == number
        pause = min(before.pause * 2, LONGEST_PAUSE) if before and again else FIRST_PAUSE
        self._trouble = Trouble(number, reason, time.monotonic() + pause, pause)


class Watch:
    """Calls `look` again and again in a thread of its own, in whichever process it is kept on."""

    def __init__(self, look: Callable[[], None], seconds: float = LOOK_SECONDS) -> None:
        self._look, self._seconds = look, seconds
        self._process = 0
        self._stopped = Event()
        self._starting = Lock()

    def keep_on(self) -> None:
        """Start watching, unless this process watches already; one that was forked off begins anew."""
        if self._process != os.getpid():
            with self._starting:
                if self._process != os.getpid():
                    self._process = os.getpid()
                    Thread(target=self._watch, name="parindex-watch", daemon=True).start()

    def stop(self) -> None:
        """Stop watching, for good."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(self._seconds):
            self._look()


_OTHER_SETS = Text(
    "Bộ tiêu chí ở máy này khác với thế hệ mới nhất; vẫn phục vụ thế hệ trước. "
    "Chép đủ tệp, đặt cùng PARINDEX_SETS cho mọi tiến trình, hoặc nạp lại: parindex reload.",
    "The sets of this process are not those of the newest generation; the one before is still served. "
    "Copy all files, give every process the same PARINDEX_SETS, or reload: parindex reload.",
)


_SEE_LOG = Text("Không mở được; xem nhật ký của máy chủ.", "It cannot be opened; see the log of the server.")


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let threads take turns more often: reading sets is long work, and requests must not wait for it."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SHORT_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _compile_what_is_in_force(engine: Engine) -> None:
    """Compile now what the first requests would otherwise wait for."""
    for activation in standing(engine.activations.history()):
        rules = activation.act.criteria_set
        loaded = engine.catalogue.by_hash(rules.hash, rules.id)
        for profile in loaded.checked().profiles:
            engine.catalogue.scorer(loaded, profile.id, activation.act.year)
