"""The published JSON Schemas: of documents that people write, and of the answers of this API."""

from flask import Response

from api.answer_schemas import published
from api.call import Call
from api.operation import JSON, SCHEMA_JSON, Operation
from api.representations import STEADY, answer, json_answer, rendered
from engine.domain.text import Text
from engine.errors import UnknownThing

LIST_FORMAT = "parindex/schema-list/1"
TAG = "criteria"


def list_schemas(_: Call) -> Response:
    """The name, title and address of every schema."""
    items = [
        {"name": name, "id": schema["$id"], "title": schema["title"], "href": f"/v1/schemas/{name}"}
        for name, schema in published().items()
    ]
    return json_answer({"format": LIST_FORMAT, "items": items}, STEADY)


def show_schema(call: Call) -> Response:
    """One schema."""
    name, known = call.path["name"], published()
    if name not in known:
        raise UnknownThing("lược đồ", "schema", name, list(known))
    finished = call.host.rendered.value(("schema", name), lambda: rendered(known[name]))
    response = answer(finished, STEADY, media=SCHEMA_JSON)
    response.headers["Content-Language"] = "en"
    return response


OPERATIONS = (
    Operation(
        "listSchemas",
        "/v1/schemas",
        list_schemas,
        TAG,
        Text("Các lược đồ JSON", "The published JSON Schemas"),
        schema="answers/1#/$defs/schemaList",
    ),
    Operation(
        "showSchema",
        "/v1/schemas/{name}",
        show_schema,
        TAG,
        Text("Một lược đồ JSON (2020-12)", "One JSON Schema (2020-12)"),
        produces=(SCHEMA_JSON, JSON),
        refusals=(404,),
    ),
)
