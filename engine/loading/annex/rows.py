"""The lines below the headings → rows in a tree, with level rows below those that they belong to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from engine.domain.finding import Finding, error, info, warning
from engine.domain.source_place import Place
from engine.loading.annex.codes import Code, Numbers, Seat, Seating, code_of, codes_of_day, day_of, gaps
from engine.loading.annex.grid import AnnexCell, AnnexLine, points_in
from engine.loading.annex.headings import Heading, Headings, folded
from engine.loading.annex.table import AnnexLevel, AnnexRow

_TOTAL = re.compile(r"(tong( cong| diem| so diem| so)?|cong)( \(.*\))?:?( .{0,40})?")
_BULLET = re.compile(r"^[-+•*–—◦o] +|^[-+•*–—]")
_LEVEL = re.compile(
    r"(?P<text>.+?) ?[:=] ?(?P<points>[0-9]{1,6}(?:[.,][0-9]{1,6})?)(?: ?(?:điểm|đ))?[.;,]?", re.IGNORECASE
)


@dataclass(slots=True)
class RowReader:
    """Reads the lines of one table, from the top down; what is wrong with them goes to `findings`."""

    headings: Headings
    findings: list[Finding] = field(default_factory=list)
    roots: list[AnnexRow] = field(default_factory=list)
    total: AnnexRow | None = None
    _by_id: dict[str, AnnexRow] = field(default_factory=dict)
    _last: AnnexRow | None = None

    def read(self) -> None:
        """All rows."""
        column = self.headings.columns[Heading.CODE]
        codes = [code_of(line.cell(column).line) for line in self.headings.below]
        seating = Seating([code for code in codes if code is not None])
        for line, code in zip(self.headings.below, codes, strict=True):
            self._line(line, code, seating)

    def _line(self, line: AnnexLine, code: Code | None, seating: Seating) -> None:
        cell, title = self._cell(line, Heading.CODE), self._title(line)
        words = folded(title.line or cell.line)
        if _TOTAL.fullmatch(words) and (code is None or not title.line) and self._points(line) is not None:
            self.total = self._row("", title.line or cell.line, line)
        elif code is not None or (cell.line and (day_of(cell) or not self._is_bullet(cell))):
            self._coded(line, cell, code, seating)
        elif title.line and self._last is not None and self.total is None:
            self._below(line, title)

    def _is_bullet(self, cell: AnnexCell) -> bool:
        return not any(letter.isalnum() for letter in cell.line)

    def _coded(self, line: AnnexLine, cell: AnnexCell, code: Code | None, seating: Seating) -> None:
        day = day_of(cell)
        if day is not None:
            code = self._of_day(cell, codes_of_day(day), seating)
        elif code is not None and code.numbers and (better := seating.mended(code.numbers)):
            self._tell_mended(cell, better)
            code = Code(cell.line, numbers=better)
        if code is None:
            self._refuse_code(cell)
            return
        seat = seating.seat(code)
        if not self._title(line).line:
            self._refuse_title(cell, seat)
            return
        if seat.id not in self._by_id:
            self._check_number(cell, seat, seating)
        seating.take(seat)
        self._add(seat, self._row(seat.id, "", line))

    def _of_day(self, cell: AnnexCell, candidates: Sequence[Numbers], seating: Seating) -> Code | None:
        fitting = [numbers for numbers in candidates if seating.follows(numbers)]
        if len(fitting) != 1:
            return None
        self._tell_mended(cell, fitting[0])
        return Code(cell.line, numbers=fitting[0])

    def _add(self, seat: Seat, row: AnnexRow) -> None:
        if row.id in self._by_id:
            self._refuse_double(row, self._by_id[row.id])
            return
        self._by_id[row.id] = self._last = row
        parent = next((self._by_id[name] for name in reversed(seat.above) if name in self._by_id), None)
        (parent.children if parent else self.roots).append(row)

    def _row(self, name: str, title: str, line: AnnexLine) -> AnnexRow:
        cells = {heading: line.cell(column) for heading, column in self.headings.columns.items()}
        code, words = self._cell(line, Heading.CODE), self._title(line)
        row = AnnexRow(name, title, code.place if code.line else line.place, cells)
        if title:
            return row
        first, *others = words.lines
        levels = [level for text in others if (level := inline_level(text, words.place))]
        row.title = first if levels else words.line
        row.levels += levels
        row.notes += [text for text in others if not inline_level(text, words.place)] if levels else []
        return row

    def _below(self, line: AnnexLine, title: AnnexCell) -> None:
        """A line without a code: a level where it has points, a note otherwise."""
        assert self._last is not None, "asked for by the caller"
        points = self._points(line)
        levels = [level for text in title.lines if (level := inline_level(text, title.place))]
        if points is not None:
            self._last.levels.append(AnnexLevel(bare(title.line), points, title.place))
        elif levels:
            self._last.levels += levels
            self._last.notes += [text for text in title.lines if not inline_level(text, title.place)]
        else:
            self._last.notes.append(title.line)
            self._tell_note(title, self._last)

    def _cell(self, line: AnnexLine, heading: Heading) -> AnnexCell:
        return line.cell(self.headings.columns.get(heading))

    def _title(self, line: AnnexLine) -> AnnexCell:
        return self._cell(line, Heading.UNIT if self.headings.of_units else Heading.TITLE)

    def _points(self, line: AnnexLine) -> Fraction | None:
        return points_in(self._cell(line, Heading.MAXIMUM).line)

    def _check_number(self, cell: AnnexCell, seat: Seat, seating: Seating) -> None:
        last = seating.last_below(seat)
        missing = ", ".join(str(number) for number in gaps(last, seat.number)) if seat.number else ""
        if seat.number and (missing or seat.number < last):
            head, dot, _ = seat.id.rpartition(".")
            before = f"{head}{dot}{last}"
            self.findings.append(_gap(cell.place, seat.id, missing, before))

    def _tell_mended(self, cell: AnnexCell, numbers: Numbers) -> None:
        code = ".".join(map(str, numbers))
        self.findings.append(
            warning(
                "annex.code-mended",
                cell.place,
                f"Ô mã ghi '{cell.line}' vì bảng tính đổi mã thành số hoặc ngày; theo thứ tự dòng, đọc là {code}.",
                f"The code shows as '{cell.line}': a spreadsheet took it for a number or date. "
                f"By the order of the rows it is {code}.",
                "Định dạng cột mã là văn bản rồi gõ lại mã.",
                "Format the column of codes as text and type the code again.",
            )
        )

    def _refuse_code(self, cell: AnnexCell) -> None:
        self.findings.append(
            error(
                "annex.code",
                cell.place,
                f"Không hiểu mã '{cell.line}'.",
                f"The code '{cell.line}' cannot be understood.",
                "Dùng mã như I, 1, 1.1, 1.10 hoặc a), định dạng ô là văn bản.",
                "Use codes such as I, 1, 1.1, 1.10 or a), in a cell formatted as text.",
            )
        )

    def _refuse_title(self, cell: AnnexCell, seat: Seat) -> None:
        self.findings.append(
            error(
                "annex.no-title",
                cell.place,
                f"Dòng {seat.id} không có tên.",
                f"The row {seat.id} has no title.",
                "Ghi tên tiêu chí ở cột tên; nếu ô bị gộp, bỏ gộp.",
                "Write the title in its column; if cells are merged, unmerge them.",
            )
        )

    def _refuse_double(self, row: AnnexRow, first: AnnexRow) -> None:
        self.findings.append(
            error(
                "annex.double-code",
                row.place,
                f"Mã {row.id} đã có ở {first.place}: '{first.title}'.",
                f"The code {row.id} stands at {first.place} already: '{first.title}'.",
                "Sửa một trong hai mã; chưa ghi gì khi mã còn trùng.",
                "Mend one of the two; nothing is written while codes clash.",
            )
        )

    def _tell_note(self, cell: AnnexCell, row: AnnexRow) -> None:
        self.findings.append(
            info(
                "annex.note",
                cell.place,
                f"Dòng không có mã và điểm; ghi làm chú thích của {row.id}.",
                f"A line without code and points; it is kept as a note on {row.id}.",
                "Nếu đây là cách chấm, đưa vào `rule` của tiêu chí.",
                "If it says how the row is scored, put it into the `rule` of the row.",
            )
        )


def bare(text: str) -> str:
    """The words of a level without the dash before them and the mark after them."""
    return _BULLET.sub("", text).strip(" ;.,:")


def inline_level(text: str, place: Place) -> AnnexLevel | None:
    """A level written as `Kịp thời: 1 điểm` in a line of its own."""
    found = _LEVEL.fullmatch(text.strip())
    return AnnexLevel(bare(found["text"]), points_in(found["points"]), place) if found else None


def _gap(place: Place, code: str, missing: str, before: str) -> Finding:
    if missing:
        vi, en = f"Trước mã {code} thiếu số {missing}.", f"Before the code {code} the number {missing} is missing."
    else:
        vi, en = f"Mã {code} đứng sau {before}.", f"The code {code} stands after {before}."
    return warning(
        "annex.code-gap",
        place,
        vi,
        en,
        "Kiểm tra xem có dòng nào bị mất hoặc đánh số sai.",
        "See whether a row was lost or misnumbered.",
    )
