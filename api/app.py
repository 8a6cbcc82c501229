"""The application: one engine, a route for every operation of the table, and one way to refuse."""

import logging
import os
from functools import cache, partial

from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException

from api.call import GENERATION_HEADER, Hosts
from api.openapi import openapi_document
from api.path_parameters import CONVERTERS, rule_of
from api.problems import answer_engine_error, answer_fault, answer_http_error, language_of_request
from api.routes import OPERATIONS
from api.serving import host_of_request, view_of
from engine.assembly import Engine, assemble
from engine.errors import EngineError, StorageProblem
from engine.live_engine import LiveEngine, Watch
from engine.results.versions import engine_version
from engine.settings import Settings

_log = logging.getLogger("parindex.api")

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""What a browser may do with an answer that is data: nothing."""


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, or for those of the environment; raises InvalidSetting.

    The sets are read and the database opened before the first request comes. A database that cannot be opened yet
    stops nobody from reading criteria sets: /readyz tells it, and the next request that needs it tries again. From the
    first request on the process watches for new generations of the sets.
    """
    live = LiveEngine(assemble(settings or Settings.from_environment(os.environ)))
    live.begin()
    warm_up(live.current)
    app = app_of(live)
    watch = Watch(live.look)
    app.before_request(watch.keep_on)
    return app


def app_of(live: LiveEngine) -> Flask:
    """The application of an engine that is there already."""
    settings = live.current.settings
    app = Flask("api", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.limits.body_bytes
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    app.url_map.converters.update(CONVERTERS)
    hosts = Hosts(live, cache(partial(openapi_document, OPERATIONS, settings.limits)))
    for operation in OPERATIONS:
        app.add_url_rule(rule_of(operation.path), operation.id, view_of(operation), methods=[operation.method])

    @app.before_request
    def begin() -> None:
        g.host = hosts.current()

    _refuse_in_one_way(app, settings.language)
    app.after_request(with_common_headers)
    return app


def warm_up(engine: Engine) -> None:
    """Read what every request needs, so that nobody's first request waits for it.

    Raises LockUnusable and LockDoesNotHold: what is not as it was pinned does not begin to serve.
    """
    engine.catalogue.see_that_the_lock_holds()
    engine.criteria.sets()
    try:
        _ = engine.keeping, engine.results, engine.keys
    except StorageProblem as problem:
        _log.error("the database cannot be used: %s", problem)


def with_common_headers(response: Response) -> Response:
    """Headers that every answer has, refusals too."""
    response.headers["Engine-Version"] = engine_version()
    # Whoever made a new generation says so; everybody else names the one that the request began with.
    response.headers.setdefault(GENERATION_HEADER, str(host_of_request().engine.generation))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Content-Security-Policy", DATA_POLICY)
    return response


def _refuse_in_one_way(app: Flask, default_language: str) -> None:
    @app.errorhandler(EngineError)
    def refuse(error: EngineError) -> Response:
        return answer_engine_error(error, language_of_request(default_language))

    @app.errorhandler(HTTPException)
    def refuse_http(error: HTTPException) -> Response:
        return answer_http_error(error, language_of_request(default_language))

    @app.errorhandler(Exception)
    def admit(error: Exception) -> Response:
        return answer_fault(error, language_of_request(default_language))
