"""A command line over the bundled sets and those in `examples/`, and its answers as documents."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import ROOT, CommandLine

EXAMPLES = ROOT / "examples"
Answer = Callable[..., Any]


@pytest.fixture(scope="session")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """Run a command with `--json`; words that begin with `examples/` are paths there."""
    line = CommandLine(tmp_path_factory.mktemp("examples"), {"PARINDEX_SETS": str(EXAMPLES)})

    def asked(*words: str) -> Any:
        paths = [ROOT / word if word.startswith("examples/") else word for word in words]
        ran = line.run(*paths, "--json")
        assert ran.code == 0, ran.err
        return ran.document

    return asked


def written_by(example: str) -> dict[str, str]:
    """Path and text of every submission that the script of an example writes."""
    import runpy

    made = runpy.run_path(str(EXAMPLES / example / "soan_phieu.py"))
    return dict(made["documents"]())


def checked_in(example: str) -> dict[str, str]:
    """Path and text of every submission of an example."""
    folder = EXAMPLES / example
    found = [path for path in folder.rglob("*.yaml") if path.relative_to(folder).parts[0].startswith("phieu")]
    return {path.relative_to(folder).as_posix(): Path(path).read_text("utf-8") for path in found}
