"""The table of a decision once its lines have been understood: rows with points, levels and what was printed beside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from engine.domain.finding import Finding, has_errors
from engine.domain.source_place import NOWHERE, Place
from engine.loading.annex.grid import NO_CELL, AnnexCell, points_in
from engine.loading.annex.headings import Heading

Counts = tuple[int | None, int | None, int | None]
"""How many areas, criteria and sub-criteria; None where nothing is said."""

NO_COUNTS: Counts = (None, None, None)
MARKS = frozenset({"x", "v", "✓", "✔", "√", "có", "xhh", "đtxhh"})
"""What stands in the survey column of a row that is scored by survey and tells no points."""


@dataclass(frozen=True, slots=True)
class AnnexLevel:
    """A level row below a sub-criterion: its words and its points, None where they cannot be read."""

    text: str
    points: Fraction | None
    place: Place


@dataclass(slots=True)
class AnnexRow:
    """A row with a code. `cells` are those of the columns besides code and title; `notes` lines without points."""

    id: str
    title: str
    place: Place
    cells: Mapping[Heading, AnnexCell]
    levels: list[AnnexLevel] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    children: list["AnnexRow"] = field(default_factory=list)

    def cell(self, heading: Heading) -> AnnexCell:
        """The cell of a column; an empty one where there is none."""
        return self.cells.get(heading, NO_CELL)

    def points(self, heading: Heading) -> Fraction | None:
        """The points that a column prints; None where it prints none."""
        return points_in(self.cell(heading).line)

    @property
    def printed(self) -> Fraction | None:
        """The maximum as it is printed."""
        return self.points(Heading.MAXIMUM)

    @property
    def maximum(self) -> Fraction | None:
        """The maximum as printed; where none is, that of the children or the best level."""
        if self.printed is not None:
            return self.printed
        if self.children:
            maxima = [child.maximum for child in self.children]
            return sum((each for each in maxima if each is not None), Fraction(0))
        return max((level.points for level in self.levels if level.points is not None), default=None)

    @property
    def is_marked_for_survey(self) -> bool:
        """Whether the survey column says so without points."""
        return self.cell(Heading.SURVEY).line.casefold() in MARKS

    def walk(self) -> Iterator["AnnexRow"]:
        """The row and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator["AnnexRow"]:
        """The rows without children, from here down."""
        return (row for row in self.walk() if not row.children)


@dataclass(frozen=True, slots=True)
class AnnexTable:
    """A whole table. `total` is its last row, or None; `stated_total` and `stated` are what its title says.

    `of_units` says that its rows are units and what they attained: such a table is checked and never becomes a set.
    """

    file: str
    title: str
    rows: tuple[AnnexRow, ...]
    total: AnnexRow | None = None
    stated_total: tuple[Fraction, Place] | None = None
    stated: Counts = NO_COUNTS
    stated_place: Place = NOWHERE
    of_units: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Whether a set can be written of it."""
        return bool(self.rows) and not self.of_units and not has_errors(self.findings)

    @property
    def has_results(self) -> bool:
        """Whether the table says what was attained: its survey column is then points won, not points to be won."""
        return any(row.points(Heading.ATTAINED) is not None for row in self.every())

    def every(self) -> Iterator[AnnexRow]:
        """All rows, in the order of the table."""
        for row in self.rows:
            yield from row.walk()

    def leaves(self) -> Iterator[AnnexRow]:
        """The rows without children."""
        for row in self.rows:
            yield from row.leaves()

    def maximum(self) -> Fraction:
        """The total as printed in the last row or the title; where it is not, that of the areas."""
        if self.total is not None and self.total.printed is not None:
            return self.total.printed
        return self.stated_total[0] if self.stated_total else points_of(self.rows)


def points_of(rows: Sequence[AnnexRow]) -> Fraction:
    """The maxima of rows, added up."""
    return sum((row.maximum for row in rows if row.maximum is not None), Fraction(0))
