"""The wheel holds every file of the three packages and nothing else."""

import email
import zipfile
from pathlib import Path

import pytest

from tests.house.source_tree import PACKAGES, git_files, project_files

WRITTEN_BY_PYTHON = (".pyc",)


@pytest.fixture(scope="session")
def names(wheel: Path) -> set[str]:
    """The paths inside the wheel, without its own records."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_every_file_of_the_packages(names: set[str]) -> None:
    in_the_packages = {path for path in project_files() if path.split("/")[0] in PACKAGES}
    assert names == in_the_packages


def test_the_only_top_level_names_are_the_three_packages(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names} == set(PACKAGES)


def test_there_is_no_test_code_in_the_wheel(names: set[str]) -> None:
    assert [name for name in sorted(names) if "conftest" in name or "/test" in name] == []


def test_no_file_of_the_packages_is_ignored_by_git() -> None:
    """The build leaves out what git ignores: one pattern too wide would empty the criteria sets."""
    ignored = git_files("--others", "--ignored", "--exclude-standard", "--", *PACKAGES)
    assert [path for path in ignored if not path.endswith(WRITTEN_BY_PYTHON)] == []


def test_the_wheel_names_its_command_licence_and_versions(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name.split(".dist-info/")[-1]: name for name in archive.namelist() if ".dist-info/" in name}
        metadata = email.message_from_bytes(archive.read(inside["METADATA"]))
        commands = archive.read(inside["entry_points.txt"]).decode()
    assert metadata["Name"] == "parindex"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert "licenses/LICENSE" in inside
    assert "parindex = engine.cli.main:main" in commands.splitlines()
