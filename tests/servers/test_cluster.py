"""Many files over real worker processes, one of which is killed in the middle: the same bytes as one process makes."""

import json
import os
import sys
from pathlib import Path
from subprocess import run

import pytest

from engine.services.cluster.file_job import FileJob, NamesCollide, see_that_names_differ
from engine.services.many_units_service import RulesAsked
from engine.settings import Settings
from tests.documentation.markdown_blocks import blocks, page
from tests.support.tables_of_units import write_tables

FILES, ROWS = 6, 20_000
SET = "vn.par.department"

# Run in a process of its own: a cluster leaves threads and warnings behind that are not ours.
KILLING = """
import json, os, signal, sys, time
from distributed import Client, LocalCluster
from tests.servers.test_cluster import job_for
from engine.services.cluster.dask_files import score_on_dask

def main():
    folder, tables = sys.argv[1], sys.argv[2:]
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        workers = client.run(os.getpid)
        killed = []

        def first_done(done):
            if not killed:
                killed.append(next(iter(workers.values())))
                os.kill(killed[0], signal.SIGKILL)

        results = score_on_dask(client, job_for(folder), tables, first_done)
        pids = set(client.run(os.getpid).values())
    answers = [(each.table, each.rows, each.scored, each.sha256, each.problem.en) for each in results]
    print("ANSWER", json.dumps({"killed": killed, "left": sorted(pids), "results": answers}))

if __name__ == "__main__":
    main()
"""


def job_for(folder: str | Path, set_hash: str = "") -> FileJob:
    """A job over the bundled example set that writes into a folder."""
    rules = RulesAsked(SET, 2022)
    settings = Settings(database=str(Path(folder) / "none.sqlite3"))
    job = FileJob(settings, rules, set_hash, Path(folder), nodes=("all",), machine="numpy")
    if set_hash:
        return job
    from engine.discovery.catalogue import open_catalogue

    found = open_catalogue().get(SET, "", None).content_hash
    return job_for(folder, found)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return write_tables(tmp_path_factory.mktemp("tables"), FILES, ROWS)


@pytest.fixture(scope="module")
def expected(tables: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The hashes that this very process makes."""
    job = job_for(tmp_path_factory.mktemp("here"))
    done = [job(table) for table in tables]
    assert [(each.rows, each.scored, each.refused, each.problem.en) for each in done] == [(ROWS, ROWS, 0, "")] * FILES
    return {each.table: each.sha256 for each in done}


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_nothing(tables: list[str], expected: dict[str, str], tmp_path: Path) -> None:
    script = tmp_path / "killing.py"
    script.write_text(KILLING, "utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, str(script), str(folder), *tables]
    ended = run(command, check=False, env=environment, capture_output=True, text=True, timeout=300, cwd=root)
    assert ended.returncode == 0, ended.stderr
    answer = json.loads(ended.stdout.rpartition("ANSWER ")[2])
    assert answer["killed"][0] not in answer["left"]
    assert [result[:3] for result in answer["results"]] == [[table, ROWS, ROWS] for table in tables]
    assert {table: sha256 for table, _, _, sha256, _ in answer["results"]} == expected
    assert sorted(path.name for path in folder.iterdir()) == [f"units-{at:02}.parquet" for at in range(FILES)]


@pytest.mark.slow
def test_the_program_of_the_page_runs(tables: list[str], expected: dict[str, str], tmp_path: Path) -> None:
    (program,) = (each.text for each in blocks(page("how-to/scale-out.md")) if each.file == "on_dask.py")
    script = tmp_path / "on_dask.py"
    script.write_text(program, "utf-8")
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, str(script), str(tmp_path), *tables[:2]]
    ended = run(command, check=False, env=environment, capture_output=True, text=True, timeout=300, cwd=root)
    assert ended.returncode == 0, ended.stderr
    printed = [line.split() for line in ended.stdout.splitlines()]
    assert printed == [[table, str(ROWS), expected[table]] for table in tables[:2]]


def test_a_worker_with_another_set_refuses(tables: list[str], tmp_path: Path) -> None:
    done = job_for(tmp_path, "0" * 64)(tables[0])
    assert done.output == ""
    assert "has the hash" in done.problem.en
    assert "000000000000" in done.problem.en
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_does_not_end_the_others(tables: list[str], tmp_path: Path) -> None:
    torn = tmp_path / "torn.parquet"
    torn.write_bytes(Path(tables[0]).read_bytes()[:5000])
    done = job_for(tmp_path)(str(torn))
    assert done.scored == 0
    assert "many.damaged" in done.problem.en
    assert "Tệp không phải Parquet nguyên vẹn." in done.problem.vi


def test_two_tables_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NamesCollide, match=r"would both be written"):
        see_that_names_differ(job_for(tmp_path), ["a/x.parquet", "b/x.csv"])
