"""Many units in memory, every result of 90 leaves, against copying as many bytes as must be read and written.

Lists are part of it: the records of both list facts are read, compared and folded in the machine. Each side runs in
turns with copying, on one core and on two.
"""

import statistics
from collections.abc import Callable, Sequence

import numpy as np

from bench.column_sides import (
    FAST,
    FAST_ON_TWO,
    NUMPY,
    compiled,
    drawn,
    everything,
    held_against_one_body,
    machines,
    scoring,
)
from bench.columns_workload import bytes_of
from bench.copying import copying
from bench.rounds import in_turns, ratio, spread, timed
from bench.workload import Workload
from engine.columns.column_results import ColumnResults, Wanted, padded
from engine.columns.fact_columns import FactColumns
from engine.columns.fast.machine import FastMachine
from engine.columns.flat.flattening import flatten
from engine.evaluation.one_unit import OneUnit

UNITS, ROUNDS, GOAL = 1_000_000, 9, 2.0
MACHINE, TOTALS = "fast, 1 core, the machine alone", "fast, 1 core, totals only"
COPY, COPY_ON_TWO = "copying, 1 core", "copying, 2 cores"


def run() -> bool:
    """Print units a second and the times of copying that each took; True when the machine meets the goal."""
    workload = Workload()
    one = compiled(workload)
    facts, ways, wanted = drawn(workload, UNITS), machines(one), everything(one)
    works = {name: scoring(many, facts, wanted) for name, many in ways.items()}
    for name, work in works.items():
        held_against_one_body(one, facts, work(), name)
    moved = bytes_of(facts) + written(works[FAST]())
    sides = {name: timed(work) for name, work in works.items()}
    sides[MACHINE] = timed(machine_alone(one, facts))
    sides[TOTALS] = timed(scoring(ways[FAST], facts, Wanted()))
    copies = {COPY: timed(copying(moved // 2, 1)), COPY_ON_TWO: timed(copying(moved // 2, 2))}
    times = in_turns(sides | copies, ROUNDS)
    print(f"  {UNITS:,} units, {moved / UNITS:,.0f} bytes of each read and written, lists included")
    for name in (MACHINE, *works, TOTALS, COPY, COPY_ON_TWO):
        told(name, times[name], times[COPY_ON_TWO if name == FAST_ON_TWO else COPY])
    print(f"  two cores against one: {ratio(times[FAST], times[FAST_ON_TWO]):.2f} ×", end="")
    print(f" {spread(times[FAST], times[FAST_ON_TWO])}; NumPy: 1/{ratio(times[NUMPY], times[FAST]):.1f} of the machine")
    found = ratio(times[MACHINE], times[COPY])
    print(f"  the time of copying: {found:.2f} ×, goal ≤ {GOAL:g} ×{'' if found <= GOAL else '   MISSED'}")
    return found <= GOAL


def machine_alone(one: OneUnit, facts: FactColumns) -> Callable[[], None]:
    """Fills total and points of all steps in one call, as threads of a larger program would."""
    flat = flatten(one.program)
    outputs = [flat.total, *(step.points for step in flat.steps)]
    machine, into = FastMachine(flat, outputs), list(padded(facts.rows, len(outputs), np.int32))
    return lambda: machine.run(facts, into)


def written(results: ColumnResults) -> int:
    """The bytes of the results."""
    return results.total.nbytes + results.maximum.nbytes + results.points.nbytes


def told(name: str, seconds: Sequence[float], copied: Sequence[float]) -> None:
    """Print the rate of one side, and how many times it took what copying took."""
    rate = UNITS / statistics.median(seconds) / 1e6
    print(f"    {name}: {rate:.2f} million a second, {ratio(seconds, copied):.2f} × copying {spread(seconds, copied)}")


if __name__ == "__main__":
    run()
