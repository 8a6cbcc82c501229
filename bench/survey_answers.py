"""Ten million survey answers in Parquet → sum and number of valid answers by unit, question and group, in four engines.

Every engine reads the same file in a process of its own, once for its peak of memory and several times for its time,
and must give the same numbers. Two shapes of file: texts, as answers are exported, and whole numbers. Polars and
DuckDB are given the queries that were found to be their fastest: values by CASE, ids of Polars as an Enum.
"""

import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from engine.domain.survey_form import Choice, Question, RespondentGroup, SurveyedUnit, SurveyForm
from engine.domain.text import Text

ANSWERS, UNITS, QUESTIONS, OPTIONS = 10_000_000, 700, 20, 5
ROUNDS, THREADS, GOAL_RATIO, GOAL_MIB = 5, 2, 1.5, 200
ROOT = Path(__file__).resolve().parents[1]

Row = tuple[str, str, str, int, int]
"""Unit, question, group, sum of values, valid answers."""

NAMES = {
    "text": {
        "unit": [f"vd-xa-{at:04}" for at in range(UNITS)],
        "question": [f"q{at + 1}" for at in range(QUESTIONS)],
        "group": ["nguoi_dan", "doanh_nghiep", "can_bo", "dai_bieu"],
        "option": ["rat_hai_long", "hai_long", "binh_thuong", "khong_hai_long", "rat_khong_hai_long"],
    },
    "numbers": {
        "unit": [str(at) for at in range(UNITS)],
        "question": [str(at) for at in range(QUESTIONS)],
        "group": [str(at) for at in range(4)],
        "option": [str(at) for at in range(OPTIONS)],
    },
}
"""Shape of the file → the names of a column; option number i is worth 4 − i."""


def write_answers(folder: Path, shape: str) -> Path:
    """The answers in one shape; the same draws for both, in no order."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    chance = np.random.default_rng(5)
    columns = {}
    for name, texts in NAMES[shape].items():
        drawn = chance.integers(0, len(texts), ANSWERS).astype(np.int32)
        coded = pa.DictionaryArray.from_arrays(pa.array(drawn), pa.array(texts))
        columns[name] = pa.array(drawn) if shape == "numbers" else coded.cast(pa.string())
    path = folder / f"{shape}.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def form_of(shape: str) -> SurveyForm:
    """The form of these answers."""
    names, told = NAMES[shape], Text("x", "x")
    options = tuple(Choice(name, told, Fraction(OPTIONS - 1 - at)) for at, name in enumerate(names["option"]))
    groups = tuple(names["group"])
    return SurveyForm(
        id="bench",
        title=told,
        year=2024,
        scale=Fraction(OPTIONS - 1),
        minimum=30,
        groups=tuple(RespondentGroup(name, told) for name in groups),
        questions=tuple(Question(name, told, options, groups) for name in names["question"]),
        units=tuple(SurveyedUnit(name) for name in names["unit"]),
    )


def with_parindex(path: Path, shape: str) -> Callable[[], Any]:
    """Counts of every option, of which the sums are made."""
    from engine.columns.survey.counts import counts_of
    from engine.columns.survey.means import Means

    form = form_of(shape)

    def run() -> Any:
        means = Means(counts_of([path], form, THREADS).counts)
        return means, means.sums

    return run


def with_polars(path: Path, shape: str) -> Callable[[], Any]:
    """The streaming engine."""
    import polars as pl

    names = NAMES[shape]

    def run() -> Any:
        answers = pl.scan_parquet(path)
        value = OPTIONS - 1 - pl.col("option").cast(pl.Int64)
        if shape == "text":
            value = OPTIONS - 1 - pl.col("option").cast(pl.Enum(names["option"])).to_physical().cast(pl.Int64)
            ids = ("unit", "question", "group")
            answers = answers.with_columns(pl.col(name).cast(pl.Enum(names[name])) for name in ids)
        summed = answers.with_columns(value=value).group_by("unit", "question", "group")
        return summed.agg(total=pl.col("value").sum(), valid=pl.len()).collect(engine="streaming")

    return run


def with_duckdb(path: Path, shape: str) -> Callable[[], Any]:
    """SQL over the file."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads={THREADS}")
    cases = " ".join(f"WHEN '{name}' THEN {OPTIONS - 1 - at}" for at, name in enumerate(NAMES["text"]["option"]))
    value = f"CASE option {cases} END" if shape == "text" else f"{OPTIONS - 1} - option"

    def run() -> Any:
        return connection.execute(
            f"SELECT unit, question, \"group\", sum({value})::BIGINT, count(*) FROM read_parquet('{path}') GROUP BY ALL"
        ).fetchall()

    return run


