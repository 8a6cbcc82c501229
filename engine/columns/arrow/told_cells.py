"""Cells that were refused → findings, in the words in which the facts of a single submission are refused."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import cast

import pyarrow as pa

from engine.columns.arrow.cell_findings import CellFindings
from engine.columns.arrow.reading.given import as_given, cell_of
from engine.columns.arrow.reading.texts import TextRules
from engine.domain.facts import Fact, FactType
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.domain.submission import FactValue, Submission, Unit
from engine.domain.text import NOTHING, Text
from engine.evaluation.cell_text import cell_problem, cell_value
from engine.evaluation.facts import FactReader
from engine.evaluation.list_cell import list_problem, list_value

Told = Callable[[int], list[Finding]]

_NUMBERS = Text("số nguyên, số thập phân, số thực hoặc văn bản", "integers, decimals, doubles or text")
_WANTED: Mapping[FactType, Text] = {
    FactType.BOOL: Text("bool, hoặc văn bản true và false", "truth values, or true and false as text"),
    FactType.CHOICE: Text(
        "mã mức, dạng văn bản hoặc từ điển văn bản", "ids of options as text, plain or by dictionary"
    ),
    FactType.DATE: Text("ngày, mốc thời gian không múi giờ, hoặc văn bản", "days, timestamps of no zone, or text"),
    FactType.LIST: Text("danh sách các bản ghi, hoặc văn bản JSON", "lists of records, or JSON as text"),
}


class _RowSubmission(Submission):
    """The facts of one cell; whatever is wrong with them stands in that cell."""

    __slots__ = ()

    def place_of(self, pointer: str) -> Place:
        """The cell, with the way to what is meant inside it."""
        cell = self.places[""]
        return Place(cell.file, cell.line, cell.column, pointer)


def told_cells(array: pa.Array, column: int, fact: Fact, rules: TextRules, findings: CellFindings) -> Told:
    """What is wrong with the cells of a column of facts, by row."""

    def told(row: int) -> list[Finding]:
        return cell_findings(cell_of(array, row), findings.place(row, column), fact, rules)

    return told


def cell_findings(cell: object, place: Place, fact: Fact, rules: TextRules) -> list[Finding]:
    """What is wrong with one cell."""
    if isinstance(cell, str) and cell_value(cell.strip(), decimal_comma=rules.decimal_comma) is None:
        problem_at = Place(place.file, place.line, place.column, f"/facts/{fact.id}")
        return [cell_problem(cell.strip(), problem_at, decimal_comma=rules.decimal_comma)]
    found = _refused({fact.id: cast(FactValue, as_given(cell, rules))}, place, fact)
    return found or [_not_exact(cell, place, fact)]


def told_lists(array: pa.Array, column: int, fact: Fact, findings: CellFindings) -> Told:
    """What is wrong with the cells of a column in which lists are written as text, by row."""

    def told(row: int) -> list[Finding]:
        cell = str(array[row].as_py()).strip()
        records, place = list_value(cell), findings.place(row, column)
        if records is None:
            return [list_problem(Place(place.file, place.line, place.column, f"/facts/{fact.id}"), fact)]
        return _refused({fact.id: records}, place, fact)

    return told


def _refused(facts: Mapping[str, FactValue], place: Place, fact: Fact) -> list[Finding]:
    reader = FactReader({fact.id: fact}, _RowSubmission("", "", Unit("", NOTHING), 0, "", facts, places={"": place}))
    reader.read()
    return reader.findings


def _not_exact(cell: object, place: Place, fact: Fact) -> Finding:
    return error(
        "fact.not-exact",
        Place(place.file, place.line, place.column, f"/facts/{fact.id}"),
        f"{fact.title.vi} ({fact.id}) = {cell}: số thực lớn thế này không cho biết đích xác là số nào.",
        f"{fact.title.en} ({fact.id}) = {cell}: a double as large as this may stand for several numbers.",
        "Ghi bằng số nguyên, số thập phân hoặc văn bản.",
        "Write it as an integer, a decimal or text.",
    )


def wrong_type(
    heading: str, column: int, kind: pa.DataType, fact: Fact, file: str, wanted: Text | None = None
) -> Finding:
    """A column of a type in which a fact cannot be written; `wanted` says what can, where the fact does not."""
    wanted = wanted or _WANTED.get(fact.type, _NUMBERS)
    return error(
        "table.column-type",
        Place(file, 0, column + 1, heading),
        f"Cột '{heading}' kiểu {kind} không ghi được {fact.title.vi} ({fact.id}): cần {wanted.vi}.",
        f"A column '{heading}' of type {kind} cannot hold {fact.title.en} ({fact.id}): it takes {wanted.en}.",
    )


def number_given(cell: object, rules: TextRules) -> Fraction | None:
    """A cell as a number; None where it is none."""
    given = as_given(cell, rules)
    return Fraction(given) if isinstance(given, (int, Fraction)) and not isinstance(given, bool) else None
