"""Which engine this is: the version of the distribution, as receipts and answers name it."""

import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

DISTRIBUTION = "parindex"


@cache
def engine_version() -> str:
    """The version of the installed distribution; in a bare checkout the one in `pyproject.toml`."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        project = Path(__file__).resolve().parents[2] / "pyproject.toml"
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
