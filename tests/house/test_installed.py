"""The wheel, installed into an environment of its own, works from another folder."""

import subprocess
from pathlib import Path

import pytest

from tests.support.installation import Installation


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel installed, once for this file."""
    made = Installation(tmp_path_factory.mktemp("environment"))
    made.install(wheel)
    return made


def run(folder: Path, *command: str | Path) -> str:
    """What a command prints when it is run from a folder that holds nothing of ours."""
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_command_answers(installation: Installation, tmp_path: Path) -> None:
    assert "parindex" in run(tmp_path, installation.scripts / "parindex", "--help")


def test_the_module_answers_like_the_command(installation: Installation, tmp_path: Path) -> None:
    by_command = run(tmp_path, installation.scripts / "parindex", "--help")
    by_module = run(tmp_path, installation.python, "-m", "engine", "--help")
    assert by_module.splitlines()[1:] == by_command.splitlines()[1:]


def test_the_packages_are_those_of_the_wheel(installation: Installation, tmp_path: Path) -> None:
    code = "import api, engine, plugins; print(*(p.__file__ for p in (api, engine, plugins)), sep='\\n')"
    files = [Path(line) for line in run(tmp_path, installation.python, "-c", code).splitlines()]
    assert [file.parent.parent for file in files] == [installation.packages] * 3


def test_every_bundled_set_is_found_in_the_installation(
    installation: Installation, repository: Path, tmp_path: Path
) -> None:
    bundled = sorted(file.parent.name for file in (repository / "plugins").glob("*/criteria_set.yaml"))
    installed = sorted(file.parent.name for file in (installation.packages / "plugins").glob("*/criteria_set.yaml"))
    listed = run(tmp_path, installation.scripts / "parindex", "set", "list", "--json")
    assert installed == bundled
    assert [name for name in bundled if name not in listed] == []
