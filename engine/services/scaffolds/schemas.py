"""The published schemas of documents as files that need nothing else, so that editors check and complete offline."""

import json
from collections.abc import Mapping
from typing import Any

from engine.loading.schema_store import schemas

SUFFIX = ".schema.json"
FOLDER = ".schemas"
"""Where a set keeps the schemas for editors; nothing else reads them."""

_PATH = "/schemas/"
_LOCAL = ("$id", "$schema")
EDITED = ("cases", "component", "criteria-set", "submission")


def schema_files() -> Mapping[str, str]:
    """File name → text, for every kind of document that people write."""
    return {f"{kind.partition('/')[0]}{SUFFIX}": _text(kind) for kind in schemas() if _is_document(kind)}


def schemas_beside(folder: str = FOLDER) -> Mapping[str, str]:
    """The schemas that a set needs, under the folder in which it keeps them."""
    files = schema_files()
    return {f"{folder}/{kind}{SUFFIX}": files[f"{kind}{SUFFIX}"] for kind in EDITED}


def _is_document(kind: str) -> bool:
    """Whether a schema is of whole documents, which say their format, and not of a part that others refer to."""
    return f'"const": "parindex/{kind}"' in json.dumps(schemas()[kind])


def _text(kind: str) -> str:
    return json.dumps(_alone(kind), ensure_ascii=False, indent=1) + "\n"


def _alone(kind: str) -> dict[str, Any]:
    """A schema with all that it refers to inside: references lead to `#/$defs/…` of the same file."""
    needed = [kind]
    for name in needed:  # grows while it is walked
        needed += [other for other in _named(schemas()[name]) if other not in needed]
    whole = {"$schema": schemas()[kind]["$schema"], **_moved(schemas()[kind], kind, kind)}
    own = whole.pop("$defs", {})
    others = {_key(name): _moved(schemas()[name], name, kind) for name in needed[1:]}
    return {**whole, "$defs": {**own, **others}}


def _named(schema: object) -> list[str]:
    """The other schemas that one refers to."""
    if isinstance(schema, Mapping):
        reference = str(schema.get("$ref", ""))
        found = [reference.removeprefix(_PATH).partition("#")[0]] if reference.startswith(_PATH) else []
        return [*found, *(name for item in schema.values() for name in _named(item))]
    return [name for item in schema for name in _named(item)] if isinstance(schema, list) else []


def _moved(schema: Any, name: str, root: str) -> Any:  # noqa: ANN401  # JSON of any shape
    """A part of the schema `name` as it stands in the file of `root`."""
    if isinstance(schema, list):
        return [_moved(item, name, root) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        key: _reference(item, name, root) if key == "$ref" else _moved(item, name, root)
        for key, item in schema.items()
        if key not in _LOCAL
    }


def _reference(reference: str, name: str, root: str) -> str:
    target, _, fragment = reference.partition("#")
    target = target.removeprefix(_PATH) or name
    inside = "" if target == root else f"/$defs/{_key(target)}"
    return f"#{inside}{fragment}"


def _key(name: str) -> str:
    """A schema's name as one step of a pointer."""
    return name.replace("/", "-")
