"""A file does one thing, says which in its first line, is short, and has a name that says what is inside."""

import ast
from pathlib import PurePosixPath

import pytest

from tests.house.source_tree import PACKAGES, ROOT, parsed, python_files

LONGEST_FILE = 450
LONGEST_FUNCTION = 60
NAMES_THAT_SAY_NOTHING = frozenset(
    {"base", "common", "helper", "helpers", "manager", "misc", "tools", "util", "utils", "utilities"}
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def long_functions(tree: ast.Module) -> list[str]:
    """The functions over the limit, with their lengths."""
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    lengths = [(node.lineno, node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions]
    return [f"{line}: {name} has {length} lines" for line, name, length in lengths if length > LONGEST_FUNCTION]


def opens_with_a_docstring(text: str) -> bool:
    """Whether the first line is a docstring that says something."""
    return bool((ast.get_docstring(ast.parse(text)) or "").strip()) and text.startswith('"""')


def says_nothing(path: str) -> bool:
    """Whether the file or one of its folders has a name that could hold anything."""
    return not NAMES_THAT_SAY_NOTHING.isdisjoint(PurePosixPath(path).with_suffix("").parts)


def test_no_file_is_longer_than_one_subject() -> None:
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in python_files()}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_file_says_in_its_first_line_what_it_is_for() -> None:
    assert [path for path in python_files() if not opens_with_a_docstring((ROOT / path).read_text("utf-8"))] == []


def test_no_function_is_longer_than_a_screen() -> None:
    assert [f"{path}:{found}" for path in python_files() for found in long_functions(parsed(path))] == []


def test_every_name_says_what_is_inside() -> None:
    assert [path for path in python_files() if says_nothing(path)] == []


def test_test_folders_do_not_answer_to_the_packages_names() -> None:
    """A folder tests/engine, or tests/x/__init__.py, would shadow a package in an import."""
    tests = [PurePosixPath(path).parts for path in python_files("tests")]
    assert [parts for parts in tests if parts[1] in PACKAGES or "__init__.py" in parts[1:3]] == []


@pytest.mark.parametrize(("lines", "expected"), [(58, []), (59, ["1: f has 61 lines"])])
def test_the_length_of_a_function_counts_its_every_line(lines: int, expected: list[str]) -> None:
    body = "    x = 1\n" * lines
    assert long_functions(ast.parse(f"def f():\n    y = 0\n{body}")) == expected


@pytest.mark.parametrize("text", ["", "import ast\n", '""" """\n', '\n"""Late."""\n', "# A comment.\n"])
def test_a_file_without_a_first_sentence_is_reported(text: str) -> None:
    assert not opens_with_a_docstring(text)


@pytest.mark.parametrize("path", ["engine/utils.py", "engine/common/bands.py", "api/base.py"])
def test_a_name_that_says_nothing_is_reported(path: str) -> None:
    assert says_nothing(path)
