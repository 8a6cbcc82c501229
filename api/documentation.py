"""Pages for people and the door for machines: /docs, its style sheet and icon, the OpenAPI document, and the index."""

from importlib.resources import files

from flask import Response, render_template

from api.call import Call
from api.documentation_view import documentation_page
from api.operation import CSS, HTML, SVG, Operation
from api.representations import STEADY, answer, json_answer, rendered
from engine.domain.text import Text

INDEX_FORMAT = "parindex/index/1"
TAG = "service"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

LINKS = {
    "criteria_sets": "/v1/criteria-sets",
    "schemas": "/v1/schemas",
    "evaluations": "/v1/evaluations",
    "results": "/v1/results",
    "rankings": "/v1/rankings",
    "comparisons": "/v1/comparisons",
    "activations": "/v1/activations",
    "plugins": "/v1/plugins",
    "openapi": "/v1/openapi.json",
    "documentation": "/docs",
    "health": "/healthz",
    "ready": "/readyz",
    "version": "/version",
}


def index(_: Call) -> Response:
    """Where everything is."""
    return json_answer({"format": INDEX_FORMAT, "name": "parindex", "links": LINKS}, STEADY)


def show_openapi(call: Call) -> Response:
    """The OpenAPI document, in the reader's language."""
    document = call.host.openapi(call.language)
    response = answer(call.host.rendered.value(("openapi", call.language), lambda: rendered(document)), STEADY)
    return _in_one_language(response, call.language)


def show_documentation(call: Call) -> Response:
    """The page: every operation, every kind of problem, in the reader's language; nothing is fetched from elsewhere."""
    page = documentation_page(call.host.openapi(call.language), call.language)
    response = Response(render_template("documentation.html", page=page), content_type=f"{HTML}; charset=utf-8")
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    response.headers["Cache-Control"] = STEADY
    response.add_etag()
    return _in_one_language(response, call.language)


def show_style(_: Call) -> Response:
    """The style sheet of the page."""
    return _file("documentation.css", f"{CSS}; charset=utf-8")


def show_icon(_: Call) -> Response:
    """The icon of the page."""
    return _file("icon.svg", SVG)


def _in_one_language(response: Response, language: str) -> Response:
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _file(name: str, media: str) -> Response:
    response = Response((files("api") / "static" / name).read_bytes(), content_type=media)
    response.headers["Cache-Control"] = STEADY
    response.add_etag()
    return response


OPERATIONS = (
    Operation("index", "/", index, TAG, Text("Mục lục", "Where everything is"), schema="answers/1#/$defs/index"),
    Operation(
        "showOpenapi",
        "/v1/openapi.json",
        show_openapi,
        TAG,
        Text("Tài liệu OpenAPI 3.1", "The OpenAPI 3.1 document"),
    ),
    Operation(
        "showDocumentation",
        "/docs",
        show_documentation,
        TAG,
        Text("Trang tài liệu cho người đọc", "The documentation page"),
        produces=(HTML,),
    ),
    Operation(
        "showStyle", "/docs/documentation.css", show_style, TAG, Text("Kiểu trình bày", "The style"), produces=(CSS,)
    ),
    Operation("showIcon", "/docs/icon.svg", show_icon, TAG, Text("Biểu tượng", "The icon"), produces=(SVG,)),
)
