"""Values that are made at first need and by one thread only; the others wait for it."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Once(Generic[Value]):
    """A value that `make` gives when it is first asked for. Should `make` raise, the next to ask tries again."""

    def __init__(self, make: Callable[[], Value]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: tuple[Value] | None = None

    def value(self) -> Value:
        """The value, the same object for everybody."""
        if self._made is None:
            with self._lock:
                if self._made is None:
                    self._made = (self._make(),)
        return self._made[0]


class OnceByKey(Generic[Key, Value]):
    """Values by key, each made once; the `most` that were asked for last are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: dict[Key, Once[Value]] = {}

    def value(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key; `make` is called where it is not kept. Making one does not hold up another."""
        with self._lock:
            once = self._kept.pop(key, None) or Once(make)
            self._kept[key] = once  # what was asked for last stands last
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return once.value()

    def __len__(self) -> int:
        return len(self._kept)
