"""What the columns of a batch may be called: ids, and titles in both languages, however they are spelled."""

import re
from collections.abc import Iterator, Mapping

from engine.domain.criteria_set import CriteriaSet
from engine.domain.text import nfc

UNIT, NAME, KIND, PROFILE = "unit.id", "unit.name", "unit.kind", "unit.profile"
YEAR, STAGE, CLOSED = "year", "stage", "closed"
SET, EDITION = "criteria_set.id", "criteria_set.edition"
MARK, EXCLUDED = "mark:", "excluded:"

TITLES: Mapping[str, tuple[str, ...]] = {
    UNIT: ("mã đơn vị", "unit", "unit id"),
    NAME: ("tên đơn vị", "đơn vị", "unit name"),
    KIND: ("loại đơn vị", "kind of unit"),
    PROFILE: ("nhóm đơn vị", "profile"),
    YEAR: ("năm",),
    STAGE: ("vòng",),
    CLOSED: ("đã chốt",),
    SET: ("bộ tiêu chí", "criteria set"),
    EDITION: ("ấn bản", "edition"),
}
"""Columns that are no facts, with what else they may be called."""

_MARKED = ("điểm chấm", "mark")
_LEFT_OUT = ("không áp dụng", "not applicable")
_IN_BRACKETS = re.compile(r"(.+?)\s*[(\[]([^()\[\]]*)[)\]]")


def spelled(heading: str) -> str:
    """A heading for comparing: composed, in lower case, one space between words."""
    return " ".join(nfc(heading).casefold().split())


class ColumnNames:
    """All that a column may be called under one set."""

    def __init__(self, rules: CriteriaSet) -> None:
        self._ids = {name: name for name in (*TITLES, *rules.facts)}
        self._titles: dict[str, list[str]] = {}
        for node in rules.walk():
            if node.is_leaf:
                self._add_node(MARK, _MARKED, node.id)
            self._add_node(EXCLUDED, _LEFT_OUT, node.id)
        for target, titles in TITLES.items():
            for title in titles:
                self._titles.setdefault(title, []).append(target)
        for fact in rules.facts.values():
            for title in {spelled(fact.title.vi), spelled(fact.title.en)}:
                self._titles.setdefault(title, []).append(fact.id)

    def _add_node(self, prefix: str, words: tuple[str, ...], node: str) -> None:
        self._ids[prefix + node] = prefix + node
        for word in words:
            self._titles[spelled(f"{word} {node}")] = [prefix + node]

    def meant(self, heading: str) -> list[str]:
        """What a heading may mean: nothing, one thing, or several that share a title.

        An id comes before a title. What stands in brackets behind a title is an id, or how the figure is to be written.
        """
        text = nfc(heading).strip()
        if text in self._ids:
            return [self._ids[text]]
        found = self._titles.get(spelled(text)) or self._by_id(spelled(text))
        if found:
            return found
        parts = _IN_BRACKETS.fullmatch(text)
        if parts is None:
            return []
        return self._by_id(spelled(parts[2])) or self._titles.get(spelled(parts[1]), [])

    def _by_id(self, text: str) -> list[str]:
        return [self._ids[text]] if text in self._ids else []

    def alike(self) -> Iterator[str]:
        """What a heading that means nothing is compared with."""
        yield from self._ids
        yield from self._titles
