"""JSON to a document: strict, exact, bounded; the same document that YAML gives."""

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import NoReturn

from engine.domain.criteria_set import Plain
from engine.domain.finding import Finding, error
from engine.domain.numbers import is_decimal, is_whole
from engine.domain.source_place import Place
from engine.domain.text import nfc
from engine.loading.document import (
    MOST_DEPTH,
    MOST_VALUES,
    Document,
    Position,
    Positions,
    Reading,
    decoded,
    step,
    unseen,
    unseen_character,
)
from engine.loading.json_positions import JsonWalk

NO_TEXT = (0, 0)
"""The position of what was never written as text."""

# A string that is not closed goes to the end of the text: beginning anew at each quote in it would take quadratic time.
_STRINGS_AND_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


def read_json(data: bytes, file: str) -> Reading:
    """Read one JSON document. `file` is what findings call it.

    Keys that stand twice, NaN, Infinity, exponents, numbers of more than 30 digits and lone surrogates are refused;
    decimals are exact Fractions.
    """
    text, problems = decoded(data, file)
    if problems:
        return Reading(None, problems)
    if _depth(text) > MOST_DEPTH:
        return Reading(None, (error("json.too-deep", Place(file), *_DEEP_TEXT),))
    double = _DoubleKey()
    try:
        value = json.loads(
            text,
            object_pairs_hook=double.pairs,
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as problem:
        return Reading(None, (_syntax(problem, file),))
    except _BadNumber as bad:
        return Reading(None, (_number_finding(bad.text, text, file),))
    walk = cache(lambda: JsonWalk(text))
    cleaning = _Cleaning()
    document = Document(file, cleaning.plain(value, ""), lambda: walk().positions())
    doubled = walk().doubled if double.found or cleaning.doubled else []
    return cleaning.reading(document, [_double(Place(file, *at, pointer), first) for pointer, first, at in doubled])


def document_of(value: object, file: str) -> Reading:
    """A document from what a JSON parser gave elsewhere: mappings, lists, text, whole numbers; floats are refused.

    Findings name JSON pointers, since there is no text to point into.
    """
    cleaning = _Cleaning()
    plain = cleaning.plain(value, "")
    document = Document(file, plain, lambda: Positions(dict.fromkeys(_pointers(plain, ""), NO_TEXT), {}, {}))
    return cleaning.reading(document, [_double(Place(file, 0, 0, pointer)) for pointer in cleaning.doubled])


def _pointers(value: Plain, pointer: str) -> Iterator[str]:
    """The pointer of a value and of everything inside it."""
    yield pointer
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _pointers(item, pointer + step(key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _pointers(item, f"{pointer}/{index}")


class _BadNumber(Exception):
    """A number that cannot be read exactly."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class _DoubleKey:
    """Makes objects and notes whether a key stood twice."""

    def __init__(self) -> None:
        self.found = False

    def pairs(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        """One object; of a double key the first stays."""
        made = dict(pairs)
        if len(made) != len(pairs):
            self.found = True
            made = dict(reversed(pairs))
        return made


def _decimal(text: str) -> Fraction:
    if not is_decimal(text):
        raise _BadNumber(text)
    return Fraction(text)


def _whole(text: str) -> int:
    if not is_whole(text):
        raise _BadNumber(text)
    return int(text)


def _constant(text: str) -> NoReturn:
    raise _BadNumber(text)


def _depth(text: str) -> int:
    """How deep the brackets nest; counted only where there are enough of them to matter."""
    if text.count("[") + text.count("{") <= MOST_DEPTH:
        return 0
    depth = deepest = 0
    for found in _STRINGS_AND_BRACKETS.finditer(text):
        first = found.group()[0]
        if first in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in "]}":
            depth -= 1
    return deepest


class _Cleaning:
    """Turns what the parser gave into plain values: text in normal form, tuples for lists."""

    def __init__(self) -> None:
        self.problems: list[tuple[str, str]] = []
        self.doubled: list[str] = []
        self.values = 0

    def plain(self, value: object, pointer: str) -> Plain:
        """The plain value, with problems noted by pointer."""
        self.values += 1
        if self.values > MOST_VALUES or pointer.count("/") > MOST_DEPTH:
            self.values = MOST_VALUES + 1
            return None
        if isinstance(value, str):
            return self._text(value, pointer)
        if value is None or isinstance(value, (bool, int, Fraction)):
            return value
        if isinstance(value, Mapping):
            return self._mapping(value, pointer)
        if isinstance(value, (list, tuple)):
            return tuple(self.plain(item, f"{pointer}/{index}") for index, item in enumerate(value))
        self.problems.append((pointer, type(value).__name__))
        return None

    def _mapping(self, value: Mapping[object, object], pointer: str) -> dict[str, Plain]:
        made: dict[str, Plain] = {}
        for given, item in value.items():
            key = self._text(str(given), pointer)
            inner = pointer + step(key)
            if key in made:
                self.doubled.append(inner)
            else:
                made[key] = self.plain(item, inner)
        return made

    def _text(self, text: str, pointer: str) -> str:
        if unseen_character(text) is not None:
            self.problems.append((pointer, text))
        return nfc(text)

    def reading(self, document: Document, doubles: list[Finding]) -> Reading:
        """The document, unless it is too large or holds what no text may hold, with all findings."""
        if self.values > MOST_VALUES:
            return Reading(None, (error("json.too-many-values", Place(document.file), *_MANY_TEXT),))
        problems = [self._finding(document, pointer, problem) for pointer, problem in self.problems]
        return Reading(None if problems else document, (*problems, *doubles))

    def _finding(self, document: Document, pointer: str, problem: str) -> Finding:
        index = unseen_character(problem)
        if index is not None:
            return unseen(problem[index], document.place(pointer))
        return error(
            "json.not-exact",
            document.place(pointer),
            f"Giá trị kiểu {problem} không chính xác tuyệt đối.",
            f"A value of the type {problem} is not exact.",
            'Viết số thập phân trong dấu nháy: "0.5".',
            'Write decimals in quotes: "0.5".',
        )


def _double(place: Place, first: Position | None = None) -> Finding:
    key = place.pointer.rpartition("/")[2]
    at_vi, at_en = (
        (f" ở dòng {first[0]}, cột {first[1]}", f" at line {first[0]}, column {first[1]}") if first else ("", "")
    )
    return error(
        "json.double-key",
        place,
        f"Khoá `{key}` đã có{at_vi}.",
        f"The key `{key}` stands already{at_en}.",
        "Giữ lại một trong hai.",
        "Keep one of the two.",
    )


def _number_finding(number: str, text: str, file: str) -> Finding:
    found = re.search(rf"(?<![\w.\"+-]){re.escape(number)}(?![\w.\"])", text)
    index = found.start() if found else 0
    line_start = text.rfind("\n", 0, index) + 1
    shown = number if len(number) <= 40 else number[:40] + "…"
    return error(
        "json.number",
        Place(file, text.count("\n", 0, index) + 1, index - line_start + 1),
        f"Số {shown} không đọc được chính xác.",
        f"The number {shown} cannot be read exactly.",
        "Viết bằng chữ số thường, không số mũ, nhiều nhất 30 chữ số mỗi bên dấu chấm.",
        "Write plain digits, no exponent, at most 30 on each side of the point.",
    )


def _syntax(problem: json.JSONDecodeError, file: str) -> Finding:
    return error(
        "json.syntax",
        Place(file, problem.lineno, problem.colno),
        "Từ đây trở đi không đọc được JSON.",
        "From here on the JSON cannot be read.",
        "Xem lại dấu nháy kép, dấu phẩy và dấu ngoặc ở chỗ này và ngay trước đó.",
        "Check double quotes, commas and brackets here and just before.",
    )


_DEEP_TEXT = (
    f"Lồng quá {MOST_DEPTH} tầng.",
    f"Nested deeper than {MOST_DEPTH} levels.",
    "Giảm số tầng lồng nhau.",
    "Use fewer levels.",
)
_MANY_TEXT = (
    f"Văn bản có hơn {MOST_VALUES} giá trị hoặc lồng quá {MOST_DEPTH} tầng.",
    f"The document holds more than {MOST_VALUES} values or nests deeper than {MOST_DEPTH} levels.",
    "Chia thành nhiều văn bản nhỏ hơn.",
    "Split it into smaller documents.",
)
