"""Pages of help: every command has one in both languages, and none costs more than starting Python and click."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from engine.cli.main import parindex
from engine.cli.spoken_commands import SpokenOption
from tests.support.command_line import ROOT, CommandLine

MOST_SECONDS = 0.25
HEAVY = {"yaml", "jsonschema", "sqlalchemy", "alembic", "flask", "werkzeug", "rich", "granian", "waitress", "pluggy"}


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


def test_the_command_line_alone_loads_nothing_heavy() -> None:
    code = "import json, sys, engine.cli.main; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert HEAVY.intersection(json.loads(done.stdout)) == set()


def test_help_takes_less_than_a_quarter_of_a_second_of_process_time() -> None:
    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "engine", "--help"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    # The least of five: what others do on the machine only ever adds.
    assert min(seconds() for _ in range(5)) < MOST_SECONDS


def test_the_module_and_the_command_are_the_same(line: CommandLine) -> None:
    ran = line.process("--help", PARINDEX_LANG="en")
    assert ran.code == 0
    assert ran.out.startswith("Usage: parindex [OPTIONS] COMMAND")
