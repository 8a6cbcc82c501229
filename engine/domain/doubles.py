"""Things that must be named once: those whose name was taken before, each with the one that took it."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

Thing = TypeVar("Thing")


def named_again(things: Iterable[Thing], name: Callable[[Thing], Hashable]) -> Iterator[tuple[Thing, Thing]]:
    """Every thing whose name one before it has, and the first of that name, in the order of the things."""
    first: dict[Hashable, Thing] = {}
    for thing in things:
        before = first.setdefault(name(thing), thing)
        if before is not thing:
            yield thing, before
