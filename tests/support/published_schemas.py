"""Whether a document fits one of the published schemas, told as a list of what does not."""

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from api.answer_schemas import published
from engine.loading.schema_store import ADDRESS


def misfits(document: Any, name: str) -> list[str]:
    """Where a JSON document fails the schema `scorecard/1`, or a part of one as in `answers/1#/$defs/problem`."""
    found = _validator(name).iter_errors(document)
    return [f"{error.json_path}: {error.message[:300]}" for error in found]


@cache
def _validator(name: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_resources(
        (ADDRESS + each, Resource.from_contents(schema)) for each, schema in published().items()
    )
    return Draft202012Validator({"$ref": ADDRESS + name}, registry=registry)
