"""One request as its view sees it, and what all requests of an application share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.assembly import Engine
from engine.discovery.once import OnceByKey
from engine.settings import Limits

MOST_RENDERED = 256
"""Finished documents that are kept in memory, the least asked for dropped first."""

Value = str | int | bool
"""What a query parameter means: text, a whole number, a truth value."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished document: its bytes, and the sha256 that is its strong ETag."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Host:
    """One application: its engine, its OpenAPI document by language, and finished documents that never change."""

    engine: Engine
    openapi: Mapping[str, Mapping[str, object]]
    rendered: OnceByKey[tuple[str, ...], Rendered] = field(default_factory=lambda: OnceByKey(MOST_RENDERED))

    @property
    def limits(self) -> Limits:
        """How much one request may ask for."""
        return self.engine.settings.limits


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the words of its path, its checked query parameters, and the language of its reader."""

    host: Host
    path: Mapping[str, str]
    query: Mapping[str, Value]
    language: str

    @property
    def engine(self) -> Engine:
        """The engine that answers."""
        return self.host.engine

    def text(self, name: str) -> str | None:
        """A text parameter; None where it was not given."""
        value = self.query.get(name)
        return value if isinstance(value, str) else None

    def whole(self, name: str) -> int | None:
        """A parameter that is a whole number; None where it was not given and has no default."""
        value = self.query.get(name)
        return value if isinstance(value, int) else None

    def truth(self, name: str) -> bool:
        """A parameter that is true or false."""
        return self.query.get(name) is True
