"""The doctor: interpreter, libraries, owners of our import names, one home, and the plugins."""

import re
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from engine.columns.fast.kept_machine import MachineState
from engine.discovery import doctor
from engine.discovery.doctor import (
    IMPORT_NAMES,
    LIBRARIES,
    OPTIONAL_LIBRARIES,
    Health,
    examine,
    import_name_owners,
    library_versions,
    one_home,
    plugin_health,
    python_version,
)
from engine.discovery.plugin_host import find_plugins
from engine.discovery.record import PluginOrigin, PluginRecord
from engine.domain.text import Text
from tests.unit.discovery.example_plugins import write, write_distribution

PLUGIN = PluginRecord("acme", PluginOrigin.INSTALLED, "acme-sets", "1.0", "acme")


def test_every_check_of_this_environment_is_in_order_or_optional() -> None:
    checks = examine(find_plugins())
    assert [check for check in checks if check.health is Health.PROBLEM] == []
    assert [check.code for check in checks][:2] == ["doctor.python", "doctor.dependency"]
    assert {check.code for check in checks} == {
        "doctor.python",
        "doctor.dependency",
        "doctor.import-name",
        "doctor.home",
        "doctor.plugin",
    }


@pytest.mark.parametrize(
    ("version", "health"), [((3, 10, 14), Health.PROBLEM), ((3, 11, 0), Health.GOOD), ((4, 0, 0), Health.GOOD)]
)
def test_a_python_that_is_too_old_is_a_problem(version: tuple[int, int, int], health: Health) -> None:
    check = python_version(version)
    assert (check.health, bool(check.hint.en)) == (health, health is Health.PROBLEM)


def test_the_libraries_are_those_that_the_project_declares(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]

    def names(requirements: list[str]) -> list[str]:
        return sorted(re.match(r"[\w-]+", requirement)[0] for requirement in requirements)

    assert names(project["dependencies"]) == list(LIBRARIES)
    extras = project["optional-dependencies"]
    optional = {name for extra, needed in extras.items() if extra != "test" for name in names(needed)}
    assert sorted(optional - {"parindex"}) == list(OPTIONAL_LIBRARIES)
    assert project["requires-python"] == ">=3.11"


def test_a_library_that_is_missing_is_a_problem_unless_it_is_optional() -> None:
    needed, optional = library_versions(["no-such-library"], ["no-such-extra"])
    assert (needed.health, optional.health) == (Health.PROBLEM, Health.NOTICE)
    assert "no-such-library" in needed.message.vi


def claims(name: str) -> tuple[Health, str]:
    """What the doctor says of one import name."""
    (check,) = import_name_owners([name])
    return check.health, check.message.en


def test_a_rival_that_claims_an_import_name_is_named(site: Path) -> None:
    assert claims("api")[0] is Health.GOOD
    metadata = write_distribution(site, "rival-thing", {})
    write(metadata / "RECORD", "api/__init__.py,,\nrival_thing/__init__.py,,\n")
    assert claims("api") == (Health.PROBLEM, "The import name 'api' is also claimed by rival-thing.")
    assert claims("engine")[0] is Health.GOOD


def test_our_own_distribution_is_no_rival(site: Path) -> None:
    metadata = write_distribution(site, "Parindex", {})
    write(metadata / "RECORD", "our_name/__init__.py,,\n")
    assert claims("our_name") == (Health.GOOD, "our_name: from parindex")


def test_a_name_that_nobody_owns_comes_from_a_folder_of_sources() -> None:
    assert claims("no_such_package_anywhere") == (
        Health.GOOD,
        "no_such_package_anywhere: from a folder of sources",
    )


def test_packages_that_lie_together_are_in_order(repository: Path) -> None:
    check = one_home(IMPORT_NAMES)
    assert (check.health, check.message.en) == (Health.GOOD, str(repository))


def test_a_package_of_our_name_elsewhere_on_the_path_is_a_problem(
    site: Path, monkeypatch: pytest.MonkeyPatch, repository: Path
) -> None:
    write(site / "api" / "__init__.py", "")
    monkeypatch.delitem(sys.modules, "api", raising=False)
    check = one_home(IMPORT_NAMES)
    assert check.health is Health.PROBLEM
    assert f"engine: {repository}; api: {site}" in check.message.en


def test_a_package_that_is_not_there_is_a_problem() -> None:
    assert one_home(["engine", "no_such_package"]).health is Health.PROBLEM


def test_a_plugin_is_in_order_partly_or_not_at_all() -> None:
    reason = Text("lý do", "the reason")
    checks = [plugin_health(each) for each in (PLUGIN, replace(PLUGIN, problem=reason), PLUGIN.quarantined(reason))]
    assert [check.health for check in checks] == [Health.GOOD, Health.NOTICE, Health.PROBLEM]
    assert [check.hint.en for check in checks] == ["", "the reason", "the reason"]


@pytest.mark.parametrize(
    ("state", "health", "said"),
    [
        ("ready", Health.GOOD, "compiled"),
        ("cold", Health.NOTICE, "not compiled yet"),
        ("missing", Health.NOTICE, "not installed"),
    ],
)
def test_the_compiled_machine_is_told_and_never_a_problem(
    monkeypatch: pytest.MonkeyPatch, state: str, health: Health, said: str
) -> None:
    monkeypatch.setattr(doctor, "machine_state", lambda: MachineState(state, None))  # type: ignore[arg-type]
    check = doctor.fast_machine()
    assert (check.health, said in check.message.en) == (health, True)
    assert bool(check.hint.vi) == (health is Health.NOTICE)
