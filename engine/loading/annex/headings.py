"""Which column of a table means what: headings known by their Vietnamese words, in any order, below title rows."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.loading.annex.grid import AnnexGrid, AnnexLine, points_in

MOST_LINES_ABOVE = 80
MOST_HEADING_LINES = 3


class Heading(StrEnum):
    """What a column holds."""

    CODE = "code"
    TITLE = "title"
    UNIT = "unit"
    MAXIMUM = "maximum"
    SURVEY = "survey"
    SELF = "self"
    APPRAISAL = "appraisal"
    ATTAINED = "attained"
    INDEX = "index"
    CRITERIA = "criteria"
    SUBCRITERIA = "subcriteria"
    NOTE = "note"


# The first that fits wins; matched against words without marks of tone, in lower case.
_WORDS: tuple[tuple[Heading, str], ...] = (
    (Heading.NOTE, r"ghi chu|tai lieu kiem chung|giai trinh|cach (tinh|cham)"),
    (Heading.SUBCRITERIA, r"so (luong )?(tctp|tieu chi thanh phan)"),
    (Heading.CRITERIA, r"so (luong )?tieu chi"),
    (Heading.SURVEY, r"dtxhh|xhh|xa hoi hoc"),
    (Heading.SELF, r"tu (danh gia|cham)"),
    (Heading.APPRAISAL, r"tham dinh|snv danh gia|so noi vu danh gia"),
    (Heading.INDEX, r"(gia tri )?chi so( %| \(%\))?|ty le( %| \(%\)| dat.*)?|%"),
    (Heading.MAXIMUM, r"diem (toi da|chuan)|thang diem|diem"),
    (Heading.ATTAINED, r"diem (dat|danh gia|tong hop|dat duoc)|tong diem|ket qua"),
    (Heading.CODE, r"stt|tt|so tt|so thu tu|ma( so)?( tieu chi)?"),
    (Heading.TITLE, r"linh vuc|tieu chi|tctp|noi dung|chi so thanh phan"),
    (Heading.UNIT, r"(ten )?(don vi|co quan|so, nganh|so, ban, nganh)"),
)
_WHOLE = frozenset({Heading.CODE, Heading.INDEX, Heading.UNIT})
"""Headings that say nothing else: `chỉ số` alone is a percentage, `chỉ số thành phần` a title."""

_NUMBER = re.compile(r"\(?(?:[0-9]{1,2}|B)\)?")
_NUMBERING = re.compile(r"\(?(?:[0-9]{1,2}|[A-Za-z])(?:\)|\.)?(?: ?= ?.*)?")


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns of a table, the lines above its headings, and the lines below them."""

    columns: Mapping[Heading, int]
    above: tuple[AnnexLine, ...]
    line: AnnexLine
    below: tuple[AnnexLine, ...]

    @property
    def of_units(self) -> bool:
        """Whether the table lists units and what they attained, not criteria."""
        return Heading.TITLE not in self.columns


def folded(text: str) -> str:
    """`text` for comparing words: lower case, without marks of tone, đ as d."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def find_headings(grid: AnnexGrid) -> Headings | None:
    """The headings of a table: a row number, criteria or units, and their maximum; None where there are none."""
    for count in range(1, MOST_HEADING_LINES + 1):
        for start in range(min(len(grid.lines), MOST_LINES_ABOVE)):
            if _are_headings(_columns(grid.lines[start : start + count])):
                end = _end_of_headings(grid.lines, start, start + count)
                columns, below = _columns(grid.lines[start:end]), grid.lines[end:]
                if below and _is_numbering(below[0], columns):
                    below = below[1:]
                return Headings(columns, grid.lines[:start], grid.lines[start], below)
    return None


def _are_headings(columns: Mapping[Heading, int]) -> bool:
    return {Heading.CODE, Heading.MAXIMUM} <= columns.keys() and not columns.keys().isdisjoint(
        {Heading.TITLE, Heading.UNIT}
    )


def _end_of_headings(lines: Sequence[AnnexLine], start: int, end: int) -> int:
    """Headings may take further lines: those without code and points whose words tell another column apart."""
    while end < len(lines) and end - start < MOST_HEADING_LINES:
        known, more = _columns(lines[start:end]), _columns(lines[start : end + 1])
        line = lines[end]
        if line.cell(known[Heading.CODE]).line or any(points_in(cell.line) is not None for _, cell in line.filled()):
            return end
        if not (_are_headings(more) and len(more) > len(known)):
            return end
        end += 1
    return end


def _columns(lines: Sequence[AnnexLine]) -> dict[Heading, int]:
    """Each meaning with the first column that has it; what stands in several lines of a column is read together."""
    words: dict[int, list[str]] = {}
    for line in lines:
        for column, cell in line.filled():
            words.setdefault(column, []).append(folded(cell.line))
    found: dict[Heading, int] = {}
    for column in sorted(words):
        heading = _meaning(" ".join(words[column]), words[column])
        if heading:
            found.setdefault(heading, column)
    return found


def _meaning(text: str, pieces: Sequence[str]) -> Heading | None:
    """What a heading means; its own line, the lowest, says more than the one that stands above several."""
    for candidate in (pieces[-1], text):
        for heading, pattern in _WORDS:
            if heading in _WHOLE or heading is Heading.ATTAINED:
                found = re.fullmatch(pattern, candidate)
            elif heading is Heading.MAXIMUM:
                found = re.fullmatch(rf"({pattern})( \(.*\))?|.*(toi da|diem chuan).*", candidate)
            else:
                found = re.search(rf"\b({pattern})\b", candidate) if len(candidate) <= 80 else None
            if found:
                return heading
    return None


def _is_numbering(line: AnnexLine, columns: Mapping[Heading, int]) -> bool:
    """A line `(1) (2) (3)` or `A B 1 2` below the headings."""
    cells = [cell.line for _, cell in line.filled()]
    title = line.cell(columns.get(Heading.TITLE, columns.get(Heading.UNIT))).line
    return len(cells) >= 3 and bool(_NUMBER.fullmatch(title)) and all(_NUMBERING.fullmatch(cell) for cell in cells)
