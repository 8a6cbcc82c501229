"""Which declared facts a row of a set reads: what a person who fills in a sheet has to know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine.domain.criteria_set import Node, Plain
from engine.domain.facts import Fact

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")


def facts_read(node: Node, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """The ids of the facts that the conditions, gates and rule of a leaf name, in the order of the text."""
    names = (name for text in _expressions(node) for name in _NAME.findall(_QUOTED.sub("", text)))
    return tuple(dict.fromkeys(name for name in names if name in facts))


def _expressions(node: Node) -> Iterator[str]:
    if node.not_arisen:
        yield node.not_arisen.when
    yield from (gate.when for gate in node.gates)
    yield from _texts(node.rule)


def _texts(value: Plain) -> Iterator[str]:
    """Every text in a rule but for the ids of its own items and the titles that people read."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key not in ("id", "title"):
                yield from _texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
