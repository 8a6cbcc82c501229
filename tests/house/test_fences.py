"""Each outside library has one home, and the vocabulary, the program and the methods use none."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.house.source_tree import PACKAGES, ROOT, imported_modules, parsed, python_files

HOMES = {
    "alembic": ("engine/storage/",),
    "click": ("engine/cli/",),
    "distributed": ("engine/services/cluster/",),
    "flask": ("api/",),
    "granian": ("engine/cli/", "api/"),
    "jinja2": ("api/",),
    "jsonschema": ("engine/loading/",),
    "llvmlite": ("engine/columns/fast/",),
    "markupsafe": ("api/",),
    "numba": ("engine/columns/fast/",),
    "numpy": ("engine/columns/",),
    "openpyxl": (
        "engine/columns/files/workbook_source.py",
        "engine/columns/files/workbook_writer.py",
        "engine/loading/annex/xlsx_table.py",
        "engine/results/timeless_workbook.py",
        "engine/services/sheets/workbook.py",
    ),
    "pluggy": ("engine/hookspecs.py", "engine/discovery/"),
    "pyarrow": ("engine/columns/",),
    "referencing": ("engine/loading/",),
    "rich": ("engine/cli/",),
    "sqlalchemy": ("engine/storage/",),
    "waitress": ("engine/cli/", "api/"),
    "werkzeug": ("api/",),
    "yaml": ("engine/loading/",),
}


def outside_imports(tree: ast.Module) -> list[tuple[int, str]]:
    """Line and top-level name of every import that is neither ours nor the standard library's."""
    names = [(line, module.split(".")[0]) for line, module in imported_modules(tree)]
    return [(line, name) for line, name in names if name not in sys.stdlib_module_names and name not in PACKAGES]


def breaches(path: str, tree: ast.Module) -> list[str]:
    """The outside libraries that a file imports away from their homes."""
    return [
        f"{path}:{line}: {name} belongs in {' or '.join(HOMES.get(name, ('no file yet',)))}"
        for line, name in outside_imports(tree)
        if not path.startswith(HOMES.get(name, ()))
    ]


def test_every_outside_library_stays_at_home() -> None:
    found = [breach for path in python_files(*PACKAGES) for breach in breaches(path, parsed(path))]
    assert found == []


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("engine/domain/facts.py", "import yaml", "engine/domain/facts.py:1: yaml belongs in engine/loading/"),
        ("engine/cli/main.py", "\nimport flask.json", "engine/cli/main.py:2: flask belongs in api/"),
        ("api/app.py", "from sqlalchemy import text", "api/app.py:1: sqlalchemy belongs in engine/storage/"),
        ("engine/methods/bands.py", "import numpy", "engine/methods/bands.py:1: numpy belongs in engine/columns/"),
        ("engine/methods/bands.py", "import scipy", "engine/methods/bands.py:1: scipy belongs in no file yet"),
        ("engine/program/x.py", "def f(): import rich", "engine/program/x.py:1: rich belongs in engine/cli/"),
        ("api/x.py", "import pluggy", "api/x.py:1: pluggy belongs in engine/hookspecs.py or engine/discovery/"),
    ],
)
def test_a_library_away_from_home_is_reported(path: str, text: str, expected: str) -> None:
    assert breaches(path, ast.parse(text)) == [expected]


def test_a_library_at_home_and_the_standard_library_pass() -> None:
    text = "import json\nimport yaml\nfrom engine.domain import facts\n"
    assert breaches("engine/loading/yaml_reader.py", ast.parse(text)) == []


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = [
        *project["dependencies"],
        *(item for extra, items in extras.items() if extra != "test" for item in items),
    ]
    names = {distribution_key(re.match(r"[\w.-]+", requirement)[0]) for requirement in declared}
    distributions = packages_distributions()
    undeclared = [
        f"{path}:{line}: {name}"
        for path in python_files(*PACKAGES)
        for line, name in outside_imports(parsed(path))
        if names.isdisjoint(map(distribution_key, distributions.get(name, [])))
    ]
    assert undeclared == []


def distribution_key(name: str) -> str:
    """The name of a distribution as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
