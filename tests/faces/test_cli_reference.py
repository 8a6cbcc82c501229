"""The page of the command line does what it says, tells every command and option, and every member of every answer."""

import re
import shutil
from pathlib import Path
from typing import Any

import click
import pytest

from engine.cli.main import parindex
from engine.cli.spoken_commands import SpokenOption
from tests.documentation.markdown_blocks import blocks, page, sections, told_in_table
from tests.documentation.terminal_session import Session
from tests.faces.test_cli_help import EVERY
from tests.support.command_line import ROOT, CommandLine
from tests.support.small_round import write_round, write_set
from tests.support.small_survey import write_survey
from tests.support.written_tables import table, write_table

PAGE = page("reference/cli.md")
SECTIONS = sections(PAGE)
LEAVES = [(path, command) for path, command in EVERY if not isinstance(command, click.Group)]

ACTIVATE = (
    *("activate", "thu.nho", "--year", "2024", "--kind", "department"),
    *("--decision", "12/QĐ-VD", "--dated", "2024-01-05", "--override-reason", "a test"),
)

# The heading of an answer → the call that gives it, and where in it the members stand.
ANSWERS = {
    "problem": (["set", "shw", "--json"], []),
    "finding": (["score", "sai.yaml", "--json"], ["findings", 0]),
    "score": (["score", "phieu/so-a.yaml", "--json"], []),
    "score --many": (
        ["score", "--many", "bang.parquet", "--set", "thu.nho", "--year", "2024", "-o", "x.csv", "--json"],
        [],
    ),
    "set list": (["set", "list", "--json"], ["sets", 0]),
    "set show": (["set", "show", "thu.nho", "--json"], []),
    "set show --node": (["set", "show", "thu.nho", "--node", "1.1", "--json"], []),
    "set check": (["set", "check", "sets/bo_thu", "--json"], []),
    "set cases": (["set", "cases", "vn.sipas", "--json"], []),
    "set resolve": (["set", "resolve", "thu.nho", "--json"], []),
    "set resolve --proof": (["set", "resolve", "thu.nho", "--proof", "--json"], []),
    "set new": (["set", "new", "bo_moi", "--json"], []),
    "set import": (["set", "import", "bang.csv", "--id", "vi-du.x", "--json"], []),
    "set sheet": (["set", "sheet", "thu.nho", "--json"], []),
    "set sql": (["set", "sql", "thu.nho", "--json"], []),
    "survey aggregate": (["survey", "aggregate", "tho.csv", "--form", "mau.yaml", "--json"], []),
    "survey report": (["survey", "report", "dem.json", "--json"], []),
    "survey report, lines": (["survey", "report", "dem.json", "--json"], ["lines", 0]),
    "demo": (["demo", "--json"], []),
    "plugins": (["plugins", "--json"], ["plugins", 0]),
    "lock": (["lock", "--json"], []),
    "doctor": (["doctor", "--json"], []),
    "activate": ([*ACTIVATE, "--json"], []),
    "activations": (["activations", "--json"], []),
    "reload": (["reload", "--json"], []),
    "key": (["key", "create", "x", "--scope", "admin", "--json"], []),
}


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line beside the small set, its submissions, and one that is wrong."""
    write_set(tmp_path / "sets")
    write_round(tmp_path)
    (tmp_path / "sai.yaml").write_text("year: 2024\n", "utf-8")
    (tmp_path / "bang.csv").write_text("STT;Tiêu chí;Điểm tối đa\n1;Kế hoạch;5\n", "utf-8")
    write_table(tmp_path / "bang.parquet", table())
    write_survey(tmp_path)
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


def test_every_example_gives_what_the_page_shows(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "plugins" / "sample_data" / "vi_du_2022", tmp_path / "vi_du_2022")
    shutil.copytree(ROOT / "plugins" / "sample_data" / "vi_du_2021", tmp_path / "vi_du_2021")
    shutil.copytree(ROOT / "plugins" / "department_2022", tmp_path / "bo_tieu_chi")
    shutil.copytree(ROOT / "examples" / "province_overlay", tmp_path / "quy_dinh")
    session = Session(tmp_path)
    for block in blocks(PAGE):
        session.follow(block)


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[" ".join(path) for path, _ in LEAVES])
def test_every_command_has_its_section_with_its_own_options(path: tuple[str, ...], command: click.Command) -> None:
    section = SECTIONS[f"parindex {' '.join(path)}"]
    own = [option for option in command.params if isinstance(option, SpokenOption) and not option.shared]
    assert [max(option.opts, key=len) for option in own if f"`{max(option.opts, key=len)}" not in _code(section)] == []


def _code(section: str) -> str:
    """The section with every option that stands in code marked as if it stood alone."""
    return re.sub(r"(--[a-z-]+)", r"`\1", section)


def test_no_section_tells_of_a_command_that_is_not_there() -> None:
    told = {heading for heading in SECTIONS if heading.startswith("parindex ")}
    assert told == {f"parindex {' '.join(path)}" for path, _ in LEAVES}


def test_the_shared_options_are_told() -> None:
    shared = [max(param.opts, key=len) for param in parindex.params if getattr(param, "shared", False)]
    assert told_in_table(SECTIONS["What holds for every command"])[: len(shared)] == shared


@pytest.mark.parametrize("heading", ANSWERS)
def test_the_members_of_an_answer_are_told_in_their_order(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch, heading: str
) -> None:
    monkeypatch.chdir(line.folder)
    call, way = ANSWERS[heading]
    ran = line.run(*call)
    found: Any = ran.document if ran.out else ran.problem
    assert f"`{found['format']}`" in PAGE
    for step in way:
        found = found[step]
    assert told_in_table(SECTIONS[heading]) == list(found)
