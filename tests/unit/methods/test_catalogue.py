"""The closed catalogue: thirteen methods, each with a title, a schema and a name that is its module's."""

import json
from importlib.resources import files

from engine.methods.catalogue import METHODS

THIRTEEN = [
    "choice",
    "checklist",
    "bands",
    "proportional",
    "count",
    "weighted_ratio",
    "deductions",
    "survey",
    "external_index",
    "against",
    "relative",
    "judgement",
    "formula",
]


def test_there_are_thirteen_methods():
    assert list(METHODS) == THIRTEEN
    assert all(method.name == name for name, method in METHODS.items())


def test_every_method_has_a_title_in_both_languages():
    assert all(method.title.vi and method.title.en for method in METHODS.values())


def test_every_method_has_a_published_schema_and_there_is_no_other():
    schemas = files("engine.loading") / "schemas" / "methods"
    assert sorted(file.name for file in schemas.iterdir() if file.name.endswith(".json")) == sorted(
        f"{name}.schema.json" for name in METHODS
    )
    assert all(json.loads((schemas / f"{name}.schema.json").read_text("utf-8"))["type"] == "object" for name in METHODS)


def test_only_surveys_published_indices_and_the_field_are_waited_for():
    assert {name for name, method in METHODS.items() if method.waits} == {"survey", "external_index", "relative"}
