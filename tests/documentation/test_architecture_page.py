"""What the page of architecture shows of a program is what the program is."""

import contextlib
import io
import re
import typing
from pathlib import Path

import pytest

from engine.evaluation.program_source import ProgramSource
from engine.loading.criteria_folder import read_set
from engine.methods.compiler import compile_set
from engine.program import expressions
from tests.documentation.markdown_blocks import blocks, page, sections, told_in_table

PAGE = page("explanation/architecture.md")
ROW = "1.1.2"


def shown(heading: str) -> list[str]:
    """The text blocks of a section."""
    return [block.text for block in blocks(sections(PAGE)[heading]) if block.language == "text"]


def test_the_listing_is_what_the_code_prints(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    (code,) = (block.text for block in blocks(PAGE) if block.language == "python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    (text,) = shown("The intermediate form")
    assert text.split() == printed.getvalue().split()


def test_the_generated_lines_of_the_row_are_those_that_run(repository: Path) -> None:
    rules = read_set(repository / "plugins" / "department_2022").checked()
    program = compile_set(rules, "ordinary", 2022).program
    assert program is not None
    source = ProgramSource(program, told=False).text().splitlines()
    at = program.positions[ROW]
    read = {name: line for line in source if (name := line.partition(" = ")[0].strip()).startswith("f")}
    first = next(number for number, line in enumerate(source) if line == "  if (f1 == 0):")
    last = max(number for number, line in enumerate(source) if re.match(rf" +p{at} = ", line))
    assert shown("One program, several ways to run it") == [
        "\n".join(["def run(F):", read["f1"], read["f2"], "  …", *source[first : last + 1], "  …"]) + "\n"
    ]


def test_the_kinds_of_expression_are_counted() -> None:
    assert len(typing.get_args(expressions.Expr)) == 19
    assert "nineteen kinds of expression" in " ".join(PAGE.split())


def test_the_files_of_the_ways_are_there(repository: Path) -> None:
    section = sections(PAGE)["One program, several ways to run it"]
    assert told_in_table(section) == []
    files = re.findall(r"`([a-z_]+/[a-z_]+\.py)`", section)
    assert files != []
    assert [file for file in files if not (repository / "engine" / file).is_file()] == []
