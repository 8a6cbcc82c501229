"""A wide table, one row a unit → one document a row, as if each had been written as a submission."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.domain.criteria_set import Plain
from engine.domain.finding import Finding, error
from engine.domain.numbers import is_whole
from engine.domain.source_place import Place
from engine.domain.spreadsheet_text import separator_of
from engine.domain.text import nfc
from engine.evaluation.cell_text import cell_problem, cell_value
from engine.evaluation.list_cell import is_list_text, list_problem, list_value
from engine.loading.csv_text import Cell, NotCsv, rows
from engine.loading.document import Document, Position, Positions, decoded, step
from engine.loading.folder_files import MOST_TABLE_BYTES

FORMAT = "parindex/submission/1"

# Column → where its text belongs in a submission.
_FIXED: Mapping[str, tuple[str, ...]] = {
    "criteria_set.id": ("criteria_set", "id"),
    "criteria_set.edition": ("criteria_set", "edition"),
    "unit.id": ("unit", "id"),
    "unit.name": ("unit", "name"),
    "unit.kind": ("unit", "kind"),
    "unit.profile": ("unit", "profile"),
    "year": ("year",),
    "stage": ("stage",),
    "closed": ("closed",),
}
_NEEDED = ("unit.id", "year")
_FACT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,7}")


@dataclass(slots=True)
class Table:
    """Reads one table; what is wrong with its cells goes to `findings`.

    `answers`: id and edition of the criteria set for a table without columns for them.
    """

    file: str
    answers: tuple[str, str] | None = None
    findings: list[Finding] = field(default_factory=list)

    def documents(self, data: bytes) -> Iterator[Document]:
        """One document for each row.

        UTF-8, with or without a byte order mark; separated by semicolons or commas. An empty cell is unknown. A decimal
        comma is read only where semicolons separate.
        """
        text, problems = decoded(data, self.file, MOST_TABLE_BYTES)
        self.findings += problems
        if problems:
            return
        separator, text = separator_of(text)
        try:
            lines = rows(text, separator)
            header = next(lines, [])
            if self._header_is_sound(header):
                for cells in lines:
                    yield from self._document(header, cells, separator)
        except NotCsv as problem:
            self._refuse("table.syntax", problem.at, *_SYNTAX_TEXT)

    def _header_is_sound(self, header: list[Cell]) -> bool:
        before = len(self.findings)
        names = [cell.text for cell in header]
        for cell in header:
            self._check_column(cell, names)
        needed = [*_NEEDED, *(() if self.answers else ("criteria_set.id", "criteria_set.edition"))]
        for name in needed:
            if name not in names:
                self._missing_column(name, header[0].at if header else (1, 1))
        return len(self.findings) == before

    def _check_column(self, cell: Cell, names: list[str]) -> None:
        name = cell.text
        if names.count(name) > 1:
            vi, en = f"Cột '{name}' có hơn một lần.", f"The column '{name}' stands more than once."
            self._refuse("table.double-column", cell.at, vi, en, "Giữ lại một cột.", "Keep one of them.")
        elif name not in _FIXED and (not _FACT.fullmatch(name) or name.startswith(("unit.", "criteria_set."))):
            known = ", ".join(_FIXED)
            self._refuse(
                "table.unknown-column",
                cell.at,
                f"Không hiểu cột '{name}'.",
                f"The column '{name}' means nothing here.",
                f"Dùng một trong: {known}, hoặc mã số liệu như reports.late.",
                f"Use one of: {known}, or the id of a fact such as reports.late.",
            )

    def _missing_column(self, name: str, at: Position) -> None:
        self._refuse(
            "table.missing-column",
            at,
            f"Bảng thiếu cột '{name}'.",
            f"The table has no column '{name}'.",
            "Thêm cột này." if name in _NEEDED else "Thêm cột này, hoặc nêu bộ tiêu chí khi đọc bảng.",
            "Add it." if name in _NEEDED else "Add it, or name the criteria set when the table is read.",
        )

    def _document(self, header: list[Cell], cells: list[Cell], separator: str) -> Iterator[Document]:
        if len(cells) != len(header):
            self._refuse(
                "table.cells",
                cells[0].at,
                f"Dòng có {len(cells)} ô, tiêu đề có {len(header)} cột.",
                f"The row has {len(cells)} cells, the header {len(header)} columns.",
                "Thêm hoặc bớt dấu ngăn cách; đặt văn bản có dấu ngăn cách trong dấu nháy kép.",
                "Add or remove separators; put text that holds one in double quotes.",
            )
            return
        value: dict[str, Plain] = {"format": FORMAT}
        facts: dict[str, Plain] = {}
        if self.answers:
            value["criteria_set"] = {"id": self.answers[0], "edition": self.answers[1]}
        before = len(self.findings)
        for column, cell in zip(header, cells, strict=True):
            if column.text in _FIXED:
                _put(value, _FIXED[column.text], _fixed_value(column.text, cell.text))
            elif cell.text:
                facts[column.text] = self._fact(cell, separator)
        value["facts"] = facts
        if len(self.findings) == before:
            yield Document(self.file, value, lambda: _positions(header, cells))

    def _fact(self, cell: Cell, separator: str) -> Plain:
        """A cell as a value: truth value, exact number, list of records, or text."""
        if is_list_text(cell.text):
            records = list_value(cell.text)
            if records is None:
                self.findings.append(list_problem(Place(self.file, *cell.at)))
            return records
        commas = separator == ";"
        value = cell_value(cell.text, decimal_comma=commas)
        if value is None:
            self.findings.append(cell_problem(cell.text, Place(self.file, *cell.at), decimal_comma=commas))
        return value

    def _refuse(self, code: str, at: Position, vi: str, en: str, hint_vi: str, hint_en: str) -> None:
        self.findings.append(error(code, Place(self.file, *at), vi, en, hint_vi, hint_en))


def _fixed_value(column: str, text: str) -> Plain:
    """The cell of a fixed column; an empty one says nothing."""
    if not text:
        return None
    if column == "year":
        return int(text) if is_whole(text) else text
    if column == "closed":
        return {"true": True, "false": False}.get(text.lower(), text)
    if column == "unit.name":
        return {"vi": nfc(text), "en": nfc(text)}
    return nfc(text)


def _put(value: dict[str, Plain], way: tuple[str, ...], item: Plain) -> None:
    if item is None:
        return
    *outer, last = way
    for key in outer:
        inner = value.setdefault(key, {})
        assert isinstance(inner, dict), "a column never lies inside another"
        value = inner
    value[last] = item


def _positions(header: list[Cell], cells: list[Cell]) -> Positions:
    places: dict[str, Position] = {"": cells[0].at}
    for column, cell in zip(header, cells, strict=True):
        way = _FIXED.get(column.text, ("facts", column.text))
        places["".join(step(key) for key in way)] = cell.at
    return Positions(places, {}, {})


_SYNTAX_TEXT = (
    "Dấu nháy kép mở mà không đóng, hoặc có chữ ngay cạnh dấu nháy.",
    "A double quote is opened and not closed, or text stands beside it.",
    'Đóng dấu nháy; viết "" để có dấu nháy bên trong.',
    'Close the quote; write "" for a quote inside.',
)
