"""The process time of `parindex rank` over 63 provinces with all facts, start included."""

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from engine.domain.fact_text import as_text
from engine.domain.facts import Fact, FactType
from engine.loading.criteria_folder import read_set

PROVINCES, ROUNDS, GOAL_SECONDS = 63, 5, 0.6
ROOT = Path(__file__).resolve().parents[1]


def drawn(fact: Fact, chance: random.Random) -> object:
    """A random value of a fact as a document writes it; counts stay small so that ratios are lifelike."""
    if fact.type is FactType.LIST:
        return [{item.id: drawn(item, chance) for item in fact.fields} for _ in range(min(4, fact.max_items))]
    if fact.type is FactType.BOOL:
        return chance.random() < 0.8
    if fact.type is FactType.DATE:
        middle = date(2022, 6, 30).toordinal()
        number = chance.randint(max(fact.low, middle - 150), min(fact.high, middle + 150))
        return date.fromordinal(number).isoformat()
    number = chance.randint(fact.low, min(fact.high, fact.low + 500 * 10**fact.places))
    return as_text(fact, number)


def write_year(folder: Path) -> None:
    """63 submissions with every fact and mark given, one file each."""
    rules = read_set(ROOT / "plugins" / "provincial_2022").criteria_set
    if rules is None:
        raise SystemExit("the provincial set cannot be read")
    chance = random.Random(22)
    judged = [leaf.id for leaf in rules.leaves() if leaf.method == "judgement"]
    marks = [{"node": leaf, "points": "0.25", "by": "bench", "reason": "bench"} for leaf in judged]
    for at in range(PROVINCES):
        name = f"bench-{at:02}"
        document = {
            "format": "parindex/submission/1",
            "criteria_set": {"id": rules.id, "edition": rules.edition},
            "unit": {"id": name, "name": {"vi": name, "en": name}, "kind": rules.unit_kinds[0]},
            "year": rules.years.first,
            "stage": "final",
            "facts": {fact: drawn(declared, chance) for fact, declared in rules.facts.items()},
            "marks": marks,
        }
        (folder / f"{name}.json").write_text(json.dumps(document), "utf-8")


def process_seconds(command: list[str], environment: dict[str, str]) -> float:
    """User and system time of one run of a command, as the operating system counts it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run() -> bool:
    """Print the times; True when the median is under the goal. Compiled bytecode is there, as after an install."""
    with tempfile.TemporaryDirectory() as folder:
        year = Path(folder, "year")
        year.mkdir()
        write_year(year)
        command = [sys.executable, "-m", "engine", "rank", str(year), "--json"]
        # Compiled modules are kept between runs, as they are after an install.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PARINDEX_CACHE"] = str(Path(folder, "cache"))
        environment["PARINDEX_DATABASE"] = str(Path(folder, "bench.sqlite3"))
        process_seconds(command, environment)
        times = [process_seconds(command, environment) for _ in range(ROUNDS)]
        bare = [process_seconds([sys.executable, "-c", "pass"], environment) for _ in range(ROUNDS)]
    middle, start = statistics.median(times), statistics.median(bare)
    spread = f"[{min(times):.2f} … {max(times):.2f}]"
    print(f"  parindex rank, {PROVINCES} provinces: {middle:.2f} s of process time {spread}, goal {GOAL_SECONDS} s")
    print(f"  that is {middle / start:.0f} times a bare start of Python ({start * 1000:.0f} ms)")
    return middle < GOAL_SECONDS
