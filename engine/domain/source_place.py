"""Where something was said: file, line, column, and path in the document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a document; `line` and `column` count from 1, 0 means unknown.

    `pointer` is a JSON pointer (RFC 6901) into the document, "" for its root.
    """

    file: str
    line: int = 0
    column: int = 0
    pointer: str = ""

    def __str__(self) -> str:
        """`file:line:column`, as editors jump to it; file and pointer where there is no text to jump to."""
        if self.line:
            return f"{self.file}:{self.line}:{self.column}"
        return f"{self.file} {self.pointer}" if self.pointer else self.file


NOWHERE = Place("")


def pointer_to(*steps: str | int) -> str:
    """A JSON pointer from its unescaped steps."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
