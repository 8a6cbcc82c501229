"""From the table of operations to answers: every request is checked here, in one order, for every operation."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from flask import Response, g, request
from werkzeug.exceptions import BadRequest, NotAcceptable

from api.access import require
from api.call import Call, Host
from api.operation import Operation
from api.problems import language_of_request
from api.query_parameters import read_query


def view_of(operation: Operation) -> Callable[..., Response]:
    """The function that Flask calls for an operation.

    In this order: the form of the answer, the query parameters, the key; then the view, and at last whether the reader
    has the answer already. All of it with the host that the request began with.
    """

    def serve(**path: str) -> Response:
        host = host_of_request()
        accepted = request.accept_mimetypes
        if accepted and not accepted.best_match(operation.produces):
            raise NotAcceptable
        _see_that_it_is_text(request.query_string)
        query = read_query(operation.parameters, request.args, host.limits)
        key = None
        if operation.needs_key(query):
            key = require(host.engine, request.headers, operation.scope, at=host.engine.clock())
        language = language_of_request(host.engine.settings.language)
        response = operation.view(Call(host, path, query, language, key))
        if operation.is_safe:
            response.make_conditional(request)
        return response

    return serve


def host_of_request() -> Host:
    """The host that the request began with."""
    host = g.host
    assert isinstance(host, Host)
    return host


def _see_that_it_is_text(query: bytes) -> None:
    """Refuse a query that is not UTF-8: what it would be taken for is not what the caller wrote."""
    try:
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError:
        raise BadRequest from None
