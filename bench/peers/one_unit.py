"""One unit at a time in other rule engines: how many of the leaves each can express, its speed, its wrong results."""

import statistics
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.cel_yardstick import CelYardstick
from bench.peers.engines import PEERS
from bench.peers.plain_program import PlainProgram
from bench.rounds import ratio
from bench.workload import Workload
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set

UNITS, ROUNDS, LEAST_SECONDS = 60, 5, 0.1

Call = Callable[[Any], object]


def run() -> bool:
    """Print the table; True, since peers are measured and not held to a goal."""
    workload = Workload()
    one = OneUnit(compile_set(workload.rules, "all", 2022))
    program, cel = PlainProgram(one.program), CelYardstick(one.program)
    units = [workload.unit() for _ in range(UNITS)]
    inputs = [program.unit(unit) for unit in units]
    calls: dict[str, tuple[Call, Sequence[Any]]] = {"parindex, values": (one.values, units)}
    calls["Rust CEL"] = cel.values, [cel.flat.unit(unit) for unit in units]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calls |= {name: (make(program), inputs) for name, make in PEERS.items()}
        times: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(ROUNDS):
            for name, (call, over) in calls.items():
                times[name].append(_microseconds(call, over))
    ours = times["parindex, values"]
    leaves = program.leaves()
    for name, (call, over) in calls.items():
        results = [_by_name(call(unit)) for unit in over]
        wrong = sum(_wrong(one, unit, found) for unit, found in zip(units, results, strict=True))
        told = sum(leaf in results[0] for leaf in leaves)
        slower = ratio(times[name], ours)
        middle = statistics.median(times[name])
        print(f"  {name:20} {told:3} of {len(leaves)} leaves {middle:9.0f} us a unit {slower:7.1f} x   wrong: {wrong}")
    return True


def _by_name(result: Any) -> Mapping[str, int]:
    if isinstance(result, Mapping):
        return result
    total, _, points = result
    return {"total": total} | {f"p{at}": value for at, value in enumerate(points)}


def _wrong(one: OneUnit, unit: Mapping[str, object], found: Mapping[str, int]) -> int:
    expected = _by_name(one.values(unit))
    return sum(value != expected[name] for name, value in found.items() if name in expected)


def _microseconds(call: Call, over: Sequence[Any]) -> float:
    """The mean time of one call; over the units again and again until it can be measured."""
    calls, started = 0, time.perf_counter()
    while (passed := time.perf_counter() - started) < LEAST_SECONDS:
        for unit in over:
            call(unit)
        calls += len(over)
    return passed / calls * 1e6
