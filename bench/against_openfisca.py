"""Many units in memory, every result: the fast machine on one and two cores, and NumPy, against OpenFisca."""

import statistics
from collections.abc import Mapping
from typing import Any

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
from bench.decimal_sample import held_against_decimals
from bench.rounds import Side, goal_line, in_turns, ratio, timed
from bench.workload import Workload
from engine.columns.column_results import ColumnResults
from engine.evaluation.one_unit import OneUnit

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
ROUNDS, FINAL_ROUNDS = 5, 9
OPENFISCA = "OpenFisca"
GOALS = {FAST: 15.0, FAST_ON_TWO: 30.0, NUMPY: 1.5}


class Comparison:
    """The sides over one set; what they give is compared before anything is timed."""

    def __init__(self) -> None:
        from bench.peers.openfisca_bulk import OpenFiscaBulk

        self.workload = Workload()
        self.one: OneUnit = compiled(self.workload)
        self.wanted = everything(self.one)
        self.fisca = OpenFiscaBulk(self.one.program)
        self.facts = drawn(self.workload, max(SIZES))

    def sides(self, rows: int) -> tuple[dict[str, Side], int]:
        """What is timed over the first rows; and the number of wrong results of OpenFisca over them."""
        facts = self.facts.part(0, rows)
        works = {name: scoring(many, facts, self.wanted) for name, many in machines(self.one).items()}
        results = {name: work() for name, work in works.items()}
        for name, found in results.items():
            held_against_one_body(self.one, facts, found, name)
        inputs = self.fisca.inputs(facts)
        wrong = _wrong(self.fisca.timed(inputs, rows)[1], results[NUMPY])
        if differences := sum(int((found.points != results[NUMPY].points).sum()) for found in results.values()):
            raise SystemExit(f"the machines differ in {differences} results")
        sides: dict[str, Side] = {OPENFISCA: lambda: self.fisca.timed(inputs, rows)[0]}
        return sides | {name: timed(work) for name, work in works.items()}, wrong


def _wrong(theirs: Mapping[str, Any], ours: ColumnResults) -> int:
    """Results of OpenFisca that are not the exact ones."""
    wrong = int((np.asarray(theirs["total"]) != ours.total).sum())
    return wrong + sum(int((np.asarray(theirs[f"p{at}"]) != ours.points[at]).sum()) for at in ours.steps)


def run() -> bool:
    """Print units a second at every size, then the ratios at OpenFisca's best; True when every goal is met."""
    comparison = Comparison()
    held_against_decimals(comparison.workload, comparison.one)
    speeds: dict[int, float] = {}
    for rows in SIZES:
        sides, wrong = comparison.sides(rows)
        times = in_turns(sides, ROUNDS)
        speeds[rows] = rows / statistics.median(times[OPENFISCA])
        told = "  ".join(f"{name} {rows / statistics.median(seconds) / 1e6:6.2f}" for name, seconds in times.items())
        print(f"  {rows:9,} units, million units a second: {told}   wrong results of OpenFisca: {wrong:,}")
    best = max(speeds, key=lambda rows: speeds[rows])
    return _at_its_best(comparison, best, speeds[best])


def _at_its_best(comparison: Comparison, best: int, speed: float) -> bool:
    """Ratios of units a second: OpenFisca over as many units as suit it best, ours over as many and over all.

    Where it was faster before, when its best size was looked for, that speed counts: over many units its own varies.
    """
    theirs, _ = comparison.sides(best)
    whole, _ = comparison.sides(max(SIZES))
    del whole[OPENFISCA]
    times = in_turns(theirs | {f"{name}, all": side for name, side in whole.items()}, FINAL_ROUNDS)
    print(f"  OpenFisca at its best, {best:,} units; ours over the same units, no result of ours wrong")
    slower = max(1.0, speed * statistics.median(times[OPENFISCA]) / best)
    print(f"  in these rounds it took {slower:.2f} × its best time, by which the ratios are made smaller")
    met = [goal_line(name, ratio(times[OPENFISCA], times[name]) / slower, goal) for name, goal in GOALS.items()]
    share = max(SIZES) / best / slower
    many = [f"{name} {share * ratio(times[OPENFISCA], times[f'{name}, all']):.1f} ×" for name in GOALS]
    print(f"  ours over {max(SIZES):,} units against it: {', '.join(many)}")
    return all(met)