def with_pandas(path: Path, shape: str) -> Callable[[], Any]:
    """One table in memory."""
    import pandas as pd

    worth = {name: OPTIONS - 1 - at for at, name in enumerate(NAMES["text"]["option"])}

    def run() -> Any:
        table = pd.read_parquet(path)
        table["value"] = table["option"].map(worth) if shape == "text" else OPTIONS - 1 - table["option"]
        return table.groupby(["unit", "question", "group"])["value"].agg(["sum", "count"])

    return run


ENGINES = {"parindex": with_parindex, "polars": with_polars, "duckdb": with_duckdb, "pandas": with_pandas}


def rows_of(engine: str, found: Any, shape: str) -> list[Row]:
    """What an engine gave, as rows in one order."""
    if engine == "parindex":
        means, names = found[0], NAMES[shape]
        return sorted(
            (unit, question, group, int(means.sums[at, ask, of]), int(means.counts.valid[at, ask, of]))
            for at, unit in enumerate(names["unit"])
            for ask, question in enumerate(names["question"])
            for of, group in enumerate(names["group"])
        )
    if engine == "polars":
        found = found.rows()
    if engine == "pandas":
        found = [(*key, *values) for key, values in zip(found.index, found.to_numpy().tolist(), strict=True)]
    return sorted((str(row[0]), str(row[1]), str(row[2]), int(row[3]), int(row[4])) for row in found)


def measure(engine: str, path: Path, shape: str, rounds: int) -> dict[str, Any]:
    """Seconds of each round after the first, by the clock and of processors; peak in MiB; a digest of the result."""
    times, busy = [], []
    run = ENGINES[engine](path, shape)
    for _ in range(rounds):
        start, worked = time.perf_counter(), time.process_time()
        found = run()
        times.append(time.perf_counter() - start)
        busy.append(time.process_time() - worked)
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    digest = hashlib.sha256(json.dumps(rows_of(engine, found, shape)).encode()).hexdigest()
    return {"times": times[1:] or times, "busy": busy[1:] or busy, "peak": peak / 1024, "digest": digest}


def _measured(engine: str, path: Path, shape: str, rounds: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.survey_answers", engine, str(path), shape, str(rounds)]
    environment = {"PATH": "/usr/bin:/bin", "POLARS_MAX_THREADS": str(THREADS), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _compare(path: Path, shape: str) -> bool:
    """Print a line for each engine; True where all agree and the goals are met."""
    found = {engine: _measured(engine, path, shape, ROUNDS + 1) for engine in ENGINES}
    peaks = {engine: _measured(engine, path, shape, 1)["peak"] for engine in ENGINES}
    medians = {engine: statistics.median(each["times"]) for engine, each in found.items()}
    ours = medians["parindex"]
    print(f"  {ANSWERS:,} answers as {shape}, {path.stat().st_size / 2**20:.0f} MiB, {THREADS} threads")
    for engine, each in found.items():
        spread = f"[{min(each['times']):.3f} … {max(each['times']):.3f}]"
        print(
            f"    {engine:9} {medians[engine]:6.3f} s {spread}  {ANSWERS / medians[engine] / 1e6:5.1f} M answers/s"
            f"  {medians[engine] / ours:5.2f} × ours  processors {statistics.median(each['busy']):6.3f} s"
            f"  peak {peaks[engine]:5.0f} MiB"
        )
    agree = len({each["digest"] for each in found.values()}) == 1
    ratio = medians["polars"] / ours
    print(f"    all agree: {'yes' if agree else 'NO'}; against Polars {ratio:.2f} ×, goal {GOAL_RATIO} ×", end="")
    print(f"; peak {peaks['parindex']:.0f} MiB, goal {GOAL_MIB} MiB")
    return agree and ratio >= GOAL_RATIO and peaks["parindex"] < GOAL_MIB


def run() -> bool:
    """Print both shapes; True when every goal is met."""
    with tempfile.TemporaryDirectory() as folder:
        met = [_compare(write_answers(Path(folder), shape), shape) for shape in NAMES]
    return all(met)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))))
