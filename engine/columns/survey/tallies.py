"""What cannot be counted as it stands: which texts, how often, and where each of them stands first."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.columns.arrow_buffers import integers_of, known
from engine.columns.survey.answer_codes import Coded
from engine.columns.survey.answer_files import AnswerFile, Block
from engine.domain.finding import Finding

MOST_NAMES = 10_000
MOST_TOLD = 20

Rows = npt.NDArray[np.int64]
Where = tuple[int, int]
"""The position of a file among those given, and the number of a row as people see it."""


@dataclass(slots=True)
class Named:
    """How many rows hold a text, and the first of them."""

    rows: int
    first: Where
    file: AnswerFile


@dataclass(slots=True)
class Tally:
    """Rows that hold something unknown or out of place, by what it is.

    `names` holds the first 10,000 texts of a kind; `rows` counts all rows of a kind. `notes` are rows that could not
    be read at all.
    """

    names: dict[str, dict[str, Named]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    notes: list[tuple[Where, Finding]] = field(default_factory=list)
    unreadable: int = 0

    def add_column(self, kind: str, coded: Coded, block: Block) -> None:
        """The rows of a block whose text in one column means nothing."""
        rows = np.flatnonzero(coded.shares < 0)
        if not len(rows):
            return
        indices = _numbered(coded.indices)[rows]
        _, firsts, counts = np.unique(indices, return_index=True, return_counts=True)
        for each in np.argsort(firsts):  # in the order of the rows, so that the first ones are named
            row = int(rows[firsts[each]])
            self.add(kind, coded.text_at(row), int(counts[each]), block, row)

    def add(self, kind: str, text: str, rows: int, block: Block, first: int) -> None:
        """So many rows that hold a text, the first of them by its index in the block."""
        self._note(kind, text, Named(rows, (block.file.at, block.number_of(first)), block.file))

    def add_notes(self, block: Block) -> None:
        """Rows that could not be read."""
        self.unreadable += len(block.notes)
        room = MOST_TOLD - len(self.notes)
        for note in block.notes[: max(0, room)]:
            self.notes.append(((block.file.at, note.row + block.file.first_number), note.finding))

    def merge(self, other: "Tally") -> None:
        """What another thread found."""
        for kind, names in other.names.items():
            for text, named in names.items():
                self._note(kind, text, named)
        for kind, rows in other.rows.items():
            beyond = rows - sum(named.rows for named in other.names[kind].values())
            self.rows[kind] += beyond
        self.notes += other.notes
        self.unreadable += other.unreadable

    def is_cut(self) -> bool:
        """Whether some texts are not among the names, since there were too many."""
        return any(rows > sum(named.rows for named in self.names[kind].values()) for kind, rows in self.rows.items())

    def told(self, kind: str) -> Iterator[tuple[str, Named]]:
        """The first texts of a kind in the order in which they come."""
        ordered = sorted(self.names.get(kind, {}).items(), key=lambda item: (item[1].first, item[0]))
        return iter(ordered[:MOST_TOLD])

    def _note(self, kind: str, text: str, named: Named) -> None:
        names = self.names.setdefault(kind, {})
        self.rows[kind] = self.rows.get(kind, 0) + named.rows
        known = names.get(text)
        if known is not None:
            known.rows += named.rows
            if named.first < known.first:
                known.first, known.file = named.first, named.file
        elif len(names) < MOST_NAMES:
            names[text] = Named(named.rows, named.first, named.file)


def _numbered(indices: pa.Array) -> Rows:
    """Indices of any width, signed or not; -1 for an empty cell."""
    return np.where(known(indices), integers_of(indices).astype(np.int64), np.int64(-1))
