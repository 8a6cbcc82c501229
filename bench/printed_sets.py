"""A table of units, every result: what Polars and DuckDB make of it by the printed set, against `score_arrow`.

All start from the same Arrow table and read it cell by cell: words of options, days, ranges. Each gives points,
maximum, status and rule of every leaf and node.
"""

import statistics
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from bench.column_sides import compiled, drawn
from bench.decimal_sample import held_against_decimals
from bench.rounds import in_turns, ratio, spread, timed
from bench.unit_tables import unit_table
from bench.workload import Workload
from engine.columns.fact_columns import FactColumns
from engine.columns.many_units import ManyUnits
from engine.columns.printers.duckdb_sql import duckdb_sql
from engine.columns.printers.polars_source import polars_source
from engine.columns.printers.printed_set import ALL, PrintedSet, printed_set
from engine.columns.row_of import row_of
from engine.columns.score_arrow import ArrowScorer
from engine.evaluation.one_unit import OneUnit

UNITS, ROUNDS, THREADS = 100_000, 3, 2
OURS = "score_arrow"
SAMPLE = 500

Ask = Callable[[], Any]


def run() -> bool:
    """Print units a second; True when every engine gives the results of the one-body way."""
    workload = Workload()
    one = compiled(workload)
    held_against_decimals(workload, one)
    facts = drawn(workload, UNITS)
    table = unit_table(workload.facts, facts)
    works = asking(workload, one, table)
    rows = {name: rows_of(work()) for name, work in works.items()}
    wrong = {name: _wrong(rows[OURS], found) for name, found in rows.items()}
    wrong[OURS] = _wrong_in_sample(one, facts, rows[OURS])
    times = in_turns({name: timed(work) for name, work in works.items()}, ROUNDS)
    for name, seconds in times.items():
        speed = UNITS / statistics.median(seconds) / 1e6
        told = f"{ratio(seconds, times[OURS]):.1f} × ours {spread(seconds, times[OURS])}"
        print(f"    {name:12} {speed:6.3f} million units a second, time {told}   wrong: {wrong[name]}")
    print(f"  {UNITS:,} units from an Arrow table to one, {THREADS} threads each; ", end="")
    print(f"{SAMPLE} rows of each compared; goal: none wrong")
    return not any(wrong.values())


def asking(workload: Workload, one: OneUnit, table: pa.RecordBatch) -> Mapping[str, Ask]:
    """What answers for each engine; one that is not installed is left out, and that is told."""
    printed = printed_set(one.compiled, ALL)
    works: dict[str, Ask] = {OURS: with_score_arrow(workload, one, table)}
    for name, make in (("Polars", with_polars), ("DuckDB", with_duckdb)):
        try:
            works[name] = make(printed, table)
        except ImportError as missing:
            print(f"    {name}: not measured: {missing}")
    return works


def with_score_arrow(workload: Workload, one: OneUnit, table: pa.RecordBatch) -> Ask:
    """The engine from table to table."""
    nodes = [step.id for step in one.program.steps]
    many = ManyUnits(one, threads=THREADS)
    scorer = ArrowScorer(lambda _: many, workload.rules, 2022, nodes=nodes, told=True)
    return lambda: scorer.score_arrow(table)


def with_polars(printed: PrintedSet, table: pa.RecordBatch) -> Ask:
    """The printed module; results as Polars has them."""
    import polars as pl

    module: dict[str, Any] = {}
    exec(compile(polars_source(printed), "printed.py", "exec"), module)
    frame = pl.from_arrow(table)
    return lambda: module["score"](frame).collect()


def with_duckdb(printed: PrintedSet, table: pa.RecordBatch) -> Ask:
    """The printed query; results as an Arrow table."""
    import duckdb

    connection = duckdb.connect(config={"threads": THREADS})
    connection.register("units", pa.Table.from_batches([table]))
    sql = duckdb_sql(printed, "units")
    return lambda: connection.sql(sql).to_arrow_table()


def rows_of(answer: Any) -> pa.Table:
    """An answer as an Arrow table ordered by unit."""
    if isinstance(answer, pa.RecordBatch):
        answer = pa.Table.from_batches([answer]).rename_columns({"unit": "unit.id"})
    if not isinstance(answer, pa.Table):
        answer = answer.to_arrow()
    return answer.sort_by("unit.id")


def _wrong(ours: pa.Table, theirs: pa.Table) -> int:
    """Results of the sample that differ: total, maximum, and points, maximum, status and rule of every node."""
    wrong, rows = 0, np.linspace(0, len(ours) - 1, SAMPLE).astype(int)
    ours, theirs = ours.take(rows), theirs.take(rows)
    for name in theirs.column_names:
        if name in ours.column_names:
            wrong += sum(a != b for a, b in zip(ours[name].to_pylist(), theirs[name].to_pylist(), strict=True))
    return wrong


def _wrong_in_sample(one: OneUnit, facts: FactColumns, ours: pa.Table) -> int:
    """Points of the sample that are not those of the one-body way."""
    unit, wrong = 10**one.program.places, 0
    rows = np.linspace(0, len(ours) - 1, SAMPLE).astype(int)
    for at, row in zip(rows, ours.take(rows).to_pylist(), strict=True):
        total, _, points = one.values(row_of(facts, int(at))[0])
        wrong += row["total"] * unit != total
        wrong += sum(
            row[f"points:{step.id}"] * unit != own for step, own in zip(one.program.steps, points, strict=True)
        )
    return wrong
