"""Canonical JSON (RFC 8785) and its sha256: what every hash of the engine is taken of.

Documents hold no floats, so canonical JSON is the plain one without spaces, with its keys in the order of their UTF-16
code units. The standard library writes that, several times faster than the libraries that also know how to spell a
float; the tests hold it to one of them, byte for byte.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction

from engine.domain.numbers import decimal_text
from engine.domain.text import nfc


def portable(value: object) -> object:
    """`value` made of text, whole numbers, truth values, lists and mappings only; decimals become text.

    Whole numbers beyond 2^53 become text too, since canonical JSON cannot carry them. Raises TypeError for a float.
    """
    return _portable(value, iter)


def _portable(value: object, order: Callable[[Mapping[str, object]], Iterable[str]]) -> object:
    """The value with the keys of its mappings in the order that `order` gives them."""
    if isinstance(value, str):
        return nfc(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        keyed = {nfc(str(key)): item for key, item in value.items()}
        return {key: _portable(keyed[key], order) for key in order(keyed)}
    if isinstance(value, (list, tuple)):
        return [_portable(item, order) for item in value]
    raise TypeError(f"not portable: {type(value).__name__}")


def canonical_bytes(value: object) -> bytes:
    """The one spelling of `value`: the same bytes on every machine."""
    return json.dumps(_portable(value, _by_code_units), ensure_ascii=False, separators=(",", ":")).encode()


def _by_code_units(keyed: Mapping[str, object]) -> list[str]:
    """Keys in the order of their UTF-16 code units, which for ASCII is that of Python."""
    return sorted(keyed) if "".join(keyed).isascii() else sorted(keyed, key=lambda key: key.encode("utf-16-be"))


def sha256(data: bytes) -> str:
    """The sha256 of bytes, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def digest(value: object) -> str:
    """The sha256 of the canonical bytes of a value."""
    return sha256(canonical_bytes(value))
