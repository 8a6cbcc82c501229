"""The OpenAPI document tells every route, and tools can use it: references lead somewhere, examples are good."""

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from api.openapi import openapi_document
from api.operation import Operation
from api.path_parameters import rule_of
from api.routes import OPERATIONS
from engine.settings import Limits
from tests.support.published_schemas import misfits

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
ALLOWED = {
    "document": {"openapi", "info", "servers", "tags", "paths", "components", "security"},
    "info": {"title", "version", "description", "summary", "license", "contact", "termsOfService"},
    "components": {"schemas", "headers", "responses", "securitySchemes", "parameters", "requestBodies"},
    "operation": {
        "operationId",
        "tags",
        "summary",
        "description",
        "parameters",
        "requestBody",
        "responses",
        "security",
    },
    "parameter": {"name", "in", "required", "description", "schema", "example"},
    "response": {"description", "headers", "content"},
    "body": {"required", "description", "content"},
    "media": {"schema"},
}


@pytest.fixture(params=["vi", "en"])
def document(client, request) -> dict[str, Any]:
    """The document in each language, as it is served."""
    answer = client.get(f"/v1/openapi.json?lang={request.param}")
    assert answer.headers["Content-Language"] == request.param
    return answer.json


def keys_are(kind: str, part: dict[str, Any]) -> None:
    """See that a part has no key that OpenAPI does not know; those that begin with x- are free."""
    assert {key for key in part if not key.startswith("x-")} <= ALLOWED[kind], kind


