"""On a terminal answers are laid out by rich within its width; in a pipe they are plain lines without any escape."""

import re
from pathlib import Path

import pytest

from engine.cli.printable_text import printable, width
from tests.support.command_line import CommandLine
from tests.support.small_round import write_round, write_set

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?3[0-7]m")


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line beside the small set and its five submissions."""
    write_set(tmp_path / "sets")
    write_round(tmp_path)
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


@pytest.mark.parametrize("columns", [60, 100])
@pytest.mark.parametrize(
    "arguments",
    [["set", "show", "vn.par.department"], ["rank", "phieu"], ["explain", "phieu/so-b.yaml"], ["score", "phieu"]],
    ids=["show", "rank", "explain", "score"],
)
def test_a_terminal_is_never_too_narrow(line: CommandLine, arguments: list[str], columns: int) -> None:
    shown = ESCAPE.sub("", line.terminal(*arguments, columns=columns))
    assert "\x1b" not in shown
    assert max(width(each) for each in shown.splitlines()) <= columns


def test_a_terminal_shows_colours_and_the_same_words(line: CommandLine) -> None:
    shown = line.terminal("explain", "phieu/so-b.yaml")
    assert COLOUR.search(shown)
    plain = line.run("explain", line.folder / "phieu" / "so-b.yaml").out
    assert "".join(ESCAPE.sub("", shown).split()) == "".join(plain.split())


@pytest.mark.parametrize(("arguments", "variables"), [(["--no-color"], {}), ([], {"NO_COLOR": "1"})])
def test_colours_can_be_kept_out(line: CommandLine, arguments: list[str], variables: dict[str, str]) -> None:
    shown = line.terminal("rank", "phieu", *arguments, **variables)
    assert "Sở A" in shown
    assert not COLOUR.search(shown)


def test_a_pipe_gets_no_escapes(line: CommandLine) -> None:
    ran = line.process("rank", "phieu")
    assert ran.code == 0
    assert "\x1b" not in ran.out


def test_json_is_the_same_on_a_terminal(line: CommandLine) -> None:
    shown = line.terminal("rank", "phieu", "--json", columns=40)
    assert shown == line.run("rank", line.folder / "phieu", "--json").out


def test_columns_stand_under_each_other_in_a_pipe(line: CommandLine) -> None:
    rows = line.run("score", line.folder / "phieu").out.splitlines()[2:]
    ends = {
        row.index(index) + len(index)
        for row, index in zip(rows[1:], ["96,00", "53,33", "53,33", "60,00–100,00"], strict=False)
    }
    assert ends == {rows[0].index("Chỉ số") + len("Chỉ số")}


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("Sở Nội vụ", 9), ("e\u0302", 1), ("漢字", 4), ("", 0)])
def test_the_width_of_text_is_what_a_terminal_gives_it(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sở Nội vụ\n", "Sở Nội vụ\n"),
        ("12\u00a0345", "12\u00a0345"),
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\u202eb\tc\r", "a\ufffdb\ufffdc\ufffd"),
    ],
)
def test_what_would_steer_a_terminal_is_replaced(text: str, shown: str) -> None:
    assert printable(text) == shown
