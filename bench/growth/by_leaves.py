"""Sets of ten to a thousand leaves: units a second, and the time of making each way ready."""

import statistics
import time
from collections.abc import Callable

from bench.column_sides import FAST, FAST_ON_TWO, NUMPY, drawn, everything, machines, scoring
from bench.growth.curve_data import Curves, said, told
from bench.rounds import in_turns, timed
from bench.workload import Workload
from engine.columns.fact_columns import FactColumns
from engine.columns.flat.flattening import flatten
from engine.columns.many_units import ManyUnits
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set

LEAVES = (10, 20, 50, 100, 200, 500, 1_000)
UNITS, LOOPED, FEW, ROUNDS = 20_000, 200, 16, 5
LOOP = "từng đơn vị · one by one"
COMPILE, FLATTEN, PYTHON = "set → program", "program → statements", "program → Python source, compiled"
ASSEMBLE, STEPS = "statements → tape of the fast machine", "statements → steps of NumPy"


def by_leaves(sizes: tuple[int, ...] = LEAVES) -> tuple[Curves, Curves]:
    """Measure speed and times of making ready: medians of rounds."""
    speeds: dict[str, list[tuple[int, float]]] = {}
    making: dict[str, list[tuple[int, float]]] = {}
    for leaves in sizes:
        workload = Workload(leaves=leaves)
        for name, milliseconds in _making(workload).items():
            making.setdefault(name, []).append((leaves, milliseconds))
        for name, speed in _speeds(workload).items():
            speeds.setdefault(name, []).append((leaves, speed))
    for name, points in speeds.items():
        told(name, points, "units a second")
    for name, points in making.items():
        told(name, points, "ms of the processor")
    across = said("số tiêu chí thành phần của bộ", "leaves of the set")
    return Curves(
        said("Tốc độ theo số tiêu chí, 20.000 đơn vị", "Speed by number of leaves, 20,000 units"),
        across,
        said("đơn vị mỗi giây", "units a second"),
        {name: tuple(points) for name, points in speeds.items()},
    ), Curves(
        said("Thời gian chuẩn bị một bộ tiêu chí", "Time to make a set ready"),
        across,
        said("mili giây của bộ xử lý", "milliseconds of the processor"),
        {name: tuple(points) for name, points in making.items()},
    )


def _speeds(workload: Workload) -> dict[str, float]:
    one = OneUnit(compile_set(workload.rules, "all", 2022))
    facts, wanted = drawn(workload, UNITS), everything(one)
    units = [workload.unit() for _ in range(LOOPED)]
    sides = {name: timed(scoring(machines(one)[name], facts, wanted)) for name in (FAST, FAST_ON_TWO, NUMPY)}
    sides[LOOP] = timed(lambda: [one.values(unit) for unit in units])
    times = in_turns(sides, ROUNDS)
    many = dict.fromkeys(times, UNITS) | {LOOP: LOOPED}
    return {name: many[name] / statistics.median(seconds) for name, seconds in times.items()}


def _making(workload: Workload) -> dict[str, float]:
    """Milliseconds of each step from a set to what scores; the first batch of all is run before, untimed."""
    few = drawn(workload, FEW)
    rounds = [_made(workload, few) for _ in range(1 + ROUNDS)][1:]
    return {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}


def _made(workload: Workload, few: FactColumns) -> dict[str, float]:
    compiled = compile_set(workload.rules, "all", 2022)
    one = OneUnit(compiled)
    found = {COMPILE: _milliseconds(lambda: compile_set(workload.rules, "all", 2022))}
    found[FLATTEN] = _milliseconds(lambda: flatten(one.program))
    found[PYTHON] = _milliseconds(lambda: one.values)
    wanted = everything(one)
    for name, machine in ((ASSEMBLE, "fast"), (STEPS, "numpy")):
        many = ManyUnits(one, machine=machine)  # type: ignore[arg-type]
        _ = many.guards  # proved once for all machines
        first = _milliseconds(lambda many=many: many.score(few, wanted))  # type: ignore[misc]
        later = _milliseconds(lambda many=many: many.score(few, wanted))  # type: ignore[misc]
        found[name] = max(first - later - found[FLATTEN], 0.001)
    return found


def _milliseconds(work: Callable[[], object]) -> float:
    """Of the processor: it is work of one thread, once."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000
