"""Two plain values → every single thing in which they differ, each with the steps that lead to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from engine.domain.text import Text
from engine.results.canonical import portable
from engine.results.set_outline import Value

What = Literal["changed", "added", "removed", "order"]
Steps = tuple[str, ...]
"""Keys, ids and positions from the subject down to what differs."""

_IDENTIFYING = ("id", "key", "at", "term", "node", "under")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. Where something was added `before` is None, where it was removed `after` is."""

    what: What
    steps: Steps
    before: Value
    after: Value


def differences(before: Value, after: Value, steps: Steps = ()) -> Iterator[Difference]:
    """Everything in which two values differ, in the order of the text; nothing where they are equal."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _of_mappings(before, after, steps)
    elif isinstance(before, tuple) and isinstance(after, tuple):
        name = _identified_by(before, after)
        yield from _of_named(before, after, steps, name) if name else _of_sequences(before, after, steps)
    elif _spelled(before) != _spelled(after):
        yield Difference("changed", steps, before, after)


def _of_mappings(before: Mapping[str, Value], after: Mapping[str, Value], steps: Steps) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        inner = (*steps, key)
        if key not in after:
            yield Difference("removed", inner, before[key], None)
        elif key not in before:
            yield Difference("added", inner, None, after[key])
        else:
            yield from differences(before[key], after[key], inner)


def _identified_by(before: Sequence[Value], after: Sequence[Value]) -> str:
    """The key by which the items of two lists are told apart; empty where there is none."""
    items = [item for item in (*before, *after) if isinstance(item, Mapping)]
    if not items or len(items) < len(before) + len(after):
        return ""
    for name in _IDENTIFYING:
        if all(isinstance(item.get(name), str) for item in items) and all(
            len({str(_mapping(item)[name]) for item in side}) == len(side) for side in (before, after)
        ):
            return name
    return ""


def _of_named(before: Sequence[Value], after: Sequence[Value], steps: Steps, name: str) -> Iterator[Difference]:
    old = {str(_mapping(item)[name]): item for item in before}
    new = {str(_mapping(item)[name]): item for item in after}
    yield from _of_mappings(old, new, steps)
    yield from order_of([key for key in old if key in new], [key for key in new if key in old], steps)


def order_of(before: Sequence[str], after: Sequence[str], steps: Steps) -> Iterator[Difference]:
    """The difference between two orders of the same names, where there is one."""
    if before != after:
        yield Difference("order", steps, tuple(before), tuple(after))


def _of_sequences(before: Sequence[Value], after: Sequence[Value], steps: Steps) -> Iterator[Difference]:
    """Items without names: what stayed is lined up, what was rewritten in place is looked into item by item."""
    old, new = ([_spelled(item) for item in side] for side in (before, after))
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        paired = min(last - first, end - start)
        for at in range(paired):
            yield from differences(before[first + at], after[start + at], (*steps, str(start + at)))
        for at in range(first + paired, last):
            yield Difference("removed", (*steps, str(at)), before[at], None)
        for at in range(start + paired, end):
            yield Difference("added", (*steps, str(at)), None, after[at])


def _spelled(value: Value) -> str:
    """One spelling for each value and no other: a truth value is not the number that Python takes it for."""
    match value:
        case Mapping():
            return "{" + ",".join(f"{key!r}:{_spelled(item)}" for key, item in sorted(value.items())) + "}"
        case tuple():
            return "[" + ",".join(_spelled(item) for item in value) + "]"
    return repr(value)


def plain(value: Value) -> object:
    """A value as documents carry it: decimals and days as text, text in both languages as a mapping."""
    match value:
        case Text():
            return value.as_mapping()
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case tuple():
            return [plain(item) for item in value]
    return portable(value)


def _mapping(value: Value) -> Mapping[str, Value]:
    assert isinstance(value, Mapping)
    return value
