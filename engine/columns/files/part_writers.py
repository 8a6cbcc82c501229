"""Batches of results → the file of one part, in row groups of fixed size whatever the batches were."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

from engine.columns.files.file_kinds import FileKind
from engine.domain.spreadsheet_text import FORMULA_MARKS

CELLS_IN_GROUP = 1 << 22
FEWEST_IN_GROUP = 1 << 14
"""Rows that a row group has at least: with fewer, what is said of a group costs more than the group."""

_FORMULA = "^[" + "".join(rf"\x{ord(mark):02x}" for mark in FORMULA_MARKS) + "]"


class PartWriter(Protocol):
    """Writes tables one after the other into one file."""

    def write_table(self, table: pa.Table) -> None:
        """Add rows."""

    def close(self) -> None:
        """End the file."""


class PartTable:
    """The file of one part; what is written to it is held back until a row group is full."""

    def __init__(self, path: Path, kind: FileKind, schema: pa.Schema) -> None:
        self.path, self.schema = path, schema
        self._writer = _WRITERS[kind](path, schema)
        self._group = max(FEWEST_IN_GROUP, CELLS_IN_GROUP // len(schema))
        self._held: list[pa.RecordBatch] = []
        self._rows_held = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows of the schema."""
        self._held.append(batch)
        self._rows_held += batch.num_rows
        while self._rows_held >= self._group:
            self._flush(self._group)

    def close(self) -> None:
        """Write what is held back, and end the file."""
        if self._rows_held:
            self._flush(self._rows_held)
        self._writer.close()

    def _flush(self, rows: int) -> None:
        table = pa.Table.from_batches(self._held, self.schema)
        self._writer.write_table(table.slice(0, rows).combine_chunks())
        self._held = table.slice(rows).to_batches()
        self._rows_held -= rows


class _CsvPart:
    """CSV without headings; no text is a formula to a spreadsheet."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = arrow_csv.CSVWriter(
            path, _written_schema(schema), write_options=arrow_csv.WriteOptions(include_header=False)
        )

    def write_table(self, table: pa.Table) -> None:
        """Add rows."""
        plain = table.cast(_written_schema(table.schema))
        self._writer.write_table(harmless_table(plain))

    def close(self) -> None:
        """End the file."""
        self._writer.close()


def harmless_table(table: pa.Table) -> pa.Table:
    """The same table with a mark before each text that a spreadsheet would take for a formula."""
    for at, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            column = table.column(at)
            formulas = pc.match_substring_regex(column, _FORMULA)
            if pc.any(formulas).as_py():
                marked = pc.binary_join_element_wise("'", column, "")
                table = table.set_column(at, field, pc.if_else(formulas, marked, column))
    return table


def _written_schema(schema: pa.Schema) -> pa.Schema:
    """The schema with texts that stand as such where each stood for a number."""
    return pa.schema(
        [
            pa.field(field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
            for field in schema
        ]
    )


def _parquet(path: Path, schema: pa.Schema) -> PartWriter:
    repeated = [field.name for field in schema if pa.types.is_dictionary(field.type) or pa.types.is_boolean(field.type)]
    writer: PartWriter = pq.ParquetWriter(path, schema, use_dictionary=repeated, store_decimal_as_integer=True)
    return writer


def _arrow(path: Path, schema: pa.Schema) -> PartWriter:
    writer: PartWriter = pa.ipc.new_file(str(path), schema)
    return writer


_WRITERS: dict[FileKind, Callable[[Path, pa.Schema], PartWriter]] = {
    FileKind.CSV: _CsvPart,
    FileKind.PARQUET: _parquet,
    FileKind.ARROW: _arrow,
    # Arrow holds the parts of what cannot be written in parts.
    FileKind.ARROW_STREAM: _arrow,
    FileKind.XLSX: _arrow,
}
