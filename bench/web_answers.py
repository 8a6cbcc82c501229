"""One unit over a web API, one call in process without a network: our scorecard against OpenFisca's `/calculate`.

Both applications get the same unit as JSON from the test client of Flask. Ours answers with the whole scorecard:
points, status, rule and reason of every row; OpenFisca's with the values alone.
"""

import json
import logging
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from api.app import create_app
from bench.openfisca_yardstick import PERIOD, OpenFiscaYardstick
from bench.rounds import in_turns, ratio, spread, timed
from bench.workload import Workload
from bench.written_set import submission, write_set
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from engine.settings import Settings

UNITS, ROUNDS = 10, 7
OURS, THEIRS = "parindex, POST /v1/evaluations", "OpenFisca, POST /calculate"

Post = Callable[[int], bytes]
"""Asks about the unit of that number; gives the bytes of the answer."""


def run() -> bool:
    """Print the times; True when every total of ours is exact, since the times are held to no goal."""
    workload = Workload()
    one = OneUnit(compile_set(workload.rules, "all", 2022))
    units = [workload.unit() for _ in range(UNITS)]
    logging.disable(logging.WARNING)
    try:
        with tempfile.TemporaryDirectory() as folder:
            posts = {OURS: _parindex(workload, Path(folder), units), THEIRS: _openfisca(one, units)}
            ours, theirs = _wrong(one, units, posts)
            sizes = {name: len(post(0)) for name, post in posts.items()}
            sides = {name: timed(lambda post=post: [post(at) for at in range(UNITS)]) for name, post in posts.items()}
            times = in_turns(sides, ROUNDS)
    finally:
        logging.disable(logging.NOTSET)
    for name, seconds in times.items():
        told = f"{statistics.median(seconds) / UNITS * 1000:7.2f} ms a unit, {sizes[name] / 1024:.0f} KiB of answer"
        print(f"    {name:30} {told}")
    print(
        f"  {ratio(times[THEIRS], times[OURS]):.1f} × OpenFisca's web API {spread(times[THEIRS], times[OURS])}; ",
        end="",
    )
    print(f"wrong totals of {UNITS} units: ours {ours}, OpenFisca's {theirs}")
    return not ours


def _parindex(workload: Workload, folder: Path, units: Sequence[Mapping[str, object]]) -> Post:
    """Our application over the set in files."""
    sets = folder / "sets"
    write_set(workload, sets / "bench")
    client = create_app(Settings(database=str(folder / "bench.sqlite3"), sets=(sets,))).test_client()
    bodies = [submission(workload, unit) for unit in units]

    def post(at: int) -> bytes:
        answer = client.post("/v1/evaluations", data=bodies[at], content_type="application/json")
        if answer.status_code != 200:
            raise SystemExit(f"{answer.status}: {answer.data[:400]!r}")
        return bytes(answer.data)

    return post


def _openfisca(one: OneUnit, units: Sequence[Mapping[str, object]]) -> Post:
    """Its application over the same rules; every value is asked for."""
    from openfisca_core.parameters import ParameterNode
    from openfisca_web_api.app import create_app as fisca_app

    fisca = OpenFiscaYardstick(one.program)
    fisca.system.parameters = ParameterNode(
        "", data={"x": {"description": "x", "values": {"2020-01-01": {"value": 1}}}}
    )
    client = fisca_app(fisca.system).test_client()
    asked: dict[str, Any] = {name: {PERIOD: None} for name in fisca.outputs}
    bodies = []
    for unit in units:
        given = {name: {PERIOD: value} for name, value in fisca.flat.unit(unit).items()}
        bodies.append(json.dumps({"units": {"bench": given | asked}}))

    def post(at: int) -> bytes:
        answer = client.post("/calculate", data=bodies[at], content_type="application/json")
        if answer.status_code != 200:
            raise SystemExit(f"{answer.status}: {answer.data[:400]!r}")
        return bytes(answer.data)

    return post


def _wrong(one: OneUnit, units: Sequence[Mapping[str, object]], posts: Mapping[str, Post]) -> tuple[int, int]:
    """Totals that are not the exact ones: ours, OpenFisca's."""
    ours = theirs = 0
    for at, unit in enumerate(units):
        total, _, _ = one.values(unit)
        card = json.loads(posts[OURS](at))
        ours += Fraction(card["total"]["points"]["exact"]) * 10**one.program.places != total
        theirs += json.loads(posts[THEIRS](at))["units"]["bench"]["total"][PERIOD] != total
    return ours, theirs
