"""Sets are swapped under load in real servers: every process follows, no request fails, no answer mixes generations."""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.steady_load import Answer, Load, Question
from engine.assembly import assemble
from engine.settings import Settings
from tests.servers.running_server import ROOT, RunningServer, running_server
from tests.support.small_round import submission, write_set

SAMPLE = (ROOT / "plugins/sample_data/vi_du_2022/vd-so-noi-vu.yaml").read_bytes()
LIST = Question("GET", "/v1/criteria-sets?limit=500")
QUESTIONS = (LIST, Question("GET", "/version"), Question("POST", "/v1/evaluations", SAMPLE, "application/yaml"))
PLACE = "/v1/activations/2024/department"
SEEN_WITHIN = 60.0
IN_A_ROW = 40
"""So many connections in a row that all show the newest generation: no process has been passed over."""


@pytest.fixture(params=["granian", "waitress"])
def served(request, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A server, granian with two processes, over an empty drop-in folder; a key that may put sets in force."""
    database, sets = tmp_path / "parindex.sqlite3", tmp_path / "sets"
    sets.mkdir()
    engine = assemble(Settings(database=str(database)))
    secret = engine.keys.create("home affairs", ["activate"], at=engine.clock()).secret
    engine.database.close()
    with running_server(database, request.param, sets, workers=2) as server:
        key = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        yield SimpleNamespace(server=server, sets=sets, key=key, name=request.param, database=database)


def order(content_hash: str) -> bytes:
    """An order to put a set in force."""
    document = {
        "format": "parindex/activation-order/1",
        "criteria_set": {"hash": content_hash},
        "decision": {"number": "12/QĐ-VD", "date": "2024-01-05"},
        "override_reason": "a test",
    }
    return json.dumps(document).encode()


def hash_of(folder: Path) -> str:
    """The hash of the set in a folder."""
    from engine.loading.criteria_folder import read_set

    return read_set(folder).content_hash


def reload(served: SimpleNamespace) -> tuple[int, dict[str, object]]:
    """Ask for the sets to be read anew: status and document."""
    status, _, body = served.server.ask("POST", "/v1/catalogue/generations", b"", served.key)
    return status, json.loads(body)


def generation_of(server: RunningServer) -> int:
    """The generation that answers a connection of its own."""
    return int(server.ask("GET", "/healthz")[1]["catalogue-generation"])


def wait_until_all_show(server: RunningServer, generation: int) -> None:
    """Ask until many connections in a row show a generation; fails where that takes too long."""
    end, row = time.monotonic() + SEEN_WITHIN, 0
    while row < IN_A_ROW:
        row = row + 1 if generation_of(server) == generation else 0
        assert time.monotonic() < end, f"generation {generation} was not seen by every process"
        time.sleep(0.005)


def under_load(served: SimpleNamespace, change: Callable[[], int]) -> list[Answer]:
    """All answers from before a change until after every process shows the generation that the change made."""
    with Load(served.server.port, QUESTIONS, pause=0.03).running() as load:
        time.sleep(0.5)
        wait_until_all_show(served.server, change())
        time.sleep(0.5)
    return load.answers


def test_a_new_edition_is_put_in_force_under_load(served) -> None:
    before = generation_of(served.server)

    def change() -> int:
        home = write_set(served.sets)
        body, headers = order(hash_of(home)), served.key | {"If-None-Match": "*"}
        status, told, answer = served.server.ask("PUT", PLACE, body, headers)
        assert status == 201, answer
        return int(told["catalogue-generation"])

    answers = under_load(served, change)
    assert {answer.status for answer in answers} == {200}
    assert {answer.generation for answer in answers} == {before, before + 1}
    for question in QUESTIONS:
        bodies = {(one.generation, one.body_hash) for one in answers if one.question is question}
        scored = question.method == "POST"
        assert len(bodies) == 2
        assert len({body for _, body in bodies}) == (1 if scored else 2), question
    yaml = {"Content-Type": "application/yaml"}
    assert served.server.ask("POST", "/v1/evaluations", submission("so-a").encode(), yaml)[0] == 200
    assert json.loads(served.server.ask("GET", PLACE)[2])["in_force"]["criteria_set"]["id"] == "thu.nho"


def test_a_broken_set_changes_nothing_for_the_others(served) -> None:
    home = write_set(served.sets)
    (home / "criteria_set.yaml").write_text("format: parindex/criteria-set/1\nid: [\n", "utf-8")
    before = json.loads(served.server.ask("GET", LIST.place)[2])
    status, made = reload(served)
    assert status == 201
    wait_until_all_show(served.server, int(str(made["number"])))
    assert json.loads(served.server.ask("GET", LIST.place)[2]) == before
    plugins = json.loads(served.server.ask("GET", "/v1/plugins")[2])["items"]
    assert [one["state"] for one in plugins if one["name"] == "bo_thu"] == ["quarantined"]


def test_a_set_in_force_that_is_gone_or_changed_is_refused_and_stays_served(served) -> None:
    home = write_set(served.sets)
    body = order(hash_of(home))
    assert served.server.ask("PUT", PLACE, body, served.key | {"If-None-Match": "*"})[0] == 201
    in_force = json.loads(served.server.ask("GET", "/readyz")[2])["generation"]["newest"]
    wait_until_all_show(served.server, in_force)
    file = home / "criteria_set.yaml"
    text = file.read_text("utf-8")
    for spoil in (
        lambda: file.write_text(text.replace('from: "80"', 'from: "81"'), "utf-8"),
        lambda: shutil.rmtree(home),
    ):
        spoil()
        status, problem = reload(served)
        assert (status, problem["code"]) == (409, "generation.in-force-missing")
        assert problem["errors"][0]["code"] == "generation.missing-set"
    wait_until_all_show(served.server, in_force)
    yaml = {"Content-Type": "application/yaml"}
    assert served.server.ask("POST", "/v1/evaluations", submission("so-a").encode(), yaml)[0] == 200


def test_a_generation_that_cannot_be_opened_leaves_the_last_good_one(served) -> None:
    good = generation_of(served.server)
    other = served.sets.parent / "elsewhere"
    other.mkdir()
    write_set(other)
    engine = assemble(Settings(database=str(served.database), sets=(other,)))
    made = engine.generations.renewed("reload").generation.number
    engine.database.close()
    end = time.monotonic() + SEEN_WITHIN
    while (state := json.loads(served.server.ask("GET", "/readyz")[2])["generation"])["problem"] is None:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert (state["served"], state["newest"]) == (good, made)
    assert "not those of the newest generation" in state["problem"]["en"]
    assert served.server.ask("POST", "/v1/evaluations", SAMPLE, {"Content-Type": "application/yaml"})[0] == 200
    shutil.copytree(other / "bo_thu", served.sets / "bo_thu")  # the files arrive late
    wait_until_all_show(served.server, made)


def test_the_command_line_is_followed_without_a_word_to_the_server(served) -> None:
    before = generation_of(served.server)
    home = write_set(served.sets)
    engine = assemble(Settings(database=str(served.database), sets=(served.sets,)))
    assert engine.catalogue.by_hash(hash_of(home)).checked().id == "thu.nho"
    engine.generations.renewed("reload")
    engine.database.close()
    wait_until_all_show(served.server, before + 1)
    assert "thu.nho" in served.server.ask("GET", LIST.place)[2].decode()


def processes_of(server: RunningServer) -> list[int]:
    """The processes that a server has started."""
    parent = server.process.pid
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


# waitress has one process, and nobody to start it again.
@pytest.mark.parametrize("served", ["granian"], indirect=True)
def test_a_process_that_is_lost_while_sets_are_swapped_is_replaced_by_one_of_the_newest_generation(served) -> None:
    home = write_set(served.sets)
    lost = processes_of(served.server)
    made = int(str(reload(served)[1]["number"]))
    os.kill(lost[-1], signal.SIGKILL)
    end = time.monotonic() + SEEN_WITHIN
    while len(now := processes_of(served.server)) < len(lost) or lost[-1] in now:
        assert time.monotonic() < end, served.server.log
        time.sleep(0.05)
    with suppress(OSError):  # what was on its way to the lost process may be cut off, and no more than that
        generation_of(served.server)
    wait_until_all_show(served.server, made)
    assert home.name in served.server.ask("GET", "/v1/plugins")[2].decode()


def test_a_server_is_refused_that_would_lack_what_is_in_force(tmp_path: Path) -> None:
    database, sets = tmp_path / "parindex.sqlite3", tmp_path / "sets"
    home = write_set(sets)
    from tests.support.command_line import CommandLine

    line = CommandLine(tmp_path, {"PARINDEX_SETS": str(sets), "PARINDEX_DATABASE": str(database)})
    decision = ("--decision", "12/QĐ-VD", "--dated", "2024-01-05", "--override-reason", "a test")
    assert line.run("activate", "thu.nho", "--year", "2024", "--kind", "department", *decision).code == 0
    shutil.rmtree(home)
    refused = line.process("serve", "--port", "8099", "--json")
    assert (refused.code, refused.problem["code"]) == (1, "generation.in-force-missing")
