"""Units a second by number of units, from a hundred to ten million, each engine as far as time and memory allow."""

import statistics
from collections.abc import Mapping
from pathlib import Path

from bench.column_sides import Arrays, compiled, drawn, everything, machines, scoring
from bench.growth.curve_data import Curves, said, told
from bench.printed_sets import OURS, asking
from bench.rounds import Side, in_turns, timed
from bench.unit_tables import unit_table
from bench.workload import Workload
from engine.columns.fact_columns import FactColumns
from engine.columns.row_of import row_of
from engine.evaluation.one_unit import OneUnit

SIZES = (*(part * 10**power for power in range(2, 7) for part in (1, 3)), 10_000_000)
ROUNDS = 3
BYTES_OF_A_UNIT = 1_400
"""What facts and results of a unit take together, which all ways over columns share."""
MEMORY = Path("/proc/meminfo")
LOOP, OPENFISCA, POLARS, DUCKDB = "từng đơn vị · one by one", "OpenFisca", "Polars", "DuckDB"
MOST = {LOOP: 10_000, OPENFISCA: 1_000_000}
"""Beyond these an engine takes minutes or more memory than there is."""
TABLES = (1_000, 10_000, 100_000)


def by_units(sizes: tuple[int, ...] = SIZES) -> Curves:
    """Measure: medians of rounds in turns at every size."""
    workload = Workload()
    one = compiled(workload)
    sizes = tuple(rows for rows in sizes if _there_is_room_for(rows))
    whole = drawn(workload, max(sizes))
    found: dict[str, list[tuple[int, float]]] = {}
    for rows in sizes:
        facts = whole.part(0, rows)
        times = in_turns(_sides(one, facts), ROUNDS)
        if rows in TABLES:
            times |= in_turns(_tables(workload, one, facts), 1)
        for name, seconds in times.items():
            found.setdefault(name, []).append((rows, rows / statistics.median(seconds)))
        print(f"    {rows:,} units", flush=True)
    for name, points in found.items():
        told(name, points, "units a second")
    return Curves(
        said("Tốc độ theo số đơn vị, 90 tiêu chí", "Speed by number of units, 90 leaves"),
        said("số đơn vị chấm một lượt", "units scored at once"),
        said("đơn vị mỗi giây", "units a second"),
        {name: tuple(points) for name, points in found.items()},
    )


def _there_is_room_for(rows: int) -> bool:
    """Whether facts and results fit the memory that is free; a size that does not fit is told and left out."""
    free = int(MEMORY.read_text("ascii").partition("MemAvailable:")[2].split()[0]) * 1024
    if rows * BYTES_OF_A_UNIT < free:
        return True
    print(f"    {rows:,} units: not measured, {rows * BYTES_OF_A_UNIT >> 20:,} MiB do not fit {free >> 20:,} MiB")
    return False


def _sides(one: OneUnit, facts: FactColumns) -> Mapping[str, Side]:
    """What starts from columns of integers."""
    wanted = everything(one)
    arrays = Arrays()
    sides = {name: timed(scoring(many, facts, wanted, arrays)) for name, many in machines(one).items()}
    if facts.rows <= MOST[LOOP]:
        units = [row_of(facts, at)[0] for at in range(facts.rows)]
        sides[LOOP] = timed(lambda: [one.values(unit) for unit in units])
    if facts.rows <= MOST[OPENFISCA]:
        sides |= _openfisca(one, facts)
    return sides


def _tables(workload: Workload, one: OneUnit, facts: FactColumns) -> Mapping[str, Side]:
    """What starts from a table; once each after a first time, since that takes seconds."""
    asked = asking(workload, one, unit_table(workload.facts, facts))
    names = {OURS: f"{OURS}, 2 cores", POLARS: f"{POLARS}, printed, 2 cores", DUCKDB: f"{DUCKDB}, printed, 2 cores"}
    return {names[name]: timed(work) for name, work in asked.items()}


def _openfisca(one: OneUnit, facts: FactColumns) -> dict[str, Side]:
    try:
        from bench.peers.openfisca_bulk import OpenFiscaBulk
    except ImportError as missing:
        print(f"    {OPENFISCA}: not measured: {missing}")
        return {}
    fisca = OpenFiscaBulk(one.program)
    inputs = fisca.inputs(facts)
    return {f"{OPENFISCA}, 1 core": lambda: fisca.timed(inputs, facts.rows)[0]}
