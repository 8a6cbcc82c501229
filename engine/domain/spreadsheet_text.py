"""What spreadsheets make of text: what parts the cells of a line, what is taken for a formula, how a number shows."""

import re
from decimal import Decimal

SEPARATORS = (";", ",")

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet."""

_AS_WRITTEN = re.compile(r'"[^"]*"|[\\_*].')
"""What a format of numbers only puts beside them: words in quotes, single letters, and blanks as wide as a letter."""


def separator_of(text: str) -> tuple[str, str]:
    """The separator of a table in CSV, and the text that is left to read.

    A first line `sep=;`, as spreadsheets write it, says so itself. Otherwise it is the semicolon when the first line
    has one, else the comma: no name of a column holds either.
    """
    first, line_end, rest = text.partition("\n")
    said = first.strip().lower()
    if said.startswith("sep=") and said[4:] in SEPARATORS:
        # The line stays as an empty one, so that the lines after it keep their numbers.
        return said[4:], line_end + rest
    return (";" if ";" in first else ","), text


def harmless(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_MARKS) else text


def shown_value(value: object, number_format: str) -> str:
    """A value as its sheet shows it; a binary float as the decimal that was typed, which 15 digits tell.

    A percent sign that only stands beside the number, as in `0.0"%"`, makes no percentage of it.
    """
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float() | Decimal():
            number = Decimal(format(value, ".15g") if isinstance(value, float) else value)
            return f"{number * 100:f}%" if "%" in _AS_WRITTEN.sub("", number_format) else f"{number:f}"
    return str(value).replace("\r\n", "\n").replace("\r", "\n")
