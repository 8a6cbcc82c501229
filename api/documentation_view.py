"""What the documentation page shows: the OpenAPI document laid out for people, and the kinds of problems."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from api.documentation_texts import WORDS
from api.openapi_schemas import schema_name
from api.problem_kinds import all_kinds
from engine.domain.text import LANGUAGES

_COMMON = ("lang", "If-None-Match")
"""Parameters that every reading operation has: told once."""

_LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """A row of a table of parameters."""

    name: str
    where: str
    required: bool
    about: str
    allowed: str


@dataclass(frozen=True, slots=True)
class ShownOperation:
    """One operation; `address` can be opened in a browser where nothing has to be filled in."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[ShownParameter, ...]
    body: str
    answers: tuple[str, ...]
    schema: str
    needs_key: str
    example: str
    address: str


@dataclass(frozen=True, slots=True)
class Page:
    """All that the template fills in."""

    language: str
    others: Sequence[tuple[str, str]]
    words: Mapping[str, str]
    version: str
    about: str
    common: Sequence[ShownParameter]
    sections: Sequence[tuple[str, Sequence[ShownOperation]]]
    problems: Sequence[Mapping[str, object]]
    schemas: Sequence[tuple[str, str]]


def documentation_page(openapi: Mapping[str, object], language: str) -> Page:
    """The page in `vi` or `en`; the OpenAPI document is in that language already."""
    document = cast(Mapping[str, Any], openapi)
    words = {name: text.said(language) for name, text in WORDS.items()}
    return Page(
        language=language,
        others=[(other, _LANGUAGE_NAMES[other]) for other in LANGUAGES if other != language],
        words=words,
        version=document["info"]["version"],
        about=document["info"]["description"],
        common=_common(document),
        sections=[(tag["description"], list(_operations(document, tag["name"], words))) for tag in document["tags"]],
        problems=[
            {"code": kind.code, "status": kind.status, "title": kind.title.said(language)} for kind in all_kinds()
        ],
        schemas=[
            (schema_name(component), schema["title"]) for component, schema in document["components"]["schemas"].items()
        ],
    )


def _common(document: Mapping[str, Any]) -> list[ShownParameter]:
    parameters = document["paths"]["/"]["get"]["parameters"]
    return [_parameter(each) for each in parameters if each["name"] in _COMMON]


def _operations(document: Mapping[str, Any], tag: str, words: Mapping[str, str]) -> Iterator[ShownOperation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                yield _operation(path, method.upper(), operation, words)


def _operation(path: str, method: str, operation: Mapping[str, Any], words: Mapping[str, str]) -> ShownOperation:
    parameters = tuple(_parameter(each) for each in operation["parameters"] if each["name"] not in _COMMON)
    good = operation["responses"]["200"]["content"]
    media = next(iter(good))
    reference = good[media].get("schema", {}).get("$ref", "")
    body = operation.get("requestBody")
    optional = {} in operation.get("security", [])
    fillable = any(parameter.required for parameter in parameters)
    return ShownOperation(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        parameters=parameters,
        body=f"{body['description']} {', '.join(body['content'])}" if body else "",
        answers=tuple(operation["responses"]),
        schema=schema_name(reference.split("/")[3]) if reference else "",
        needs_key=words["key_sometimes" if optional else "key_always"] if "x-scope" in operation else "",
        example=_example(path, method, operation),
        address="" if fillable or method != "GET" else path,
    )


def _parameter(parameter: Mapping[str, Any]) -> ShownParameter:
    return ShownParameter(
        parameter["name"],
        parameter["in"],
        parameter["required"],
        parameter["description"],
        _allowed(parameter["schema"]),
    )


def _allowed(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if schema["type"] == "integer":
        default = f" ({schema['default']})" if "default" in schema else ""
        return f"{schema['minimum']} … {schema['maximum']}{default}"
    return "true | false" if schema["type"] == "boolean" else ""


def _example(path: str, method: str, operation: Mapping[str, Any]) -> str:
    """A request as it goes over the wire, from the examples of its parameters."""
    address, query = path, []
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            address = address.replace("{" + parameter["name"] + "}", parameter["example"])
        elif parameter["in"] == "query" and (parameter["required"] or "x-required-unless" in parameter):
            query.append(f"{parameter['name']}={parameter['example']}")
    line = f"{method} {address}" + ("?" + "&".join(query) if query else "")
    return line if "requestBody" not in operation else line + "\nContent-Type: application/json\n\n{…}"
