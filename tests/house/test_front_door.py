"""What a newcomer meets first: the README's commands, the licence, and the script that checks everything."""

import subprocess
from pathlib import Path

import pytest


@pytest.mark.parametrize("words", ["parindex demo", "parindex serve", ".[test]", "python -m pytest"])
def test_the_readme_says_how_to_run_it_and_how_to_test_it(repository: Path, words: str) -> None:
    blocks = (repository / "README.md").read_text("utf-8").split("```")[1::2]
    assert any(words in block for block in blocks)


def test_the_licence_is_whole(repository: Path) -> None:
    text = (repository / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_check_of_everything_can_be_run(repository: Path) -> None:
    mode = subprocess.run(
        ["git", "ls-files", "--stage", ".ci/run"], cwd=repository, check=True, capture_output=True, text=True
    )
    syntax = subprocess.run(["bash", "-n", ".ci/run"], cwd=repository, check=False, capture_output=True, text=True)
    assert mode.stdout.startswith("100755 ")
    assert (syntax.returncode, syntax.stderr) == (0, "")
