"""The OpenAPI 3.1 document: made from the table of operations and the published schemas, never written by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.openapi_schemas import component_schemas, place_of
from api.openapi_texts import (
    ABOUT,
    BODY_NOTE,
    HEADERS,
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    IF_NOTHING_YET,
    KEPT,
    KEY,
    NOT_MODIFIED,
    PROBLEM,
    TAGS,
)
from api.operation import Body, Operation
from api.path_parameters import PATH_PARAMETERS, names_in
from api.problems import PROBLEM_JSON
from api.query_parameters import Parameter
from api.rules_in_force import ACT_HEADER, IN_FORCE
from engine.domain.text import Text
from engine.results.versions import DISTRIBUTION, engine_version
from engine.settings import Limits

Document = dict[str, object]

ALWAYS_POSSIBLE = (400, 406, 500)
"""Refusals that any operation may give: parameters, Accept, a fault."""

_ALWAYS = ("Engine-Version", "Catalogue-Generation")
_RULES = ("Criteria-Set", "Criteria-Hash")
_FROM_RULES = frozenset(
    {"set/1", "resolved-set/1", "national-proof/1", "scorecard/1", "ledger/1", "trace/1", "receipt/1", "ranking/1"}
)


def openapi_document(operations: Sequence[Operation], limits: Limits, language: str) -> Document:
    """The document for these operations, its texts in `vi` or `en`."""
    return _Writer(limits, language).document(operations)


@dataclass(frozen=True, slots=True)
class _Writer:
    limits: Limits
    language: str

    def document(self, operations: Sequence[Operation]) -> Document:
        """The whole document."""
        paths: dict[str, Document] = {}
        for operation in operations:
            paths.setdefault(operation.path, {})[operation.method.lower()] = self._operation(operation)
        return {
            "openapi": "3.1.0",
            "info": {
                "title": DISTRIBUTION,
                "version": engine_version(),
                "description": self._said(ABOUT),
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
            "tags": [{"name": name, "description": self._said(text)} for name, text in TAGS.items()],
            "paths": paths,
            "components": self._components(),
            "security": [],
        }

    def _components(self) -> Document:
        key = self._said(KEY)
        return {
            "schemas": component_schemas(),
            "headers": {name: self._header(about) for name, about in HEADERS.items()},
            "responses": {
                "problem": {
                    "description": self._said(PROBLEM),
                    "headers": _headers(_ALWAYS),
                    "content": {PROBLEM_JSON: {"schema": _schema("answers/1#/$defs/problem")}},
                }
            },
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": key},
                "apiKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key", "description": key},
            },
        }

    def _operation(self, operation: Operation) -> Document:
        document: Document = {
            "operationId": operation.id,
            "tags": [operation.tag],
            "summary": self._said(operation.summary),
            "parameters": [
                *(self._path_parameter(name) for name in names_in(operation.path)),
                *(self._query_parameter(parameter) for parameter in operation.parameters),
                *(self._request_header(name, about) for name, about in _conditions(operation)),
            ],
            "responses": self._responses(operation),
        }
        if operation.about.en:
            document["description"] = self._said(operation.about)
        if operation.body:
            document["requestBody"] = self._body(operation.body)
        if operation.scope:
            keys: list[Document] = [{"bearer": []}, {"apiKey": []}]
            document["security"] = [{}, *keys] if operation.scope_when else keys
            document["x-scope"] = operation.scope
        return document

    def _responses(self, operation: Operation) -> Document:
        schema = {"schema": _schema(operation.schema)} if operation.schema else {}
        content = dict.fromkeys(operation.produces, schema)
        rules = _RULES if operation.schema in _FROM_RULES else ()
        if IN_FORCE in operation.query:
            rules = (*rules, ACT_HEADER)
        own = ("ETag",) if operation.is_safe else operation.headers
        good = {"description": self._said(operation.summary), "content": content}
        found: Document = {"200": good | {"headers": _headers((*_ALWAYS, *rules, *own))}}
        if operation.is_safe:
            found["304"] = {"description": self._said(NOT_MODIFIED)}
        else:
            kept = _headers((*_ALWAYS, *rules, *own, *operation.created_headers))
            found["201"] = {"description": self._said(KEPT), "headers": kept, "content": content}
        for status in sorted({*ALWAYS_POSSIBLE, *operation.refusals}):
            found[str(status)] = {"$ref": "#/components/responses/problem"}
        return found

    def _path_parameter(self, name: str) -> Document:
        declared = PATH_PARAMETERS[name]
        return {
            "name": name,
            "in": "path",
            "required": True,
            "description": self._said(declared.about),
            "schema": {"type": "string"},
            "example": declared.example,
        }

    def _query_parameter(self, parameter: Parameter) -> Document:
        document: Document = {
            "name": parameter.name,
            "in": "query",
            "required": parameter.always_required,
            "description": self._said(parameter.about),
            "schema": self._parameter_schema(parameter),
        }
        if parameter.required and parameter.not_with:
            document["x-required-unless"] = parameter.not_with
        if parameter.required and parameter.only_with:
            document["x-required-with"] = parameter.only_with
        return document | ({"example": _example(parameter)} if parameter.example else {})

    def _parameter_schema(self, parameter: Parameter) -> Document:
        match parameter.kind:
            case "truth":
                return {"type": "boolean", "default": False}
            case "choice":
                return {"enum": list(parameter.choices)}
            case "day":
                return {"type": "string", "format": "date"}
            case "moment":
                return {"type": "string", "minLength": 10, "maxLength": 40}
            case "text":
                return {"type": "string", "minLength": 1, "maxLength": parameter.most}
        least, most = parameter.bounds(self.limits)
        default = parameter.default(self.limits)
        bounds: Document = {"type": "integer", "minimum": least, "maximum": most}
        return bounds if default is None else bounds | {"default": default}

    def _request_header(self, name: str, about: Text) -> Document:
        schema = {"type": "string", "minLength": 1}
        return {"name": name, "in": "header", "required": False, "description": self._said(about), "schema": schema}

    def _body(self, body: Body) -> Document:
        note = self._said(BODY_NOTE).format(bytes=self.limits.body_bytes)
        return {
            "required": True,
            "description": f"{self._said(body.about)} {note}",
            "content": {media: {"schema": _schema(body.schema)} for media in body.media},
        }

    def _header(self, about: Text) -> Document:
        return {"description": self._said(about), "schema": {"type": "string"}}

    def _said(self, text: Text) -> str:
        return text.said(self.language)


def _conditions(operation: Operation) -> Sequence[tuple[str, Text]]:
    """The headers by which a request is made cheap, safe against what others write, or safe to send again."""
    if operation.is_safe:
        return [("If-None-Match", IF_NONE_MATCH)]
    if operation.method == "PUT":
        return [("If-Match", IF_MATCH), ("If-None-Match", IF_NOTHING_YET)]
    return [("Idempotency-Key", IDEMPOTENCY_KEY)] if operation.body else []


def _schema(name: str) -> Document:
    return {"$ref": place_of(name)}


def _headers(names: Sequence[str]) -> Document:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _example(parameter: Parameter) -> object:
    match parameter.kind:
        case "whole" | "page":
            return int(parameter.example)
        case "truth":
            return parameter.example == "true"
    return parameter.example
