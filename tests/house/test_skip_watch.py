"""A skip fails the run where nothing may be skipped, and missing published figures fail it where they are required."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = """
import pytest

def test_passes():
    assert 1 + 1 == 2

@pytest.mark.xfail(reason="known to fail")
def test_fails_as_expected():
    assert 1 + 1 == 3
"""
A_SKIP = "\ndef test_skips():\n    pytest.skip('no moon tonight')\n"
A_WHOLE_FILE = "\npytest.skip('no moon tonight', allow_module_level=True)\n"
NEEDS_FIGURES = "\ndef test_figures(open_data):\n    assert open_data.is_dir()\n"


@pytest.fixture
def run_suite(repository: Path, tmp_path: Path):
    """A function that runs a small suite under the project's own conftest.py."""

    def run(text: str, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        tests = tmp_path / "project" / "tests"
        tests.mkdir(parents=True)
        (tests / "test_suite.py").write_text(SUITE + text, "utf-8")
        shutil.copy(repository / "tests/conftest.py", tests)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PARINDEX_", "PYTEST_"))}
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, str(tests)]
        return subprocess.run(
            command, cwd=tmp_path, env=inherited | variables, check=False, capture_output=True, text=True
        )

    return run


@pytest.mark.parametrize("options", [[], ["-n", "1"]], ids=["alone", "xdist"])
@pytest.mark.parametrize("text", [A_SKIP, A_WHOLE_FILE], ids=["a test", "a file"])
def test_a_skip_fails_the_watched_run_and_is_named(run_suite, text: str, options: list[str]) -> None:
    result = run_suite(text, *options, PARINDEX_NO_SKIPS="1")
    assert result.returncode != 0, result.stdout
    assert "PARINDEX_NO_SKIPS: " in result.stdout
    assert "no moon tonight" in result.stdout


def test_a_run_without_a_skip_passes_the_watch(run_suite) -> None:
    assert run_suite("", PARINDEX_NO_SKIPS="1").returncode == 0


def test_a_skip_passes_where_nobody_watches(run_suite) -> None:
    assert run_suite(A_SKIP).returncode == 0


def test_missing_figures_skip_with_a_reason(run_suite) -> None:
    result = run_suite(NEEDS_FIGURES, "-rs")
    assert result.returncode == 0
    assert "no published figures: set PARINDEX_OPEN_DATA" in result.stdout


def test_missing_figures_fail_where_they_are_required(run_suite) -> None:
    result = run_suite(NEEDS_FIGURES, PARINDEX_REQUIRE_OPEN_DATA="1")
    assert result.returncode == 1
    assert "no published figures: set PARINDEX_OPEN_DATA" in result.stdout


def test_figures_are_read_from_the_folder_named(run_suite, tmp_path: Path) -> None:
    assert run_suite(NEEDS_FIGURES, PARINDEX_OPEN_DATA=str(tmp_path), PARINDEX_NO_SKIPS="1").returncode == 0
