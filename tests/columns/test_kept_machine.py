"""Where the compiled machine is kept, when it is found there again, and that it works where nothing can be kept."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.columns.fast import kept_machine
from engine.columns.fast.compiled import executor
from engine.columns.fast.kept_machine import is_kept, machine_folder, machine_state, prepare
from tests.house.source_tree import ROOT

RUN = """
import sys
from pathlib import Path
from engine.columns.fast import compiled, execution, kept_machine
kept_machine.prepare(None if sys.argv[1] == "none" else Path(sys.argv[1]))
def light(_):
    execution.compiled_here = True
execution.execute.compile = light
compiled.executor()
print(execution.execute.stats.cache_path)
"""


@pytest.fixture(autouse=True)
def chosen_as_before() -> Iterator[None]:
    before = kept_machine._chosen.folder, kept_machine._chosen.is_named
    yield
    kept_machine._chosen.folder, kept_machine._chosen.is_named = before


def started(folder: str, **environment: str) -> str:
    """Where a new process would look for the machine; nothing is compiled for this."""
    environ = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", RUN, folder], cwd=ROOT, env=environ, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_a_machine_that_was_kept_is_there_at_the_next_start() -> None:
    executor()
    assert machine_state().state == "ready"
    assert is_kept()
    code = "from engine.columns.fast.kept_machine import machine_state; print(machine_state().state)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "ready"


def test_it_lies_in_the_folder_that_is_named_and_not_beside_the_sources(tmp_path: Path) -> None:
    assert started(str(tmp_path / "kept")).startswith(str(tmp_path / "kept" / "machine-"))
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700


def test_without_a_name_it_lies_in_the_users_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_machine._chosen, "is_named", False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert machine_state().folder is not None
    assert machine_state().folder.parent == tmp_path / "parindex"  # type: ignore[union-attr]
    assert not (tmp_path / "parindex").exists(), "nothing is made for looking"


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert started(str(tmp_path / "file" / "below")) == "None"
    assert started("none") == "None"


def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path) -> None:
    open_folder = tmp_path / "open"
    open_folder.mkdir()
    open_folder.chmod(0o777)
    prepare(open_folder)
    assert machine_folder() is None
    (tmp_path / "link").symlink_to(tmp_path)
    prepare(tmp_path / "link")
    assert machine_folder() is None


def test_nothing_is_kept_where_the_settings_say_so() -> None:
    prepare(None)
    assert machine_folder() is None
    assert not is_kept()


def test_each_state_of_the_kernels_has_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(tmp_path)
    before = machine_state().folder
    for name in kept_machine._COMPILED:
        (tmp_path / f"{name}.py").write_text("changed")
    monkeypatch.setattr(kept_machine, "_SOURCES", tmp_path)
    kept_machine._sources.cache_clear()
    assert machine_state().folder != before
    monkeypatch.undo()
    kept_machine._sources.cache_clear()
    assert machine_state().folder == before


def test_all_that_is_compiled_is_told_apart() -> None:
    read = (ROOT / "engine/columns/fast/execution.py").read_text("utf-8")
    read += (ROOT / "engine/columns/fast/kernels.py").read_text("utf-8")
    imported = {
        path.stem
        for path in (ROOT / "engine/columns/fast").glob("*.py")
        if f"fast.{path.stem} import" in read or f"fast import {path.stem}" in read
    }
    assert imported | {"execution"} == set(kept_machine._COMPILED)
