"""A hundred thousand generated pairs of set and unit, ties among them, in every back end: none may be wrong.

Two processes take half of the pairs each; `python -m tests.columns.agreement PAIRS SEED` runs fewer, or others.
"""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from tests.columns.agreement import Tally, compare

PAIRS, PROCESSES = 100_000, 2


def run() -> bool:
    """Print what every back end said of the pairs; True when nothing is wrong."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        tallies = list(pool.map(_half, range(PROCESSES)))
    whole = Tally()
    for tally in tallies:
        for name, counts in tally.counts.items():
            whole.counts.setdefault(name, Counter()).update(counts)
        whole.ties.edges += tally.ties.edges
        whole.ties.halves += tally.ties.halves
        whole.told += tally.told
    for line in whole.lines():
        print(f"    {line}")
    print(f"  {PAIRS:,} pairs, wrong: {whole.wrong}, goal 0")
    return whole.wrong == 0


def _half(number: int) -> Tally:
    return compare(PAIRS // PROCESSES, seed=f"bench {number}")
