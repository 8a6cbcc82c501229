"""Answers: finished bytes with the headers by which they are cached, checked and traced to their rules."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, request

from api.call import Rendered
from api.operation import JSON
from engine.domain.criteria_set import CriteriaSet
from engine.results.canonical import canonical_bytes
from engine.storage.scorecard_store import ResultSummary

NEVER_KEPT = "no-store"
ASKED_AGAIN = "public, no-cache"
"""For what may be kept, and has to be asked about each time: no decision is told when another one holds."""
CURRENT = "public, max-age=10"
"""For what is current now and may be another thing in a moment: what is kept, and which sets are served."""
STEADY = "public, max-age=300"
"""For what changes only when the server is started anew."""
IMMUTABLE = "public, max-age=31536000, immutable"
"""For what is known by its hash."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Which rules an answer was made by: `id edition.revision`, and their hash."""

    name: str
    hash: str

    @classmethod
    def of(cls, rules: CriteriaSet) -> "Rules":
        """Those of a criteria set."""
        return cls(rules.name, rules.content_hash)

    @classmethod
    def behind(cls, result: ResultSummary) -> "Rules":
        """Those of a stored result."""
        return cls(f"{result.set_id} {result.edition}.{result.revision}", result.set_hash)


def rendered(document: object) -> Rendered:
    """A document as canonical JSON (RFC 8785), and the sha256 of its bytes."""
    body = canonical_bytes(document)
    return Rendered(body, hashlib.sha256(body).hexdigest())


def json_answer(document: object, cache: str, rules: Rules | None = None) -> Response:
    """A document as an answer."""
    return answer(rendered(document), cache, rules)


def answer(finished: Rendered, cache: str, rules: Rules | None = None, media: str = JSON) -> Response:
    """Finished bytes as an answer with a strong ETag; texts in them stand in both languages."""
    response = Response(finished.body, content_type=media)
    response.headers["Cache-Control"] = cache
    response.headers["Content-Language"] = "vi, en"
    response.headers["Vary"] = "Accept"
    if cache != NEVER_KEPT:
        response.set_etag(finished.etag)
    if rules:
        response.headers["Criteria-Set"] = rules.name
        response.headers["Criteria-Hash"] = rules.hash
    return response


def link_to_next(response: Response, cursor: str | None) -> Response:
    """The same answer with a link to the next page, where there is one."""
    if cursor:
        query = urlencode(
            [*((name, text) for name, text in request.args.items() if name != "cursor"), ("cursor", cursor)]
        )
        response.headers["Link"] = f'<{request.path}?{query}>; rel="next"'
    return response
