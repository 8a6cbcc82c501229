"""Units that stand twice in a table, however far apart: each row that repeats an earlier one is told and not scored.

While the table is read once, units either ascend, so that none can stand twice, or get keys of 64 bits; where keys come
twice the table is read again and the units are compared in full.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.columns.arrow.unit_ids import ascending
from engine.columns.files.pieces import Piece, RowNote, Source
from engine.columns.files.refusals import refused
from engine.columns.repeated_keys import KeptKeys, Keys, keys_of
from engine.domain.finding import error
from engine.domain.source_place import Place
from engine.evaluation.intake import stands_twice

MOST_TWICE = 200_000
"""Rows that are compared in full; where more are repeated, a table was most likely put in twice."""


@dataclass(frozen=True, slots=True)
class UnitColumns:
    """Where a table says who its rows are about: the columns of the id and, where there is one, of the stage."""

    file: str
    unit: int
    stage: int | None = None

    def units(self, batch: pa.RecordBatch) -> Any:  # noqa: ANN401  # an array of text
        """What may stand once: the id, with the stage where there are stages; null where there is no id."""
        ids = _text(batch.column(self.unit))
        if self.stage is None:
            return ids
        stages = pc.utf8_trim_whitespace(pc.utf8_normalize(_text(batch.column(self.stage)), "NFC"))
        return pc.binary_join_element_wise(ids, pc.fill_null(stages, ""), "\x1f")


class UnitsOnce:
    """Watches the pieces of a table from its beginning on. Closed by its keys, see KeptKeys."""

    def __init__(self, columns: UnitColumns, keys: KeptKeys) -> None:
        self.columns, self._keys = columns, keys
        self._greatest: str | None = ""
        """The last unit while all ascend; None once they do not."""
        self._keyed_from = 0

    def watched(self, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """The same pieces."""
        for piece in pieces:
            if piece.batch.num_rows:
                self._look_at(piece)
            yield piece

    def doubles(self, source: Source) -> Mapping[int, int]:
        """Each row whose unit stands in an earlier one, and the first of these.

        Raises InvalidDocument where there are too many.
        """
        if self._greatest is not None:
            return {}
        for piece in _before(source, self._keyed_from):
            self._add(piece)
        suspected, rows = self._keys.repeated()
        if rows > MOST_TWICE:
            raise refused(
                error(
                    "many.units-twice",
                    Place(self.columns.file),
                    f"Hơn {MOST_TWICE} dòng có đơn vị đứng hai lần; có thể một bảng đã bị chép vào hai lần.",
                    f"More than {MOST_TWICE} rows are of units that stand twice; a table may have been put in twice.",
                    "Giữ mỗi đơn vị một dòng, hoặc thêm cột stage cho từng vòng.",
                    "Keep one row of each unit, or add a column stage for rounds.",
                )
            )
        return self._compared(source, suspected) if rows else {}

    def _look_at(self, piece: Piece) -> None:
        units = self.columns.units(piece.batch)
        if self._greatest is not None:
            if ascending(units) and not units.null_count and units[0].as_py() > self._greatest:
                self._greatest = units[len(units) - 1].as_py()
                return
            self._greatest, self._keyed_from = None, piece.first
        self._add(piece)

    def _add(self, piece: Piece) -> None:
        self._keys.add(_keys_of(self.columns.units(piece.batch))[0])

    def _compared(self, source: Source, suspected: Keys) -> Mapping[int, int]:
        first: dict[str, int] = {}
        found: dict[int, int] = {}
        for piece in source.pieces(0):
            units = self.columns.units(piece.batch)
            keys, there = _keys_of(units)
            at = np.minimum(np.searchsorted(suspected, keys), len(suspected) - 1)
            for index in np.flatnonzero(there)[suspected[at] == keys].tolist():
                unit, row = units[index].as_py(), piece.number_of(index)
                if first.setdefault(unit, row) != row:
                    found[row] = first[unit]
        return found


def without(doubles: Mapping[int, int], columns: UnitColumns, first_number: int) -> Callable[[Piece], Piece]:
    """What takes the rows of units that stand earlier out of a piece, with a note for each."""
    rows = np.array(sorted(doubles), np.int64)

    def taken_out(piece: Piece) -> Piece:
        low, high = np.searchsorted(rows, (piece.first, piece.stop))
        if low == high:
            return piece
        numbers = piece.every_number
        gone = np.isin(numbers, rows[low:high])
        name, ids = piece.batch.schema.names[columns.unit], _text(piece.batch.column(columns.unit))
        notes = []
        for index in np.flatnonzero(gone).tolist():
            row, unit = int(numbers[index]), ids[index].as_py()
            here, there = (
                Place(columns.file, each + first_number, columns.unit + 1, "/unit/id") for each in (row, doubles[row])
            )
            notes.append(RowNote(row, name, unit, stands_twice(unit, here, there)))
        batch = piece.batch.filter(pa.array(~gone))
        return Piece(batch, piece.first, piece.stop, numbers[~gone], (*piece.notes, *notes))

    return taken_out


def _before(source: Source, stop: int) -> Iterator[Piece]:
    """The rows before `stop`."""
    for piece in source.pieces(0) if stop else ():
        if piece.first >= stop:
            break
        yield piece.part(piece.first, min(piece.stop, stop))


def _keys_of(units: Any) -> Any:  # noqa: ANN401  # an array of text; keys and where there are any
    return keys_of(units, np.zeros(len(units), np.int64))


def _text(array: pa.Array) -> Any:  # noqa: ANN401  # an array of text
    kind = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
    return array.cast(kind).cast(pa.string())
