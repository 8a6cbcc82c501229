"""Cells of bytes → cells of text: what is no UTF-8 is told row by row, what has nothing in it is passed over."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.columns.files.csv_refusals import not_utf8
from engine.columns.files.pieces import Piece, RowNote

Flags = npt.NDArray[np.bool_]


def as_text(path: Path, piece: Piece) -> Piece:
    """A piece of bytes as one of text, without the rows that hold other than UTF-8 (they get notes) or nothing."""
    batch = piece.batch
    notes: list[RowNote] = []
    try:
        columns = [column.cast(pa.string()) for column in batch.columns]
        keep = ~_blank(columns, batch.num_rows)
    except pa.ArrowInvalid:
        keep, notes = _sound_rows(path, piece)
        columns = [column.filter(pa.array(keep)).cast(pa.string()) for column in batch.columns]
        numbers = piece.every_number[keep]
        text = pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
        return as_text(path, Piece(text, piece.first, piece.stop, numbers, (*piece.notes, *notes)))
    text = pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
    if keep.all():
        return Piece(text, piece.first, piece.stop, piece.numbers, piece.notes)
    return Piece(text.filter(pa.array(keep)), piece.first, piece.stop, piece.every_number[keep], piece.notes)


def _blank(columns: list[pa.Array], rows: int) -> Flags:
    """The rows in which no cell holds anything."""
    blank = np.ones(rows, np.bool_)
    for column in columns:
        if not column.null_count:
            return np.zeros(rows, np.bool_)
        blank &= column.is_null().to_numpy(zero_copy_only=False)
        if not blank.any():
            break
    return blank


def _sound_rows(path: Path, piece: Piece) -> tuple[Flags, list[RowNote]]:
    """Which rows hold nothing but UTF-8, and a note for each cell that does not."""
    sound = np.ones(piece.batch.num_rows, np.bool_)
    notes: list[RowNote] = []
    for name, column in zip(piece.batch.schema.names, piece.batch.columns, strict=True):
        for index, cell in enumerate(column.to_pylist()):
            try:
                (cell or b"").decode("utf-8")
            except UnicodeDecodeError as fault:
                sound[index] = False
                notes.append(not_utf8(path, piece.number_of(index), name, cell[fault.start]))
    return sound, sorted(notes, key=lambda note: note.row)
