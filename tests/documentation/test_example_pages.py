"""The tour of the README and the pages of worked examples, followed to the letter beside `examples/`."""

import shutil
from pathlib import Path

import pytest

from tests.documentation.markdown_blocks import DOCS, blocks
from tests.documentation.terminal_session import Session

ROOT = DOCS.parent
PAGES = (
    "README.md",
    "docs/examples/lai-chau-2022.md",
    "docs/examples/quang-nam-2020.md",
    "examples/province_overlay/README.md",
)


@pytest.mark.parametrize("name", PAGES)
def test_an_example_does_what_its_page_says(name: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    session = Session(tmp_path)
    for block in blocks((ROOT / name).read_text("utf-8")):
        session.follow(block)
