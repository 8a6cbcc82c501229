"""The locked development environment answers to what the project declares, with hashes and without an index."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source_tree import ROOT

LOCK = (ROOT / "requirements/dev.lock").read_text("utf-8")
PINNED = re.compile(
    r"^([a-z0-9-]+)==(\S+)(?: ; [^\\]+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", flags=re.MULTILINE
)


def declared() -> list[str]:
    """Every requirement of the project and its extras, but for the project itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return sorted(text for group in groups for text in group if Requirement(text).name != project["name"])


@pytest.mark.parametrize("text", declared())
def test_what_is_declared_is_locked_within_its_bounds(text: str) -> None:
    requirement = Requirement(text)
    locked = {found[1]: found[2] for found in PINNED.finditer(LOCK)}
    assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)])


def test_every_locked_package_has_hashes() -> None:
    assert len(PINNED.findall(LOCK)) == len(re.findall(r"^[^\s#]", LOCK, flags=re.MULTILINE))


def test_the_lock_names_no_index() -> None:
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links", LOCK) == []
