"""The comparisons inside an expression."""

from collections.abc import Iterator

from engine.program import expressions as e
from engine.program.reading import parts


def comparisons(expr: object) -> Iterator[e.Compare]:
    """Every comparison in an expression, outside of lists."""
    if isinstance(expr, e.Compare):
        yield expr
    if not isinstance(expr, e.FoldList):
        for part in parts(expr):
            yield from comparisons(part)
