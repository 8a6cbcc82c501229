"""Pages of help: every command has one in both languages, and none costs more than starting Python and click."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from engine.cli.main import parindex
from engine.cli.spoken_commands import SpokenOption
from tests.support.command_line import ROOT, CommandLine

HEAVY = {
    "alembic", "distributed", "flask", "granian", "jsonschema", "numba", "numpy", "openpyxl", "pluggy", "pyarrow",
    "rich", "sqlalchemy", "waitress", "werkzeug", "yaml",
}  # fmt: skip
LIGHT_FLOORS = {"cli", "domain", "errors", "results"}
MOST_MODULES = 260
"""Modules that a page of help may load, the standard library's among them; half as many again would be felt."""


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line without sets of its own."""
    return CommandLine(tmp_path)


def commands(
    command: click.Command = parindex, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that lead to it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from commands(below, (*path, name))


EVERY = list(commands())


@pytest.mark.parametrize(("path", "command"), EVERY, ids=[" ".join(path) or "parindex" for path, _ in EVERY])
def test_every_command_explains_itself_and_its_options_in_both_languages(
    line: CommandLine, path: tuple[str, ...], command: click.Command
) -> None:
    vi, en = (line.run(*path, "--help", "--lang", language) for language in ("vi", "en"))
    assert (vi.code, en.code, vi.err, en.err) == (0, 0, "", "")
    assert vi.out.startswith(f"Cách dùng: parindex {' '.join(path)}".rstrip())
    assert en.out.startswith(f"Usage: parindex {' '.join(path)}".rstrip())
    for option in command.params:
        if isinstance(option, SpokenOption):
            assert "" not in (option.told.vi, option.told.en)
            assert option.told.vi != option.told.en
            assert max(option.opts, key=len) in en.out


def test_every_command_takes_the_shared_options() -> None:
    shared = {"--json", "--lang", "--no-color", "--database"}
    lacking = {path: shared - {name for param in command.params for name in param.opts} for path, command in EVERY}
    assert {path: names for path, names in lacking.items() if names} == {}


def test_shared_options_may_stand_before_the_command(line: CommandLine) -> None:
    before = line.run("--lang", "en", "--json", "set", "list")
    assert before.out == line.run("set", "list", "--lang", "en", "--json").out


def test_a_group_without_a_command_shows_its_help_as_a_slip(line: CommandLine) -> None:
    for arguments in ([], ["set"], ["key"]):
        ran = line.run(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("Cách dùng: parindex")


def test_the_version_is_that_of_the_project(line: CommandLine) -> None:
    from engine.results.versions import engine_version

    assert line.run("--version").out == f"parindex {engine_version()}\n"


def test_help_loads_the_commands_and_nothing_heavy(line: CommandLine) -> None:
    code = (
        "import atexit, json, sys; from engine.cli.main import parindex;"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr)); parindex(['--help'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    loaded = [name.split(".") for name in json.loads(done.stderr)]
    assert HEAVY.isdisjoint(name[0] for name in loaded)
    assert {name[1] for name in loaded if name[0] == "engine" and name[1:]} == LIGHT_FLOORS
    assert len(loaded) < MOST_MODULES


def test_the_module_and_the_command_are_the_same(line: CommandLine) -> None:
    ran = line.process("--help", PARINDEX_LANG="en")
    assert ran.code == 0
    assert ran.out.startswith("Usage: parindex [OPTIONS] COMMAND")
