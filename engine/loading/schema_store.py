"""The published JSON Schemas: read once, and linked once, since looking up references costs most of a check."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

Schema = Mapping[str, Any]

ADDRESS = "https://parindex.invalid/schemas/"
LINK = "x-link"
CHOOSE = "x-choose"

_ROOT = "/schemas/"
_NOT_CHECKED = frozenset({"$id", "$schema", "$defs", "$ref"})
_ONLY_A_REFERENCE = frozenset({"$ref", "title", "description", "default"})


@cache
def schemas() -> Mapping[str, Schema]:
    """Every published schema by its name, `criteria-set/1` or `methods/bands/1`, in the order of the names."""
    folder = files("engine.loading") / "schemas"
    names = [*folder.iterdir(), *(folder / "methods").iterdir()]
    read = [json.loads(item.read_text("utf-8")) for item in names if item.name.endswith(".schema.json")]
    by_name = {str(schema["$id"]).removeprefix(ADDRESS): schema for schema in read}
    return dict(sorted(by_name.items()))


def linked_schema(name: str) -> Schema:
    """The schema of that name, or a part of one as in `submission/1#/$defs/content`, ready to be checked against.

    Every reference is replaced by the very thing it refers to, so that the schema of a node holds itself; beside other
    keywords it stands under `LINK`. Branches that hang on one word are put into a table under `CHOOSE`.
    """
    return _Linking().to(name)


class _Linking:
    """Replaces references; what was linked once is used again, also inside itself."""

    def __init__(self) -> None:
        self._linked: dict[str, dict[str, Any]] = {}

    def to(self, target: str) -> dict[str, Any]:
        """What a name with a fragment leads to."""
        if target not in self._linked:
            made = self._linked[target] = {}
            name, _, fragment = target.partition("#")
            made.update(self._rewritten(name, _part(schemas()[name], fragment)))
        return self._linked[target]

    def _rewritten(self, name: str, schema: Any) -> Any:  # noqa: ANN401  # JSON of any shape
        """A part of the schema `name` with its references replaced."""
        if isinstance(schema, list):
            return [self._rewritten(name, item) for item in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" not in schema:
            return _with_choices(
                {key: self._rewritten(name, item) for key, item in schema.items() if key not in _NOT_CHECKED}
            )
        path, _, fragment = schema["$ref"].partition("#")
        target = self.to(f"{path.removeprefix(_ROOT) or name}#{fragment}")
        if schema.keys() <= _ONLY_A_REFERENCE:
            return target
        made = {key: self._rewritten(name, item) for key, item in schema.items() if key not in _NOT_CHECKED}
        return _with_choices({**made, LINK: target})


def _part(schema: Schema, fragment: str) -> Schema:
    """What a JSON pointer leads to."""
    for step in fragment.split("/")[1:]:
        schema = schema[step]
    return schema


def _with_choices(schema: dict[str, Any]) -> dict[str, Any]:
    """Turn the branches of `allOf` that hang on one word under one key into a table that is looked up."""
    rest: list[Schema] = []
    table: dict[str, dict[str, Schema]] = {}
    for branch in schema.get("allOf", ()):
        word = _asked_word(branch)
        if word:
            table.setdefault(word[0], {})[word[1]] = branch["then"]
        else:
            rest.append(branch)
    if not table:
        return schema
    return {**{key: item for key, item in schema.items() if key != "allOf"}, "allOf": rest, CHOOSE: table}


def _asked_word(branch: Schema) -> tuple[str, str] | None:
    """Key and word of a branch `{if: {properties: {key: {const: word}}, required: [key]}, then: …}`."""
    match branch:
        case {"if": {"properties": dict() as wanted, "required": [str() as key]}, "then": _} if (
            len(branch) == 2 == len(branch["if"]) and key in wanted
        ):
            match wanted[key]:
                case {"const": str() as word} if len(wanted) == 1 == len(wanted[key]):
                    return key, word
    return None
