"""The published schemas are sound, bilingual, whole, and checked here exactly as any validator would check them."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, validators
from referencing import Registry, Resource

from engine.domain.criteria_set import Provenance
from engine.domain.facts import FactType
from engine.domain.scorecard import Status
from engine.loading import schema_check, schema_wording
from engine.loading.document import Document, Positions
from engine.loading.schema_store import ADDRESS, schemas
from engine.loading.schema_validator import failures, is_day
from engine.loading.yaml_reader import read_yaml
from engine.methods.catalogue import METHODS

ROOT = Path(__file__).resolve().parents[3]
KINDS = ("criteria-set/1", "component/1", "cases/1", "overlay/1", "submission/1")
STRUCTURE = {
    "$schema", "$id", "$ref", "$defs", "title", "description", "default", "properties", "items", "allOf", "if", "then",
    "else", "x-expected", "x-refused",
}  # fmt: skip


def parts(schema: Any) -> Iterator[Mapping[str, Any]]:
    """A schema and all schemas inside it; names of properties are not keywords."""
    if not isinstance(schema, dict):
        return
    yield schema
    for key, inner in schema.items():
        if key in ("properties", "$defs"):
            for part in inner.values():
                yield from parts(part)
        elif key in ("allOf", "anyOf"):
            for part in inner:
                yield from parts(part)
        elif key in ("items", "additionalProperties", "propertyNames", "if", "then", "else", "not"):
            yield from parts(inner)


ALL_PARTS = [(name, part) for name, schema in schemas().items() for part in parts(schema)]


def test_every_document_and_every_method_has_a_schema():
    assert set(KINDS) < set(schemas())
    assert {name for name in schemas() if name.startswith("methods/")} == {f"methods/{name}/1" for name in METHODS}


@pytest.mark.parametrize("name", schemas())
def test_a_schema_is_a_schema(name):
    Draft202012Validator.check_schema(schemas()[name])
    assert schemas()[name]["$id"] == ADDRESS + name
    assert schemas()[name]["title"]


def test_every_keyword_that_can_fail_has_words_and_a_code():
    used = {keyword for _, part in ALL_PARTS for keyword in part} - STRUCTURE
    assert used == schema_wording.keywords() == set(schema_check.CODES)


def test_every_object_refuses_unknown_keys():
    objects = [(name, part) for name, part in ALL_PARTS if part.get("type") == "object" and "properties" in part]
    # A fact and a field leave it to the schema of their type.
    loose = {str(part["title"]) for _, part in objects if "additionalProperties" not in part}
    assert loose == {"A fact: a typed, declared input", "A field of a record"}


def test_every_pattern_and_refusal_says_what_is_wanted_in_both_languages():
    patterns = [part["x-expected"] for _, part in ALL_PARTS if "pattern" in part or "format" in part]
    refusals = [part["x-refused"] for _, part in ALL_PARTS if "not" in part or "anyOf" in part]
    said = patterns + refusals
    assert all(set(text) == {"vi", "en"} for text in said)
    assert all(unicodedata.is_normalized("NFC", text["vi"]) for text in said)


def test_the_words_of_the_domain_are_the_words_of_the_schemas():
    node, fact = schemas()["node/1"], schemas()["fact/1"]
    assert set(node["properties"]["method"]["enum"]) == set(METHODS)
    assert node["$defs"]["provenance"]["properties"]["status"]["enum"] == list(Provenance)
    assert schemas()["criteria-set/1"]["properties"]["status"]["enum"] == list(Provenance)
    assert fact["properties"]["type"]["enum"] == list(FactType)
    case = schemas()["cases/1"]["properties"]["cases"]["items"]["properties"]["expect"]
    assert case["additionalProperties"]["properties"]["status"]["enum"] == [*Status, "refused"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("2022-02-28", True), ("2022-02-29", False), ("20220228", False), ("2022-W01-1", False), ("2022-1-1", False)],
)
def test_a_day_is_a_day_of_the_calendar(text, is_one):
    assert is_day(text) is is_one


def as_json(value: object) -> object:
    """A plain value as JSON has it: lists for tuples, whole Fractions as they are."""
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    return [as_json(item) for item in value] if isinstance(value, tuple) else value


def plain_validator(kind: str) -> Draft202012Validator:
    """The library's own validator on the published schemas, with nothing of ours but exact numbers and days."""
    registry = Registry().with_resources(
        (ADDRESS + name, Resource.from_contents(dict(schema))) for name, schema in schemas().items()
    )
    checker = FormatChecker(formats=())
    checker.checks("date")(lambda text: not isinstance(text, str) or is_day(text))
    numbers = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "number": lambda _, v: isinstance(v, (int, Fraction)) and not isinstance(v, bool),
            "integer": lambda _, v: isinstance(v, (int, Fraction)) and not isinstance(v, bool) and v.denominator == 1,
        }
    )
    made = validators.extend(Draft202012Validator, type_checker=numbers)
    return made({"$ref": ADDRESS + kind}, registry=registry, format_checker=checker)


