"""Finished parts → one table, on the disk before it has its name."""

import csv
import io
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from engine.columns.files.file_kinds import FileKind
from engine.columns.files.parquet_joining import join_parquet
from engine.columns.files.workbook_writer import write_workbook


def assemble(parts: Sequence[Path], target: Path, kind: FileKind, schema: pa.Schema) -> None:
    """Write the parts one after the other into `target`, which is synced by the caller."""
    match kind:
        case FileKind.CSV:
            join_text(_headings(schema), parts, target)
        case FileKind.PARQUET:
            if parts:
                join_parquet(parts, target)
            else:
                pq.write_table(schema.empty_table(), target)
        case FileKind.XLSX:
            write_workbook(target, schema, _batches(parts))
        case FileKind.ARROW:
            with pa.ipc.new_file(str(target), schema) as writer:
                for batch in _batches(parts):
                    writer.write_batch(batch)
        case FileKind.ARROW_STREAM:
            with pa.ipc.new_stream(str(target), schema) as writer:
                for batch in _batches(parts):
                    writer.write_batch(batch)


def join_text(head: bytes, parts: Sequence[Path], target: Path) -> None:
    """Files of text one after the other, below their headings."""
    with target.open("wb") as whole:
        whole.write(head)
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, whole, 1 << 20)


def _headings(schema: pa.Schema) -> bytes:
    made = io.StringIO(newline="")
    csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(schema.names)
    return made.getvalue().encode()


def _batches(parts: Sequence[Path]) -> Iterator[pa.RecordBatch]:
    for part in parts:
        with pa.memory_map(str(part)) as mapped:
            reader = pa.ipc.open_file(mapped)
            for index in range(reader.num_record_batches):
                yield reader.get_batch(index)
