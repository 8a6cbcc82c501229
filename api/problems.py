"""Every refusal as an RFC 9457 problem: all that is wrong at once, in the reader's language, nothing from inside."""

import json
import logging
import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import HTTPException

from api.access import challenge
from api.operation import JSON
from api.problem_kinds import BY_STATUS, INTERNAL, Kind, kind_of
from api.query_parameters import ParameterFinding
from engine.domain.finding import Finding
from engine.domain.text import LANGUAGES, Text
from engine.errors import EngineError, NotAllowed

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 5
_LONGEST_INSTANCE = 500
_SERVER_FAULT = 500

_log = logging.getLogger("parindex.api")


def language_of_request(default: str) -> str:
    """The language of the reader: `?lang=` first, then Accept-Language, then the default."""
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        return asked
    # By the reader's own order, and vi-VN is Vietnamese; Werkzeug would prefer `en` to `vi-VN`.
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((language for language in wanted if language in LANGUAGES), default)


def answer_engine_error(error: EngineError, language: str) -> Response:
    """The problem that an error of the engine is."""
    kind = kind_of(error)
    if kind.status >= _SERVER_FAULT:
        return _fault(error, kind, language)
    detail = kind.detail.said(language) or error.said(language)
    hint = kind.hint.said(language) or (error.hint(language) if kind.keeps_hint else "")
    response = problem(kind, language, detail, hint, code=_code(error, kind), errors=_errors(error.findings, language))
    if isinstance(error, NotAllowed):
        response.headers["WWW-Authenticate"] = challenge(error)
    return response


def answer_http_error(error: HTTPException, language: str) -> Response:
    """The problem that a refusal of HTTP itself is; headers that it needs, such as Allow, are kept."""
    status = error.code or _SERVER_FAULT
    kind = BY_STATUS.get(status)
    if kind is None:
        title = Text(error.name, error.name)
        kind = Kind(f"http.{status}", status, title) if status < _SERVER_FAULT else INTERNAL
    if kind.status >= _SERVER_FAULT:
        return _fault(error, kind, language)
    response = problem(kind, language, kind.detail.said(language), kind.hint.said(language))
    kept = ("allow", "retry-after")
    response.headers.extend((name, value) for name, value in error.get_headers() if name.lower() in kept)
    return response


def answer_fault(error: Exception, language: str) -> Response:
    """The problem that a fault of the program is: the log says everything, the answer nothing but where to look."""
    return _fault(error, INTERNAL, language)


def problem(
    kind: Kind,
    language: str,
    detail: str,
    hint: str = "",
    *,
    code: str = "",
    errors: Iterable[Mapping[str, object]] = (),
    incident: str = "",
) -> Response:
    """A problem as an answer. `type` leads to the page of documentation that names the kind."""
    document: dict[str, object] = {
        "type": f"/docs#{kind.code}",
        "title": kind.title.said(language),
        "status": kind.status,
        "code": code or kind.code,
        "detail": detail,
        "hint": hint,
        "instance": quote(request.path)[:_LONGEST_INSTANCE],
        "incident": incident,
        "errors": list(errors),
    }
    said = {name: value for name, value in document.items() if value not in ("", [])}
    # What a caller wrote may be quoted in it; anything that is no character must not break the answer.
    body = json.dumps(said, ensure_ascii=False).encode("utf-8", "backslashreplace")
    response = Response(body, kind.status, content_type=PROBLEM_JSON)
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Language"
    if kind.status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    if kind.status == 415:
        response.headers["Accept"] = f"{JSON}, application/yaml"
    return response


def _fault(error: Exception, kind: Kind, language: str) -> Response:
    """Log what happened under a number that the answer carries; the path is quoted, so it cannot forge a line."""
    incident = secrets.token_hex(6)
    _log.error("incident %s: %s %s", incident, request.method, quote(request.path), exc_info=error)
    return problem(kind, language, kind.detail.said(language), kind.hint.said(language), incident=incident)


def _code(error: EngineError, kind: Kind) -> str:
    """The finest stable code: the error's own, unless the kind says more than it."""
    return kind.code if kind.code.startswith("document.") else error.code


def _errors(findings: Iterable[object], language: str) -> list[dict[str, object]]:
    return [_error(finding, language) for finding in findings if isinstance(finding, (Finding, ParameterFinding))]


def _error(finding: Finding | ParameterFinding, language: str) -> dict[str, object]:
    """One thing that is wrong, without members that would say nothing."""
    match finding:
        case ParameterFinding():
            told: dict[str, object] = {
                "code": finding.code,
                "parameter": finding.parameter,
                "message": finding.message.said(language),
                "hint": finding.hint.said(language),
            }
        case Finding():
            told = finding.as_mapping(language)
    pointer = {"pointer": told["pointer"]} if "pointer" in told else {}
    return {name: value for name, value in told.items() if value not in ("", 0)} | pointer
