"""Exact numbers: how they are read, rounded, and written for machines and for people."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

Mode = Literal["half_up", "half_even", "floor"]
Level = Literal["leaf", "criterion", "component", "total", "printed"]

_DECIMAL = re.compile(r"[+-]?(\d{1,30})(\.\d{1,30})?", re.ASCII)
_WHOLE_CELL = re.compile(r"[+-]?(0|[1-9][0-9]{0,29})")
_DECIMAL_CELL = re.compile(r"[+-]?(0|[1-9][0-9]{0,29})\.[0-9]{1,30}")
_RATIO = re.compile(r"[+-]?\d{1,18}/[1-9]\d{0,17}", re.ASCII)


def exact(value: int | str | Fraction) -> Fraction:
    """Read `2`, `"0.5"`, `"80%"` or `"1/3"` as an exact ratio.

    Raises ValueError for anything else: no exponent, no grouping mark, no comma, no float.
    """
    if isinstance(value, str):
        return _exact_text(value)
    if isinstance(value, Fraction):
        return value
    if isinstance(value, (bool, float)):
        raise ValueError(f"not an exact number: {value!r}")
    return Fraction(value)


@lru_cache(maxsize=4096)  # the same few amounts stand all over a set
def _exact_text(value: str) -> Fraction:
    text = value.strip()
    if text.endswith("%") and "%" not in text[:-1]:
        return _exact_text(text[:-1].rstrip()) / 100
    if _DECIMAL.fullmatch(text) or _RATIO.fullmatch(text):
        return Fraction(text)
    raise ValueError(f"not an exact number: {value!r}")


def is_whole(text: str) -> bool:
    """Whether unquoted text is a whole number: no leading zero, no underscore, at most 30 digits."""
    return _WHOLE_CELL.fullmatch(text) is not None


def is_decimal(text: str) -> bool:
    """Whether unquoted text is a decimal number: digits, a point, digits; no exponent."""
    return _DECIMAL_CELL.fullmatch(text) is not None


def divide_half_up(numerator: int, denominator: int) -> int:
    """The integer nearest to the quotient, halves away from minus infinity upwards; `denominator` > 0.

    Half up is towards plus infinity: 5/2 gives 3, -5/2 gives -2.
    """
    return (2 * numerator + denominator) // (2 * denominator)


def divide(numerator: int, denominator: int, mode: Mode = "half_up") -> int:
    """An integer quotient, rounded as `mode` says; `denominator` > 0."""
    if mode == "half_up":
        return divide_half_up(numerator, denominator)
    quotient, rest = divmod(numerator, denominator)
    if mode == "floor" or 2 * rest < denominator or (2 * rest == denominator and quotient % 2 == 0):
        return quotient
    return quotient + 1


def rounded(value: Fraction, places: int, mode: Mode = "half_up") -> Fraction:
    """`value` to `places` decimals."""
    unit = 10**places
    return Fraction(divide(value.numerator * unit, value.denominator, mode), unit)


@dataclass(frozen=True, slots=True)
class Rounding:
    """One declared rounding: where, to how many places, how."""

    at: Level
    places: int
    mode: Mode = "half_up"


def decimal_text(value: Fraction) -> str:
    """`value` as the shortest decimal, or as `n/d` when no decimal is exact: the machines' form."""
    numerator, denominator = value.numerator, value.denominator
    rest, twos, fives = denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{numerator}/{denominator}"
    places = max(twos, fives)
    return fixed_text(numerator * 10**places // denominator, places)


def fixed_text(scaled: int, places: int) -> str:
    """The integer `scaled`, of `places` decimals, with all its decimals: `fixed_text(-250, 2)` is `-2.50`."""
    if places == 0:
        return str(scaled)
    digits = str(abs(scaled)).rjust(places + 1, "0")
    return f"{'-' if scaled < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def scaled_text(scaled: int, places: int) -> str:
    """The integer `scaled` without trailing zeros: `scaled_text(1500000, 6)` is `1.5`."""
    text = fixed_text(scaled, places)
    return text.rstrip("0").rstrip(".") if places else text


def printed(value: Fraction, places: int = 2, mode: Mode = "half_up") -> str:
    """`value` as it is printed: rounded by itself, all places shown, dot decimal."""
    return fixed_text(divide(value.numerator * 10**places, value.denominator, mode), places)


def shown(value: Fraction, places: int, language: str, mode: Mode = "half_up") -> str:
    """`value` as people see it: decimal comma in Vietnamese, point in English."""
    text = printed(value, places, mode)
    return text.replace(".", ",") if language == "vi" else text


def brief(value: Fraction, language: str, most: int = 6) -> str:
    """`value` with as few decimals as tell it, at most `most`: 0,5 or 1,179487."""
    text = printed(value, most)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if language == "vi" else text


def in_points(text: str, language: str) -> str:
    """An amount of points in words: `0,5 điểm`, `1 point`, `0.5 points`."""
    if language == "vi":
        return f"{text} điểm"
    return f"{text} point" if text == "1" else f"{text} points"


def grouped(text: str, language: str) -> str:
    """A number as people see it, thousands set apart from 10 000 on: 1.200.000 in Vietnamese, 1,200,000 in English."""
    sign = "-" if text.startswith("-") else ""
    whole, mark, rest = text.removeprefix("-").partition("," if language == "vi" else ".")
    if len(whole) < 5:
        return text
    separator = "." if language == "vi" else ","
    return sign + f"{int(whole):,}".replace(",", separator) + mark + rest


def percent(value: Fraction, language: str, places: int = 2) -> str:
    """A ratio as a percentage, `88,85 %` or `88.85%`, without needless zeros."""
    return brief(value * 100, language, places) + (" %" if language == "vi" else "%")
