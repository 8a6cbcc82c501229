"""Everything that a criteria set says, as plain values: what two sets are compared by, so that nothing is passed over.

The fields of the domain's classes are walked as they are declared: a field that is added there is compared at once.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from engine.domain.criteria_set import CriteriaSet, Limits, Node
from engine.domain.fact_text import as_text
from engine.domain.facts import NUMERIC, Fact, FactType
from engine.domain.numbers import exact
from engine.domain.text import Text

Value = None | bool | str | int | Fraction | date | Text | tuple["Value", ...] | Mapping[str, "Value"]
"""What an outline is made of. Text in two languages stays one value: it is told as one."""

# Known by their own, told elsewhere (the tree), or no content at all.
_NOT_COMPARED = frozenset({"content_hash", "components", "bonus", "penalty", "facts", "children", "pointer", "files"})
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?|[+-]?[0-9]{1,18}/[1-9][0-9]{0,17}", re.ASCII)
_PERCENTAGE = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})? ?%", re.ASCII)


def set_outline(rules: CriteriaSet) -> dict[str, Value]:
    """What a set says around its tree and its facts: identity, texts, parts, numbers, total, profiles, grades …"""
    outline = _members(rules)
    for name, adjustment in (("bonus", rules.bonus), ("penalty", rules.penalty)):
        outline[name] = None if adjustment is None else {"cap": adjustment.cap}
    return outline


def node_outline(node: Node) -> dict[str, Value]:
    """What a node says of itself, its children left out; numbers in its rule that are written as text are numbers.

    The usual limits of a leaf, 0 and its maximum, are not told: they follow the maximum.
    """
    outline = _members(node) | {"rule": {key: _ruled(value) for key, value in node.rule.items()}}
    if node.limits == Limits(Fraction(0), node.maximum):
        outline["limits"] = None
    return outline


def fact_outline(fact: Fact) -> dict[str, Value]:
    """What a fact says of itself, its range as submissions write it."""
    outline = _members(fact)
    if fact.type in NUMERIC:
        outline |= {"low": as_text(fact, fact.low), "high": as_text(fact, fact.high)}
    elif fact.type is FactType.DATE:
        outline |= {"low": date.fromordinal(fact.low), "high": date.fromordinal(fact.high)}
    return outline | {"fields": tuple(fact_outline(inner) for inner in fact.fields)}


def outline_of(value: object) -> Value:
    """Any value of the domain as a plain one."""
    match value:
        case Text() | None | bool() | Fraction() | date():
            return value
        case Enum():
            return str(value.value)
        case str() | int():
            return value
        case Mapping():
            return {str(key): outline_of(item) for key, item in value.items()}
        case tuple() | list():
            return tuple(outline_of(item) for item in value)
    if is_dataclass(value):
        return _members(value)
    raise TypeError(f"nothing of the domain: {type(value).__name__}")


def _members(value: Any) -> dict[str, Value]:  # noqa: ANN401  # any dataclass of the domain
    """The fields that count when two values are compared, by name."""
    return {
        field.name: outline_of(getattr(value, field.name))
        for field in fields(value)
        if field.compare and field.name not in _NOT_COMPARED
    }


def _ruled(value: object) -> Value:
    """A value inside a rule: `2`, `"2"` and `"2.0"` are one number, `"80%"` and `"80.0 %"` one percentage."""
    match value:
        case bool() | None:
            return value
        case {"vi": str() as vi, "en": str() as en, **rest} if not rest:
            return Text(vi, en)
        case Mapping():
            return {str(key): _ruled(item) for key, item in value.items()}
        case tuple():
            return tuple(_ruled(item) for item in value)
        case str() if _NUMBER.fullmatch(value):
            return exact(value)
        case str() if _PERCENTAGE.fullmatch(value):
            # A share and a number of points are different things even where they have the same value.
            return percentage(exact(value))
        case int():
            return Fraction(value)
    return outline_of(value)


def percentage(share: Fraction) -> str:
    """The one spelling of a share that was written as a percentage: `80%`, `100/3%`."""
    return f"{share * 100}%"


def share_of(text: Value) -> Fraction | None:
    """The share that such a spelling stands for; None for anything else."""
    if isinstance(text, str) and text.endswith("%"):
        try:
            return Fraction(text[:-1]) / 100
        except ValueError:
            return None
    return None
