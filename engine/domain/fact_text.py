"""Facts as text: for machines, and for people in both languages."""

from datetime import date

from engine.domain.facts import Fact, FactType
from engine.domain.numbers import brief, decimal_text, grouped, percent
from engine.domain.text import Text


def as_text(fact: Fact, number: int) -> str:
    """A fact's integer as machines write it: number, option id, true or false, ISO date."""
    match fact.type:
        case FactType.BOOL:
            return "true" if number else "false"
        case FactType.CHOICE:
            return fact.options[number].id
        case FactType.DATE:
            return date.fromordinal(number).isoformat()
        case FactType.PERCENT:
            return decimal_text(fact.value(number) * 100)
    return decimal_text(fact.value(number))


def as_shown(fact: Fact, number: int) -> Text:
    """A fact's integer as people see it, in both languages."""
    return Text(_shown(fact, number, "vi"), _shown(fact, number, "en"))


def _shown(fact: Fact, number: int, language: str) -> str:
    match fact.type:
        case FactType.BOOL:
            return (("không", "có") if language == "vi" else ("no", "yes"))[number]
        case FactType.CHOICE:
            return fact.options[number].title.said(language)
        case FactType.DATE:
            day = date.fromordinal(number)
            return day.strftime("%d/%m/%Y") if language == "vi" else day.isoformat()
        case FactType.PERCENT:
            return percent(fact.value(number), language, fact.places)
    return grouped(brief(fact.value(number), language, fact.places), language)
