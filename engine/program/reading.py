"""What an expression reads: its facts, in the order in which they are met."""

from collections.abc import Iterator
from dataclasses import fields

from engine.program import expressions as e


def parts(expr: object) -> Iterator[object]:
    """The expressions, terms and pieces directly inside `expr`."""
    for item in fields(expr):  # type: ignore[arg-type]
        value = getattr(expr, item.name)
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
