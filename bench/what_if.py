"""What if five facts of every unit were others: only what they reach runs again, against scoring everything anew."""

from dataclasses import replace

from bench.column_sides import FAST, FAST_ON_TWO, NUMPY, compiled, drawn, everything, machines, scoring
from bench.columns_workload import ColumnsWorkload
from bench.rounds import goal_line, in_turns, ratio, spread, timed
from bench.workload import Workload
from engine.columns.column_results import ColumnResults
from engine.columns.fact_columns import FactColumns, NumberColumn
from engine.columns.many_units import ManyUnits
from engine.columns.what_if import WhatIf

UNITS, ROUNDS, GOAL = 1_000_000, 9, 8.0
CHANGED = 5
OTHER_SEED = 8


def changed_facts(workload: Workload) -> tuple[str, ...]:
    """The facts that change, the first of each kind: a level, a yes, a count, a deduction, a part of a ratio."""
    wanted = (".level", ".yes", ".count", ".late", ".num")
    return tuple(next(name for name in workload.facts if name.endswith(end)) for end in wanted)


def run() -> bool:
    """Print the ratios; True when the goal is met on the fast machine, on one core. Totals are compared first."""
    workload = Workload()
    one = compiled(workload)
    facts, changed = drawn(workload, UNITS), changed_facts(workload)
    assert len(changed) == CHANGED
    others = ColumnsWorkload(workload, OTHER_SEED).units(UNITS)
    changes = {name: others.numbers[name] for name in changed}
    sides = {}
    for name, many in machines(one).items():
        scenario = Scenario(many, facts, changes)
        full = scoring(many, replace(facts, numbers={**facts.numbers, **changes}), everything(one))
        scenario.see_that_it_equals(full())
        sides |= {f"{name}, everything": timed(full), f"{name}, what changed": timed(scenario.run)}
    times = in_turns(sides, ROUNDS)
    print(f"  {UNITS:,} units, changed: {', '.join(changed)}; all totals equal those of scoring everything anew")
    ratios = {}
    for name in (FAST, FAST_ON_TWO, NUMPY):
        full_times, part_times = times[f"{name}, everything"], times[f"{name}, what changed"]
        ratios[name] = ratio(full_times, part_times)
        speed = UNITS / sorted(part_times)[ROUNDS // 2] / 1e6
        print(f"    {name}: {speed:.1f} million units a second, {ratios[name]:.2f} × {spread(full_times, part_times)}")
    return goal_line("what-if of five facts against scoring everything", ratios[FAST], GOAL)


class Scenario:
    """The changed columns of one scenario over units that were scored once."""

    def __init__(self, many: ManyUnits, facts: FactColumns, changes: dict[str, NumberColumn]) -> None:
        self.what_if = WhatIf(many, changes)
        self.kept = self.what_if.keep(facts)
        self.changes = changes
        self.results: ColumnResults = self.what_if.run(self.kept, changes)

    def run(self) -> ColumnResults:
        """Totals and maxima with the changes, into the arrays of the time before."""
        self.results = self.what_if.run(self.kept, self.changes, into=self.results)
        return self.results

    def see_that_it_equals(self, full: ColumnResults) -> None:
        """Raise SystemExit where a total or a maximum differs."""
        own = self.run()
        if (own.total != full.total).any() or (own.maximum != full.maximum).any():
            raise SystemExit("a scenario differs from scoring everything anew")
