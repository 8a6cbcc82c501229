"""The engine over columns as a side of a comparison, held against the one-body way before it is timed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from bench.columns_workload import ColumnsWorkload
from bench.workload import Workload
from engine.columns.column_results import ColumnResults, Wanted, all_steps
from engine.columns.fact_columns import FactColumns, ListColumn, NumberColumn
from engine.columns.many_units import ManyUnits
from engine.columns.row_of import row_of
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set

DRAWN = 1_000_000
"""Units that are drawn; more are these again and again, in memory of their own."""
SAMPLE = 1_000
FAST, FAST_ON_TWO, NUMPY = "fast, 1 core", "fast, 2 cores", "NumPy, 1 core"


def compiled(workload: Workload) -> OneUnit:
    """What scores units of the workload."""
    return OneUnit(compile_set(workload.rules, "all", 2022))


def everything(one: OneUnit) -> Wanted:
    """The points of every leaf and node, besides total and maximum."""
    return Wanted(all_steps(len(one.program.steps)))


def machines(one: OneUnit) -> Mapping[str, ManyUnits]:
    """The ways over columns, by name."""
    return {
        FAST: ManyUnits(one, machine="fast"),
        FAST_ON_TWO: ManyUnits(one, machine="fast", threads=2),
        NUMPY: ManyUnits(one, machine="numpy"),
    }


class Arrays:
    """Arrays for results that are used again and again, as simulations do."""

    def __init__(self) -> None:
        self.results: ColumnResults | None = None


def scoring(
    many: ManyUnits, facts: FactColumns, wanted: Wanted, arrays: Arrays | None = None
) -> Callable[[], ColumnResults]:
    """Scores all rows each time it is called, into the arrays of the time before, its own unless some are given."""
    room = arrays or Arrays()

    def work() -> ColumnResults:
        room.results = many.score(facts, wanted, into=room.results)
        return room.results

    return work


def drawn(workload: Workload, rows: int) -> FactColumns:
    """The columns of so many random units."""
    facts = ColumnsWorkload(workload).units(min(rows, DRAWN))
    return facts if rows <= DRAWN else again(facts, -(-rows // DRAWN)).part(0, rows)


def again(facts: FactColumns, times: int) -> FactColumns:
    """The rows of a batch so many times over, each in a place of its own."""
    lists = {}
    for name, column in facts.lists.items():
        many = np.tile(np.diff(column.offsets), times)
        fields = tuple(_again(field, times) for field in column.fields)
        lists[name] = ListColumn(np.concatenate([[0], np.cumsum(many)]), fields)
    numbers = {name: _again(column, times) for name, column in facts.numbers.items()}
    return replace(facts, rows=facts.rows * times, numbers=numbers, lists=lists)


def _again(column: NumberColumn, times: int) -> NumberColumn:
    known = None if column.known is None else np.tile(column.known, times)
    return NumberColumn(np.tile(column.values, times), known)


def wrong_in_sample(one: OneUnit, facts: FactColumns, results: ColumnResults, sample: int = SAMPLE) -> int:
    """How many results of rows spread over the batch are not those of the one-body way, total and maximum included."""
    wrong = 0
    for at in np.linspace(0, facts.rows - 1, min(sample, facts.rows)).astype(int):
        total, maximum, points = one.values(row_of(facts, int(at))[0])
        told: list[Any] = [int(results.total[at]), int(results.maximum[at]), *results.points[:, at].tolist()]
        wrong += sum(
            a != b for a, b in zip(told, [total, maximum, *(points[step] for step in results.steps)], strict=True)
        )
    return wrong


def held_against_one_body(one: OneUnit, facts: FactColumns, results: ColumnResults, name: str) -> None:
    """Raise SystemExit where a sample of the rows differs: nothing wrong is timed."""
    if wrong := wrong_in_sample(one, facts, results):
        raise SystemExit(f"{name}: {wrong} results differ from the one-body way")
