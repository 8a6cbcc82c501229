"""The page about people's own tables, followed to the letter: what is printed there is run by its programs."""

import shlex
import subprocess
import sys
from pathlib import Path

from tests.documentation.markdown_blocks import blocks, page
from tests.documentation.terminal_session import Session


class Notebook(Session):
    """A reader who also runs the Python files of the page."""

    def _run(self, command: str) -> str:
        match shlex.split(command):
            case ["python", file]:
                done = subprocess.run(
                    [sys.executable, file], cwd=self.folder, check=True, capture_output=True, encoding="utf-8"
                )
                return done.stdout
        return super()._run(command)


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    session = Notebook(tmp_path)
    for block in blocks(page("how-to/your-own-tables.md")):
        session.follow(block)
