"""One request as its view sees it, and what requests of an application share while one generation is served."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.assembly import Engine
from engine.discovery.once import OnceByKey
from engine.live_engine import LiveEngine
from engine.settings import Limits
from engine.storage.key_store import KeyRecord

MOST_RENDERED = 256
"""Finished documents that are kept in memory, the least asked for dropped first."""

GENERATION_HEADER = "Catalogue-Generation"
"""Names the generation of the sets by which an answer was made."""

Value = str | int | bool
"""What a query parameter means: text, a whole number, a truth value."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished document: its bytes, and the sha256 that is its strong ETag."""

    body: bytes
    etag: str


OpenApi = Callable[[str], Mapping[str, object]]
"""Gives the OpenAPI document in a language; made when somebody first asks for it."""


@dataclass(frozen=True, slots=True)
class Host:
    """An application as of one generation: its engine, its OpenAPI documents, and documents that it has finished.

    What is kept in `rendered` goes with the generation: nothing of another one can be served by mistake.
    """

    engine: Engine
    live: LiveEngine
    openapi: OpenApi
    rendered: OnceByKey[tuple[str, ...], Rendered] = field(default_factory=lambda: OnceByKey(MOST_RENDERED))

    @property
    def limits(self) -> Limits:
        """How much one request may ask for."""
        return self.engine.settings.limits


class Hosts:
    """Gives each request the host of the generation that is served at its beginning."""

    def __init__(self, live: LiveEngine, openapi: OpenApi) -> None:
        self._live = live
        self._host = Host(live.current, live, openapi)

    def current(self) -> Host:
        """The host of this moment; another one as soon as the engine is another."""
        host, engine = self._host, self._live.current
        if host.engine is not engine:
            host = self._host = Host(engine, self._live, host.openapi)
        return host


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the words of its path, its checked query parameters, the language of its reader, and its key.

    `key` is None where the operation needed none.
    """

    host: Host
    path: Mapping[str, str]
    query: Mapping[str, Value]
    language: str
    key: KeyRecord | None = None

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
