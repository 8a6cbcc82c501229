"""The amounts of a row that a set may leave open: where each stands, how it is written, another put in its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from engine.domain.criteria_set import Node, Plain
from engine.domain.numbers import decimal_text, exact
from engine.loading.document import step


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of a rule or gate: its JSON pointer relative to the node, and its value as it is written."""

    pointer: str
    written: int | str | Fraction

    @property
    def value(self) -> Fraction:
        """The exact number."""
        return exact(self.written)

    @property
    def is_share(self) -> bool:
        """Whether it is written as a percentage: `"50%"` may mean half of the maximum where `"0.5"` means points."""
        return is_share(self.written)

    @property
    def said(self) -> str:
        """The amount as text, in the form in which it is written."""
        return told(self.value, share=self.is_share)


def is_share(written: Plain) -> bool:
    """Whether a number is written as a percentage."""
    return isinstance(written, str) and written.rstrip().endswith("%")


def told(number: Fraction, *, share: bool) -> str:
    """An exact number as documents write it, with % where it is a share."""
    return f"{decimal_text(number * 100)}%" if share else decimal_text(number)


def amounts(node: Node) -> dict[str, Amount]:
    """All amounts of a node's rule and gates, by path: a JSON pointer in which items of a list are named by their ids.

    An item that has no id is named by its number, from 0.
    """
    found = dict(_amounts_in(node.rule, "/rule", "/rule"))
    for gate in node.gates:
        found[f"/gates{step(gate.id)}/points"] = Amount(f"{gate.pointer}/points", gate.points)
    return found


def with_amount(node: Node, amount: Amount, value: Fraction) -> Node:
    """The node with another value in the place of one of its amounts, in the same form: a share stays a share."""
    steps = amount.pointer.split("/")[1:]
    if steps[0] == "gates":
        gates = (
            replace(gate, points=value) if amount.pointer == f"{gate.pointer}/points" else gate for gate in node.gates
        )
        return replace(node, gates=tuple(gates))
    names = [part.replace("~1", "/").replace("~0", "~") for part in steps[1:]]
    rule = _put(node.rule, names, told(value, share=amount.is_share))
    assert isinstance(rule, Mapping)
    return replace(node, rule=rule)


def _amounts_in(value: Plain, path: str, pointer: str) -> Iterator[tuple[str, Amount]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _amounts_in(inner, path + step(key), pointer + step(key))
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            name = item.get("id") if isinstance(item, Mapping) else None
            yield from _amounts_in(item, path + step(str(at if name is None else name)), f"{pointer}/{at}")
    elif isinstance(value, (int, str, Fraction)) and _is_number(value):
        yield path, Amount(pointer, value)


def _is_number(value: int | str | Fraction) -> bool:
    try:
        exact(value)
    except ValueError:
        return False
    return True


def _put(value: Plain, steps: list[str], new: str) -> Plain:
    """A copy of `value` in which `new` stands at the end of the steps."""
    if not steps:
        return new
    first, *rest = steps
    if isinstance(value, Mapping):
        return {**value, first: _put(value[first], rest, new)}
    assert isinstance(value, tuple), "the pointer was made of this value"
    at = int(first)
    return (*value[:at], _put(value[at], rest, new), *value[at + 1 :])
