"""Plain values → YAML as authors write it: short things on one line, long ones below each other, text in quotes."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from engine.domain.text import LANGUAGES

WIDTH = 118
_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[./-][A-Za-z0-9_]+)*")
# What other readers of YAML take for a truth value or for nothing.
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})


def modeline(kind: str, folder: str) -> str:
    """The line by which editors find the schema of a document of that kind, from a file that lies beside `folder`."""
    return f"# yaml-language-server: $schema={folder}/{kind}.schema.json\n"


def yaml_text(document: Mapping[str, object]) -> str:
    """A document: its keys below each other, in their order. Values are mappings, lists, text, int, bool and None."""
    return "".join(f"{line}\n" for line in _block(document))


def _block(value: Mapping[str, object]) -> Iterator[str]:
    for key, item in value.items():
        yield from _entry(f"{_scalar(key)}:", item)


def _entry(head: str, item: object) -> Iterator[str]:
    """A key with its value: beside it where that fits, otherwise below."""
    flat = _flow(item)
    if not isinstance(item, (Mapping, list, tuple)) or (_is_short(item) and len(head) + len(flat) < WIDTH):
        yield f"{head} {flat}"
        return
    yield head
    yield from ("  " + line for line in (_block(item) if isinstance(item, Mapping) else _items(item)))


def _items(items: Sequence[object]) -> Iterator[str]:
    for item in items:
        flat = _flow(item)
        if not isinstance(item, Mapping) or (_is_short(item) and len(flat) < WIDTH):
            yield f"- {flat}"
            continue
        first, *rest = _block(item)
        yield f"- {first}"
        yield from ("  " + line for line in rest)


def _is_short(value: object) -> bool:
    """Whether a value may stand on one line: mappings of plain values at most, and no list of mappings."""
    has_rows = isinstance(value, (list, tuple)) and any(isinstance(item, Mapping) for item in value)
    return not has_rows and _depth(value) <= 2


def _depth(value: object) -> int:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return 1 + max(map(_depth, inner), default=0) if isinstance(value, (Mapping, list, tuple)) else 0


def _flow(value: object) -> str:
    match value:
        case Mapping():
            return "{" + ", ".join(f"{_scalar(key)}: {_said(key, item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _said(key: object, item: object) -> str:
    """A value beside its key; what people read stands in quotes, a single word too."""
    return json.dumps(item, ensure_ascii=False) if key in LANGUAGES and isinstance(item, str) else _flow(item)


def _scalar(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
    text = str(value)
    if _BARE.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    return json.dumps(text, ensure_ascii=False)
