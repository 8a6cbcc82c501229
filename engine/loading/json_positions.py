"""Where everything stands in a JSON text: line and column of every value and key, by JSON pointer.

Used only when a finding needs a place: a text that is in order is read by the fast parser alone.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator

from engine.domain.text import nfc
from engine.loading.document import Position, Positions, step

_TOKEN = re.compile(r'[ \t\r\n]*(?:("(?:[^"\\]|\\.)*")|([\[\]{},:])|([^\s\[\]{},:"]+))', re.DOTALL)


class _Level:
    """An object or list being walked: its pointer, and the key or index at hand."""

    __slots__ = ("index", "key", "pointer", "seen")

    def __init__(self, pointer: str, *, is_object: bool) -> None:
        self.pointer = pointer
        self.index = 0
        self.key: str | None = None
        self.seen: set[str] | None = set() if is_object else None

    def here(self) -> str:
        """The pointer of the value at hand."""
        return self.pointer + (f"/{self.index}" if self.seen is None else step(self.key or ""))


class JsonWalk:
    """One walk through a JSON text; `doubled` names keys that stand twice: pointer, first and second position."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._values: dict[str, Position] = {}
        self._keys: dict[str, Position] = {}
        self._spelled: dict[str, str] = {}
        self.doubled: list[tuple[str, Position, Position]] = []
        self._walk()

    def positions(self) -> Positions:
        """What the walk found."""
        return Positions(self._values, self._keys, self._spelled)

    def position(self, index: int) -> Position:
        """Line and column of a character."""
        line = bisect_right(self._lines, index)
        return line, index - self._lines[line - 1] + 1

    def _tokens(self) -> Iterator[tuple[int, str]]:
        at = 0
        while found := _TOKEN.match(self._text, at):
            group = found.lastindex or 0
            yield found.start(group), found.group(group)
            at = found.end()

    def _walk(self) -> None:
        levels: list[_Level] = []
        for start, piece in self._tokens():
            level = levels[-1] if levels else None
            if piece in "]}":
                levels = levels[:-1]
            elif piece == ",":
                if level:
                    level.index, level.key = level.index + 1, None
            elif piece == ":":
                continue
            elif level and level.seen is not None and level.key is None:
                self._key(level, nfc(json.loads(piece)), self.position(start))
            else:
                self._value(levels, level.here() if level else "", piece, self.position(start))

    def _key(self, level: _Level, key: str, position: Position) -> None:
        level.key = key
        pointer = level.here()
        if level.seen is not None and key in level.seen:
            self.doubled.append((pointer, self._keys[pointer], position))
            return
        if level.seen is not None:
            level.seen.add(key)
        self._keys[pointer] = position

    def _value(self, levels: list[_Level], pointer: str, piece: str, position: Position) -> None:
        self._values.setdefault(pointer, position)
        if piece in "[{":
            levels.append(_Level(pointer, is_object=piece == "{"))
        elif piece[0] not in '"ntf':
            self._spelled.setdefault(pointer, piece)
