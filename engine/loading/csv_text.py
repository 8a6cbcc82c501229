"""CSV text → rows of cells that know their line and column; quotes as RFC 4180 has them, no guessing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from engine.loading.document import Position, index_in_line


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell holds, without the spaces around it, and where it begins."""

    text: str
    at: Position


class NotCsv(Exception):
    """A quote that does not close, or text beside one; `at` says where."""

    def __init__(self, at: Position) -> None:
        super().__init__(at)
        self.at = at


def rows(text: str, separator: str) -> Iterator[list[Cell]]:
    """The rows that hold anything; raises NotCsv."""
    pattern = _cell(separator)
    index, line, line_start = 0, 1, 0
    row: list[Cell] = []
    while index <= len(text):
        at = line, index - line_start + 1
        found = pattern.match(text, index)
        if not found:
            raise NotCsv(at)
        quoted, bare, end = found.groups()
        row.append(Cell((bare if quoted is None else quoted.replace('""', '"')).strip(), at))
        if quoted is not None and "\n" in quoted:
            line += quoted.count("\n")
            line_start = found.end(1) - index_in_line(quoted)
        index = found.end()
        if end == separator:
            continue
        if any(cell.text for cell in row):
            yield row
        row, line, line_start = [], line + 1, index
        if not end:
            return


@cache
def _cell(separator: str) -> re.Pattern[str]:
    """A cell with what ends it: the separator, the end of the line, or the end of the text."""
    blank = " " if separator == "\t" else r"[ \t]"
    return re.compile(
        rf'(?:{blank}*"([^"]*+(?:""[^"]*+)*+)"{blank}*|([^{separator}\r\n"]*+))({separator}|\r\n|\n|\r|\Z)'
    )
