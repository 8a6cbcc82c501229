"""The linter and the type checker have nothing to say."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("tool", [["ruff", "check", "."], ["mypy"]], ids=["ruff", "mypy"])
def test_the_checker_is_content(repository: Path, tool: list[str]) -> None:
    result = subprocess.run([sys.executable, "-m", *tool], cwd=repository, check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
