"""The stretches of years in which the same nodes and weights of a set hold, and what holds in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.domain.criteria_set import CriteriaSet, Node, Span


@dataclass(frozen=True, slots=True)
class Period:
    """Years from `first` to `last`, both inside; None means no end."""

    first: int
    last: int | None

    def __str__(self) -> str:
        """`2018`, `2018–2020` or `2021–`."""
        if self.last == self.first:
            return str(self.first)
        return f"{self.first}–{self.last or ''}"


def periods(criteria_set: CriteriaSet) -> tuple[Period, ...]:
    """The years of the set, parted wherever a node or a weight begins or ceases to hold."""
    years = criteria_set.years
    first = years.first or 0
    starts = sorted({first, *(year for year in _changes(criteria_set.walk()) if first < year <= (years.last or year))})
    ends = [*(start - 1 for start in starts[1:]), years.last]
    return tuple(Period(start, end) for start, end in zip(starts, ends, strict=True))


def _changes(nodes: Iterable[Node]) -> Iterator[int]:
    for node in nodes:
        for span in (node.span, *(weight.span for weight in node.weights)):
            if span.first is not None:
                yield span.first
            if span.last is not None:
                yield span.last + 1


def in_force(node: Node, profile: str, year: int) -> bool:
    """Whether a node holds for a profile and year, and something below it does."""
    if not node.span.holds(profile, year):
        return False
    return node.is_leaf or any(in_force(child, profile, year) for child in node.children)


def those_in_force(nodes: Sequence[Node], profile: str, year: int) -> list[Node]:
    """The nodes that hold for a profile and year."""
    return [node for node in nodes if in_force(node, profile, year)]


def is_backwards(span: Span) -> bool:
    """Whether a span ends before it begins."""
    return span.first is not None and span.last is not None and span.last < span.first
