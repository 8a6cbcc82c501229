"""Overlays of a catalogue are read one at a time, each after its base; one that lies on itself is found out.

A thread that reads an overlay asks for its base, which may be an overlay again. With a lock for each folder alone two
threads could wait for each other in a ring of overlays; one lock for all of them cannot be waited for in a ring.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING

from engine.discovery.once import Once
from engine.discovery.set_name import SetName
from engine.discovery.set_record import SetRecord

if TYPE_CHECKING:
    from engine.loading.criteria_folder import LoadedSet

Candidates = Callable[[str, str], Sequence[SetName]]
"""Id and edition → the names of all their revisions, the newest first."""


class BaseNotServed(Exception):
    """The base of an overlay is there and without errors of its own, and is not served for another reason."""

    def __init__(self, record: SetRecord) -> None:
        super().__init__(str(record.name))
        self.record = record


@dataclass(frozen=True, slots=True)
class Bases:
    """Where the bases of overlays come from: the names there are, and the record of each, read at need."""

    candidates: Candidates
    record: Callable[[SetName], SetRecord]


class OverlayReading:
    """Reads overlays, and gives each its base while it is read."""

    def __init__(self, bases: Bases) -> None:
        self._bases = bases
        self._lock = RLock()
        self._being_read: list[SetName] = []

    def record(self, name: SetName, reading: Once[SetRecord]) -> SetRecord:
        """The record of an overlay; one thread at a time reads any."""
        with self._lock:
            self._being_read.append(name)
            try:
                return reading.value()
            finally:
                self._being_read.pop()

    def base(self, set_id: str, edition: str, content_hash: str) -> "LoadedSet | None":
        """The base of that hash, else the newest revision of that edition; None where there is none.

        Raises BaseInARing where what could be it is being read, since it lies on what asks for it, and BaseNotServed.
        """
        from engine.loading.overlays.overlay_folder import BaseInARing

        with self._lock:
            names = self._bases.candidates(set_id, edition)
            ready = [self._bases.record(name) for name in names if name not in self._being_read]
            same = next((record for record in ready if record.content_hash == content_hash), None)
            ring = next((name for name in names if name in self._being_read), None)
            if same is None and ring is not None:
                around = self._being_read[self._being_read.index(ring) :]
                raise BaseInARing([*map(str, around), str(ring)])
            chosen = same or next(iter(ready), None)
            return None if chosen is None else _usable(chosen)


def _usable(record: SetRecord) -> "LoadedSet":
    """What is known of a base; one with errors of its own is handed out too, for the overlay to be told of them."""
    if record.loaded and (record.is_served or record.has_errors):
        return record.loaded
    raise BaseNotServed(record)
