"""Pieces of a table → batches of results, with every finding at the row of the table that it is about."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Lock

import numpy as np
import pyarrow as pa

from engine.columns.arrow.cell_findings import CellFindings
from engine.columns.arrow.column_names import PROFILE, STAGE, UNIT
from engine.columns.field import ColumnField
from engine.columns.files.pieces import Piece, RowNote, Source
from engine.columns.files.refusals import refused
from engine.columns.files.units_once import UnitColumns
from engine.columns.score_arrow import ArrowScorer, RowsScored
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.errors import InvalidDocument

MOST_NOTES = 50_000
"""Findings of one piece that are told in full; of a row beyond them it is only told that it is wrong."""


class PieceScorer:
    """Scores the pieces of one source. Thread-safe. Raises InvalidDocument where its headings or types do not fit.

    `profile` is that of all rows, for a table that has no column for it; None: each row or the set tells it.
    """

    def __init__(self, scorer: ArrowScorer, source: Source, profile: str | None = None) -> None:
        self.scorer, self.first_number = scorer, source.first_number
        self.profile = profile
        mapping = scorer.mapping(source.schema, source.first_number)
        if mapping.findings:
            raise InvalidDocument(
                "Có cột không dùng được; chưa chấm đơn vị nào.",
                "Some columns cannot be used; no unit was scored.",
                findings=mapping.findings,
            )
        if profile is not None and PROFILE in mapping.at:
            raise refused(_profile_twice(scorer.columns.file, source.schema.names[mapping.at[PROFILE]]))
        self._unit = mapping.at[UNIT]
        self.units = UnitColumns(scorer.columns.file, self._unit, mapping.at.get(STAGE))
        self._warnings: dict[Finding, None] = {}
        self._lock = Lock()
        nobody = pa.RecordBatch.from_arrays([pa.nulls(0, kind) for kind in source.schema.types], schema=source.schema)
        self._scored(nobody, 1)  # types that no cell can mend

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What was found that keeps no row from being scored."""
        return tuple(sorted(self._warnings, key=Finding.sort_key))

    def score(self, piece: Piece) -> tuple[pa.RecordBatch, Sequence[RowNote]]:
        """The results of the rows that can be scored, and what is wrong with the others."""
        if not piece.batch.num_rows:
            return pa.RecordBatch.from_pylist([], schema=self.scorer.schema), ()
        first = piece.number_of(0) + self.first_number
        scored = self._scored(piece.batch, first)
        if not scored.count:
            return scored.batch, ()
        return scored.batch, tuple(self._notes(piece, scored, first))

    def count(self, piece: Piece, field: ColumnField) -> CellFindings:
        """Let the rows of a piece count in the field; what is wrong with any of them."""
        numbers = piece.every_number + self.first_number
        return self.scorer.count_rows(self._with_profile(piece.batch), field, numbers)

    def ids(self, piece: Piece) -> pa.Array:
        """The ids of the units of a piece, as they are written."""
        return piece.batch.column(self._unit)

    def _with_profile(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if self.profile is None:
            return batch
        return batch.append_column(
            PROFILE, pa.DictionaryArray.from_arrays(np.zeros(batch.num_rows, np.int8), [self.profile])
        )

    def _scored(self, batch: pa.RecordBatch, first: int) -> RowsScored:
        scored = self.scorer.score_rows(self._with_profile(batch), first, MOST_NOTES)
        if scored.warnings:
            with self._lock:  # they are about the table: the same ones for each piece, wherever it begins
                self._warnings |= {
                    replace(warning, place=replace(warning.place, line=self.first_number - 1)): None
                    for warning in scored.warnings
                }
        return scored

    def _notes(self, piece: Piece, scored: RowsScored, first: int) -> Iterator[RowNote]:
        names, units = piece.batch.schema.names, piece.batch.column(self._unit)
        wrong = np.ones(piece.batch.num_rows, np.bool_)
        wrong[scored.rows] = False
        for finding in scored.findings:
            index, column = finding.place.line - first, finding.place.column - 1
            wrong[index] = False
            name = names[column] if column < len(names) else PROFILE
            yield RowNote(piece.number_of(index), name, _text(units[index]), finding)
        for index in np.flatnonzero(wrong).tolist():
            yield RowNote(piece.number_of(index), "", _text(units[index]), _too_many(self.scorer.columns.file))


def _text(cell: pa.Scalar) -> str:
    value = cell.as_py()
    return "" if value is None else str(value)


def _too_many(file: str) -> Finding:
    return error(
        "many.not-listed",
        Place(file),
        "Dòng này cũng không dùng được; quá nhiều lỗi nên không kể hết.",
        "This row cannot be used either; there is too much wrong to tell all of it.",
        "Sửa các lỗi đã kể rồi chạy lại.",
        "Mend what is told, then run this again.",
    )


def _profile_twice(file: str, column: str) -> Finding:
    return error(
        "many.profile-twice",
        Place(file),
        f"Bảng đã có cột '{column}' cho nhóm đơn vị.",
        f"The table has a column '{column}' for profiles.",
        "Bỏ --profile, hoặc bỏ cột ấy.",
        "Leave --profile out, or that column.",
    )
