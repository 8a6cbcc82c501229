"""Level rows in words, `>90%`, `từ 70% đến dưới 90%`, `dưới 70%` → bands of a ratio with their edges."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from engine.domain.numbers import percent
from engine.domain.text import LANGUAGES, Text
from engine.loading.annex.headings import folded
from engine.loading.annex.table import AnnexLevel

_NUMBER = r"(\d{1,3}(?:[.,]\d{1,4})?) ?%?"
_FROM_TO = re.compile(rf"(?:tu |>= ?|≥ ?)?{_NUMBER} ?(?:-|–|—|den|toi)( duoi)? ?(?:< ?)?{_NUMBER}")
_CLOSED_BELOW = re.compile(rf"(?:(?:tu|>=|≥) ?{_NUMBER}(?: tro len)?|{_NUMBER} tro len|{_NUMBER})")
_OPEN_BELOW = re.compile(rf"(?:tren|>) ?{_NUMBER}")
_OPEN_ABOVE = re.compile(rf"(?:duoi|<) ?{_NUMBER}")
_CLOSED_ABOVE = re.compile(rf"(?:den|<=|≤|tu) ?{_NUMBER}(?: tro xuong)?|{_NUMBER} tro xuong")
_REST = re.compile(r"con lai|cac truong hop con lai|truong hop khac|thap hon")
_IDLE_WORDS = re.compile(r"\b(dat|ty le|muc do|hoan thanh|thuc hien|ket qua)\b|[.;:]$")


@dataclass(frozen=True, slots=True)
class Band:
    """An interval of a percentage (0 … 100) with its points; None on a side means no edge there."""

    points: Fraction
    low: Fraction | None = None
    low_inside: bool = True
    high: Fraction | None = None
    high_inside: bool = False


def bands_of(levels: Sequence[AnnexLevel]) -> tuple[Band, ...]:
    """The bands of levels that are all percentages, the highest first; none where any of them is not.

    A range `70–90%` has both edges inside, but for those that a neighbour claims with its own words.
    """
    if len(levels) < 2 or not any("%" in level.text for level in levels):
        return ()
    read = [_band(level) for level in levels]
    bands = [band for band in read if band is not None]
    if len(bands) < len(levels):
        return ()
    ordered = sorted(bands, key=lambda band: -1 if band.low is None else band.low, reverse=True)
    return _joined(ordered)


def holes(bands: Sequence[Band]) -> tuple[Text, ...]:
    """Where bands leave something out, or claim it twice, as `80–81 %`."""
    found = []
    for upper, lower in pairwise(bands):
        if lower.high != upper.low:
            edges = [edge / 100 for edge in (lower.high, upper.low) if edge is not None]
            found.append(Text(*("–".join(percent(edge, lang) for edge in edges) for lang in LANGUAGES)))
        elif upper.low is None:
            found.append(Text("0–100 %", "0–100%"))
    return tuple(found)


def _joined(bands: list[Band]) -> tuple[Band, ...]:
    """Edges that neighbours share belong to one of them: to the upper band unless it says `above`."""
    for at in range(len(bands) - 1):
        upper, lower = bands[at], bands[at + 1]
        if lower.high is None and upper.low is not None:
            lower = replace(lower, high=upper.low, high_inside=not upper.low_inside)
        elif lower.high == upper.low:
            lower = replace(lower, high_inside=not upper.low_inside)
        bands[at + 1] = lower
    top = bands[0]
    if top.high is not None and top.high >= 100:  # nothing lies above the whole
        bands[0] = replace(top, high=None)
    last = bands[-1]
    if last.low == 0 and last.low_inside:
        bands[-1] = replace(last, low=None)
    return tuple(bands)


def _band(level: AnnexLevel) -> Band | None:
    if level.points is None:
        return None
    words = " ".join(_IDLE_WORDS.sub(" ", folded(level.text)).split())
    if found := _FROM_TO.fullmatch(words):
        return Band(level.points, _edge(found[1]), True, _edge(found[3]), not (found[2] or "<" in words))
    if found := _OPEN_BELOW.fullmatch(words):
        return Band(level.points, _edge(found[1]), low_inside=False)
    if found := _OPEN_ABOVE.fullmatch(words):
        return Band(level.points, high=_edge(found[1]))
    if found := _CLOSED_BELOW.fullmatch(words):
        return Band(level.points, _edge(next(group for group in found.groups() if group)))
    if found := _CLOSED_ABOVE.fullmatch(words):
        return Band(level.points, high=_edge(next(group for group in found.groups() if group)), high_inside=True)
    return Band(level.points) if _REST.fullmatch(words) else None


def _edge(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))
