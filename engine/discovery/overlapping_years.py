"""Editions of one set that hold for the same units in the same years: each is sound; which one counts is not said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from engine.domain.criteria_set import CriteriaSet, Span
from engine.domain.text import Text


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two editions, the older first, and the years that both claim; `last` None: with no end."""

    older: CriteriaSet
    newer: CriteriaSet
    first: int | None
    last: int | None

    @property
    def message(self) -> Text:
        """What overlaps, for people."""
        names = f"{self.older.name}, {self.newer.name}"
        years = f"{self.first or ''}–{self.last or ''}" if self.first != self.last else str(self.first)
        return Text(
            f"Hai bản của một bộ cùng áp dụng cho năm {years}: {names}.",
            f"Two editions of one set hold for the same years {years}: {names}.",
        )

    @property
    def hint(self) -> Text:
        """What to do about it."""
        return Text(
            "Ghi năm cuối của bản cũ ở applies_to.years.to; phiếu vẫn được chấm theo bản mà phiếu nêu.",
            "Write the last year of the older one in applies_to.years.to; submissions are scored by the edition "
            "that they name.",
        )


def overlaps_among(served: Iterable[CriteriaSet]) -> Iterator[Overlap]:
    """Every pair of editions that overlap; of an edition only the newest revision counts.

    `served` comes by id, then from the oldest edition and revision to the newest.
    """
    newest = {(rules.id, rules.edition): rules for rules in served}
    for older, newer in combinations(newest.values(), 2):
        if older.id == newer.id and set(older.unit_kinds) & set(newer.unit_kinds):
            first, last = _shared(older.years, newer.years)
            if first is None or last is None or first <= last:
                yield Overlap(older, newer, first, last)


def _shared(one: Span, other: Span) -> tuple[int | None, int | None]:
    """The first and last year inside both."""
    firsts = [year for year in (one.first, other.first) if year is not None]
    lasts = [year for year in (one.last, other.last) if year is not None]
    return max(firsts, default=None), min(lasts, default=None)
