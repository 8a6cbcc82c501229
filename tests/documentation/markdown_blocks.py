"""The fenced blocks of a documentation page, with the files that they name, and its tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"

_BLOCK = re.compile(r'^```([a-z]+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
_FIRST_CELL = re.compile(r"^\| `([^`|]+)` ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language, the file it stands for (or nothing), its text, the line it begins at."""

    language: str
    file: str
    text: str
    line: int


def page(name: str) -> str:
    """The text of a page below docs/."""
    return (DOCS / name).read_text("utf-8")


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a page, in order."""
    for found in _BLOCK.finditer(text):
        language, file, inside = found.groups()
        yield Block(language, file or "", inside, text.count("\n", 0, found.start()) + 1)


def sections(text: str) -> dict[str, str]:
    """What stands under each heading of the second and third level, up to the next one."""
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return {heading.group(1): text[heading.end() : end] for heading, end in zip(headings, ends, strict=True)}


def told_in_table(section: str) -> list[str]:
    """The names in the first column of the tables of a section, which stand there as code."""
    return _FIRST_CELL.findall(section)
