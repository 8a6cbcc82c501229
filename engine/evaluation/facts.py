"""Facts as they were written → the engine's integers, each checked against its declaration."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from engine.domain.fact_text import as_shown
from engine.domain.facts import NUMERIC, Fact, FactType, iso_day
from engine.domain.finding import Finding, error
from engine.domain.numbers import decimal_text, exact
from engine.domain.submission import Submission
from engine.errors import nearest

MOST_SHOWN = 60

Bound = int | tuple[tuple[int | None, ...], ...]


class FactReader:
    """Reads the facts of submissions against the declarations of one set; findings are collected."""

    def __init__(self, declared: Mapping[str, Fact], submission: Submission) -> None:
        self.declared, self.submission = declared, submission
        self.findings: list[Finding] = []

    def read(self) -> dict[str, Bound]:
        """The known facts; a null is an unknown fact, as if it were not there."""
        bound: dict[str, Bound] = {}
        for name, value in self.submission.facts.items():
            at, fact = f"/facts/{name}", self.declared.get(name)
            if fact is None:
                self._unknown(name, list(self.declared), at)
            elif type(value) is int and fact.type in NUMERIC and fact.low <= value * 10**fact.places <= fact.high:
                bound[name] = value * int(10**fact.places)  # the most common fact by far
            elif value is not None:
                is_list = fact.type is FactType.LIST
                number = self.records(fact, value, at) if is_list else self.number(fact, value, at)
                if number is not None:
                    bound[name] = number
        return bound

    def number(self, fact: Fact, value: object, at: str) -> int | None:
        """One value as an integer; a finding and None when it does not fit its declaration."""
        number = self._typed(fact, value, at)
        if number is None:
            return None
        if not fact.low <= number <= fact.high:
            low, high, given = as_shown(fact, fact.low), as_shown(fact, fact.high), _given(value)
            self._refuse(
                "fact.range",
                at,
                f"{fact.title.vi} ({fact.id}) = {given} nằm ngoài khoảng {low.vi} … {high.vi}.",
                f"{fact.title.en} ({fact.id}) = {given} is outside {low.en} … {high.en}.",
                "Kiểm tra lại số liệu.",
                "Check the figure.",
            )
            return None
        return number

    def _typed(self, fact: Fact, value: object, at: str) -> int | None:
        match fact.type:
            case FactType.BOOL:
                return self._truth(fact, value, at)
            case FactType.CHOICE:
                return self._option(fact, value, at)
            case FactType.DATE:
                return self._day(fact, value, at)
        return self._quantity(fact, value, at)

    def _truth(self, fact: Fact, value: object, at: str) -> int | None:
        if isinstance(value, bool):
            return int(value)
        if value in ("true", "false"):
            return int(value == "true")
        self._wrong(fact, value, at, "true hoặc false", "true or false")
        return None

    def _option(self, fact: Fact, value: object, at: str) -> int | None:
        known = [option.id for option in fact.options]
        if isinstance(value, str) and value in known:
            return known.index(value)
        near = nearest(str(value), known)
        listed = ", ".join(known)
        self._refuse(
            "fact.option",
            at,
            f"{fact.title.vi} ({fact.id}) không có mức {_given(value)}.",
            f"{fact.title.en} ({fact.id}) has no option {_given(value)}.",
            f"Ý bạn là '{near}'?" if near else f"Chọn một trong: {listed}.",
            f"Did you mean '{near}'?" if near else f"Choose one of: {listed}.",
        )
        return None

    def _day(self, fact: Fact, value: object, at: str) -> int | None:
        if isinstance(value, date):
            return value.toordinal()
        day = iso_day(value) if isinstance(value, str) else None
        if day is not None:
            return day
        self._wrong(fact, value, at, "ngày dạng 2022-12-31", "a date like 2022-12-31")
        return None

    def _quantity(self, fact: Fact, value: object, at: str) -> int | None:
        if type(value) is int:
            return value * int(10**fact.places)
        number = _exact_or_none(value)
        if number is None:
            self._wrong(fact, value, at, "số, ví dụ 12 hoặc 12.5", "a number such as 12 or 12.5")
            return None
        if isinstance(value, str) and value.strip().endswith("%"):
            if fact.type is not FactType.PERCENT:
                self._wrong(fact, value, at, "số không có dấu %", "a number without a percent sign")
                return None
            number *= 100
        scaled = number * int(10**fact.places)
        # "1.000" may be meant as a thousand.
        if scaled.denominator != 1 or (not fact.places and isinstance(value, str) and "." in value):
            self._refuse(
                "fact.places",
                at,
                f"{fact.title.vi} ({fact.id}) = {_given(value)}: chỉ nhận {fact.places} chữ số thập phân.",
                f"{fact.title.en} ({fact.id}) = {_given(value)}: at most {fact.places} decimals are taken.",
                "Làm tròn trước khi nộp, hoặc tăng places của số liệu trong bộ tiêu chí.",
                "Round it before handing in, or raise the places of the fact in the set.",
            )
            return None
        return scaled.numerator

    def records(self, fact: Fact, value: object, at: str) -> tuple[tuple[int | None, ...], ...] | None:
        """The records of a list, each with an integer for every field; findings and None where one does not fit."""
        if not isinstance(value, (tuple, list)):
            self._wrong(fact, value, at, "danh sách", "a list")
            return None
        if len(value) > fact.max_items:
            self._refuse(
                "fact.too-many",
                at,
                f"{fact.title.vi} ({fact.id}) có {len(value)} dòng, tối đa {fact.max_items}.",
                f"{fact.title.en} ({fact.id}) has {len(value)} records, at most {fact.max_items} are taken.",
            )
            return None
        before = len(self.findings)
        records = tuple(self._record(fact, record, f"{at}/{index}") for index, record in enumerate(value))
        return records if len(self.findings) == before else None

    def _record(self, fact: Fact, record: object, at: str) -> tuple[int | None, ...]:
        if not isinstance(record, Mapping):
            self._wrong(fact, record, at, "một dòng gồm các trường", "a record with fields")
            return ()
        names = [field.id for field in fact.fields]
        for name in record:
            if name not in names:
                self._unknown(str(name), names, f"{at}/{name}")
        return tuple(self._field(field, record, at) for field in fact.fields)

    def _field(self, field: Fact, record: Mapping[str, object], at: str) -> int | None:
        value = record.get(field.id)
        if value is not None:
            return self.number(field, value, f"{at}/{field.id}")
        if not field.optional:
            self._refuse(
                "fact.field-missing",
                at,
                f"Dòng này thiếu trường '{field.id}' ({field.title.vi}).",
                f"The record lacks the field '{field.id}' ({field.title.en}).",
                "Ghi giá trị; chỉ trường optional mới được để trống.",
                "Give it; only optional fields may be left out.",
            )
        return None

    def _unknown(self, name: str, known: list[str], at: str) -> None:
        near = nearest(name, known)
        self._refuse(
            "fact.unknown",
            at,
            f"Bộ tiêu chí không có số liệu '{name}'.",
            f"The criteria set has no fact '{name}'.",
            f"Ý bạn là '{near}'?" if near else "Bỏ dòng này hoặc sửa tên.",
            f"Did you mean '{near}'?" if near else "Remove it or mend its name.",
        )

    def _wrong(self, fact: Fact, value: object, at: str, vi: str, en: str) -> None:
        self._refuse(
            "fact.type",
            at,
            f"{fact.title.vi} ({fact.id}) = {_given(value)}: cần {vi}.",
            f"{fact.title.en} ({fact.id}) = {_given(value)}: {en} is needed.",
        )

    def _refuse(self, code: str, at: str, vi: str, en: str, hint_vi: str = "", hint_en: str = "") -> None:
        self.findings.append(error(code, self.submission.place_of(at), vi, en, hint_vi, hint_en))


def _exact_or_none(value: object) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, (int, str, Fraction)):
        return None
    try:
        return exact(value)
    except ValueError:
        return None


def _given(value: object) -> str:
    """A value as it was written, in messages; what is long is cut."""
    match value:
        case bool():
            return "true" if value else "false"
        case Fraction():
            return decimal_text(value)
        case str():
            return f"'{value if len(value) <= MOST_SHOWN else value[:MOST_SHOWN] + '…'}'"
        case tuple() | list():
            return f"[… {len(value)} …]"
        case Mapping():
            return "{…}"
    return str(value)
