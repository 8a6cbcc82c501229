"""The published schemas as parts of the OpenAPI document: every reference leads to a place inside it.

In the published schemas references are resolved by `$id`, as JSON Schema has it; many tools for OpenAPI know only
references into the document at hand.
"""

from collections.abc import Mapping
from typing import Any

from api.answer_schemas import published

_PLACE = "#/components/schemas/"
_OWN_ADDRESS = frozenset({"$id", "$schema"})


def component_schemas() -> dict[str, object]:
    """Every published schema by the name of its component, `submission.1` or `methods.bands.1`."""
    return {_component(name): _placed(schema, name) for name, schema in published().items()}


def schema_name(component: str) -> str:
    """The published name of a component: `methods/bands/1` for `methods.bands.1`."""
    return component.replace(".", "/")


def place_of(address: str) -> str:
    """Where a published schema, or a part of one as in `answers/1#/$defs/problem`, stands in the document."""
    name, _, part = address.partition("#")
    return _PLACE + _component(name) + part


def _component(name: str) -> str:
    return name.replace("/", ".")


def _placed(schema: Mapping[str, Any], name: str) -> dict[str, object]:
    own = {key: value for key, value in schema.items() if key not in _OWN_ADDRESS}
    return {**_linked(own, name), "externalDocs": {"url": f"/v1/schemas/{name}"}}


def _linked(value: Any, name: str) -> Any:  # noqa: ANN401  # JSON of any shape
    if isinstance(value, list):
        return [_linked(item, name) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {key: _reference(item, name) if key == "$ref" else _linked(item, name) for key, item in value.items()}


def _reference(reference: str, name: str) -> str:
    """A reference, `#/$defs/x` or `/schemas/vocabulary/1#/$defs/x`, as one into the document."""
    return place_of(name + reference if reference.startswith("#") else reference.removeprefix("/schemas/"))
