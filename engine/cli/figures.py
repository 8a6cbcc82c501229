"""Figures of documents as people read them: decimal comma and 18/07/2024 in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping

from engine.domain.numbers import brief, exact

Figure = Mapping[str, str]
"""`exact` and `printed`, both with a decimal point."""


def spelled(text: str, language: str) -> str:
    """A decimal of a document with the language's own mark."""
    return text.replace(".", ",") if language == "vi" else text


def printed(figure: Figure | None, language: str) -> str:
    """A figure as it is printed; a dash where there is none."""
    return "–" if figure is None else spelled(figure["printed"], language)


def printed_range(bounds: Mapping[str, Figure] | None, language: str) -> str:
    """Both ends of a range, or the one figure where it is decided; a dash where there is none."""
    if bounds is None:
        return "–"
    low, high = bounds["low"], bounds["high"]
    if low["exact"] == high["exact"]:
        return printed(low, language)
    return f"{printed(low, language)}–{printed(high, language)}"


def short(text: str, language: str) -> str:
    """An exact decimal or ratio of a document with as few decimals as tell it, at most nine."""
    return brief(exact(text), language, 9)


def signed(text: str, language: str) -> str:
    """As `short`, with its sign; a minus as people set it."""
    value = exact(text)
    return ("+" if value > 0 else "−" if value < 0 else "") + brief(abs(value), language, 9)


def day(iso: str | None, language: str) -> str:
    """A date of a document, `2024-07-18`: 18/07/2024 in Vietnamese, as it is in English; empty where there is none."""
    if not iso:
        return ""
    return "/".join(reversed(iso[:10].split("-"))) if language == "vi" else iso[:10]
