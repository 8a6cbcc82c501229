"""One operation of the table from which routes, checks, the OpenAPI document and the page of documentation are made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response

from api.call import Call
from api.query_parameters import LANGUAGE, Parameter
from engine.domain.text import NOTHING, Text

JSON = "application/json"
YAML = "application/yaml"
SCHEMA_JSON = "application/schema+json"
HTML = "text/html"
CSS = "text/css"
SVG = "image/svg+xml"

SAFE = ("GET",)

View = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Body:
    """What an operation reads: media types, and the published schema of the document."""

    media: tuple[str, ...]
    schema: str
    about: Text


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path, written as OpenAPI writes it: `/v1/results/{hash}`.

    `produces` are the media types that can be asked for, the usual one first; `schema` is the published schema of the
    answer. A scope is needed always, or only when the query parameter named by `scope_when` is true; whatever writes
    has one. `created` says that the answer is 201 then. `refusals` are the statuses that an answer of this operation
    may have besides those that any answer may have; `headers` are those of what a writing operation answers, and
    `created_headers` those that come with 201 besides.
    """

    id: str
    path: str
    view: View
    tag: str
    summary: Text
    about: Text = NOTHING
    method: str = "GET"
    query: tuple[Parameter, ...] = ()
    produces: tuple[str, ...] = (JSON,)
    schema: str = ""
    body: Body | None = None
    scope: str = ""
    scope_when: str = ""
    refusals: tuple[int, ...] = ()
    headers: tuple[str, ...] = ("ETag", "Result-Hash")
    created_headers: tuple[str, ...] = ("Location",)

    def __post_init__(self) -> None:
        """Default deny: no operation that writes can be declared without a scope."""
        if self.method not in SAFE and not self.scope:
            raise ValueError(f"{self.method} {self.path} writes and names no scope")

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All query parameters, the language of problems among them."""
        return (*self.query, LANGUAGE)

    @property
    def is_safe(self) -> bool:
        """Whether the operation only reads."""
        return self.method in SAFE

    def needs_key(self, query: Mapping[str, object]) -> bool:
        """Whether a request with these parameters needs a key."""
        return bool(self.scope) and (not self.scope_when or query.get(self.scope_when) is True)
