"""The page of hooks tells every extension point with its exact signature, and how many folders one may name."""

import inspect
import re

import pluggy

from engine import authoring, hookspecs
from engine.discovery.hook_call import MOST_FOLDERS
from tests.documentation.markdown_blocks import page, sections

PAGE = page("reference/hooks.md")


def test_every_hook_has_its_signature_for_a_heading_and_there_is_no_other() -> None:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    names = [name for name in vars(manager.hook) if not name.startswith("_")]
    signatures = [f"{name}{inspect.signature(getattr(hookspecs, name))}" for name in names]
    assert list(sections(PAGE)) == signatures != []


def test_the_names_of_the_authors_door_are_told() -> None:
    assert f"from engine.authoring import {', '.join(sorted(authoring.__all__))}" in PAGE
    assert f"`{hookspecs.GROUP}`" in PAGE


def test_the_most_folders_are_told() -> None:
    assert re.findall(r"at most (\d+)\.", PAGE) == [str(MOST_FOLDERS)]
