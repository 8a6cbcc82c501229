"""What an expression reads: its facts, in the order in which they are met; and how large it is."""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache

from engine.program import expressions as e


@cache
def field_names(kind: type) -> tuple[str, ...]:
    """The names of the fields of a dataclass, asked for once."""
    return tuple(item.name for item in fields(kind))


def parts(expr: object) -> Iterator[object]:
    """The expressions, terms and pieces directly inside `expr`."""
    for name in field_names(type(expr)):  # type: ignore[arg-type]  # every class can be hashed
        value = getattr(expr, name)
        if isinstance(value, tuple):
            yield from (part for part in value if hasattr(part, "__dataclass_fields__"))
        elif hasattr(value, "__dataclass_fields__"):
            yield value


def facts_of(expr: object) -> tuple[str, ...]:
    """Ids of the facts that `expr` reads, each once."""
    found: dict[str, None] = {}

    def visit(part: object) -> None:
        if isinstance(part, e.FactRef):
            found.setdefault(part.id)
        elif isinstance(part, e.FoldList):
            found.setdefault(part.list_id)
        for inner in parts(part):
            visit(inner)

    visit(expr)
    return tuple(found)


class Sizes:
    """How many parts expressions have when they are written out: what is shared counts each time it is used."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, int]] = {}

    def of(self, expr: object) -> int:
        """The size of one expression. It is kept, so that its identity stays its own."""
        found = self._known.get(id(expr))
        if found is None:
            found = expr, 1 + sum(self.of(part) for part in parts(expr))
            self._known[id(expr)] = found
        return found[1]
