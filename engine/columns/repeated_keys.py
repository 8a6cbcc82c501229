"""Keys for what may stand once, such as an answer of a respondent or a unit in a table: which of them come twice.

Each gets a key of 64 bits. Keys lie in files by their first bits, so that equal ones meet in the same file; a file is
sorted by itself. What has equal keys is for the caller to read once more and compare in full, so two that happen to
have equal keys are not taken for one.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.columns.arrow_buffers import Flags, flags_of, integers_of

Keys = npt.NDArray[np.uint64]

MOST_IN_MEMORY = 1 << 18
"""Keys that are kept in memory, 2 MiB; beyond that they go to the disk, where a share of 1/64 is sorted at a time."""

_BITS = 6
_LONGEST, _AT_ONCE = 256, 1 << 13
_FACTORS = np.random.Generator(np.random.PCG64(2017)).integers(1, 1 << 63, _LONGEST, dtype=np.uint64) | np.uint64(1)
_PAIR, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


def keys_of(names: pa.Array, numbers: npt.NDArray[np.int64]) -> tuple[Keys, Flags]:
    """A key for each name that is not empty and the number beside it, and where there is a name."""
    text = trimmed(names)
    says = integers_of(pc.binary_length(text)) > 0
    keys = _of_texts(text if says.all() else text.filter(flags_of(says)))
    keys += (numbers[says].astype(np.uint64) + np.uint64(1)) * _PAIR
    return _mixed(keys), says


def trimmed(names: pa.Array) -> Any:  # noqa: ANN401  # an array of text; the library has no types
    """Names as text in NFC without blanks around it."""
    if pa.types.is_dictionary(names.type) and pa.types.is_string_view(names.type.value_type):  # no cast is known
        names = pc.cast(names.dictionary, pa.string()).take(names.indices)
    text = pc.utf8_trim_whitespace(pc.cast(names, pa.string()))
    return text if pc.all(pc.string_is_ascii(text)).as_py() else pc.utf8_normalize(text, "NFC")


def _mixed(keys: Keys) -> Keys:
    """Every bit of a key made to depend on all of them; distinct keys stay distinct."""
    for _ in range(2):
        keys ^= keys >> _HALF
        keys *= _MIX
    keys ^= keys >> _HALF
    return keys


def _of_texts(text: Any) -> Keys:  # noqa: ANN401  # an array of text none of which is empty
    """A number for each text, some thousand at a time: what is made of their letters then stays in the cache."""
    shares = [_of_some_texts(text.slice(first, _AT_ONCE)) for first in range(0, len(text), _AT_ONCE)]
    return np.concatenate([np.zeros(0, np.uint64), *shares])


def _of_some_texts(text: Any) -> Keys:  # noqa: ANN401  # an array of text none of which is empty
    """A sum over the bytes of each text, each times a factor of its place; what follows byte 256 begins anew."""
    _, offsets_buffer, data = text.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[text.offset : text.offset + len(text) + 1]
    letters = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]].astype(np.uint64) + np.uint64(1)
    starts, lengths = offsets[:-1] - offsets[0], np.diff(offsets)
    within = np.arange(len(letters), dtype=np.int32) - np.repeat(starts, lengths)
    letters *= _FACTORS[within % _LONGEST]
    return _mixed(np.add.reduceat(letters, starts) + lengths.astype(np.uint64))


class KeptKeys:
    """All keys of a run, to find those that come more than once. Closed by `with`; threads may add at the same time."""

    def __init__(self, most_in_memory: int = MOST_IN_MEMORY) -> None:
        self._most, self._lock = most_in_memory, Lock()
        self._held: list[Keys] = []
        self._count = 0
        self._files: list[IO[bytes]] = []
        self._open = ExitStack()

    def add(self, keys: Keys) -> None:
        """More keys; raises OSError where the disk has no room."""
        with self._lock:
            self._held.append(keys)
            self._count += len(keys)
            if self._count > self._most:
                self._spill()

    def repeated(self) -> tuple[Keys, int]:
        """The keys that come more than once, sorted, and how many items have one of them."""
        found: list[Keys] = []
        answers = 0
        for share in self._shares():
            share.sort()
            again = share[1:] == share[:-1]
            repeated = np.unique(share[1:][again])
            answers += int(np.count_nonzero(again)) + len(repeated)
            found.append(repeated)
        return np.sort(np.concatenate(found)), answers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._open.close()

    def _shares(self) -> Iterator[Keys]:
        if not self._files:
            yield np.concatenate([np.zeros(0, np.uint64), *self._held])
            return
        self._spill()
        for file in self._files:
            file.seek(0)
            yield np.frombuffer(bytearray(file.read()), np.uint64)

    def _spill(self) -> None:
        if not self._files:
            files = (TemporaryFile() for _ in range(1 << _BITS))  # noqa: SIM115  # closed with all others
            self._files = [self._open.enter_context(file) for file in files]
        keys = np.sort(np.concatenate([np.zeros(0, np.uint64), *self._held]))
        edges = np.arange(1, 1 << _BITS, dtype=np.uint64) << np.uint64(64 - _BITS)
        for file, share in zip(self._files, np.split(keys, np.searchsorted(keys, edges)), strict=True):
            file.write(share.tobytes())
        self._held, self._count = [], 0
