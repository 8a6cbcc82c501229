"""The codes of findings and errors, as the source of the engine writes them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ADDS_A_FINDING = {
    "error": "error",
    "refuse": "error",
    "_refuse": "error",
    "Refused": "error",
    "unknown_name": "error",
    "_double": "error",
    "_stop": "error",
    "warning": "warning",
    "warn": "warning",
    "info": "info",
    "tell": "info",
}
"""Functions whose first argument is a code, and how bad the finding is that they make."""

CODE = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+([-0-9][a-z0-9]+)*")


def findings_in(package: Path) -> dict[str, str]:
    """Code → severity of every finding that the modules below a folder can make."""
    found: dict[str, str] = {}
    for path in sorted(package.rglob("*.py")):
        found.update(_found_in(ast.parse(path.read_text("utf-8"))))
    return found


def errors_in(package: Path) -> set[str]:
    """The codes of the classes of errors below a folder."""
    return {
        code
        for path in sorted(package.rglob("*.py"))
        for made in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(made, ast.ClassDef)
        for code in _class_codes(made)
    }


def _class_codes(made: ast.ClassDef) -> Iterator[str]:
    for line in made.body:
        if isinstance(line, ast.AnnAssign | ast.Assign) and isinstance(line.value, ast.Constant):
            targets = line.targets if isinstance(line, ast.Assign) else [line.target]
            if any(isinstance(target, ast.Name) and target.id == "code" for target in targets):
                yield str(line.value.value)


def _found_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in ADDS_A_FINDING:
                yield from ((code, ADDS_A_FINDING[name]) for code in _codes(tree, node.args[0]))


def _codes(tree: ast.Module, first: ast.expr) -> Iterator[str]:
    """The codes that a first argument can be: written out, chosen before, looked up, or joined to a prefix."""
    match first:
        case ast.Constant(str(code)) if CODE.fullmatch(code):
            yield code
        case ast.Name("code"):
            yield from _assigned(tree)
        case ast.Subscript(ast.Name("CODES")):
            yield from _looked_up(tree)
        case ast.JoinedStr([ast.Constant(str(prefix)), _]) if prefix.endswith("."):
            yield from (prefix + code for code in _second_of_four(tree))


def _assigned(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.IfExp):
            for branch in (node.value.body, node.value.orelse):
                if isinstance(branch, ast.Constant) and CODE.fullmatch(str(branch.value)):
                    yield str(branch.value)


def _looked_up(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "CODES":
            assert isinstance(node.value, ast.Dict)
            yield from (str(value.value) for value in node.value.values if isinstance(value, ast.Constant))


def _second_of_four(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 4:
            second = node.elts[1]
            if isinstance(second, ast.Constant) and re.fullmatch(r"[a-z-]+", str(second.value)):
                yield str(second.value)
