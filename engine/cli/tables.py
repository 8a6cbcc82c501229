"""What answers are made of: pieces of text with a meaning, and tables of them. The paper decides how they look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["plain", "strong", "quiet", "good", "bad", "open", "note"]
"""What a piece of text means: points won, points lost, undecided, beside the point …"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text with its tone."""

    text: str
    tone: Tone = "plain"


Cell = str | Piece | tuple[Piece, ...]
"""What stands in a cell or on a line."""


def pieces_of(cell: Cell) -> tuple[Piece, ...]:
    """A cell as pieces."""
    if isinstance(cell, str):
        return (Piece(cell),)
    return (cell,) if isinstance(cell, Piece) else cell


def text_of(cell: Cell) -> str:
    """A cell without its tones."""
    return "".join(piece.text for piece in pieces_of(cell))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, `right` for figures; a `wide` one takes several lines where a terminal is narrow."""

    title: str
    right: bool = False
    wide: bool = False


@dataclass(slots=True)
class Table:
    """Columns and rows of cells."""

    columns: Sequence[Column]
    rows: list[Sequence[Cell]] = field(default_factory=list)

    def add(self, *cells: Cell) -> None:
        """One more row, a cell for each column."""
        assert len(cells) == len(self.columns), "a cell for each column"
        self.rows.append(cells)
