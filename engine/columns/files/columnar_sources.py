"""Tables in Parquet and Arrow IPC → pieces; Arrow files are mapped into memory, Parquet is read column by column."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from engine.columns.arrow.view_types import without_views
from engine.columns.files.pieces import Piece, rows_at_once
from engine.columns.files.refusals import damaged, text_not_utf8

READ_BUFFER = 1 << 20
"""Bytes of a column that are read from a Parquet file at a time."""

MOST_BYTES_A_WORD, MOST_BYTES_OF_WORDS = 2, 1 << 14
"""A column of few words takes no more for the number of each, and for the words themselves."""

_FILE_MARK = b"ARROW1"


class _Columnar:
    """What both kinds share: numbers of rows, and being closed."""

    first_number = 1
    decimal_comma = False

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self._as_held, self.schema = path, schema, without_views(schema)
        self.at_once = rows_at_once(len(schema.names))  # which sees whether the names are text, too

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""

    def _plain(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        return batch if self.schema is self._as_held else batch.cast(self.schema)


class ParquetSource(_Columnar):
    """A Parquet file. Raises InvalidDocument for one that is damaged."""

    def __init__(self, path: Path) -> None:
        with _soundness(path, "Parquet"):
            words = _columns_of_few_words(path)
            self._file = pq.ParquetFile(
                path,
                buffer_size=READ_BUFFER,
                pre_buffer=False,
                read_dictionary=words,
                page_checksum_verification=True,
            )
            super().__init__(path, self._file.schema_arrow)
        self._group_by_group = any(_has_words_inside(field.type) for field in self.schema)
        self._rows = self._file.metadata.num_rows
        self._read = 0

    def pieces(self, start: int) -> Iterator[Piece]:
        """The rows from `start` on."""
        groups, first = self._groups_from(start)
        with _soundness(self.path, "Parquet", lambda: self._read):
            for batch in self._batches(groups):
                stop = first + batch.num_rows
                if stop > start:
                    self._see_that_text_is_utf8(batch, first)
                    piece = Piece(self._plain(batch), first, stop)
                    self._read = stop
                    yield piece.part(max(first, start), stop)
                first = stop

    def share_read(self) -> float:
        """By rows."""
        return self._read / self._rows if self._rows else 1.0

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _batches(self, groups: list[int]) -> Iterator[pa.RecordBatch]:
        """The rows of row groups; the library joins no words inside lists of several groups in one batch."""
        for together in [[group] for group in groups] if self._group_by_group else [groups]:
            yield from self._file.iter_batches(self.at_once, row_groups=together)

    def _see_that_text_is_utf8(self, batch: pa.RecordBatch, first: int) -> None:
        """What reads Parquet does not look; numbers have nothing to look at."""
        for at, (field, column) in enumerate(zip(batch.schema, batch.columns, strict=True)):
            if pa.types.is_primitive(field.type) or pa.types.is_decimal(field.type):
                continue
            try:
                column.validate(full=True)
            except pa.ArrowInvalid:
                raise text_not_utf8(self.path, first + self.first_number, at, field.name) from None

    def _groups_from(self, start: int) -> tuple[list[int], int]:
        """The row groups in which rows from `start` on lie, and the number of the first row in them."""
        first, metadata = 0, self._file.metadata
        for group in range(metadata.num_row_groups):
            rows = metadata.row_group(group).num_rows
            if first + rows > start:
                return list(range(group, metadata.num_row_groups)), first
            first += rows
        return [], first


def _has_words_inside(kind: pa.DataType) -> bool:
    """Whether lists or records of a type hold text as numbers of words."""
    inside = [kind.field(at).type for at in range(kind.num_fields)]
    return any(pa.types.is_dictionary(each) or _has_words_inside(each) for each in inside)


def _columns_of_few_words(path: Path) -> list[str]:
    """The columns of text that the file holds as numbers of words: read as such, each word is looked at once."""
    with pq.ParquetFile(path) as file:
        texts = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
        if not texts or not file.metadata.num_row_groups:
            return []
        # To ask of a chunk what is damaged ends the process; to read from it tells that as any other damage.
        next(file.iter_batches(1, row_groups=[0], columns=texts), None)
        group = file.metadata.row_group(0)
        places = {file.schema.column(at).path: at for at in range(len(file.schema.names))}
        return [name for name in texts if name in places and _holds_few_words(group.column(places[name]))]


def _holds_few_words(chunk: pq.ColumnChunkMetaData) -> bool:
    most = MOST_BYTES_A_WORD * chunk.num_values + MOST_BYTES_OF_WORDS
    return bool(chunk.has_dictionary_page) and chunk.total_uncompressed_size <= most


class ArrowSource(_Columnar):
    """An Arrow file or stream, whichever it is. Raises InvalidDocument for one that is damaged."""

    def __init__(self, path: Path) -> None:
        with _soundness(path, "Arrow"):
            self._mapped = pa.memory_map(str(path))
            self._is_file = self._mapped.read(len(_FILE_MARK)) == _FILE_MARK
            self._mapped.seek(0)
            opened = pa.ipc.open_file if self._is_file else pa.ipc.open_stream
            self._reader = opened(self._mapped)
            super().__init__(path, self._reader.schema)
        self._read, self._share = 0, 0.0

    def pieces(self, start: int) -> Iterator[Piece]:
        """The rows from `start` on."""
        first = 0
        with _soundness(self.path, "Arrow", lambda: self._read):
            for batch in self._batches():
                stop = first + batch.num_rows
                if stop > start:
                    batch.validate(full=True)  # nothing else looks whether offsets and text are sound
                    yield from self._slices(self._plain(batch), first, max(first, start))
                first = stop

    def share_read(self) -> float:
        """By batches where their number is known, otherwise by bytes."""
        return self._share

    def close(self) -> None:
        """Let the file go."""
        self._mapped.close()

    def _batches(self) -> Iterator[pa.RecordBatch]:
        if self._is_file:
            count = self._reader.num_record_batches
            for index in range(count):
                yield self._reader.get_batch(index)
                self._share = (index + 1) / count
        else:
            self._mapped.seek(0)
            for batch in pa.ipc.open_stream(self._mapped):
                yield batch
                self._share = self._mapped.tell() / self._mapped.size()

    def _slices(self, batch: pa.RecordBatch, first: int, start: int) -> Iterator[Piece]:
        end = first + batch.num_rows
        for low in range(start, end, self.at_once):
            high = min(end, low + self.at_once)
            self._read = high
            yield Piece(batch.slice(low - first, high - low), low, high)


@contextmanager
def _soundness(path: Path, kind: str, rows_read: Callable[[], int] | None = None) -> Iterator[None]:
    """What the library says of a damaged file, as a finding."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise damaged(path, kind, rows_read() if rows_read else None) from fault
