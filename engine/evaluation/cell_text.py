"""The cell of a table as text → a truth value, an exact number or text, or what is wrong with it."""

import re
from fractions import Fraction

from engine.domain.finding import Finding, error
from engine.domain.numbers import is_decimal, is_whole
from engine.domain.source_place import Place
from engine.domain.text import nfc

CellValue = bool | int | Fraction | str

_COMMA_DECIMAL = re.compile(r"[+-]?(0|[1-9][0-9]{0,29}),[0-9]{1,30}")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_LIKE_A_NUMBER = re.compile(r"[+-]?[0-9][0-9.,\u00a0\u202f ]*")
_LIKE_A_DAY = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}")


def cell_value(text: str, *, decimal_comma: bool) -> CellValue | None:
    """What a cell says; None where that cannot be told: `cell_problem` then says why.

    A comma is read as a decimal comma only in tables that use it; a point between three digits is then refused, since
    it may be meant as a mark between thousands. A percentage stays text, with a decimal point: its fact says of what.
    """
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if is_whole(text):
        return int(text)
    if decimal_comma and text.endswith("%"):
        return _share(text)
    if decimal_comma and _THOUSANDS.fullmatch(text) and "." in text:
        return None
    if is_decimal(text):
        return Fraction(text)
    if decimal_comma and _COMMA_DECIMAL.fullmatch(text):
        return Fraction(text.replace(",", "."))
    if _LIKE_A_DAY.fullmatch(text) or _LIKE_A_NUMBER.fullmatch(text):
        return None
    return nfc(text)


def _share(text: str) -> str | None:
    number = _without_sign(text)
    value = cell_value(number, decimal_comma=True)
    if value is None:
        return None
    return f"{number.replace(',', '.')}%" if isinstance(value, Fraction) else nfc(text)


def _without_sign(text: str) -> str:
    return text.removesuffix("%").rstrip(" ")


def cell_problem(text: str, place: Place, *, decimal_comma: bool) -> Finding:
    """Why a cell has no value."""
    if decimal_comma and _THOUSANDS.fullmatch(_without_sign(text)) and "." in text:
        return error(
            "table.ambiguous-number",
            place,
            f"Không rõ {text} là số thập phân hay có dấu chấm ngăn hàng nghìn.",
            f"{text} may be a decimal or have a point between thousands.",
            f"Viết {text.replace('.', '')} hoặc {text.replace('.', ',')}.",
            f"Write {text.replace('.', '')} or {text.replace('.', ',')}.",
        )
    if _LIKE_A_DAY.fullmatch(text):
        return error(
            "table.date",
            place,
            f"Ngày {text} không viết theo năm-tháng-ngày.",
            f"The day {text} is not written year-month-day.",
            "Viết năm-tháng-ngày, chỉ đọc được một cách: 2024-07-18.",
            "Write year-month-day, which can be read in one way only: 2024-07-18.",
        )
    sample = "12,5" if decimal_comma else "12.5"
    return error(
        "table.number",
        place,
        f"Không đọc được số '{text}'.",
        f"The number '{text}' cannot be read.",
        f"Viết {sample}, không dấu ngăn hàng nghìn.",
        f"Write {sample}, without a mark between thousands.",
    )
