"""A run killed before any one of the things it does to files: the next run gives the same, and nothing else is left."""

import json
import os
import sys
from pathlib import Path
from subprocess import run as run_process

import pytest

from tests.columns.files.test_runs import numbers_table
from tests.support.written_tables import write_table

# A process of its own, since it divides itself: a child is killed at one step, the next child goes on.
KILLING = """
import json, os, shutil, signal, sys
from pathlib import Path
from tests.columns.files.test_runs import names, run

table, out, findings = map(Path, sys.argv[1:])
STEPS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate")


def killed_at(step):
    "Run in a child that is killed before a step; whether it was."
    child = os.fork()
    if not child:
        left = step

        def count(event, given):
            nonlocal left
            if event in STEPS and str(out.parent) in str(given[0]) + str(given[-1]):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            run(table, out, findings=f"../findings/{findings.name}", partial=True)
            os._exit(0)
        except BaseException as fault:
            print(fault, file=sys.stderr)
        finally:
            os._exit(1)
    _, how = os.waitpid(child, 0)
    if how not in (0, signal.SIGKILL):
        raise SystemExit(f"step {step} ended by {how}")
    return how == signal.SIGKILL


def whole():
    "Both files, and what lies beside them."
    found = {str(path): path.read_bytes().hex() for path in (out, findings)}
    beside = sorted(names(out.parent) | names(findings.parent))
    for path in (out, findings):
        path.unlink()
    return found, beside


killed_at(100_000)
first = whole()
step, different = 0, []
while killed_at(step):
    if step % 4 == 0:
        killed_at(step // 2)  # a second time, on the way back
    if killed_at(100_000) or whole() != first:
        different.append(step)
    step += 1
print(json.dumps({"steps": step, "different": different, "names": first[1]}))
"""


@pytest.mark.slow
def test_killed_before_any_step(tmp_path: Path) -> None:
    table = write_table(tmp_path / "in.parquet", numbers_table([700, 1_050], rows=1_100))
    folders = [tmp_path / name for name in ("results", "findings")]
    for folder in folders:
        folder.mkdir()
    script = tmp_path / "killing.py"
    script.write_text(KILLING, "utf-8")
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, str(script), str(table), str(folders[0] / "x.parquet"), str(folders[1] / "f.csv")]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    ended = run_process(command, check=False, env=environment, capture_output=True, text=True, timeout=300, cwd=root)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["different"] == []
    assert told["names"] == ["f.csv", "x.parquet"]
    assert told["steps"] > 40
