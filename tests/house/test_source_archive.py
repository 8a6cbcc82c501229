"""The source archive brings the examples and pages that the wheel leaves out."""

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.house.source_tree import project_files

ONLY_IN_THE_SOURCE = ("docs", "examples", "tests")


@pytest.fixture(scope="module")
def names(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The paths inside the archive, below its own folder; built with the backend of this environment."""
    folder = tmp_path_factory.mktemp("source")
    command = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", str(folder), str(repository)]
    built = subprocess.run(command, check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (archive,) = folder.glob("parindex-*.tar.gz")
    with tarfile.open(archive) as packed:
        return {name.partition("/")[2] for name in packed.getnames()}


@pytest.mark.parametrize("folder", ONLY_IN_THE_SOURCE)
def test_every_file_of_a_folder_is_in_the_source_archive(names: set[str], folder: str) -> None:
    wanted = {path for path in project_files() if path.split("/")[0] == folder}
    assert wanted - names == set()
    assert wanted
