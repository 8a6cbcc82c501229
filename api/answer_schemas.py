"""Published JSON Schemas: those of the engine for what people write, and ours for what the API answers."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from engine.loading.schema_store import ADDRESS, Schema, schemas


@cache
def published() -> Mapping[str, Schema]:
    """Every schema by its name, `submission/1` or `scorecard/1`, in the order of the names."""
    return dict(sorted({**schemas(), **_answers()}.items()))


def _answers() -> dict[str, Schema]:
    folder = files("api") / "schemas"
    read: list[dict[str, Any]] = [
        json.loads(item.read_text("utf-8")) for item in folder.iterdir() if item.name.endswith(".schema.json")
    ]
    return {str(schema["$id"]).removeprefix(ADDRESS): schema for schema in read}
