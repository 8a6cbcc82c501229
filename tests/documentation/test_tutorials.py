"""The pages that tell how to do something, followed to the letter by somebody who has nothing but the page."""

from pathlib import Path

import pytest

from tests.documentation.markdown_blocks import Block, blocks, page
from tests.documentation.terminal_session import Session


@pytest.mark.parametrize(
    "name",
    [
        "how-to/drop-in-set.md",
        "how-to/test-your-rules.md",
        "how-to/editor-support.md",
        "how-to/score-many.md",
        "how-to/serve.md",
        "how-to/survey.md",
        "tutorials/from-annex-to-ranking.md",
        "tutorials/plugin-package.md",
    ],
)
def test_a_page_does_what_it_says(name: str, tmp_path: Path) -> None:
    session = Session(tmp_path)
    for block in blocks(page(name)):
        session.follow(block)


def test_a_wrong_output_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="page line 7"):
        Session(tmp_path).follow(Block("console", "", "$ echo $?\n1\n", 7))


def test_an_elided_line_hides_only_what_lies_between(tmp_path: Path) -> None:
    session = Session(tmp_path)
    session.follow(Block("console", "", "$ parindex set list --lang en\nId …\n…\nvn.par.province …\n…\n", 1))
    with pytest.raises(AssertionError):
        session.follow(Block("console", "", "$ parindex set list --lang en\nId …\n…\nvn.par.province …\n", 1))


def test_a_change_to_a_line_that_is_not_there_is_noticed(tmp_path: Path) -> None:
    session = Session(tmp_path)
    session.follow(Block("yaml", "a.yaml", "max: 1\n", 1))
    session.follow(Block("diff", "a.yaml", "-max: 1\n+max: 2\n", 2))
    assert (tmp_path / "a.yaml").read_text("utf-8") == "max: 2\n"
    with pytest.raises(AssertionError, match="page line 3"):
        session.follow(Block("diff", "a.yaml", "-max: 1\n+max: 2\n", 3))
