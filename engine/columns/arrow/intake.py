"""An Arrow batch → columns of facts, checked; cells that do not fit their declarations become findings."""

from collections.abc import Mapping

import pyarrow as pa

from engine.columns.arrow.cell_findings import CellFindings
from engine.columns.arrow.column_mapping import ColumnMapping
from engine.columns.arrow.reading.kinds import taken
from engine.columns.arrow.reading.list_texts import is_list_text_column, lists_of_texts
from engine.columns.arrow.reading.lists import is_list, lists, no_lists, strange_fields
from engine.columns.arrow.reading.texts import TextRules
from engine.columns.arrow.told_cells import told_cells, told_lists, wrong_type
from engine.columns.fact_columns import FactColumns, ListColumn, NumberColumn
from engine.domain.facts import Fact, FactType
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.errors import nearest


class FactIntake:
    """Takes in the facts of one batch. `headings` collects what makes a whole column unreadable."""

    def __init__(self, batch: pa.RecordBatch, mapping: ColumnMapping, rules: TextRules, findings: CellFindings) -> None:
        self.batch, self.mapping, self.rules, self.findings = batch, mapping, rules, findings
        self.headings: list[Finding] = []

    def facts(self, declared: Mapping[str, Fact]) -> FactColumns:
        """The columns of all declared facts that the batch has; the cells of a row that is refused are unknown."""
        numbers: dict[str, NumberColumn] = {}
        of_lists: dict[str, ListColumn] = {}
        for name, at in self.mapping.at.items():
            fact = declared.get(name)
            if fact is None:
                continue
            if fact.type is FactType.LIST:
                self._list(fact, at, of_lists)
            elif (column := self.number(fact, at)) is not None:
                numbers[name] = column
        return FactColumns(self.batch.num_rows, numbers, of_lists)

    def number(self, fact: Fact, at: int) -> NumberColumn | None:
        """A column as a fact that is no list; None where its type cannot hold one."""
        array = self.batch.column(at)
        found = taken(array, fact, self.rules)
        if found is None:
            self._refuse_type(fact, at)
            return None
        self.findings.add(at, found.wrong, told_cells(array, at, fact, self.rules, self.findings))
        return found.column()

    def _list(self, fact: Fact, at: int, into: dict[str, ListColumn]) -> None:
        array = self.batch.column(at)
        if array.null_count == len(array):
            into[fact.id] = no_lists(fact, len(array))
            return
        if is_list_text_column(array.type):
            into[fact.id], wrong = lists_of_texts(array, fact)
            self.findings.add(at, wrong, told_lists(array, at, fact, self.findings))
            return
        if not is_list(array.type):
            self._refuse_type(fact, at)
            return
        strange = strange_fields(array.type, fact)
        self.headings += [self._strange(fact, at, name) for name in strange]
        found = lists(array, fact, self.rules)
        if found is None:
            self._refuse_type(fact, at)
            return
        into[fact.id], wrong = found
        self.findings.add(at, wrong, told_cells(array, at, fact, self.rules, self.findings))

    def _refuse_type(self, fact: Fact, at: int) -> None:
        field = self.batch.schema.field(at)
        self.headings.append(wrong_type(field.name, at, field.type, fact, self.findings.file))

    def _strange(self, fact: Fact, at: int, name: str) -> Finding:
        near = nearest(name, [field.id for field in fact.fields])
        return error(
            "fact.unknown",
            Place(self.findings.file, 0, at + 1, f"/facts/{fact.id}/{name}"),
            f"Bộ tiêu chí không có số liệu '{name}'.",
            f"The criteria set has no fact '{name}'.",
            f"Ý bạn là '{near}'?" if near else "Bỏ dòng này hoặc sửa tên.",
            f"Did you mean '{near}'?" if near else "Remove it or mend its name.",
        )
