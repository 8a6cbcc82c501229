"""Declared facts → domain facts, with the range of the integer that each of them is inside the engine."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from engine.domain.facts import Fact, FactType, Option
from engine.domain.finding import Finding, error
from engine.domain.numbers import decimal_text
from engine.loading.section import Section

MOST_RECORDS = 1000
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 1, 1)
# What a number is taken to lie between when its fact does not say.
_UNLESS_SAID = {
    FactType.COUNT: (0, 10**6),
    FactType.MONEY: (0, 10**15),
    FactType.INTEGER: (-(10**9), 10**9),
    FactType.DECIMAL: (0, 10**6),
    FactType.PERCENT: (0, 100),
}


@dataclass(slots=True)
class FactShelf:
    """All facts of a set, each declared once; what is wrong with them goes to `findings`."""

    facts: dict[str, Fact] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def take(self, section: Section) -> None:
        """Take the facts declared under `facts` of a section."""
        for name, declared in section.named("facts"):
            if name in self.facts:
                self._refuse_double(name, declared)
            else:
                self.facts[name] = self._fact(name, declared)

    def _refuse_double(self, name: str, declared: Section) -> None:
        first = self.facts[name].place
        self.findings.append(
            error(
                "fact.double",
                declared.document.key_place(declared.pointer),
                f"Số liệu '{name}' đã khai báo ở {first}.",
                f"The fact '{name}' is declared already at {first}.",
                "Khai báo mỗi số liệu một lần; tiêu chí khác dùng lại được.",
                "Declare a fact once; other rows may use it.",
            )
        )

    def _fact(self, name: str, declared: Section) -> Fact:
        kind = FactType(declared.word("type"))
        low, high, places = self._range(kind, declared)
        place = declared.document.key_place(declared.pointer)
        if low > high:
            self._refuse_range(declared, f"min lớn hơn max ở '{name}'.", f"min is greater than max in '{name}'.")
            low, high = high, low
        return Fact(
            name,
            declared.text("title"),
            kind,
            low,
            high,
            places,
            tuple(_options(declared)),
            tuple(self._fact(field_name, field) for field_name, field in declared.named("fields")),
            declared.whole("max_items", MOST_RECORDS) if kind is FactType.LIST else 0,
            declared.truth("optional", otherwise=False),
            declared.inner("from_index").word("set"),
            place,
        )

    def _range(self, kind: FactType, declared: Section) -> tuple[int, int, int]:
        """Least and greatest integer, and the places by which numbers are scaled."""
        match kind:
            case FactType.BOOL:
                return 0, 1, 0
            case FactType.CHOICE:
                return 0, len(declared.inner("options").values) - 1, 0
            case FactType.LIST:
                return 0, declared.whole("max_items", MOST_RECORDS), 0
            case FactType.DATE:
                first = declared.maybe_day("min") or _FIRST_DAY
                last = declared.maybe_day("max") or _LAST_DAY
                return first.toordinal(), last.toordinal(), 0
        places = declared.whole("places", 2) if kind in (FactType.DECIMAL, FactType.PERCENT) else 0
        least, most = _UNLESS_SAID[kind]
        return self._scaled(declared, "min", least, places), self._scaled(declared, "max", most, places), places

    def _scaled(self, declared: Section, key: str, otherwise: int, places: int) -> int:
        unit = int(10**places)
        scaled = declared.number_or(key, Fraction(otherwise)) * unit
        if scaled.denominator != 1:
            shown = decimal_text(scaled / unit)
            self._refuse_range(
                declared,
                f"{key}: {shown} cần nhiều hơn {places} chữ số thập phân.",
                f"{key}: {shown} needs more than {places} decimals.",
                f"/{key}",
            )
        return scaled.numerator // scaled.denominator

    def _refuse_range(self, declared: Section, vi: str, en: str, relative: str = "") -> None:
        hint_vi = "Sửa min, max hoặc places của số liệu."
        hint_en = "Mend min, max or places of the fact."
        self.findings.append(error("fact.limits", declared.place(relative), vi, en, hint_vi, hint_en))


def _options(declared: Section) -> Iterator[Option]:
    for name, titles in declared.named("options"):
        yield Option(name, titles.as_text())
