"""Places of a set that was put together from several documents: some pointers lead into another one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.domain.source_place import Place


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What stands in another document: its places, and the pointer there."""

    places: Mapping[str, Place]
    pointer: str


class LayeredPlaces(Mapping[str, Place]):
    """The places `under`, but for what stands at or below one of `over`: that is looked up elsewhere."""

    def __init__(self, under: Mapping[str, Place], over: Mapping[str, Elsewhere]) -> None:
        self._under, self._over = under, over

    def __getitem__(self, pointer: str) -> Place:
        found = self._elsewhere(pointer)
        if found is None:
            return self._under[pointer]
        there, rest = found
        return there.places[there.pointer + rest]

    def _elsewhere(self, pointer: str) -> tuple[Elsewhere, str] | None:
        """The longest prefix that leads elsewhere, and what is left of the pointer."""
        prefix = pointer
        while True:
            if prefix in self._over:
                return self._over[prefix], pointer[len(prefix) :]
            if not prefix:
                return None
            prefix = prefix.rpartition("/")[0]

    def __iter__(self) -> Iterator[str]:
        yield from (pointer for pointer in self._under if self._elsewhere(pointer) is None)
        for prefix, there in self._over.items():
            for pointer in there.places:
                here = prefix + pointer[len(there.pointer) :]
                is_below = pointer == there.pointer or pointer.startswith(there.pointer + "/")
                if is_below and self._elsewhere(here) == (there, here[len(prefix) :]):
                    yield here

    def __len__(self) -> int:
        return sum(1 for _ in self)
