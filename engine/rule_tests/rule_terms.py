"""Amounts, thresholds and expressions written in a node, each with its place, and the node with one changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from engine.domain.criteria_set import Gate, Limits, Node, Plain
from engine.domain.numbers import decimal_text, exact

EXPRESSIONS = frozenset({"when", "count", "value", "reference", "total", "sum", "valid"})
EDGES = frozenset({"from", "above", "to", "below"})
_NAMES = frozenset({"id", "fact", "for_each", "title", "when_empty", "compare", "direction", "all_of", "by", "field"})
_OF_FIELDS = frozenset({"places", "percentile"})
"""Say how the figures of a field are made, which cases give as they are: no case could notice another."""
_FREE = frozenset({"formula", "external_index"})


@dataclass(frozen=True, slots=True)
class Term:
    """One number or expression. `pointer` is a JSON pointer; in `at` the items of lists are named by their ids."""

    at: str
    pointer: str
    value: Plain
    is_expression: bool = False


def terms_of(node: Node) -> Iterator[Term]:
    """Everything in a node that could be another number, in the order in which it is written."""
    if node.is_leaf:
        yield Term("max", "/max", node.maximum)
    for profile, maximum in node.maximum_by_profile.items():
        yield Term(f"max_by_profile/{profile}", f"/max_by_profile/{profile}", maximum)
    if node.not_arisen is not None:
        yield Term("not_arisen/when", "/not_arisen/when", node.not_arisen.when, is_expression=True)
    for index, gate in enumerate(node.gates):
        yield Term(f"gates/{gate.id}/when", f"/gates/{index}/when", gate.when, is_expression=True)
        yield Term(f"gates/{gate.id}/points", f"/gates/{index}/points", gate.points)
    yield from _limits(node)
    yield from _inside(node.rule, "rule", "/rule", node.method in _FREE)


def _limits(node: Node) -> Iterator[Term]:
    """The limits that are written, which those of a leaf without any are not."""
    limits = node.limits
    if limits is None:
        return
    if limits.low is not None and (limits.low or not node.is_leaf):
        yield Term("limits/min", "/limits/min", limits.low)
    if limits.high is not None and (limits.high != node.maximum or not node.is_leaf):
        yield Term("limits/max", "/limits/max", limits.high)


def _inside(value: Plain, at: str, pointer: str, free: bool) -> Iterator[Term]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in _OF_FIELDS:
                continue
            if key not in _NAMES or (isinstance(inner, (Mapping, tuple)) and key != "title"):
                yield from _keyed(key, inner, f"{at}/{key}", f"{pointer}/{key}", free)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            name = str(item["id"]) if isinstance(item, Mapping) and "id" in item else str(index)
            yield from _inside(item, f"{at}/{name}", f"{pointer}/{index}", free)


def _keyed(key: str, value: Plain, at: str, pointer: str, free: bool) -> Iterator[Term]:
    if isinstance(value, (Mapping, tuple)):
        yield from _inside(value, at, pointer, free)
    elif isinstance(value, str) and (key in EXPRESSIONS or (free and key == "points")):
        yield Term(at, pointer, value, is_expression=True)
    elif is_amount(value):
        yield Term(at, pointer, value)


def is_amount(value: Plain) -> bool:
    """Whether a value is a number, or the text of one."""
    if isinstance(value, bool) or not isinstance(value, (int, Fraction, str)):
        return False
    try:
        exact(value)
    except ValueError:
        return False
    return True


def unit_of(value: Plain) -> Fraction:
    """One unit of the last place that is written: 0.01 for `0.25`, 1 % for `80%`, 1/3 for `1/3`, 1 for `3`."""
    text = decimal_text(value) if isinstance(value, Fraction) else str(value).strip()
    if "/" in text:
        return Fraction(1, int(text.partition("/")[2]))
    number = text.removesuffix("%").rstrip()
    places = len(number.partition(".")[2])
    return Fraction(1, 10**places) / (100 if text.endswith("%") else 1)


def shifted(value: Plain, direction: int) -> Plain:
    """A number one unit of its last place higher (1) or lower (-1), written as it was: in percent, or not."""
    moved = exact(value) + direction * unit_of(value)  # type: ignore[arg-type]
    if isinstance(value, int):
        return int(moved)
    if not isinstance(value, str):
        return moved
    return f"{decimal_text(moved * 100)}%" if value.strip().endswith("%") else decimal_text(moved)


def with_value(node: Node, pointer: str, value: Plain) -> Node:
    """The node with something else at a pointer of `terms_of`."""
    head, *rest = pointer.removeprefix("/").split("/")
    match head:
        case "max":
            high = value if node.limits and node.limits.high == node.maximum else node.limits and node.limits.high
            limits = node.limits and Limits(node.limits.low, high)  # type: ignore[arg-type]
            return replace(node, maximum=value, limits=limits)  # type: ignore[arg-type]
        case "max_by_profile":
            changed = {**node.maximum_by_profile, rest[0]: value}
            return replace(node, maximum_by_profile=changed)  # type: ignore[arg-type]
        case "not_arisen":
            assert node.not_arisen is not None
            return replace(node, not_arisen=replace(node.not_arisen, **{rest[0]: value}))  # type: ignore[arg-type]
        case "gates":
            return replace(node, gates=_with_gate(node.gates, int(rest[0]), {rest[1]: value}))
        case "limits":
            assert node.limits is not None
            side = {"min": "low", "max": "high"}[rest[0]]
            return replace(node, limits=replace(node.limits, **{side: value}))  # type: ignore[arg-type]
    rule = changed_inside(node.rule, rest, value)
    assert isinstance(rule, Mapping)
    return replace(node, rule=rule)


def _with_gate(gates: tuple[Gate, ...], index: int, change: Mapping[str, Plain]) -> tuple[Gate, ...]:
    changed = replace(gates[index], **change)  # type: ignore[arg-type]
    return (*gates[:index], changed, *gates[index + 1 :])


def changed_inside(whole: Plain, steps: list[str], value: Plain) -> Plain:
    """A plain value with something else at the end of `steps`."""
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(whole, tuple):
        index = int(first)
        return (*whole[:index], changed_inside(whole[index], rest, value), *whole[index + 1 :])
    assert isinstance(whole, Mapping)
    return {**whole, first: changed_inside(whole.get(first), rest, value)}
