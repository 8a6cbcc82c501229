"""The files of the repository, and the Python ones among them parsed, for the tests of the house rules."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("engine", "api", "plugins")


def git_files(*options: str) -> list[str]:
    """Paths that git lists, relative to the root, sorted; a deleted file is not among them."""
    command = ["git", "ls-files", "-z", *options]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file())


@cache
def project_files() -> tuple[str, ...]:
    """Every file that belongs to the project: tracked, or new and not ignored."""
    return tuple(git_files("--cached", "--others", "--exclude-standard"))


def python_files(*folders: str) -> list[str]:
    """The project's Python files, or those below the folders named."""
    chosen = [path for path in project_files() if path.endswith(".py")]
    return [path for path in chosen if not folders or path.split("/")[0] in folders]


def parsed(path: str) -> ast.Module:
    """The syntax tree of one file of the project."""
    return ast.parse((ROOT / path).read_text("utf-8"), filename=path)


def imported_modules(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import, those inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