def operations_of(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation of everything in the document."""
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_route_of_the_application_is_in_the_document_and_no_other(client, document) -> None:
    served = {
        (rule.rule, method.lower())
        for rule in client.application.url_map.iter_rules()
        for method in rule.methods - {"HEAD"}
    }
    assert {(rule_of(path), method) for path, method, _ in operations_of(document)} == served


def test_the_parts_have_the_form_of_openapi_3_1(document) -> None:
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    keys_are("document", document)
    keys_are("info", document["info"])
    keys_are("components", document["components"])
    assert {"title", "version"} <= document["info"].keys()
    ids = [operation["operationId"] for _, _, operation in operations_of(document)]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in document["tags"]}
    for path, method, operation in operations_of(document):
        assert path.startswith("/")
        assert method in METHODS
        keys_are("operation", operation)
        assert set(operation["tags"]) <= tags


def test_parameters_are_declared_once_each_and_those_of_the_path_are_all_there(document) -> None:
    for path, _, operation in operations_of(document):
        parameters = operation["parameters"]
        names = [(parameter["in"], parameter["name"]) for parameter in parameters]
        assert len(names) == len(set(names))
        assert {name for where, name in names if where == "path"} == set(re.findall(r"\{(\w+)\}", path))
        for parameter in parameters:
            keys_are("parameter", parameter)
            assert parameter["in"] in ("path", "query", "header")
            assert parameter["required"] or parameter["in"] != "path"
            assert parameter["description"]


def test_examples_fit_their_schemas(document) -> None:
    for _, _, operation in operations_of(document):
        for parameter in operation["parameters"]:
            if "example" in parameter:
                Draft202012Validator(parameter["schema"]).validate(parameter["example"])


def test_every_answer_is_described_and_refusals_are_problems(document) -> None:
    problem = document["components"]["responses"]["problem"]
    assert set(problem["content"]) == {"application/problem+json"}
    for _, _, operation in operations_of(document):
        assert "200" in operation["responses"]
        assert "500" in operation["responses"]
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[1-5]\d\d", status)
            if int(status) >= 400:
                assert response == {"$ref": "#/components/responses/problem"}
                continue
            keys_are("response", response)
            assert response["description"]
            for content in response.get("content", {}).values():
                keys_are("media", content)
        if "requestBody" in operation:
            keys_are("body", operation["requestBody"])


def references(part: Any) -> list[str]:
    """Every `$ref` outside the schemas."""
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [found for value in part.values() for found in references(value)]
    return [found for item in part for found in references(item)] if isinstance(part, list) else []


def part_at(document: dict[str, Any], reference: str) -> Any:
    """What stands at a reference into the document; raises KeyError."""
    assert reference.startswith("#/")
    part: Any = document
    for step in reference[2:].split("/"):
        part = part[int(step)] if isinstance(part, list) else part[step.replace("~1", "/").replace("~0", "~")]
    return part


def test_every_reference_leads_to_a_place_inside_the_document(document) -> None:
    found = references(document)
    assert len(found) > 100
    for reference in found:
        assert isinstance(part_at(document, reference), dict)


def test_the_schemas_are_json_schema_2020_12_and_say_where_they_are_published(client, document) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
        published = client.get(schema["externalDocs"]["url"]).json
        Draft202012Validator.check_schema(published)
        assert published["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert published["title"] == schema["title"]


def test_a_schema_in_the_document_judges_as_the_published_one_does(client, document, submission) -> None:
    registry: Registry[Any] = Registry().with_resource("urn:x", DRAFT202012.create_resource(document))
    bad = submission | {"year": "soon", "fcats": {}, "criteria_set": {"id": "NOT AN ID", "edition": "2022"}}
    for candidate in (submission, bad):
        judge = Draft202012Validator({"$ref": "urn:x#/components/schemas/submission.1"}, registry=registry)
        found = sorted(error.json_path for error in judge.iter_errors(candidate))
        assert found == sorted(place.partition(": ")[0] for place in misfits(candidate, "submission/1"))
    assert found


def test_names_of_components_are_allowed_ones(document) -> None:
    for kind in document["components"].values():
        assert all(re.fullmatch(r"[a-zA-Z0-9._-]+", name) for name in kind)


def test_what_needs_a_key_says_so_and_the_rest_does_not(document) -> None:
    assert document["security"] == []
    for path, method, operation in operations_of(document):
        if path == "/v1/evaluations":
            assert operation["security"] == [{}, {"bearer": []}, {"apiKey": []}]
        elif method != "get":
            assert operation["security"] == [{"bearer": []}, {"apiKey": []}]
        else:
            assert "security" not in operation


def test_an_operation_that_always_needs_a_key_offers_no_other_way() -> None:
    declared = OPERATIONS[0]
    writing = Operation("x", "/x", declared.view, declared.tag, declared.summary, method="DELETE", scope="admin")
    document: dict[str, Any] = openapi_document([writing], Limits(), "en")
    assert document["paths"]["/x"]["delete"]["security"] == [{"bearer": []}, {"apiKey": []}]


def test_the_limits_of_the_settings_stand_in_the_document(make_client) -> None:
    document = make_client(limits=Limits(page_items=7, body_bytes=2_048)).get("/v1/openapi.json").json
    (limit,) = [
        parameter for parameter in document["paths"]["/v1/results"]["get"]["parameters"] if parameter["name"] == "limit"
    ]
    assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 7, "default": 7}
    assert "2048" in document["paths"]["/v1/evaluations"]["post"]["requestBody"]["description"]


def json_word(value: object) -> object:
    """A value as a query says it."""
    return str(value).lower() if isinstance(value, bool) else value


def test_every_parameter_that_is_declared_is_taken(client, document) -> None:
    for path, method, operation in operations_of(document):
        if method != "get":
            continue
        words = {parameter["name"]: parameter for parameter in operation["parameters"]}
        place = re.sub(r"\{(\w+)\}", lambda found: words[found[1]]["example"], path)  # noqa: B023  # used at once
        declared = {each.name: each for each in OPERATIONS if each.path == path and each.is_safe for each in each.query}
        query = {
            name: json_word(parameter.get("example", parameter["schema"].get("default", "")))
            for name, parameter in words.items()
            if parameter["in"] == "query" and name != "cursor" and not (name in declared and declared[name].only_with)
        }
        answer = client.get(place, query_string=query)
        nothing_there = "{hash}" in path or "{unit_kind}" in path or path == "/v1/comparisons"
        assert answer.status_code == (404 if nothing_there else 200), (place, query, answer.text)
