"""A document as it was read: plain exact values, and where each of them and each key stands."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.domain.criteria_set import Plain
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place

Position = tuple[int, int]
"""Line and column, both from 1."""

MOST_BYTES = 2_000_000
MOST_DEPTH = 64
MOST_VALUES = 200_000

# Controls, the breaks that only some programs take for a line break, marks that turn the direction of the text, and
# code points that are no characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Positions:
    """Line and column of every value and every key, by JSON pointer; `spelled` keeps unquoted numbers as written."""

    values: Mapping[str, Position]
    keys: Mapping[str, Position]
    spelled: Mapping[str, str]


@dataclass(frozen=True)
class Document:
    """One document: its value (mappings, tuples, text, int, Fraction, bool, None) and the places of its parts.

    `locate` is asked for the positions once, when somebody needs one.
    """

    file: str
    value: Plain
    locate: Callable[[], Positions]

    @cached_property
    def positions(self) -> Positions:
        """Where everything stands."""
        return self.locate()

    @property
    def mapping(self) -> Mapping[str, Plain]:
        """The root, when it is a mapping; otherwise an empty one."""
        return self.value if isinstance(self.value, Mapping) else {}

    def place(self, pointer: str) -> Place:
        """Where the value at `pointer` stands, or the nearest thing around it."""
        return self._near(pointer, self.positions.values)

    def key_place(self, pointer: str) -> Place:
        """Where the key of the value at `pointer` stands; the value itself inside a list."""
        keys = self.positions.keys
        return self._near(pointer, keys) if pointer in keys else self.place(pointer)

    def _near(self, pointer: str, known: Mapping[str, Position]) -> Place:
        around = pointer
        while around and around not in known:
            around = around.rpartition("/")[0]
        line, column = known.get(around, (0, 0))
        return Place(self.file, line, column, pointer)

    def below(self, pointer: str) -> Mapping[str, Place]:
        """The places of all that stands below `pointer`, by the pointer relative to it."""
        return PlacesBelow(self, pointer)


class PlacesBelow(Mapping[str, Place]):
    """A view of the positions below one pointer; a place is made when it is asked for."""

    def __init__(self, document: Document, base: str) -> None:
        self._document = document
        self._base = base

    def __getitem__(self, relative: str) -> Place:
        line, column = self._document.positions.values[self._base + relative]
        return Place(self._document.file, line, column, self._base + relative)

    def __iter__(self) -> Iterator[str]:
        inside = self._base + "/"
        for pointer in self._document.positions.values:
            if pointer == self._base or pointer.startswith(inside):
                yield pointer[len(self._base) :]

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one file: the document, None where there is none to speak of, and what is wrong."""

    document: Document | None
    findings: tuple[Finding, ...] = ()


def step(key: str) -> str:
    """A key as one step of a JSON pointer."""
    return "/" + key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else "/" + key


def unseen_character(text: str) -> int | None:
    """The index of the first character that people cannot see or no text may hold; None when all is well."""
    if text.isascii() and text.isprintable():
        return None
    found = _UNSEEN.search(text)
    return found.start() if found else None


def decoded(data: bytes, file: str, most: int = MOST_BYTES) -> tuple[str, tuple[Finding, ...]]:
    """The text of a file: UTF-8, with or without a byte order mark, of bounded size, only characters one can see.

    Anything else gives an empty text and the finding.
    """
    if len(data) > most:
        return "", (too_large(file, len(data), most),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        return "", (_not_utf8(data, problem.start, file),)
    index = unseen_character(text)
    if index is not None:
        return "", (unseen(text[index], _place_of_index(text, index, file)),)
    return text, ()


def too_large(file: str, size: int, most: int = MOST_BYTES) -> Finding:
    """The finding about a file that is larger than any document may be."""
    return error(
        "file.too-large",
        Place(file),
        f"Tệp dài {size} byte, nhiều nhất được {most} byte.",
        f"The file has {size} bytes; at most {most} are read.",
        "Chia thành nhiều tệp nhỏ hơn.",
        "Split it into smaller files.",
    )


def _not_utf8(data: bytes, index: int, file: str) -> Finding:
    before = data[:index].decode("utf-8-sig", "replace")
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return error(
        "file.not-utf8",
        _place_of_index(before, len(before), file),
        "Tệp là UTF-16, không phải UTF-8." if utf16 else f"Byte 0x{data[index]:02x} không phải UTF-8.",
        "The file is UTF-16, not UTF-8." if utf16 else f"The byte 0x{data[index]:02x} is not UTF-8.",
        "Lưu lại tệp với bảng mã UTF-8.",
        "Save the file as UTF-8.",
    )


def unseen(character: str, place: Place) -> Finding:
    """The finding about a character that people cannot see."""
    name = f"U+{ord(character):04X}"
    return error(
        "text.unseen-character",
        place,
        f"Ký tự {name} không nhìn thấy được và không được phép có trong văn bản.",
        f"The character {name} cannot be seen and is not allowed in text.",
        "Xoá ký tự này rồi gõ lại chỗ đó.",
        "Delete it and type the place again.",
    )


def _place_of_index(text: str, index: int, file: str) -> Place:
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return Place(file, before.count("\n") + 1, index_in_line(before) + 1)


def index_in_line(before: str) -> int:
    """How many characters of the last line stand in `before`."""
    return len(before) - (before.rfind("\n") + 1)
