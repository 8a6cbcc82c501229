"""What the lines above a table say of it: its title, how many rows of each kind, how many points."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from engine.domain.source_place import NOWHERE, Place
from engine.loading.annex.grid import AnnexCell, AnnexLine, points_in
from engine.loading.annex.headings import Heading, Headings, folded
from engine.loading.annex.table import NO_COUNTS, Counts

MOST_TITLE = 300

_AREAS = re.compile(r"(\d{1,3}) (?:linh vuc|chi so thanh phan|noi dung)")
_CRITERIA = re.compile(r"(\d{1,3}) tieu chi(?! thanh phan)")
_SUBCRITERIA = re.compile(r"(\d{1,3}) (?:tieu chi thanh phan|tctp)")
_POINTS = r"(\d{1,4}(?:[.,]\d{1,4})?)"
_TOTAL = re.compile(rf"(?:tong (?:so )?diem|thang diem|diem toi da)[^0-9]{{0,12}}{_POINTS}|{_POINTS} diem\b")
_IN_BRACKETS = re.compile(rf"\({_POINTS}(?: diem)?\)")


def title_above(headings: Headings) -> str:
    """The lines above the headings as one title; empty where there are none."""
    words = [cell.line for line in headings.above for _, cell in line.filled()]
    return ". ".join(dict.fromkeys(words))[:MOST_TITLE].strip()


def counts_above(headings: Headings) -> tuple[Counts, Place]:
    """The counts that the title states, `8 lĩnh vực, 38 tiêu chí và 81 tiêu chí thành phần`, and where."""
    for cell in _above(headings.above):
        words = folded(cell.line)
        found = [pattern.search(words) for pattern in (_AREAS, _CRITERIA, _SUBCRITERIA)]
        if any(found):
            areas, criteria, sub_criteria = (int(each[1]) if each else None for each in found)
            return (areas, criteria, sub_criteria), cell.place
    return NO_COUNTS, NOWHERE


def total_above(headings: Headings) -> tuple[Fraction, Place] | None:
    """The points that the title, or the heading of the points in brackets, states for the whole."""
    heading = headings.line.cell(headings.columns[Heading.MAXIMUM])
    if found := _IN_BRACKETS.search(folded(heading.line)):
        return _as_points(found), heading.place
    for cell in _above(headings.above):
        if found := _TOTAL.search(folded(cell.line)):
            return _as_points(found), cell.place
    return None


def _as_points(found: re.Match[str]) -> Fraction:
    text = next(group for group in found.groups() if group)
    return points_in(text) or Fraction(0)


def _above(lines: Sequence[AnnexLine]) -> Iterator[AnnexCell]:
    return (cell for line in lines for _, cell in line.filled())
