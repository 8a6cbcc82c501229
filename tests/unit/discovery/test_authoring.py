"""What an author imports: the folder of a package from any of its modules, and nothing heavy with it."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.authoring import folder_of
from tests.unit.discovery.example_plugins import write, write_plugin

OPEN = """
import json, sys
import engine.discovery.catalogue
catalogue = engine.discovery.catalogue.open_catalogue()
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize("module", ["acme", "acme.inner", "acme.deeper"])
def test_the_folder_is_that_of_the_package_wherever_it_is_asked_for(site: Path, module: str) -> None:
    write(site / "acme" / "__init__.py", "")
    write(site / "acme" / "inner.py", "")
    write(site / "acme" / "deeper" / "__init__.py", "")
    importlib.import_module(module)
    assert folder_of(module) == site / "acme" / ("deeper" if module.endswith("deeper") else "")


def test_a_plugin_imports_one_module_of_ours_directly(site: Path) -> None:
    write_plugin(site / "acme")
    plugin = importlib.import_module("acme")
    assert plugin.criteria_folders() == [site / "acme"]


def test_opening_a_catalogue_reads_no_set_and_loads_nothing_heavy(repository: Path) -> None:
    done = subprocess.run([sys.executable, "-c", OPEN], cwd=repository, check=True, capture_output=True, text=True)
    loaded = set(json.loads(done.stdout))
    heavy = {"yaml", "jsonschema", "engine.loading.criteria_folder", "engine.methods.compiler", "sqlalchemy", "rich"}
    assert "plugins.provincial_2022" in loaded
    assert heavy & loaded == set()
