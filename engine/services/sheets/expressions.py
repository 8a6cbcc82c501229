"""Conditions and values as people read them: facts by their titles, operators in words of either language."""

import re
from collections.abc import Iterator, Mapping

from engine.domain.facts import Fact, FactType
from engine.domain.text import Text

_TOKEN = re.compile(
    r"(?P<text>\"[^\"]*\"|'[^']*')|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)|(?P<mark>[<>=!]=|[-+*/<>(),])"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<other>\S)"
)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MARKS = {"*": "×", "/": "÷", "-": "−", "==": "=", "!=": "≠", ">=": "≥", "<=": "≤"}
_WORDS: Mapping[str, Text] = {
    "and": Text("và", "and"),
    "or": Text("hoặc", "or"),
    "not": Text("không", "not"),
    "in": Text("thuộc", "in"),
    "if": Text("nếu", "if"),
    "else": Text("nếu không thì", "else"),
    "true": Text("có", "yes"),
    "false": Text("không", "no"),
    "count": Text("số lượng", "the number of"),
    "sum": Text("tổng", "the sum of"),
    "any": Text("có bản ghi", "any of"),
    "all": Text("mọi bản ghi", "all of"),
    "min": Text("số nhỏ nhất của", "the least of"),
    "max": Text("số lớn nhất của", "the greatest of"),
    "abs": Text("độ lớn của", "the size of"),
    "clamp": Text("giới hạn", "limited"),
    "days_between": Text("số ngày giữa", "the days between"),
    "known": Text("đã có", "given"),
    "date": Text("ngày", "the day"),
}


class ExpressionWords:
    """Puts the expressions of one set into words."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        every = [*facts.values(), *(field for fact in facts.values() for field in fact.fields)]
        self._titles = {fact.id: fact.title for fact in reversed(every)}
        choices = [fact for fact in every if fact.type is FactType.CHOICE]
        self._options = {option.id: option.title for fact in reversed(choices) for option in fact.options}

    def told(self, expression: str) -> Text:
        """An expression in both languages."""
        return Text(*(_tidy(" ".join(self._pieces(expression, language))) for language in ("vi", "en")))

    def title(self, fact: str) -> Text:
        """The title of a fact; its id where there is no such fact."""
        return self._titles.get(fact, Text(fact, fact))

    def _pieces(self, expression: str, language: str) -> Iterator[str]:
        for token in _TOKEN.finditer(expression):
            text = token.group()
            match token.lastgroup:
                case "text":
                    yield self._quoted(text[1:-1], language)
                case "name" if text in self._titles:
                    yield f"«{self._titles[text].said(language)}»"
                case "name":
                    yield _WORDS[text].said(language) if text in _WORDS else text
                case "number":
                    yield text.replace(".", ",") if language == "vi" else text
                case _:
                    yield _MARKS.get(text, text)

    def _quoted(self, text: str, language: str) -> str:
        if text in self._options:
            return f"“{self._options[text].said(language)}”"
        found = _DAY.fullmatch(text)
        return "/".join(reversed(found.groups())) if found and language == "vi" else text


def _tidy(text: str) -> str:
    return text.replace("( ", "(").replace(" )", ")").replace(" ,", ";")
