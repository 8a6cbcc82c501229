"""Canonical JSON (RFC 8785) and its sha256: what every hash of the engine is taken of.

Documents hold no floats, so canonical JSON is the plain one without spaces, with its keys in the order of their UTF-16
code units. The standard library writes that, several times faster than the libraries that also know how to spell a
float; the tests hold it to one of them, byte for byte.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache

from engine.domain.numbers import decimal_text
from engine.domain.text import nfc

_SHAPES, _MOST_KEYS = 1024, 32
"""How many sets of keys are remembered, and how long one may be: documents of one kind have few, and short ones."""


def portable(value: object) -> object:
    """`value` made of text, whole numbers, truth values, lists and mappings only; decimals become text.

    Whole numbers beyond 2^53 become text too, since canonical JSON cannot carry them. Raises TypeError for a float.
    """
    return _portable(value, False)


def canonical_bytes(value: object) -> bytes:
    """The one spelling of `value`: the same bytes on every machine."""
    return json.dumps(_portable(value, True), ensure_ascii=False, separators=(",", ":")).encode()


def _portable(value: object, in_order: bool) -> object:
    """The value, the keys of its mappings in canonical order where that is asked for; what is frequent comes first."""
    if isinstance(value, str):
        return value if value.isascii() else nfc(value)
    if isinstance(value, dict):
        return _mapping(value, in_order)
    if isinstance(value, (list, tuple)):
        return [_portable(item, in_order) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _mapping(value, in_order)
    raise TypeError(f"not portable: {type(value).__name__}")


def _mapping(value: Mapping[str, object], in_order: bool) -> dict[str, object]:
    keys = tuple(value)
    ordered = _plainly_ordered(keys) if len(keys) <= _MOST_KEYS else None
    if ordered is not None:
        return {key: _portable(value[key], in_order) for key in (ordered if in_order else keys)}
    keyed = {nfc(str(key)): item for key, item in value.items()}
    order = sorted(keyed, key=lambda key: key.encode("utf-16-be")) if in_order else keyed
    return {key: _portable(keyed[key], in_order) for key in order}


@lru_cache(_SHAPES)
def _plainly_ordered(keys: tuple[str, ...]) -> tuple[str, ...] | None:
    """Keys in the order of their UTF-16 code units where all are ASCII text, whose order that of Python is."""
    plain = all(isinstance(key, str) and key.isascii() for key in keys)
    return tuple(sorted(keys)) if plain else None


def sha256(data: bytes) -> str:
    """The sha256 of bytes, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def digest(value: object) -> str:
    """The sha256 of the canonical bytes of a value."""
    return sha256(canonical_bytes(value))
