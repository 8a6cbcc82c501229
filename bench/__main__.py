"""`python -m bench [NAME...]`: every measurement or those named, with its goal; exit code 1 when a goal is missed.

What another engine is needed for and is not installed is told and passed over; it counts as missed.
`--processor-time` takes the time of the processors in place of that of the clock, for ratios of one core on a machine
that has other work; what runs on two cores comes out wrong then, and so do waiting and goals in seconds.
`python -m bench growth [-o FOLDER]` measures and draws the growth curves, which is done on request only.
"""

import importlib
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.rounds import take_processor_time
from engine.errors import ExtraMissing


@dataclass(frozen=True, slots=True)
class Measurement:
    """What is measured, and the module whose `run` prints it and says whether its goals are met."""

    title: str
    module: str


MEASUREMENTS: Mapping[str, Measurement] = {
    "unit": Measurement("One unit of a 90-leaf set", "bench.single_unit"),
    "peers": Measurement("The same leaves in other rule engines, one unit at a time", "bench.peers.one_unit"),
    "web": Measurement("One unit over a web API, in process", "bench.web_answers"),
    "bulk": Measurement("Many units in memory against the copy bandwidth of the machine", "bench.bulk"),
    "openfisca": Measurement("Many units in memory against OpenFisca", "bench.against_openfisca"),
    "cores": Measurement("From one core to two", "bench.two_cores"),
    "what-if": Measurement("What if five facts were others", "bench.what_if"),
    "communes": Measurement("All communes: totals and ranks", "bench.communes"),
    "printed": Measurement("A table of units, by the printed set in Polars and DuckDB", "bench.printed_sets"),
    "parquet": Measurement("Scoring on top of reading Parquet", "bench.read_and_score"),
    "survey": Measurement("Ten million survey answers, in four engines", "bench.survey_answers"),
    "wrong": Measurement("Generated pairs of set and unit, in every back end", "bench.wrong_results"),
    "rank": Measurement("A year of provinces", "bench.rank_provinces"),
    "swap": Measurement("Swapping a set under load", "bench.swap_under_load"),
    "check": Measurement("Checking a set of 1,000 leaves", "bench.check_thousand_leaves"),
    "start": Measurement("Serving, from nothing to the first answer", "bench.serve_cold_start"),
}
GROWTH, PROCESSOR = "growth", "--processor-time"


def main(arguments: list[str]) -> int:
    """Run the measurements that are named, all where none is."""
    if PROCESSOR in arguments:
        take_processor_time()
        arguments = [name for name in arguments if name != PROCESSOR]
    if arguments[:1] == [GROWTH]:
        return _growth(arguments[1:])
    if unknown := sorted(set(arguments) - set(MEASUREMENTS)):
        print(f"there is no {', '.join(unknown)}; known: {', '.join(MEASUREMENTS)}, {GROWTH}")
        return 2
    met = {name: measured(name) for name in arguments or MEASUREMENTS}
    if missed := [name for name, each in met.items() if not each]:
        print(f"a goal is missed or not measured in: {', '.join(missed)}")
    return 1 if missed else 0


def measured(name: str) -> bool:
    """Print one measurement; False when a goal is missed or a library is not there."""
    print(f"{name}: {MEASUREMENTS[name].title}", flush=True)
    started = time.monotonic()
    try:
        met = bool(importlib.import_module(MEASUREMENTS[name].module).run())
    except (ImportError, ExtraMissing) as missing:
        print(f"  not measured: {missing}; requirements/bench.lock names what the other side needs")
        return False
    print(f"  ({time.monotonic() - started:.0f} s)", flush=True)
    return met


def _growth(arguments: list[str]) -> int:
    """Measure and draw the growth curves into the folder after `-o`."""
    from bench.growth.curves import PICTURES, measure_and_draw

    if arguments and (len(arguments) != 2 or arguments[0] != "-o"):
        print("usage: python -m bench growth [-o FOLDER]")
        return 2
    measure_and_draw(Path(arguments[1]) if arguments else PICTURES)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
