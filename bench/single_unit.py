"""One unit at a time: values against Rust CEL, the finished trace against OpenFisca, in rotation in one process."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.rounds import ratio
from bench.workload import Workload
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set

UNITS, ROUNDS, SLOW_UNITS = 400, 7, 20
VALUES_GOAL, TRACE_GOAL = 20, 200


def microseconds(call: Callable[[Any], object], units: Sequence[Any]) -> float:
    """The mean time of one call over all units."""
    started = time.perf_counter()
    for unit in units:
        call(unit)
    return (time.perf_counter() - started) / len(units) * 1e6


def run() -> bool:
    """Print the ratios; True when both goals are met. All results are compared before anything is timed."""
    from bench.cel_yardstick import CelYardstick
    from bench.openfisca_yardstick import OpenFiscaYardstick

    workload = Workload()
    one = OneUnit(compile_set(workload.rules, "all", 2022))
    units = [workload.unit() for _ in range(UNITS)]
    cel, fisca = CelYardstick(one.program), OpenFiscaYardstick(one.program)
    flat = [cel.flat.unit(unit) for unit in units]
    _compare(one, cel, fisca, units, flat)
    about = {"unit": {"id": "bench"}}
    runs: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, call, over in (
            ("values", one.values, units),
            ("Rust CEL, values", cel.values, flat),
            ("trace as JSON text", lambda unit: one.traces.scored(unit, about), units),
            ("OpenFisca, values", fisca.values, flat[:SLOW_UNITS]),
        ):
            runs.setdefault(name, []).append(microseconds(call, over))
    for name, times in runs.items():
        print(f"  {name:22} {statistics.median(times):10.1f} us a unit   [{min(times):.1f} … {max(times):.1f}]")
    values = ratio(runs["Rust CEL, values"], runs["values"])
    trace = ratio(runs["OpenFisca, values"], runs["trace as JSON text"])
    print(f"  values: {values:.1f} times Rust CEL (goal {VALUES_GOAL})")
    print(f"  full trace as JSON: {trace:.0f} times OpenFisca (goal {TRACE_GOAL})")
    return values >= VALUES_GOAL and trace >= TRACE_GOAL


def _compare(one: OneUnit, cel: Any, fisca: Any, units: Sequence[Any], flat: Sequence[Any]) -> None:
    """All engines must agree; OpenFisca may differ only where its 32-bit floats cannot hold the money."""
    different = 0
    for at, (unit, plain) in enumerate(zip(units, flat, strict=True)):
        total, _, points = one.values(unit)
        other = cel.values(plain)
        if other["total"] != total or any(other[f"p{i}"] != p for i, p in enumerate(points)):
            raise SystemExit(f"Rust CEL and the engine differ on unit {at}")
        if at < SLOW_UNITS:
            third = fisca.values(plain)
            different += sum(third[f"p{i}"] != p for i, p in enumerate(points))
    compared = SLOW_UNITS * len(points)
    print(f"  agreed on {len(units)} units; OpenFisca differs in {different} of {compared} values (32-bit money)")
