"""Every Python block of every page runs, in the order of its page; a block with a title is a file, not a program."""

from pathlib import Path

import pytest
from sybil import Sybil
from sybil.document import Document
from sybil.parsers.markdown import PythonCodeBlockParser

from tests.documentation.markdown_blocks import DOCS
from tests.support.command_line import CommandLine

ROOT = DOCS.parent
SUBMISSION = ROOT / "plugins/sample_data/vi_du_2022/vd-so-noi-vu.yaml"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def parsed(page: Path) -> Document:
    """A page with its Python blocks ready to run."""
    return Sybil(parsers=[PythonCodeBlockParser()], path=str(page.parent), pattern=page.name).parse(page)


WITH_PYTHON = [page for page in PAGES if list(parsed(page).examples())]


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader stands: beside the bundled sets, with what `parindex score --json` printed."""
    ran = CommandLine(tmp_path).run("score", SUBMISSION, "--json")
    assert ran.code == 0, ran.err
    (tmp_path / "scores.json").write_text(ran.out, "utf-8")
    (tmp_path / "plugins").symlink_to(ROOT / "plugins")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_python_of_a_page_runs(page: Path, reader: Path) -> None:
    examples = list(parsed(page).examples())
    assert examples
    for example in examples:
        example.evaluate()


def test_a_block_that_fails_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```python\nassert 1 + 1 == 3\n```\n", "utf-8")
    (example,) = parsed(page).examples()
    with pytest.raises(AssertionError):
        example.evaluate()


def test_pages_with_python_are_found() -> None:
    assert {page.name for page in WITH_PYTHON} >= {"architecture.md", "documents.md"}
