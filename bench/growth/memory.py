"""Memory above the inputs by number of units: each engine in a process of its own, results kept.

The mark of the greatest use is set back once the inputs are there, and read after one run: what the operating system
gave the process beyond its inputs.
"""

import gc
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.growth.curve_data import Curves, said, told

SIZES = (10_000, 100_000, 1_000_000)
FAST_WAY, NUMPY_WAY, FISCA, POLARS, DUCKDB = "fast", "numpy", "OpenFisca", "Polars", "DuckDB"
SAID = {
    FAST_WAY: "fast, all results",
    NUMPY_WAY: "NumPy, all results",
    FISCA: "OpenFisca",
    POLARS: "Polars, printed",
    DUCKDB: "DuckDB, printed",
}
MOST = {POLARS: 100_000, DUCKDB: 100_000}
ROOT = Path(__file__).resolve().parents[2]
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
CLEAR_PEAK = "5"


def by_memory(sizes: tuple[int, ...] = SIZES) -> Curves:
    """Measure every engine at every size."""
    found: dict[str, list[tuple[int, float]]] = {}
    for name, shown in SAID.items():
        for rows in sizes:
            if rows > MOST.get(name, rows):
                continue
            asked = [sys.executable, "-m", "bench.growth.memory", name, str(rows)]
            ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
            if ran.returncode:
                print(f"    {shown}: not measured: {ran.stderr.strip().splitlines()[-1]}")
                break
            found.setdefault(shown, []).append((rows, float(ran.stdout.split()[-1])))
        told(shown, found.get(shown, []), "MiB")
    return Curves(
        said("Bộ nhớ ngoài số liệu đầu vào, 90 tiêu chí", "Memory above the inputs, 90 leaves"),
        said("số đơn vị chấm một lượt", "units scored at once"),
        said("MiB", "MiB"),
        {name: tuple(points) for name, points in found.items()},
    )


def memory_of(name: str, rows: int) -> float:
    """MiB above the inputs of one run; what is compiled once and loaded libraries are there before."""
    work, few = _works(name, rows), _works(name, 100)
    few()
    del few
    gc.collect()
    before = _mebibytes("VmRSS")
    CLEAR.write_text(CLEAR_PEAK, "ascii")
    results = work()
    peak = _mebibytes("VmHWM")
    del results
    return max(peak - before, 0.1)


def _mebibytes(line: str) -> float:
    found = re.search(rf"^{line}:\s+(\d+) kB$", STATUS.read_text("ascii"), re.MULTILINE)
    if found is None:
        raise SystemExit(f"{STATUS} has no {line}")
    return int(found[1]) / 1024


def _works(name: str, rows: int) -> Callable[[], Any]:
    from bench.column_sides import compiled, drawn, everything
    from bench.unit_tables import unit_table
    from bench.workload import Workload
    from engine.columns.many_units import ManyUnits

    workload = Workload()
    one = compiled(workload)
    facts = drawn(workload, rows)
    if name in (FAST_WAY, NUMPY_WAY):
        many = ManyUnits(one, machine=name)  # type: ignore[arg-type]
        return lambda: many.score(facts, everything(one))
    if name == FISCA:
        from bench.peers.openfisca_bulk import OpenFiscaBulk

        fisca = OpenFiscaBulk(one.program)
        inputs = fisca.inputs(facts)
        return lambda: fisca.timed(inputs, rows)
    from bench.printed_sets import with_duckdb, with_polars
    from engine.columns.printers.printed_set import ALL, printed_set

    make = with_polars if name == POLARS else with_duckdb
    return make(printed_set(one.compiled, ALL), unit_table(workload.facts, facts))


if __name__ == "__main__":
    print(f"{memory_of(sys.argv[1], int(sys.argv[2])):.2f}")
