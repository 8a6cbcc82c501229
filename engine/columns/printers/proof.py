"""How many bits an expression needs, proven from the declared ranges of what it reads."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from engine.columns.printers.refusals import TooWide
from engine.domain.facts import Fact
from engine.program import expressions as e
from engine.program.intervals import Interval, Reach

LITERAL, NARROW, WIDE = 32, 64, 128
"""Widths of integers; 32 stands for what databases make of a small number that is written out."""


class Proof:
    """Ranges of expressions over facts and statements, and over the fields of a list while inside one."""

    def __init__(self, declared: Mapping[str, Fact]) -> None:
        self._declared = declared
        self._reach = Reach(declared)
        self._fields: tuple[Fact, ...] | None = None

    @contextmanager
    def inside(self, fields: tuple[Fact, ...]) -> Iterator[None]:
        """While expressions are over the records of a list."""
        outer, self._fields = self._fields, fields
        try:
            yield
        finally:
            self._fields = outer

    @property
    def in_record(self) -> bool:
        """Whether expressions are over the records of a list."""
        return self._fields is not None

    def field(self, index: int) -> Fact:
        """A field of the record at hand."""
        assert self._fields is not None, "a field outside its list"
        return self._fields[index]

    def fields_of(self, name: str) -> tuple[Fact, ...]:
        """The fields of a list."""
        return self._declared[name].fields

    def range_of(self, expr: e.Expr) -> Interval:
        """The least and greatest value."""
        if self._fields is None:
            return self._reach.value(expr)
        return self._reach.range_in(expr, self._fields)

    def size(self, expr: e.Expr) -> int:
        """The greatest distance from 0."""
        low, high = self.range_of(expr)
        return max(-low, high, 0)


def bits_for(size: int) -> int:
    """64 or 128 for numbers whose distance from 0 is at most `size`; raises TooWide."""
    if size < 2**63:
        return NARROW
    if size < 2**127:
        return WIDE
    raise TooWide


def bits_of(low: int, high: int) -> int:
    """The same for a range."""
    return bits_for(max(-low, high, 0))
