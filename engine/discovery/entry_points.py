"""The entry points of one group in every distribution that can be seen from here, read without importing anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from engine.discovery.record import distribution_key


@dataclass(frozen=True, slots=True)
class NamedPoint:
    """One entry point, and the distribution that names it."""

    point: metadata.EntryPoint
    distribution: str
    version: str


@dataclass(frozen=True, slots=True)
class DamagedMetadata:
    """A distribution whose entry points cannot be read: where it lies, and why."""

    location: str
    problem: Exception


def entry_points_of(group: str) -> Iterator[NamedPoint | DamagedMetadata]:
    """Distributions are read one at a time: one with damaged metadata hides no other.

    Of two copies of a distribution the one that an import would find counts.
    """
    seen: set[str] = set()
    for distribution in metadata.distributions():
        try:
            mine = distribution.entry_points.select(group=group)
            name, version = (distribution.name, distribution.version) if mine else ("", "")
        except Exception as problem:  # noqa: BLE001  # metadata is other people's text; any parser may stumble on it
            yield DamagedMetadata(str(distribution.locate_file("")), problem)
            continue
        if mine and distribution_key(name) not in seen:
            seen.add(distribution_key(name))
            yield from (NamedPoint(point, name, version) for point in mine)
