"""Two sets that are not the same never differ in nothing, whatever was changed; a set never differs from itself."""

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.criteria_set import CriteriaSet
from engine.domain.text import Text
from engine.loading.criteria_folder import read_set
from engine.results.difference_document import difference_document
from engine.results.difference_words import headline, said
from engine.results.set_difference import SetDifference, set_difference
from tests.support.changed_sets import shuffled
from tests.support.generated_sets import random_set
from tests.support.published_schemas import misfits
from tests.support.two_editions import FIRST, HEAD, SECOND, write_edition

Way = tuple[str | int, ...]

DERIVED = {"content_hash", "place", "places", "places_of", "pointer", "layers", "files"}
"""Where something stands, and what follows from the rest; none of it is content."""


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """The way to every single value inside a value of the domain."""
    if dataclasses.is_dataclass(value) and not isinstance(value, Text):
        for field in dataclasses.fields(value):
            if field.name not in DERIVED:
                yield from ways(getattr(value, field.name), (*way, field.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from ways(inner, (*way, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from ways(inner, (*way, index))
    else:
        yield way


def other(value: Any) -> Any:
    """Something of the same kind that is not the same."""
    match value:
        case bool():
            return not value
        case Enum():
            return next(item for item in type(value) if item is not value)
        case Text():
            return Text(value.vi + "x", value.en)
        case None:
            return None
        case str():
            return value + "x"
        case int() | Fraction():
            return value + 1
        case date():
            return value + timedelta(days=1)
    raise TypeError(type(value).__name__)


def changed_at(value: Any, way: Way) -> Any:
    """The value with what stands at `way` replaced by something else."""
    if not way:
        return other(value)
    step, *rest = way
    if dataclasses.is_dataclass(value):
        return replace(value, **{str(step): changed_at(getattr(value, str(step)), tuple(rest))})
    if isinstance(value, dict):
        return {key: changed_at(inner, tuple(rest)) if key == step else inner for key, inner in value.items()}
    return tuple(changed_at(inner, tuple(rest)) if at == step else inner for at, inner in enumerate(value))


def is_told(difference: SetDifference) -> bool:
    """Whether something is said of every change, in both languages."""
    for item in difference.subjects:
        texts = [headline(item), *(said(change) for change in item.differences)]
        assert all(text.vi and text.en for text in texts)
    return bool(difference.subjects)


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_a_set_does_not_differ_from_itself(seed: int) -> None:
    assert set_difference(random_set(Random(seed)), random_set(Random(seed))).is_nothing


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), choice=st.integers(0, 2**32))
def test_one_value_changed_anywhere_is_told(seed: int, choice: int) -> None:
    rules = random_set(Random(seed))
    there = [way for way in ways(rules) if way]
    way = there[choice % len(there)]
    made: CriteriaSet = changed_at(rules, way)
    if made == rules:  # None stays None: there was nothing to change
        assert set_difference(rules, made).is_nothing
    else:
        assert is_told(set_difference(rules, made)), way
        assert is_told(set_difference(made, rules)), way


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_another_order_is_told(seed: int) -> None:
    rules = random_set(Random(seed))
    moved = shuffled(Random(seed + 1), rules)
    assert is_told(set_difference(rules, moved)) == (rules.components != moved.components)


@settings(max_examples=25)
@given(one=st.integers(0, 2**32), other_one=st.integers(0, 2**32))
def test_any_two_sets_make_a_document_that_fits_its_schema(one: int, other_one: int) -> None:
    document = difference_document(set_difference(random_set(Random(one)), random_set(Random(other_one))))
    assert misfits(document, "set-difference/1") == []


def single_edits() -> Iterator[tuple[int, str, str, str]]:
    """Each line of the texts of a set once left out, where what remains can still be read: file, old line, new line."""
    for at, text in enumerate((HEAD, FIRST, SECOND)):
        for line in text.splitlines():
            for old, new in (('"1"', '"1.0"'), ("vi:", "vi:"), ("en: ", "en:  "), ('"0', '"00')):
                if old in line and new != old:
                    yield at, line, line.replace(old, new, 1), text


EDITS = list(single_edits())


@pytest.mark.parametrize("index", range(0, len(EDITS), 7))
def test_another_hash_is_never_nothing(tmp_path: Path, index: int) -> None:
    at, line, changed, text = EDITS[index]
    texts = [HEAD, FIRST, SECOND]
    before = read_set(write_edition(tmp_path / "a", *texts))
    texts[at] = text.replace(line, changed, 1)
    after = read_set(write_edition(tmp_path / "b", *texts))
    if before.criteria_set and after.criteria_set:
        same = before.content_hash == after.content_hash
        assert set_difference(before.criteria_set, after.criteria_set).is_nothing == same
