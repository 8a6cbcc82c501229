"""Small changes of one expression: a number or a day one unit off, a comparison that takes or leaves its edge."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from engine.rule_tests.rule_terms import shifted

_TOKEN = re.compile(r"""(?P<text>"[^"]*"|'[^']*')|(?P<name>[^\W\d][\w.]*)|(?P<number>\d+(?:\.\d+)?)|(?P<edge>[<>]=?)""")
_OTHER_EDGE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: `up`, `down` or `swap`, the piece as it was and as it is then, and the whole text."""

    change: str
    was: str
    now: str
    text: str


def edits_of(text: str) -> Iterator[Edit]:
    """Every small change of an expression, from left to right."""
    for found in _TOKEN.finditer(text):
        piece, kind = found.group(), found.lastgroup
        if kind == "number":
            moves = [("up", str(shifted(piece, 1))), ("down", str(shifted(piece, -1)))]
        elif kind == "edge":
            moves = [("swap", _OTHER_EDGE[piece])]
        elif kind == "text":
            moves = list(_days(piece))
        else:
            continue
        for change, now in moves:
            yield Edit(change, piece, now, text[: found.start()] + now + text[found.end() :])


def _days(piece: str) -> Iterator[tuple[str, str]]:
    """A quoted day one day later and earlier; nothing for the id of an option."""
    try:
        day = date.fromisoformat(piece[1:-1])
    except ValueError:
        return
    for change, days in (("up", 1), ("down", -1)):
        yield change, f"{piece[0]}{day + timedelta(days):%Y-%m-%d}{piece[0]}"
