"""The page of findings has a row for every code that the engine can give, and for no other."""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.documentation.finding_codes import errors_in, findings_in
from tests.documentation.markdown_blocks import page, sections, told_in_table

PAGE = page("reference/findings.md")
ERRORS = "Từ chối cả yêu cầu · Refusals"
SIGNS = {"error": "lỗi · error", "warning": "cảnh báo · warning", "info": "nhắc · info"}


def rows() -> dict[str, list[str]]:
    """Code → the other cells of its row."""
    findings = PAGE.partition(f"## {ERRORS}")[0]
    lines = [line.strip("| ").split(" | ") for line in findings.splitlines() if line.startswith("| `")]
    return {first.strip("`"): rest for first, *rest in lines}


@pytest.fixture(scope="module")
def made(repository: Path) -> Mapping[str, str]:
    """Code → severity of every finding."""
    return findings_in(repository / "engine")


def test_every_code_has_one_row_and_no_row_is_stale(made: Mapping[str, str]) -> None:
    told = told_in_table(PAGE.partition(f"## {ERRORS}")[0])
    assert len(told) == len(set(told)) > 100
    assert (sorted(set(made) - set(told)), sorted(set(told) - set(made))) == ([], [])


def test_every_row_tells_how_bad_it_is_what_it_means_and_what_to_do(made: Mapping[str, str]) -> None:
    for code, (sign, means, does) in rows().items():
        assert (code, sign) == (code, SIGNS[made[code]])
        assert (code, " · " in means, " · " in does) == (code, True, True)


def test_every_class_of_error_has_a_row(repository: Path) -> None:
    assert set(told_in_table(sections(PAGE)[ERRORS])) == errors_in(repository / "engine") - {"engine.error"}


def test_no_string_that_looks_like_a_code_is_overlooked(repository: Path, made: Mapping[str, str]) -> None:
    families = {code.partition(".")[0] for code in made} - {"unit"}  # columns of a table are called unit.id, unit.name
    known = {*made, *errors_in(repository / "engine")}
    overlooked = set()
    for part in ("loading", "methods", "evaluation", "services"):
        for path in (repository / "engine" / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    family, _, rest = node.value.partition(".")
                    if family in families and rest.replace("-", "").isalpha() and not rest.endswith(("json", "yaml")):
                        overlooked.add(node.value)
    assert overlooked - known == set()
