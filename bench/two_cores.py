"""From one core to two: the same million units, every result, on one thread and on two."""

from bench.column_sides import FAST, FAST_ON_TWO, compiled, drawn, everything, held_against_one_body, machines, scoring
from bench.rounds import goal_line, in_turns, ratio, spread, timed
from bench.workload import Workload

UNITS, ROUNDS, GOAL = 1_000_000, 11, 1.9
COPIED, COPIED_ON_TWO = "copying, 1 core", "copying, 2 cores"
BYTES = 2**27


def run() -> bool:
    """Print the ratio, and that of copying on one and two cores beside it; True when the goal is met."""
    from bench.copying import copying

    workload = Workload()
    one = compiled(workload)
    facts, ways, wanted = drawn(workload, UNITS), machines(one), everything(one)
    works = {name: scoring(ways[name], facts, wanted) for name in (FAST, FAST_ON_TWO)}
    for name, work in works.items():
        held_against_one_body(one, facts, work(), name)
    sides = {name: timed(work) for name, work in works.items()}
    times = in_turns(sides | {COPIED: timed(copying(BYTES, 1)), COPIED_ON_TWO: timed(copying(BYTES, 2))}, ROUNDS)
    copied = ratio(times[COPIED], times[COPIED_ON_TWO])
    print(
        f"  the machine itself copies {copied:.2f} × as fast on two cores {spread(times[COPIED], times[COPIED_ON_TWO])}"
    )
    found = ratio(times[FAST], times[FAST_ON_TWO])
    print(f"  rounds: {spread(times[FAST], times[FAST_ON_TWO])}")
    return goal_line(f"{UNITS:,} units, every result, two cores against one", found, GOAL)
