"""What is wrong with the rows of a batch: each finding with its row and column; the first are kept, all are counted."""

from collections.abc import Callable, Iterable
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from engine.columns.fact_columns import Flags
from engine.domain.finding import Finding
from engine.domain.source_place import Place

MOST_KEPT = 1000

Rows = npt.NDArray[np.int64]


class CellFindings:
    """The findings of one batch. Lines are numbers of rows: `numbers`, or from `first_row` on; columns count from 1.

    `wrong` marks the rows that cannot be scored; `count` is the number of cells that something is wrong with.
    """

    def __init__(
        self, file: str, rows: int, first_row: int = 1, most: int = MOST_KEPT, numbers: Rows | None = None
    ) -> None:
        self.file, self.first_row, self.most, self._numbers = file, first_row, most, numbers
        self.wrong: Flags = np.zeros(rows, np.bool_)
        self.count = 0
        self._kept: list[tuple[int, int, Finding]] = []

    def place(self, row: int, column: int, pointer: str = "") -> Place:
        """Where a cell stands; `row` and `column` from 0."""
        line = self.first_row + row if self._numbers is None else int(self._numbers[row])
        return Place(self.file, line, column + 1, pointer)

    def add(self, column: int, rows: Rows, told: Callable[[int], Iterable[Finding]]) -> None:
        """Refuse rows for their cells in a column. `told` is asked only for the rows whose findings are kept."""
        if not len(rows):
            return
        self.wrong[rows] = True
        self.count += len(rows)
        last = self._kept[-1][:2] if len(self._kept) >= self.most else None
        for row in rows[: self.most].tolist():
            if last is not None and (row, column) > last:
                break
            self._kept += ((row, column, finding) for finding in told(row))
        self._kept.sort(key=itemgetter(0, 1))
        del self._kept[self.most :]

    @property
    def kept(self) -> tuple[Finding, ...]:
        """The findings of the first rows, by row and column."""
        return tuple(finding for _, _, finding in self._kept)

    def good(self) -> Rows:
        """The rows that nothing is wrong with."""
        return np.flatnonzero(~self.wrong)
