"""Ranks of many units from their columns: the places that `engine.results.ranking` gives the same units."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.columns.column_results import ColumnResults
from engine.domain.criteria_set import CriteriaSet, Profile
from engine.domain.numbers import Mode, Rounding

Numbers = npt.NDArray[Any]
"""int64; Python integers (dtype object) where 64 bits do not hold them."""
Flags = npt.NDArray[np.bool_]
_MOST = 2**61


@dataclass(frozen=True, slots=True)
class Ranks:
    """For each row: the best and the worst rank that it may still get, and whether another has the same figure.

    Both ranks are 0 where the row has none: in a group that is not ranked, or where no maximum applies. A row to which
    none may apply in the end, by what is still missing, may be anywhere.
    """

    best: npt.NDArray[np.int64]
    worst: npt.NDArray[np.int64]
    tied: Flags

    def part(self, start: int, stop: int) -> "Ranks":
        """The rows from `start` to before `stop`."""
        return Ranks(self.best[start:stop], self.worst[start:stop], self.tied[start:stop])


class Figures(NamedTuple):
    """What is compared, rounded as the set says: both ends, and where there is anything to compare.

    `anywhere`: the rows of which nothing can be said yet, since by what is missing no maximum may apply in the end.
    """

    low: Numbers
    high: Numbers
    given: Flags
    anywhere: Flags


def ranked(rules: CriteriaSet, parts: Sequence[tuple[str, ColumnResults]]) -> list[Ranks]:
    """The ranks of units that were scored profile by profile: (profile id, results) → ranks, in the same order.

    Profiles of one group are ranked together. Raises KeyError for a profile that the set does not have.
    """
    profiles = {profile.id: profile for profile in rules.profiles}
    groups = [profiles[profile].group for profile, _ in parts]
    found: dict[int, Ranks] = {}
    for group in dict.fromkeys(groups):
        members = [at for at, own in enumerate(groups) if own == group]
        whole = _group(rules, _leading(rules, group), [parts[at][1] for at in members])
        start = 0
        for at in members:
            stop = start + parts[at][1].rows
            found[at], start = whole.part(start, stop), stop
    return [found[at] for at in range(len(parts))]


def _leading(rules: CriteriaSet, group: str) -> Profile:
    """The first profile of a group says whether it is ranked."""
    return next(profile for profile in rules.profiles if profile.group == group)


def _group(rules: CriteriaSet, leading: Profile, parts: Sequence[ColumnResults]) -> Ranks:
    rows = sum(part.rows for part in parts)
    nothing = np.zeros(rows, np.int64)
    if not leading.ranked:
        return Ranks(nothing, nothing, np.zeros(rows, np.bool_))
    own = [figures(rules, part) for part in parts]
    low, given = np.concatenate([part.low for part in own]), np.concatenate([part.given for part in own])
    is_decided, is_dense = all(part.low is part.high for part in own), rules.ranking.ties == "dense"
    high = low if is_decided else np.concatenate([part.high for part in own])
    if given.all():
        return places(low, high, dense=is_dense)
    seen, anywhere = low[given], np.concatenate([part.anywhere for part in own])
    some, beside = places(seen, seen if is_decided else high[given], dense=is_dense), int(anywhere.sum())
    best, worst, tied = nothing, nothing.copy(), np.zeros(rows, np.bool_)
    best[given], worst[given], tied[given] = some.best, some.worst + beside, some.tied
    best[anywhere], worst[anywhere] = 1, len(seen) + beside
    return Ranks(best, worst, tied)


def figures(rules: CriteriaSet, results: ColumnResults) -> Figures:
    """Points or index of every row at the places that count; nothing for a row to which no maximum applies."""
    low, most = results.total, results.maximum
    high, least = low, most
    if results.open is not None:
        high = _with(low, results.open.rows, results.open.total_high)
        least = _with(most, results.open.rows, results.open.maximum_low)
    if rules.ranking.by == "points":
        ends = [_rounded(end, 10**rules.places, rules.comparing) for end in _once(low, high)]
        return Figures(ends[0], ends[-1], np.not_equal(most, 0), np.zeros(results.rows, np.bool_))
    given = np.greater(least, 0) & np.greater(most, 0)
    anywhere = np.greater(most, 0) & ~given
    if results.open is None:
        index = _rounded(low, np.where(given, most, 1), rules.comparing, 100)
        return Figures(index, index, given, anywhere)
    below = (np.where(low >= 0, most, least), np.where(high >= 0, least, most))
    ends = [
        _rounded(end, np.where(given, whole, 1), rules.comparing, 100)
        for end, whole in zip((low, high), below, strict=True)
    ]
    return Figures(ends[0], ends[1], given, anywhere)


def _with(column: Numbers, rows: npt.NDArray[np.int64], numbers: Numbers) -> Numbers:
    """A copy of a column with other numbers in some rows."""
    changed = column.astype(np.promote_types(column.dtype, numbers.dtype), copy=True)
    changed[rows] = numbers
    return changed


def _once(low: Numbers, high: Numbers) -> tuple[Numbers, ...]:
    return (low,) if low is high else (low, high)


def _rounded(above: Numbers, below: Numbers | int, comparing: Rounding, factor: int = 1) -> Numbers:
    """The quotient factor × above ÷ below, rounded to an integer of 10^places."""
    unit = factor * 10**comparing.places
    most = max(abs(int(end)) for end in (above.max(initial=0), above.min(initial=0)))
    width = np.int64 if 2 * (most + 1) * unit < _MOST and _greatest(below) < _MOST // 4 else object
    return divided(above.astype(width) * unit, below if isinstance(below, int) else below.astype(width), comparing.mode)


def _greatest(below: Numbers | int) -> int:
    return below if isinstance(below, int) else int(below.max(initial=1))


def divided(above: Numbers, below: Numbers | int, mode: Mode) -> Numbers:
    """Quotients rounded to integers as `mode` says; `below` is above 0. As `engine.domain.numbers.divide`."""
    if mode == "half_up":
        nearest: Numbers = (2 * above + below) // (2 * below)
        return nearest
    quotient: Numbers = above // below
    if mode == "floor":
        return quotient
    twice = 2 * (above - quotient * below)
    raised = (twice > below) | ((twice == below) & (quotient % 2 == 1))
    up: Numbers = quotient + raised.astype(quotient.dtype)
    return up


def places(low: Numbers, high: Numbers, *, dense: bool) -> Ranks:
    """The ranks of one group. Without `dense` a rank counts the units above, otherwise the different figures above."""
    if low is high:
        return _decided(low, dense=dense)
    exact = np.equal(low, high)
    decided = np.sort(low[exact])
    same = np.searchsorted(decided, low, "right") - np.searchsorted(decided, low, "left")
    tied = exact & (same > 1)
    if dense:
        surely, perhaps = _dense(low, high, exact, decided)
    else:
        surely, perhaps = _above(np.sort(low), high), _above(np.sort(high), low) - ~exact
    return Ranks(1 + surely, 1 + perhaps, tied)


def _decided(figures: Numbers, *, dense: bool) -> Ranks:
    """The ranks of a group of which nothing is open: one sort, then runs of equal figures."""
    order = np.argsort(figures, kind="stable")[::-1]
    ordered = figures[order]
    begins = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
    run = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    rank, tied = np.empty(len(order), np.int64), np.empty(len(order), np.bool_)
    rank[order] = 1 + (run if dense else first[run])
    tied[order] = (np.diff(first, append=len(order)) > 1)[run]
    return Ranks(rank, rank, tied)


def _above(ordered: Numbers, own: Numbers) -> npt.NDArray[np.int64]:
    """How many of the numbers lie above each own one."""
    found: npt.NDArray[np.int64] = len(ordered) - np.searchsorted(ordered, own, "right")
    return found


def _dense(
    low: Numbers, high: Numbers, exact: Flags, decided: Numbers
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The fewest and the most different figures above each row."""
    different = decided[np.append(True, decided[1:] != decided[:-1])] if len(decided) else decided
    open_low, open_high = low[~exact], high[~exact]
    # What is open may still come to equal a decided figure that it holds; only those that hold none add one for sure.
    holds = np.searchsorted(different, open_high, "right") > np.searchsorted(different, open_low, "left")
    surely = _above(different, high) + _fewest(open_low[~holds], open_high[~holds], high)
    perhaps = _above(different, low) + _above(np.sort(open_high), low) - ~exact
    return surely, perhaps


def _fewest(lows: Numbers, highs: Numbers, own: Numbers) -> npt.NDArray[np.int64]:
    """With how few figures every open one above an own figure can be met: those that overlap may come to be equal."""
    if not len(lows):
        return np.zeros(len(own), np.int64)
    order = np.argsort(lows, kind="stable")
    lows, highs = lows[order], highs[order]
    ends = np.minimum.accumulate(highs[::-1])[::-1]
    then = np.searchsorted(lows, ends, "right")
    counts = [0] * (len(lows) + 1)
    for at in range(len(lows) - 1, -1, -1):
        counts[at] = 1 + counts[then[at]]
    return np.array(counts, np.int64)[np.searchsorted(lows, own, "right")]
