"""The page of hooks tells every extension point with its exact signature, and every limit as it is."""

import inspect
import re

import pluggy

from engine import authoring, hookspecs
from engine.discovery.child_limits import ChildLimits
from engine.discovery.hook_call import MOST_FOLDERS
from tests.documentation.markdown_blocks import page, sections

PAGE = page("reference/hooks.md")


def test_every_hook_has_its_signature_for_a_heading_and_there_is_no_other() -> None:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    names = [name for name in vars(manager.hook) if not name.startswith("_")]
    signatures = [f"{name}{inspect.signature(getattr(hookspecs, name))}" for name in names]
    headings = [heading for heading in sections(PAGE) if "(" in heading]
    assert headings == signatures != []
    assert sorted(name for its in hookspecs.HOOKS.values() for name in its) == sorted(names)


def test_the_names_of_the_authors_door_are_told() -> None:
    assert f"from engine.authoring import {', '.join(sorted(authoring.__all__))}" in PAGE
    for group, names in hookspecs.HOOKS.items():
        assert f"| `{group}` | {', '.join(f'`{name}`' for name in names)} |" in PAGE


def test_the_most_folders_are_told() -> None:
    assert re.findall(r"at most (\d+)\.", PAGE) == [str(MOST_FOLDERS)]


def test_the_limits_of_a_call_are_told() -> None:
    limits = ChildLimits()
    told = re.findall(r"^\| [a-z ()]+(?:, as JSON)? \| ([\d,]+) \|$", PAGE, re.MULTILINE)
    expected = [limits.seconds, limits.processor_seconds, limits.memory_bytes, limits.open_files, 0, 0]
    assert [int(number.replace(",", "")) for number in told] == [*expected, limits.sent_bytes, limits.given_bytes]
