"""Text from documents made harmless for a terminal: no escape sequences, nothing that turns the line around."""

import unicodedata


def printable(text: str) -> str:
    """`text` with each control and format character as U+FFFD; new lines stay."""
    return text if text.isprintable() else "".join(_shown(letter) for letter in text)


def width(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return len(text) if text.isascii() else sum(_columns(letter) for letter in text)


def _shown(letter: str) -> str:
    return letter if letter == "\n" or letter.isprintable() or unicodedata.category(letter) == "Zs" else "\ufffd"


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
