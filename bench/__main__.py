"""`python -m bench`: every measurement, with its goal; exit code 1 when a goal is missed."""

import sys

from bench import rank_provinces, single_unit

MEASUREMENTS = (("One unit of a 90-leaf set", single_unit.run), ("A year of provinces", rank_provinces.run))


def main() -> int:
    """Run all measurements."""
    met = True
    for title, run in MEASUREMENTS:
        print(title)
        met = run() and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
