"""The engine names itself with the version that its distribution declares."""

import tomllib
from pathlib import Path

from engine.results.versions import engine_version


def test_the_version_is_the_declared_one(repository: Path):
    declared = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert engine_version() == declared
