"""A field that was kept, read back from its file: `parindex/field/1`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from engine.domain.criteria_set import Provenance
from engine.domain.field import Field, FieldUnit
from engine.domain.field_rows import EVERYONE, FieldRow
from engine.domain.finding import Finding
from engine.domain.scorecard import SetReference
from engine.loading.document import Document
from engine.loading.folder_files import read_file
from engine.loading.json_reader import read_json
from engine.loading.schema_check import check_document
from engine.loading.section import Section, root_of
from engine.results.field_document import hashed_field

SCHEMA = "field/1"


@dataclass(frozen=True, slots=True)
class FieldReading:
    """The field of a file, None where there are findings."""

    field: Field | None
    findings: tuple[Finding, ...] = ()


def read_field(path: Path) -> FieldReading:
    """The field of a JSON file; its hash is that of what the file says, whatever stood there before."""
    found = read_file(path, path.name)
    if isinstance(found, Finding):
        return FieldReading(None, (found,))
    reading = read_json(found.data, found.name)
    if reading.document is None:
        return FieldReading(None, reading.findings)
    findings = (*reading.findings, *check_document(reading.document, SCHEMA))
    if findings:
        return FieldReading(None, findings)
    return FieldReading(hashed_field(_field(reading.document))[0])


def _field(document: Document) -> Field:
    root = root_of(document)
    units = tuple(
        FieldUnit(unit.word("id"), unit.word("group"), unit.word("submission")) for unit in root.each("units")
    )
    rows, base = (tuple(_row(row) for row in root.each(key)) for key in ("rows", "base_rows"))
    return Field(_reference(root.inner("criteria_set")), root.whole("year"), root.word("stage"), units, rows, base)


def _reference(rules: Section) -> SetReference:
    return SetReference(
        rules.word("id"),
        rules.word("edition"),
        rules.whole("revision"),
        rules.word("hash"),
        Provenance(rules.word("status")),
        rules.text("title"),
    )


def _row(row: Section) -> FieldRow:
    at = row.inner("percentile")
    left_out = cast(Mapping[str, int], row.inner("left_out").values)
    return FieldRow(
        row.word("node"),
        row.word("group") or EVERYONE,
        row.whole("units"),
        row.maybe_number("least"),
        row.maybe_number("greatest"),
        row.maybe_number("sum"),
        at.maybe_number("at"),
        at.maybe_number("value"),
        dict(left_out),
    )
