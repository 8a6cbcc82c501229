"""Millions of random units of the workload, drawn as columns: choices, ratios, money, counts, dates, lists, what is
not there. They are distributed as `Workload.unit` distributes them.
"""

import numpy as np
import numpy.typing as npt

from bench.workload import Workload
from engine.columns.fact_columns import FactColumns, ListColumn, NumberColumn, width_of_fact
from engine.domain.facts import Fact, FactType

NOT_ARISEN, NOT_SENT = 0.08, 0.05


class ColumnsWorkload:
    """Draws columns for the facts of a workload; everything follows from one seed."""

    def __init__(self, workload: Workload, seed: int = 7) -> None:
        self.workload = workload
        self.random = np.random.default_rng(seed)

    def units(self, rows: int) -> FactColumns:
        """The facts of `rows` random units, each column in the narrowest type that its declared range allows."""
        numbers: dict[str, NumberColumn] = {}
        lists: dict[str, ListColumn] = {}
        for name, fact in self.workload.facts.items():
            if fact.type is FactType.LIST:
                lists[name] = self._reports(fact, rows)
            else:
                drawn = self._drawn(name, fact, rows, numbers)
                numbers[name] = NumberColumn(drawn.astype(width_of_fact(fact)))
        return FactColumns(rows, numbers, lists)

    def _drawn(self, name: str, fact: Fact, rows: int, numbers: dict[str, NumberColumn]) -> npt.NDArray[np.int64]:
        """Values of one fact; a part is drawn from its whole, which is declared before it."""
        if name.endswith(".num"):
            whole = numbers[f"{name.removesuffix('.num')}.den"].values.astype(np.int64)
            return whole * self.random.integers(550, 1101, rows) // 1000
        if name.endswith(".sum"):
            return self.random.integers(0, 5 * numbers[f"{name.removesuffix('.sum')}.n"].values.astype(np.int64) + 1)
        if name.endswith(".na"):
            return (self.random.random(rows) < NOT_ARISEN).astype(np.int64)
        return self.random.integers(fact.low, fact.high + 1, rows)

    def _reports(self, fact: Fact, rows: int) -> ListColumn:
        """Up to the greatest number of reports each, with the day on which it was due and mostly the day it came."""
        offsets = np.zeros(rows + 1, np.int64)
        np.cumsum(self.random.integers(0, fact.max_items + 1, rows), out=offsets[1:])
        many = int(offsets[-1])
        due = self.random.integers(738_000, 738_301, many)
        known = self.random.random(many) >= NOT_SENT
        sent = np.where(known, due + self.random.integers(-20, 8, many), fact.fields[1].low)
        first, second = (width_of_fact(field) for field in fact.fields)
        return ListColumn(offsets, (NumberColumn(due.astype(first)), NumberColumn(sent.astype(second), known)))


def bytes_of(facts: FactColumns) -> int:
    """The bytes that reading all columns moves."""
    columns = list(facts.numbers.values())
    for column in facts.lists.values():
        columns += column.fields
    flags = [each.known for each in (*columns, *facts.lists.values()) if each.known is not None]
    return sum(
        array.nbytes for array in (*(c.values for c in columns), *flags, *(c.offsets for c in facts.lists.values()))
    )
