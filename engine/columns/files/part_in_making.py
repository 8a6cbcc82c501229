"""One part while it is made: results go into its table, what was found into the lines beside it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from engine.columns.files.journal import PartDone
from engine.columns.files.part_writers import PartTable
from engine.columns.files.pieces import RowNote


class PartInMaking:
    """Rows from `first` on. `table` None: results are not kept, since an earlier part has rows that were refused.

    Without `partial` that is so from the first row on that is refused.
    """

    def __init__(
        self,
        first: int,
        table: Path | None,
        findings: Path,
        begin_table: Callable[[Path], PartTable],
        as_lines: Callable[[Sequence[RowNote]], bytes],
        *,
        partial: bool,
    ) -> None:
        self.first = self.stop = first
        self.partial = partial
        self._path, self._findings_path = table, findings
        self._begin_table, self._as_lines = begin_table, as_lines
        self._table: PartTable | None = None
        self._scored = self._refused = self._findings = 0

    def add(self, stop: int, batch: pa.RecordBatch, notes: Sequence[RowNote]) -> None:
        """Add the results of the rows up to before `stop`, and what was found in the others."""
        self.stop = stop
        self._scored += batch.num_rows
        if notes:
            self._refused += len({note.row for note in notes})
            self._findings += len(notes)
            with self._findings_path.open("ab") as file:
                file.write(self._as_lines(notes))
            if not self.partial:
                self._give_up_table()
        if self._path is not None and batch.num_rows:
            if self._table is None:
                self._table = self._begin_table(self._path)
            self._table.write(batch)

    def close(self) -> None:
        """End the files."""
        if self._table is not None:
            self._table.close()
            self._table = None

    def abandon(self) -> None:
        """Leave nothing behind, whatever state the disk is in."""
        with suppress(OSError):
            self._findings_path.unlink(missing_ok=True)
        self._give_up_table()

    def done(self, table_hash: str, findings_hash: str) -> PartDone:
        """The entry of the journal for this part."""
        counts = (self._scored, self._refused, self._findings)
        return PartDone(self.first, self.stop, *counts, table_hash, findings_hash)

    def _give_up_table(self) -> None:
        with suppress(OSError, pa.ArrowException):  # a writer that could not write to its end does not close either
            if self._table is not None:
                self._table.close()
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
        self._path = self._table = None
