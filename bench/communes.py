"""All communes of the country, 3,321 of them, under a set of 100 criteria: totals and ranks, in process."""

import statistics
from fractions import Fraction

from bench.column_sides import FAST, FAST_ON_TWO, NUMPY, compiled, drawn, machines, wrong_in_sample
from bench.decimal_sample import held_against_decimals
from bench.rounds import in_turns, timed
from bench.workload import Workload
from engine.columns.column_results import ColumnResults, Wanted
from engine.columns.many_units import ManyUnits
from engine.columns.ranks import Ranks, ranked
from engine.domain.criteria_set import CriteriaSet
from engine.domain.numbers import rounded

COMMUNES, CRITERIA, ROUNDS = 3_321, 100, 25
GOAL_MILLISECONDS = 5.0


def run() -> bool:
    """Print the times; True when the median of the fast machine on one core is under the goal."""
    workload = Workload(leaves=CRITERIA)
    one = compiled(workload)
    held_against_decimals(workload, one, 50)
    facts, rules = drawn(workload, COMMUNES), workload.rules

    def year(many: ManyUnits) -> tuple[ColumnResults, Ranks]:
        totals = many.score(facts, Wanted())
        (ranks,) = ranked(rules, [("all", totals)])
        return totals, ranks

    ways = machines(one)
    for name, many in ways.items():
        totals, ranks = year(many)
        if wrong := wrong_in_sample(one, facts, totals, COMMUNES) + _wrong_ranks(rules, totals, ranks):
            raise SystemExit(f"{name}: {wrong} totals or ranks are wrong")
    times = in_turns({name: timed(lambda many=many: year(many)) for name, many in ways.items()}, ROUNDS)
    print(f"  {COMMUNES:,} communes × {CRITERIA} criteria, totals and ranks; every total and rank compared first")
    middle = {name: statistics.median(seconds) * 1000 for name, seconds in times.items()}
    for name in (FAST, FAST_ON_TWO, NUMPY):
        low, high = min(times[name]) * 1000, max(times[name]) * 1000
        print(f"    {name}: {middle[name]:.2f} ms [{low:.2f} … {high:.2f}]")
    met = middle[FAST] < GOAL_MILLISECONDS
    print(f"  {FAST}: {middle[FAST]:.2f} ms, goal < {GOAL_MILLISECONDS:g} ms{'' if met else '   MISSED'}")
    return met


def _wrong_ranks(rules: CriteriaSet, totals: ColumnResults, ranks: Ranks) -> int:
    """Ranks that are not one more than the number of better indices, which are rounded one by one as ratios."""
    pairs = zip(totals.total.tolist(), totals.maximum.tolist(), strict=True)
    places, mode = rules.comparing.places, rules.comparing.mode
    indices = [rounded(Fraction(100 * total, maximum), places, mode) for total, maximum in pairs]
    better: dict[Fraction, int] = {}
    for above, index in enumerate(sorted(indices, reverse=True)):
        better.setdefault(index, above)
    return sum(1 + better[index] != rank for index, rank in zip(indices, ranks.best.tolist(), strict=True))
