"""The cells of a table as a spreadsheet or CSV file holds them, before anybody knows what they mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from engine.domain.finding import Finding
from engine.domain.source_place import NOWHERE, Place
from engine.domain.text import nfc

MOST_ROWS = 5_000
MOST_COLUMNS = 60
SUFFIXES = (".csv", ".xlsx")

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_POINTS = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,6}))?(?: ?(?:điểm|đ))?")
_PERCENT = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,6}))? ?%?")


@dataclass(frozen=True, slots=True, order=True)
class CellPlace(Place):
    """A cell of a workbook: `line` and `column` are its row and column, `pointer` is `sheet!cell`."""

    def __str__(self) -> str:
        """`file sheet!cell`, as spreadsheets jump to it."""
        return f"{self.file} {self.pointer}"


@dataclass(frozen=True, slots=True)
class AnnexCell:
    """What one cell shows, in normal form; `day` where the spreadsheet took it for a date."""

    text: str
    place: Place = NOWHERE
    day: date | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that hold anything, with single blanks."""
        return tuple(line for each in self.text.split("\n") if (line := single_blanks(each)))

    @property
    def line(self) -> str:
        """The whole as one line."""
        return " ".join(self.lines)


NO_CELL = AnnexCell("")


@dataclass(frozen=True, slots=True)
class AnnexLine:
    """One row of a table: its cells by column, from 0; a column without a cell is empty."""

    cells: tuple[AnnexCell, ...]

    def cell(self, column: int | None) -> AnnexCell:
        """The cell of a column; an empty one where there is none."""
        return self.cells[column] if column is not None and column < len(self.cells) else NO_CELL

    def filled(self) -> Iterator[tuple[int, AnnexCell]]:
        """The cells that hold anything, with their columns."""
        return ((column, cell) for column, cell in enumerate(self.cells) if cell.line)

    @property
    def place(self) -> Place:
        """Where its first filled cell stands."""
        return next((cell.place for _, cell in self.filled()), NOWHERE)


@dataclass(frozen=True, slots=True)
class AnnexGrid:
    """A table as it was read, and what is wrong with the file; with an error it has no lines."""

    file: str
    lines: tuple[AnnexLine, ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def single_blanks(text: str) -> str:
    """`text` in normal form, with single blanks and none around it."""
    return _SPACES.sub(" ", nfc(text)).strip()


def points_in(text: str) -> Fraction | None:
    """Points as tables print them: `2`, `0,5`, `10.05`, `1 điểm`; None for anything else.

    Both marks are taken for the decimal mark: no row of such a table is worth a thousand points.
    """
    found = _POINTS.fullmatch(text.strip().casefold())
    return _decimal(found) if found else None


def printed_share(text: str) -> tuple[Fraction, int] | None:
    """A printed percentage, `95,27%` or `95.27`, with the number of its decimals; None for anything else."""
    found = _PERCENT.fullmatch(text.strip())
    return (_decimal(found), len(found[2] or "")) if found else None


def _decimal(found: re.Match[str]) -> Fraction:
    return Fraction(f"{found[1]}.{found[2] or 0}")


def decimals_in(text: str) -> int:
    """How many decimals printed points have."""
    found = _POINTS.fullmatch(text.strip().casefold())
    return len(found[2] or "") if found else 0
