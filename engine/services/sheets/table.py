"""A scoring sheet as a table of text: what stands above it, its headings, its cells, and what does not apply."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.domain.numbers import brief
from engine.domain.text import Text
from engine.services.sheets.sheet_service import Sheet, SheetRow

NAME = Text("PHIẾU CHẤM ĐIỂM", "SCORING SHEET")
HEADINGS = (
    Text("STT", "No."),
    Text("Lĩnh vực, tiêu chí", "Area, criterion"),
    Text("Điểm tối đa", "Maximum"),
    Text("Nguồn điểm", "Part"),
    Text("Cách chấm", "How it is scored"),
    Text("Số liệu cần khai", "Facts asked for"),
    Text("Tài liệu kiểm chứng", "Evidence"),
    Text("Tự chấm", "Self-assessed"),
    Text("Thẩm định", "Appraised"),
    Text("Ghi chú", "Notes"),
)
WIDTHS = (7, 34, 8, 12, 60, 40, 30, 9, 9, 16)
"""How wide each column is, in characters."""

_TOTAL = Text("Tổng", "Total")
_LEFT_OUT = Text("Không áp dụng cho nhóm này", "Does not apply to this profile")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row: its cells, in which a new line stands between two things; `depth` 0 is the total."""

    cells: tuple[str, ...]
    depth: int
    is_leaf: bool

    @property
    def is_heading(self) -> bool:
        """Whether the row is an area with others below it, or the total."""
        return self.depth <= 1 and not self.is_leaf


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A whole sheet in one language."""

    language: str
    title: str
    above: tuple[str, ...]
    status: str
    headings: tuple[str, ...]
    lines: tuple[SheetLine, ...]
    below: tuple[str, ...]


def table_of(sheet: Sheet, language: str) -> SheetTable:
    """A sheet in `vi` or `en`."""
    rules = sheet.rules
    profile, year = ("Nhóm đơn vị", "Năm") if language == "vi" else ("Profile", "Year")
    above = (
        f"{rules.title.said(language)} ({rules.name})",
        f"{profile}: {sheet.profile.said(language)} · {year}: {sheet.year}",
        ("Đơn vị: " if language == "vi" else "Unit: ") + "_" * 40,
    )
    total = ("", _TOTAL.said(language), brief(sheet.maximum, language), *[""] * (len(HEADINGS) - 3))
    lines = [_line(row, language) for row in sheet.rows]
    head = _LEFT_OUT.said(language)
    return SheetTable(
        language,
        NAME.said(language),
        above,
        sheet.status.said(language),
        tuple(heading.said(language) for heading in HEADINGS),
        (*lines, SheetLine(total, 0, is_leaf=False)),
        tuple(f"{head}: {reason.said(language)}" for reason in sheet.left_out),
    )


def _line(row: SheetRow, language: str) -> SheetLine:
    cells = (
        row.id,
        row.title.said(language),
        brief(row.maximum, language),
        row.part.said(language),
        _together(row.rule, language),
        _together(row.facts, language),
        _together(row.documents, language),
        *[""] * 3,
    )
    return SheetLine(cells, row.depth, bool(row.part.vi))


def _together(texts: Sequence[Text], language: str) -> str:
    return "\n".join(text.said(language) for text in texts)
