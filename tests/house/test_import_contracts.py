"""The floors of the engine hold, and an import against them is reported."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source_tree import PACKAGES, ROOT

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]

HOUSE = "Faces and sets above the engine, strangers to each other"
FLOORS = "Every import inside the engine goes down"
ONE_DOOR = "Bundled sets import engine.authoring and nothing else of the engine"
NO_LOOPS = "No modules import each other in a ring"

PLANTED = [
    ("engine/errors/planted.py", "import engine.domain", FLOORS),
    ("engine/domain/planted.py", "import engine.program", FLOORS),
    ("engine/program/planted.py", "import engine.storage", FLOORS),
    ("engine/results/planted.py", "def later():\n    import engine.methods", FLOORS),
    ("engine/methods/planted.py", "import engine.evaluation", FLOORS),
    ("engine/evaluation/planted.py", "from engine import loading", FLOORS),
    ("engine/loading/planted.py", "import engine.authoring", FLOORS),
    ("engine/discovery/planted.py", "import engine.services", FLOORS),
    ("engine/services/planted.py", "import engine.assembly", FLOORS),
    ("engine/assembly/planted.py", "import engine.cli", FLOORS),
    ("engine/a_module_on_no_floor.py", "", FLOORS),
    ("engine/services/planted.py", "import api", HOUSE),
    ("engine/discovery/planted.py", "import plugins", HOUSE),
    ("api/planted.py", "import plugins", HOUSE),
    ("plugins/planted.py", "import engine.domain.numbers", ONE_DOOR),
    ("engine/domain/numbers.py", "import engine.domain.facts", NO_LOOPS),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import contracts over the packages in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(LINT, cwd=folder, env=environment, check=False, capture_output=True, text=True)


def floors() -> list[str]:
    """The names that stand on the floors of the engine, as the contract lists them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    return re.findall(r"\w+", " ".join(layers))


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """The three packages with every floor of the engine and nothing in them, under the project's own contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in [*PACKAGES, *(f"engine/{floor}" for floor in floors())]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / "engine/domain/numbers.py").touch()
    (tmp_path / "engine/domain/facts.py").write_text("import engine.domain.numbers\n", "utf-8")
    (tmp_path / "plugins/a_set.py").write_text("from engine.authoring import anything\n", "utf-8")
    return tmp_path


def test_every_import_of_the_project_goes_down() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_house_without_a_breach_is_clean(empty_house: Path) -> None:
    result = lint(empty_house)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("path", "text", "contract"), PLANTED, ids=[f"{path}-{text}" for path, text, _ in PLANTED])
def test_a_planted_breach_breaks_its_contract(empty_house: Path, path: str, text: str, contract: str) -> None:
    (empty_house / path).write_text(f"{text}\n", "utf-8")
    result = lint(empty_house)
    broken = re.findall(r"^(.+) BROKEN", result.stdout, flags=re.MULTILINE)
    assert (result.returncode, broken) == (1, [contract]), result.stdout + result.stderr
