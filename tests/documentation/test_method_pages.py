"""Every method has a page whose example loads, whose table is what the engine gives, and a picture of that."""

import ast
import re
from pathlib import Path

import pytest

from docs.pictures.measured import (
    PICTURES,
    as_text,
    data,
    explained,
    loaded,
    page_text,
    rows,
    table_row,
    with_fresh_table,
)
from docs.pictures.views import VIEWS
from engine.loading.schema_store import schemas
from engine.methods.catalogue import METHODS
from tests.documentation.markdown_blocks import DOCS, page, sections, told_in_table

ADDS = ("refuse", "warn", "tell")


def codes_of(module: Path) -> set[str]:
    """The codes that a module writes out where it adds a finding."""
    calls = (node for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Call))
    firsts = (
        call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in ADDS and call.args
    )
    return {first.value for first in firsts if isinstance(first, ast.Constant) and isinstance(first.value, str)}


def test_every_method_has_a_page_and_a_picture() -> None:
    assert {path.stem for path in (DOCS / "methods").glob("*.md")} - {"index"} == set(METHODS) == set(VIEWS)
    assert {path.stem for path in PICTURES.glob("*.svg")} == set(METHODS)


@pytest.mark.parametrize("name", ["index.md", "methods/index.md"])
def test_every_page_is_linked(name: str) -> None:
    folder = "methods/" if name == "index.md" else ""
    assert [method for method in METHODS if f"]({folder}{method}.md)" not in page(name)] == []


@pytest.mark.parametrize("method", METHODS)
def test_the_title_is_that_of_the_catalogue_and_the_picture_is_shown(method: str) -> None:
    text = page_text(method)
    assert text.startswith(f"# {method} · {METHODS[method].title.vi}\n")
    assert f"](../pictures/{method}.svg)" in text


@pytest.mark.parametrize("method", METHODS)
def test_the_example_loads_without_open_findings(method: str) -> None:
    found = loaded(method)
    assert [finding.code for finding in found.findings if not finding.acknowledged] == []
    leaves = [node for node in found.checked().walk() if node.is_leaf]
    assert {leaf.method for leaf in leaves} == {method}


@pytest.mark.parametrize("method", METHODS)
def test_the_table_is_what_the_engine_gives(method: str) -> None:
    assert len(rows(method)) >= 4
    assert with_fresh_table(method) == page_text(method)


@pytest.mark.parametrize("method", METHODS)
def test_every_key_of_the_rule_is_told(method: str) -> None:
    keys = sections(page_text(method))["Khóa của `rule` · Keys"]
    told = {key for cell in told_in_table(keys) for key in cell.split(", ")}
    assert {key for key in told if not re.search(r"\[\]", key)} == set(schemas()[f"methods/{method}/1"]["properties"])


@pytest.mark.parametrize("method", METHODS)
def test_every_code_of_the_method_is_told(method: str, repository: Path) -> None:
    told = told_in_table(sections(page_text(method))["Lỗi và cảnh báo · Findings"])
    assert codes_of(repository / "engine" / "methods" / f"{method}.py") - set(told) == set()
    everywhere = told_in_table(page("reference/findings.md"))
    assert set(told) - set(everywhere) == set()


@pytest.mark.parametrize("method", METHODS)
def test_the_points_of_the_picture_are_what_the_engine_gives(method: str) -> None:
    assert (PICTURES / f"{method}.json").read_text("utf-8") == as_text(data(method))


def test_a_line_of_a_table_shows_another_figure_for_other_facts() -> None:
    assert table_row("choice", "1", "plan.issued: late").split(" | ")[2] == "1"
    assert explained("choice", "1", "plan.issued: in_time").won == 2
