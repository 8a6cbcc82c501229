"""A quick look at a value: does it plainly meet a schema? What is in doubt goes to the validator, which says why.

Nearly every value of a document is as it should be. The validator of the library walks through many calls for each of
them; one look settles most. A look never refuses: where a schema says anything that is not known here, it doubts.
"""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache

from engine.loading.schema_store import CHOOSE, LINK, Schema

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What a schema may say for a value to be judged at a glance. What is about keys says nothing of a single value, and
# the other way round.
_SAYS_NOTHING = {"title", "description", "default", "x-expected", "x-refused"}
_ABOUT_VALUES = {"type", "const", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "format"}
_ABOUT_LISTS = {"items", "minItems", "maxItems"}
_ABOUT_MAPPINGS = {"properties", "required", "additionalProperties", "propertyNames", "minProperties", "maxProperties"}
_ABOUT_OTHER_SCHEMAS = {LINK, CHOOSE, "allOf", "anyOf", "not", "if", "then", "else", "dependentRequired"}
_KNOWN = _SAYS_NOTHING | _ABOUT_VALUES | _ABOUT_LISTS | _ABOUT_MAPPINGS | _ABOUT_OTHER_SCHEMAS


def plainly_fits(rule: Schema | bool, value: object) -> bool:
    """Whether a value meets a schema beyond doubt; False means that it may or may not."""
    if isinstance(rule, bool):
        return rule
    if not rule.keys() <= _KNOWN:
        return False
    if not _ABOUT_OTHER_SCHEMAS.isdisjoint(rule) and not _others_fit(rule, value):
        return False
    types = rule.get("type")
    if isinstance(value, str):
        return (
            (value in rule["enum"] if "enum" in rule else types is None or "string" in types)
            and value == rule.get("const", value)
            and rule.get("minLength", 0) <= len(value) <= rule.get("maxLength", len(value))
            and ("pattern" not in rule or compiled(rule["pattern"]).search(value) is not None)
            and ("format" not in rule or (rule["format"] == "date" and is_day(value)))
        )
    if "enum" in rule or "const" in rule:
        return False
    if isinstance(value, dict):
        return (types is None or "object" in types) and _mapping_fits(rule, value)
    if isinstance(value, tuple):
        return (types is None or "array" in types) and _list_fits(rule, value)
    if isinstance(value, bool):
        return types is None or "boolean" in types
    return isinstance(value, (int, Fraction)) and _number_fits(rule, value)


def decided(test: Schema, value: object) -> bool | None:
    """Whether the test of an `if` or `not` holds, in the two forms that we use: keys are there, a key has this value.

    None where it cannot be told here.
    """
    if not isinstance(value, Mapping):
        return None
    wanted = test.get("properties", {})
    if (
        "required" not in test
        or len(test) != 1 + bool(wanted)
        or any(set(rule) != {"const"} for rule in wanted.values())
    ):
        return None
    return all(key in value for key in test.get("required", ())) and all(
        value[key] == rule["const"] for key, rule in wanted.items() if key in value
    )


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern as ECMAScript reads it: `$` is the end of the text, not a line break before it."""
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


def is_day(text: str) -> bool:
    """Whether text is a day of the calendar written as 2022-11-10."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _others_fit(rule: Schema, value: object) -> bool:
    """What a schema asks by other schemas."""
    if LINK in rule and not plainly_fits(rule[LINK], value):
        return False
    if not all(plainly_fits(inner, value) for inner in rule.get("allOf", ())):
        return False
    if "anyOf" in rule and not any(plainly_fits(inner, value) for inner in rule["anyOf"]):
        return False
    if "not" in rule and decided(rule["not"], value) is not False:
        return False
    if isinstance(value, dict) and not _chosen_fit(rule, value):
        return False
    if "if" not in rule:
        return True
    holds = decided(rule["if"], value)
    return holds is not None and plainly_fits(rule.get("then" if holds else "else", True), value)


def _chosen_fit(rule: Schema, value: Mapping[str, object]) -> bool:
    """What a schema asks of a mapping that has a certain key, or a certain word under a key."""
    for key, branches in rule.get(CHOOSE, {}).items():
        word = value.get(key)
        if isinstance(word, str) and word in branches and not plainly_fits(branches[word], value):
            return False
    return all(
        other in value for key, others in rule.get("dependentRequired", {}).items() if key in value for other in others
    )


def _mapping_fits(rule: Schema, value: Mapping[str, object]) -> bool:
    known, others = rule.get("properties", {}), rule.get("additionalProperties", True)
    names = rule.get("propertyNames", True)
    return (
        rule.get("minProperties", 0) <= len(value) <= rule.get("maxProperties", len(value))
        and all(key in value for key in rule.get("required", ()))
        and all(plainly_fits(known.get(key, others), item) for key, item in value.items())
        and (names is True or all(plainly_fits(names, key) for key in value))
    )


def _list_fits(rule: Schema, value: tuple[object, ...]) -> bool:
    items = rule.get("items", True)
    return rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value)) and (
        items is True or all(plainly_fits(items, item) for item in value)
    )


def _number_fits(rule: Schema, value: int | Fraction) -> bool:
    types = rule.get("type")
    return (types is None or "number" in types or ("integer" in types and value.denominator == 1)) and rule.get(
        "minimum", value
    ) <= value <= rule.get("maximum", value)
