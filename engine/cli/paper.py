"""What answers are written on: plain aligned text for pipes and files, rich for a terminal, JSON for machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from engine.cli.printable_text import printable, width
from engine.cli.tables import Cell, Table, Tone, pieces_of, text_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text as RichText

GAP = 2
"""Blanks between the columns of a table."""

_STYLES: Mapping[Tone, str] = {
    "plain": "",
    "strong": "bold",
    "quiet": "dim",
    "good": "green",
    "bad": "red",
    "open": "yellow",
    "note": "cyan",
}


class Paper(Protocol):
    """Where lines and tables go."""

    def line(self, cell: Cell = "", *, indent: int = 0) -> None:
        """One line; a terminal breaks it, and goes on at the same indent."""

    def table(self, table: Table) -> None:
        """A table."""


def open_paper(*, colour: bool) -> Paper:
    """The paper for stdout as it is; `colour` False keeps colours out."""
    if sys.stdout.isatty():
        return TerminalPaper(colour=colour)
    return PlainPaper()


def print_json(document: Mapping[str, object]) -> None:
    """Write a document to stdout as indented JSON, letters as they are, keys in the order of the document."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


class PlainPaper:
    """Text as it is: nothing is broken or cut, the columns of a table stand under each other."""

    def line(self, cell: Cell = "", *, indent: int = 0) -> None:
        """One line."""
        self._write(f"{'':{indent}}{text_of(cell)}")

    def table(self, table: Table) -> None:
        """A table, with its headings on a line of their own."""
        rows = [[printable(text_of(cell)) for cell in row] for row in table.rows]
        lines = [[column.title for column in table.columns], *rows]
        widths = [max(width(line[at]) for line in lines) for at in range(len(table.columns))]
        for line in lines:
            self._write((" " * GAP).join(self._set(line, widths, table)).rstrip())

    @staticmethod
    def _set(line: list[str], widths: list[int], table: Table) -> list[str]:
        blanks = [" " * (most - width(text)) for text, most in zip(line, widths, strict=True)]
        return [
            blank + text if column.right else text + blank
            for text, blank, column in zip(line, blanks, table.columns, strict=True)
        ]

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(printable(text) + "\n")


class TerminalPaper:
    """A terminal: tones have colours or weights, long texts are broken where the terminal ends."""

    def __init__(self, *, colour: bool) -> None:
        from rich.console import Console

        # NO_COLOR is heeded by rich itself.
        self._console: Console = Console(no_color=True if not colour else None, highlight=False, emoji=False)

    def line(self, cell: Cell = "", *, indent: int = 0) -> None:
        """One line, or several with the same indent."""
        from rich.padding import Padding

        self._console.print(Padding(_styled(cell), (0, 0, 0, indent)))

    def table(self, table: Table) -> None:
        """A table, with a rule under its headings."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table as RichTable

        made = RichTable(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold", show_edge=False)
        for column in table.columns:
            justify = "right" if column.right else "left"
            made.add_column(column.title, justify=justify, no_wrap=not column.wide, overflow="fold")  # type: ignore[arg-type]
        for row in table.rows:
            made.add_row(*(_styled(cell) for cell in row))
        self._console.print(made)


def _styled(cell: Cell) -> RichText:
    from rich.text import Text as RichText

    return RichText.assemble(*((printable(piece.text), _STYLES[piece.tone]) for piece in pieces_of(cell)))
