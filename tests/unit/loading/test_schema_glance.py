"""A glance says yes only where the validator would: on documents that hold, and on the same with one thing changed."""

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.loading.schema_glance import plainly_fits
from engine.loading.schema_store import linked_schema
from engine.loading.yaml_reader import read_yaml
from tests.support.published_schemas import misfits

PLUGINS = Path(__file__).resolve().parents[3] / "plugins"
FILES = [
    *((file, "component/1") for file in sorted(PLUGINS.glob("*/components/*.yaml"))),
    *((file, "criteria-set/1") for file in sorted(PLUGINS.glob("*/criteria_set.yaml"))),
]
OTHERS = ({}, (), "", "x", "100%", 0, -1, 10**40, True, None, {"vi": "a"}, ("a", 1), {"not": 1})


def read(file: Path) -> object:
    """A bundled document."""
    document = read_yaml(file.read_bytes(), file.name).document
    assert document is not None
    return document.value


def holders(value: object) -> Iterator[dict[str, object]]:
    """Every mapping in a document."""
    if isinstance(value, dict):
        yield value
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    for item in inside:
        yield from holders(item)


@pytest.mark.parametrize(("file", "kind"), FILES, ids=lambda item: item if isinstance(item, str) else item.stem)
def test_a_document_that_holds_is_settled_at_a_glance(file, kind):
    assert plainly_fits(linked_schema(kind), read(file))


@settings(max_examples=150, deadline=None)
@given(some.sampled_from(FILES), some.randoms(use_true_random=False), some.sampled_from(OTHERS))
def test_with_one_thing_changed_a_glance_still_agrees_with_the_validator(chosen, chance: random.Random, other):
    file, kind = chosen
    value = read(file)
    place = chance.choice([holder for holder in holders(value) if holder])
    key = chance.choice(sorted(place))
    place[chance.choice([key, key, "strange"])] = other
    if chance.random() < 0.3:
        del place[key]
    whole = linked_schema(kind)
    if plainly_fits(whole, value):
        assert misfits(as_json(value), kind) == []


def as_json(value: object) -> object:
    """The value as the library knows it: lists and plain numbers."""
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    return float(value) if isinstance(value, Fraction) else value
