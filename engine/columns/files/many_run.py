"""A run over a table: read, scored and written part by part, then one output, whole or not at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from engine.columns.files.assembling import assemble, join_text
from engine.columns.files.file_kinds import FileKind, kind_of
from engine.columns.files.finding_lines import heading, is_json, lines
from engine.columns.files.journal import Journal, identity_of, task_of
from engine.columns.files.overlapping import in_order
from engine.columns.files.part_in_making import PartInMaking
from engine.columns.files.part_writers import PartTable
from engine.columns.files.parts_folder import PartsFolder
from engine.columns.files.pieces import Piece, RowNote, Source, from_row, recut, rows_at_once
from engine.columns.files.run_refusals import (
    ManyNotWritten,
    changed_meanwhile,
    followed,
    see_that_paths_can_be_used,
    too_many_rows,
)
from engine.columns.files.units_once import UnitColumns, UnitsOnce, without
from engine.columns.files.workbook_writer import MOST_ROWS, see_that_workbooks_can_be_written
from engine.columns.repeated_keys import KeptKeys
from engine.errors import EngineError

PART_ROWS = 1 << 19
"""Rows of a part: what a lost process costs at most."""

ScorePiece = Callable[[Piece], tuple[pa.RecordBatch, Sequence[RowNote]]]
"""Scores the rows of a piece that can be scored; what is wrong with the others is told. Called by several threads."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """What is done with the pieces: `schema` is that of the results, `asked` tells one task from another.

    `units` says where the unit of a row stands, for tables in which each may stand once; None: it is not looked at.
    """

    score: ScorePiece
    schema: pa.Schema
    asked: Mapping[str, object] = field(default_factory=dict)
    units: UnitColumns | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """Where results and findings go; `partial`: results of the good rows although others are bad.

    `also_read`: files that are read besides the table, and may not be written over.
    """

    path: Path
    findings: Path
    partial: bool = False
    restart: bool = False
    also_read: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class ManyDone:
    """How a run ended: rows read, scored and refused, findings told, rows that an earlier run had done.

    `written`: the output is there.
    """

    rows: int
    scored: int
    refused: int
    findings: int
    kept: int
    written: bool


class ManyRun:
    """One run over the table of a source."""

    def __init__(
        self, table: Path, source: Source, scoring: Scoring, output: Output, *, part_rows: int = PART_ROWS
    ) -> None:
        see_that_paths_can_be_used(table, output.path, output.findings, output.also_read)
        self.table, self.source, self.scoring = table, source, scoring
        self.output = replace(
            output, path=followed(output.path), findings=followed(output.findings)
        )  # links are followed
        self.part_rows = part_rows
        self.kind, self.json_findings = kind_of(output.path), is_json(output.findings)
        if self.kind is FileKind.XLSX:
            see_that_workbooks_can_be_written()
        self.kept = 0
        """How many rows an earlier run had done, once this one has begun."""

    def run(self, threads: int, progress: Callable[[int], None] = lambda _: None) -> ManyDone:
        """Do it; `progress` is called with the number of rows done.

        Raises InvalidDocument for what is wrong with the table as a whole, ManyNotWritten where the system does not let
        us write: then the finished parts stay for the next run.
        """
        identity = identity_of(self.table)
        asked = {**self.scoring.asked, "partial": self.output.partial, "findings": self.output.findings.suffix}
        task = task_of({**asked, "part_rows": self.part_rows})
        rows = 0
        try:
            with PartsFolder(self.output.path, self.output.findings, self.kind) as folder:
                if self.output.restart:
                    folder.begin_anew()
                journal = folder.continued(identity, task)
                self.kept = rows = journal.rows
                progress(rows)
                try:
                    for after in self._every_part(folder, journal, threads, progress):
                        journal, rows = after, after.rows
                    if identity_of(self.table) != identity:
                        raise changed_meanwhile(self.table)
                    done = self._assembled(folder, journal)
                except EngineError:
                    folder.remove()  # the table or the call must become another one
                    raise
                folder.remove()
        except OSError as fault:
            raise ManyNotWritten(self.output.path, fault, rows) from fault
        return done

    def _every_part(
        self, folder: PartsFolder, journal: Journal, threads: int, progress: Callable[[int], None]
    ) -> Iterator[Journal]:
        """The journal after each part; from the first unit on that stands twice they are made anew, without such."""
        units = self.scoring.units
        if units is None:
            yield from self._parts(folder, journal, self.source.pieces(journal.rows), threads, progress)
            return
        with KeptKeys() as keys:
            once = UnitsOnce(units, keys)
            pieces = from_row(once.watched(self.source.pieces(0)), journal.rows)
            for after in self._parts(folder, journal, pieces, threads, progress):
                yield (journal := after)
            doubles = once.doubles(self.source)
        if doubles:
            journal = folder.gone_back(journal, min(doubles))
            self.kept = min(self.kept, journal.rows)
            pieces = map(without(doubles, units, self.source.first_number), self.source.pieces(journal.rows))
            yield from self._parts(folder, journal, pieces, threads, progress)

    def _parts(
        self,
        folder: PartsFolder,
        journal: Journal,
        pieces: Iterator[Piece],
        threads: int,
        progress: Callable[[int], None],
    ) -> Iterator[Journal]:
        """The journal after each part that is finished."""
        at_once = rows_at_once(len(self.source.schema) + len(self.scoring.schema))
        pieces = recut(pieces, self.part_rows, at_once)
        part: PartInMaking | None = None
        with closing(in_order(pieces, self._scored, threads)) as results:
            try:
                for piece, batch, notes in results:
                    part = part or self._begun(folder, journal, piece.first)
                    part.add(piece.stop, batch, notes)
                    progress(piece.stop)
                    if piece.stop % self.part_rows == 0:
                        journal, part = self._with(folder, journal, part), None
                        yield journal
                if part is not None:
                    journal, part = self._with(folder, journal, part), None
                    yield journal
            finally:
                if part is not None:
                    part.abandon()

    def _scored(self, piece: Piece) -> tuple[Piece, pa.RecordBatch, Sequence[RowNote]]:
        batch, notes = self.scoring.score(piece)
        return piece, batch, (*piece.notes, *notes)

    def _begun(self, folder: PartsFolder, journal: Journal, first: int) -> PartInMaking:
        number = len(journal.parts)
        writes = self.output.partial or not journal.refused
        return PartInMaking(
            first,
            folder.table(number) if writes else None,
            folder.findings(number),
            lambda path: PartTable(path, self.kind, self.scoring.schema),
            lambda notes: lines(notes, self.source.first_number, as_json=self.json_findings),
            partial=self.output.partial,
        )

    def _with(self, folder: PartsFolder, journal: Journal, part: PartInMaking) -> Journal:
        """The journal with a part that is on the disk."""
        part.close()
        table_hash, findings_hash = folder.finish(len(journal.parts))
        journal = journal.with_part(part.done(table_hash, findings_hash))
        if self.kind is FileKind.XLSX and journal.scored > MOST_ROWS:
            raise too_many_rows(self.output.path, MOST_ROWS)
        journal.write(folder.path)
        return journal

    def _assembled(self, folder: PartsFolder, journal: Journal) -> ManyDone:
        """The output and the findings in their places; without `partial` only one of them."""
        found = sum(part.findings for part in journal.parts)
        writes = self.output.partial or not journal.refused
        if found or self.output.findings.exists():
            texts = [folder.findings(at) for at, part in enumerate(journal.parts) if part.findings]
            with folder.whole(self.output.findings) as whole:
                join_text(heading(as_json=self.json_findings), texts, whole)
        if writes:
            tables = [folder.table(at) for at, part in enumerate(journal.parts) if part.scored]
            with folder.whole(self.output.path) as whole:
                assemble(tables, whole, self.kind, self.scoring.schema)
        return ManyDone(journal.rows, journal.scored, journal.refused, found, self.kept, written=writes)
