"""The field of many units from their columns: the same exact figures as one unit at a time, row by row, group by group.

The figures then are facts of one number for all rows: `ManyUnits(one.against(field))` scores with them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt

from engine.columns.fact_columns import FactColumns, Flags
from engine.columns.flat.flat_program import FlatProgram, Overridden
from engine.columns.numpy_machine.expressions import NotProvable
from engine.columns.numpy_machine.machine import NumpyMachine
from engine.columns.row_of import row_of
from engine.domain.field_rows import EVERYONE, FieldRow
from engine.evaluation.field_values import LeftOut, compared_leaves, field_value
from engine.program import expressions as e
from engine.program.field import Compared, FieldOf, percentile_of
from engine.program.intervals import Evaluation
from engine.program.program import LeafStep, Program
from engine.program.reading import facts_of, parts

Values = npt.NDArray[np.int64]
_HALF = 32
"""Bits by which values are halved before they are summed, so that no sum of up to 2^31 units leaves 64 bits."""


@dataclass
class ColumnField:
    """Collects values over any number of batches, of any profiles; not to be shared between threads."""

    _rows: dict[tuple[str, str], "_Row"] = field(default_factory=dict)
    _leaves: dict[tuple[int, int], "_ComparedLeaf"] = field(default_factory=dict)

    def add(self, program: Program, group: str, facts: FactColumns) -> None:
        """Let the units of a batch count, all of one group and under one program."""
        for index, step, compared in compared_leaves(program):
            leaf = self._leaves.get((id(program), index))
            if leaf is None:
                leaf = self._leaves[id(program), index] = _ComparedLeaf(program, index, step, compared)
            at = step.id, EVERYONE if compared.everyone else group
            row = self._rows.setdefault(at, _Row(compared))
            leaf.count(facts, row)

    def rows(self) -> tuple[FieldRow, ...]:
        """Every row of every group, in the order in which they were met."""
        return tuple(
            row.figures().row(node, group, row.compared, row.reasons()) for (node, group), row in self._rows.items()
        )


@dataclass
class _Row:
    """What has come together for one row of one group: values by blocks, and those that 64 bits do not hold."""

    compared: Compared
    blocks: list[Values] = field(default_factory=list)
    large: list[int] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    def reasons(self) -> dict[str, int]:
        """How many units were left out, by the reason."""
        return {str(reason): many for reason, many in sorted(self.left_out.items()) if many}

    def figures(self) -> FieldOf:
        """The figures, exact."""
        if self.large:
            whole = chain.from_iterable(block.tolist() for block in self.blocks)
            return FieldOf.of([*whole, *self.large], self.compared.share)
        return field_of_values(np.concatenate([np.empty(0, np.int64), *self.blocks]), self.compared.share)


def field_of_values(values: Values, share: tuple[int, int] | None = None) -> FieldOf:
    """The figures of a column of integers, one for each unit that counts: those of `FieldOf.of`, in NumPy."""
    count = len(values)
    if not count:
        return FieldOf(0)
    total = (int((values >> _HALF).sum()) << _HALF) + int((values & (2**_HALF - 1)).sum())
    at = 0
    if share is not None:
        middle = (count - 1) * share[0] // share[1]
        places = (middle, min(middle + 1, count - 1))
        at = percentile_of(_Sparse(np.partition(values, places), count), share)
    return FieldOf(count, int(values.min()), int(values.max()), total, at)


class _Sparse(Sequence[int]):
    """Values of which only those that are asked for stand where they belong in ascending order."""

    def __init__(self, values: Values, count: int) -> None:
        self._values, self._count = values, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: int) -> int:  # type: ignore[override]  # never asked for a slice
        return int(self._values[at])


class _ComparedLeaf:
    """One leaf that compares, over columns; rows that the machine cannot take go one by one."""

    def __init__(self, program: Program, index: int, step: LeafStep, compared: Compared) -> None:
        self._program, self._index, self._step, self._compared = program, index, step, compared
        self._declared = {fact.id: fact for fact in program.facts}
        self._before = tuple(_before(step, compared))
        self._reads = tuple(dict.fromkeys(name for expr in self._exprs() for name in facts_of(expr)))
        self._machine = self._made()

    def _exprs(self) -> list[e.Expr]:
        return [*(condition for condition, _ in self._before), self._compared.value]

    def _made(self) -> NumpyMachine | None:
        """A machine over known facts; None where lists are read, it is asked what is known, or 64 bits may not do."""
        exprs = self._exprs()
        if any(self._declared[name].fields for name in self._reads) or any(map(_asks_what_is_known, exprs)):
            return None
        flat = FlatProgram(
            self._program, Overridden(), (), self._declared, (), e.ZERO, e.ZERO, e.ZERO, e.ZERO, e.ZERO, e.ZERO
        )
        try:
            return NumpyMachine(flat, exprs)
        except NotProvable:
            return None

    def count(self, facts: FactColumns, row: _Row) -> None:
        """Sort the units of a batch into those that count and those that do not."""
        asked = self._apply(facts, row)
        if self._machine is not None:
            together = asked & self._known(facts)
            if together.any():
                self._run(self._machine, facts, together, row)
            asked &= ~together
        for at in np.flatnonzero(asked):
            self._count_one(facts, int(at), row)

    def _apply(self, facts: FactColumns, row: _Row) -> Flags:
        """The units to which the leaf applies and whom nobody marked."""
        whole = np.zeros(facts.rows, np.bool_)
        excluded = facts.excluded.get(self._index, whole)
        if self._step.excluded_by is not None:
            excluded = ~whole
        mark = facts.marks.get(self._index)
        marked = (whole if mark is None else mark.given) & ~excluded
        row.left_out += Counter({LeftOut.NOT_APPLICABLE: int(excluded.sum()), LeftOut.MARKED: int(marked.sum())})
        asked: Flags = ~(excluded | marked)
        return asked

    def _known(self, facts: FactColumns) -> Flags:
        """The units of whom every fact is known that matters here."""
        known: Flags = np.ones(facts.rows, np.bool_)
        for name in self._reads:
            column = facts.numbers.get(name)
            if column is None:
                return np.zeros(facts.rows, np.bool_)
            if column.known is not None:
                known &= column.known
        return known

    def _run(self, machine: NumpyMachine, facts: FactColumns, left: Flags, row: _Row) -> None:
        """Run the machine over all units and take what it gives for those that are left."""
        results = [np.empty(facts.rows, np.int64) for _ in range(len(self._before) + 1)]
        machine.run(facts, results)
        for holds, (_, reason) in zip(results, self._before, strict=False):
            settled = left & (holds != 0)
            row.left_out += Counter({reason: int(settled.sum())})
            left = left & ~settled
        row.blocks.append(results[-1][left])

    def _count_one(self, facts: FactColumns, at: int, row: _Row) -> None:
        bound, overrides = row_of(facts, at)
        value = field_value(self._step, self._index, self._compared, Evaluation(self._declared, bound), overrides)
        if isinstance(value, LeftOut):
            row.left_out[value] += 1
        else:
            row.large.append(value)


def _before(step: LeafStep, compared: Compared) -> Iterator[tuple[e.Expr, LeftOut]]:
    """What settles a unit before its value counts, in its order."""
    if step.not_arisen is not None:
        yield step.not_arisen, LeftOut.NOT_ARISEN
    yield from ((gate.condition, LeftOut.GATE) for gate in step.gates)
    if compared.empty is not None:
        yield compared.empty, LeftOut.EMPTY


def _asks_what_is_known(expr: object) -> bool:
    return isinstance(expr, e.Known) or any(_asks_what_is_known(part) for part in parts(expr))
