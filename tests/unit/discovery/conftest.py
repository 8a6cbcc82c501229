"""A folder of installed packages for one test, and for each test its own bundled package."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder at the head of the import path; what is imported meanwhile is forgotten afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.fixture
def bundled(site: Path) -> Path:
    """An empty package to walk in place of the bundled sets; its name is `bundled_here`."""
    folder = site / "bundled_here"
    folder.mkdir()
    (folder / "__init__.py").touch()
    return folder
