"""Quotes of CSV that are opened and not closed where they should be: rows that follow became part of one cell."""

from pathlib import Path

from engine.columns.files.pieces import Piece
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.domain.text import nfc

_TAIL, _COMPARED = 1024, 32
_BREAKS = "\n", "\r"


def holds_rows(path: Path, text: str) -> bool:
    """Whether a cell that should name something holds lines of a CSV instead."""
    return path.suffix.lower() == ".csv" and any(each in text for each in _BREAKS)


class LastCell:
    """The last cell of a table while its pieces go by, and the number of its row."""

    def __init__(self) -> None:
        self.text, self.row = "", 0

    def pass_by(self, piece: Piece) -> None:
        """Take note of the last cell of a piece, where it has rows."""
        rows = piece.batch.num_rows
        if rows:
            self.row = piece.number_of(rows - 1)
            self.text = piece.batch.column(piece.batch.num_columns - 1)[rows - 1].as_py() or ""

    def runs_to_the_end(self, path: Path, encoding: str) -> bool:
        """Whether the file ends inside the cell: a closed one has its quote there."""
        if not holds_rows(path, self.text):
            return False
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL) // 2 * 2)
            return nfc(file.read().decode(encoding, "ignore")).endswith(self.text[-_COMPARED:])


def quote_not_closed(place: Place) -> Finding:
    """What is told of either."""
    return error(
        "table.syntax",
        place,
        "Dấu nháy kép mở ở đây mà không đóng: các dòng sau thành một ô.",
        "A double quote is opened here and not closed: the rows that follow became part of the cell.",
        'Đóng dấu nháy; viết "" để có dấu nháy bên trong.',
        'Close the quote; write "" for a quote inside.',
    )