def documents() -> list[tuple[str, object]]:
    """Real documents of every kind, small ones, to be spoilt."""
    found = [("criteria-set/1", ROOT / "plugins/department_2022/criteria_set.yaml")]
    found += [
        ("component/1", path) for path in sorted((ROOT / "plugins/department_2022/components").glob("0[1268]*.yaml"))
    ]
    found += [("cases/1", path) for path in sorted((ROOT / "plugins/department_2022/cases").glob("01*.yaml"))]
    found += [
        ("submission/1", path)
        for path in sorted((ROOT / "plugins/sample_data/vi_du_2022").glob("vd-so-[at]*.yaml"))[:2]
    ]
    return [(kind, read_yaml(path.read_bytes(), path.name).document.value) for kind, path in found]


DOCUMENTS = documents()
PLAIN = {kind: plain_validator(kind) for kind in KINDS}
SPOILERS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.fractions(0, 3, max_denominator=4),
    st.sampled_from(["", "x", "1.10", "50%", "a b", "proportional", "none", "bands", "2022-02-30", "é"]),
    st.sampled_from([(), {}, (1,), {"x": 1}, {"vi": "a", "en": "b"}]),
)


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, object]:
    """A real document in which a few things were replaced, removed or added."""
    kind, value = draw(st.sampled_from(DOCUMENTS))
    for _ in range(draw(st.integers(0, 3))):
        value = spoil(draw, value)
    return kind, value


def spoil(draw: st.DrawFn, value: object) -> object:
    """The value with one thing changed, at a place that is drawn step by step."""
    if isinstance(value, Mapping) and value and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(sorted(value)))
        changed = dict(value)
        match draw(st.integers(0, 6)):
            case 0:
                del changed[key]
            case 1:
                changed[draw(st.sampled_from(["from", "count", "children", "format", "Bad key", "weigth"]))] = draw(
                    SPOILERS
                )
            case _:
                changed[key] = spoil(draw, value[key])
        return changed
    if isinstance(value, tuple) and value and draw(st.integers(0, 9)):
        index = draw(st.integers(0, len(value) - 1))
        return (*value[:index], spoil(draw, value[index]), *value[index + 1 :])
    return draw(SPOILERS)


@settings(max_examples=250, deadline=None)
@given(spoilt())
def test_the_quick_check_agrees_with_any_validator(drawn):
    kind, value = drawn
    ours = next(failures(kind, value), None)
    assert (ours is None) == PLAIN[kind].is_valid(as_json(value))


def test_a_line_break_after_an_id_is_not_part_of_it():
    """Python's `$` would let it pass; the schemas mean the end of the text."""
    kind, value = next((kind, value) for kind, value in DOCUMENTS if kind == "component/1")
    assert next(failures(kind, {**value, "id": value["id"] + "\n"}), None) is not None


@settings(max_examples=150, deadline=None)
@given(spoilt())
def test_every_failure_is_told_with_a_place_of_the_document(drawn):
    kind, value = drawn
    document = Document("f.yaml", value, lambda: Positions({}, {}, {}))
    for finding in schema_check.check_document(document, kind):
        assert finding.message.vi
        assert finding.hint.vi
        assert finding.message.en
        assert finding.hint.en


def test_schemas_are_written_for_people():
    for path in (ROOT / "engine/loading/schemas").rglob("*.json"):
        text = path.read_text("utf-8")
        assert json.loads(text)
        assert "\\u" not in text
