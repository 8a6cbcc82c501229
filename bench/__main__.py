"""`python -m bench [NAME...]`: every measurement or those named, with its goal; exit code 1 when a goal is missed."""

import sys

from bench import (
    check_thousand_leaves,
    rank_provinces,
    serve_cold_start,
    single_unit,
    survey_answers,
    swap_under_load,
)
from bench.peers import one_unit

MEASUREMENTS = {
    "unit": ("One unit of a 90-leaf set", single_unit.run),
    "peers": ("The same leaves in other rule engines, one unit at a time", one_unit.run),
    "rank": ("A year of provinces", rank_provinces.run),
    "swap": ("Swapping a set under load", swap_under_load.run),
    "check": ("Checking a set of 1,000 leaves", check_thousand_leaves.run),
    "survey": ("Ten million survey answers, in four engines", survey_answers.run),
    "start": ("Serving, from nothing to the first answer", serve_cold_start.run),
}


def main(wanted: list[str]) -> int:
    """Run the measurements that are named, all where none is."""
    if unknown := set(wanted) - set(MEASUREMENTS):
        print(f"there is no {', '.join(sorted(unknown))}; known: {', '.join(MEASUREMENTS)}")
        return 2
    met = True
    for name in wanted or MEASUREMENTS:
        title, run = MEASUREMENTS[name]
        print(title)
        met = run() and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
