"""YAML to a document: one pass over the parser's events, with nothing allowed that people read otherwise than programs.

The document is put together from the events themselves. So size, nesting, aliases, tags and double keys are judged
before anything is built on them, no recursion hangs on the nesting of a file, and every value keeps its place.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

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
from engine.loading.yaml_problems import syntax_finding

if TYPE_CHECKING:  # the parser is loaded with the first text that is read
    import yaml

_FIRST_CONTENT = re.compile(r"^[ \t]*[^\s#]", re.MULTILINE)
_BLANK_REST = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_DROPPED = "\0"
_MOST_FINDINGS = 100
_Words = tuple[str, str, str, str]


def read_yaml(data: bytes, file: str) -> Reading:
    """Read one YAML document. `file` is what findings call it.

    Unquoted `true` and `false` are truth values, `null`, `~` and nothing are None, `12` is an int and `0.5` an exact
    Fraction; all else is text: `yes`, `no`, `12:30`, `2022-11-10`, `1e3`, `0123`.
    """
    import yaml

    text, problems = decoded(data, file)
    if problems:
        return Reading(None, problems)
    assembly = _Assembly(file, text)
    try:
        assembly.read()
    except _Unreadable as unreadable:
        return Reading(None, (*assembly.findings, unreadable.finding))
    except yaml.YAMLError as problem:
        return Reading(None, (*assembly.findings, syntax_finding(problem, file)))
    positions = Positions(assembly.places, assembly.key_places, assembly.spelled)
    document = None if assembly.broken else Document(file, assembly.root, lambda: positions)
    return Reading(document, tuple(assembly.findings))


def plain_value(text: str) -> Plain:
    """What unquoted text stands for."""
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    first = text[0]
    if first.isdigit() or first in "+-":
        if is_whole(text):
            return int(text)
        if is_decimal(text):
            return Fraction(text)
    return nfc(text)


class _Unreadable(Exception):
    """Reading stops here; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class _Frame:
    """A mapping or list under construction: where it is, and for a mapping the key that waits for its value."""

    __slots__ = ("holder", "items", "key", "pairs", "pointer")

    def __init__(self, pointer: str, holder: _Frame | None, *, is_mapping: bool) -> None:
        self.pointer = pointer
        self.holder = holder
        self.pairs: dict[str, Plain] | None = {} if is_mapping else None
        self.items: list[Plain] = []
        self.key: str | None = None

    def next_pointer(self) -> str:
        """The pointer of the value that comes next."""
        return self.pointer + (f"/{len(self.items)}" if self.key is None else step(self.key))

    def put(self, value: Plain) -> None:
        """Take the next value."""
        if self.pairs is None:
            self.items.append(value)
        elif self.key is not None:
            self.pairs[self.key] = value
            self.key = None

    def finished(self) -> Plain:
        """The value made: a mapping without what had to be dropped, or a tuple."""
        if self.pairs is None:
            return tuple(self.items)
        for key in [key for key in self.pairs if key.endswith(_DROPPED)]:
            del self.pairs[key]
        return self.pairs


class _Assembly:
    """Puts a document together from events."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.findings: list[Finding] = []
        self.places: dict[str, Position] = {}
        self.key_places: dict[str, Position] = {}
        self.spelled: dict[str, str] = {}
        self.root: Plain = None
        self.broken = False
        self._frame: _Frame | None = None
        self._depth = 0
        self._values = 0

    def read(self) -> None:
        """Read the text to its end; raises _Unreadable or yaml.YAMLError."""
        import yaml

        # The parser in C where PyYAML was built with it; the one in Python gives the same events, more slowly.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        first = _FIRST_CONTENT.search(self.text)
        if first and first.group() == "%":
            # Many directives cost the parser quadratic time, so they are refused before it sees them.
            self._stop("yaml.directive", (self.text.count("\n", 0, first.start()) + 1, 1), _DIRECTIVE_TEXT)
        documents = 0
        for event in yaml.parse(self.text, loader):
            # Most events are scalars; one plain question after the other is quicker than a match.
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self._open(event, is_mapping=isinstance(event, yaml.MappingStartEvent))
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self._close()
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentEndEvent):
                documents += 1
                self._nothing_more(event)
        if documents == 0 or self.root is None:
            self._stop("yaml.empty", (1, 1), _EMPTY_TEXT)

    def _nothing_more(self, event: yaml.DocumentEndEvent) -> None:
        """Only blank lines and comments may follow the end of the document."""
        mark = event.end_mark
        rest = _BLANK_REST.match(self.text, mark.index) if mark else None
        if rest and rest.end() < len(self.text):
            line_start = self.text.rfind("\n", 0, rest.end()) + 1
            position = (self.text.count("\n", 0, rest.end()) + 1, rest.end() - line_start + 1)
            self._stop("yaml.several-documents", position, _SEVERAL_TEXT)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        mark = event.start_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if event.anchor is not None or event.tag is not None:
            self._properties(event, at)
        is_plain = event.implicit[0] and event.tag is None
        frame = self._frame
        if frame is not None and frame.pairs is not None and frame.key is None:
            self._key(frame, event.value, at, is_plain=is_plain)
            return
        pointer = frame.next_pointer() if frame else ""
        value = plain_value(event.value) if is_plain else self._quoted(event.value, at)
        if is_plain and not isinstance(value, str):
            self.spelled[pointer] = event.value
        self._note(pointer, at)
        self._put(value)

    def _quoted(self, text: str, at: Position) -> str:
        index = unseen_character(text)
        if index is not None:
            self._add(unseen(text[index], Place(self.file, *at)))
        return nfc(text)

    def _key(self, frame: _Frame, text: str, at: Position, *, is_plain: bool) -> None:
        key = nfc(text) if is_plain else self._quoted(text, at)
        pointer = frame.pointer + step(key)
        is_new = frame.pairs is None or key not in frame.pairs
        if key and is_new and not (is_plain and (text == "<<" or not isinstance(plain_value(text), str))):
            frame.key = key
            self.key_places[pointer] = at
        else:
            frame.key = self._odd_key(text, key, Place(self.file, *at, pointer), is_plain=is_plain, is_new=is_new)

    def _odd_key(self, text: str, key: str, place: Place, *, is_plain: bool, is_new: bool) -> str:
        """What a key counts as that is empty, double, a merge key or no text; the finding is told."""
        if is_plain and text == "<<":
            self._add(error("yaml.merge-key", place, *_MERGE_TEXT))
            return key + _DROPPED
        if not key:
            self._add(error("yaml.empty-key", place, *_EMPTY_KEY_TEXT))
            return _DROPPED
        if not is_new:
            self._add(self._double(key, place))
            return key + _DROPPED
        self._add(unquoted(text, place))
        self.key_places[place.pointer] = (place.line, place.column)
        return key

    def _double(self, key: str, place: Place) -> Finding:
        line, column = self.key_places[place.pointer]
        return error(
            "yaml.double-key",
            place,
            f"Khoá `{key}` đã có ở dòng {line}, cột {column}.",
            f"The key `{key}` stands already at line {line}, column {column}.",
            "Giữ lại một trong hai.",
            "Keep one of the two.",
        )

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, *, is_mapping: bool) -> None:
        at = _start(event)
        self._properties(event, at)
        holder = self._frame
        if holder is not None and holder.pairs is not None and holder.key is None:
            self._stop("yaml.key", at, _KEY_TEXT)
        if self._depth >= MOST_DEPTH:
            self._stop("yaml.too-deep", at, _DEEP_TEXT)
        pointer = holder.next_pointer() if holder else ""
        self._note(pointer, at)
        self._depth += 1
        self._frame = _Frame(pointer, holder, is_mapping=is_mapping)

    def _close(self) -> None:
        frame = self._frame
        if frame is None:
            return
        self._depth -= 1
        self._frame = frame.holder
        self._put(frame.finished())

    def _alias(self, event: yaml.AliasEvent) -> None:
        at = _start(event)
        self.broken = True
        self._add(error("yaml.alias", Place(self.file, *at), *_ALIAS_TEXT))
        frame = self._frame
        if frame is not None and frame.pairs is not None and frame.key is None:
            frame.key = _DROPPED
        else:
            self._put(None)

    def _note(self, pointer: str, at: Position) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            self._stop("yaml.too-many-values", at, _MANY_TEXT)
        self.places[pointer] = at

    def _put(self, value: Plain) -> None:
        if self._frame is None:
            self.root = value
        else:
            self._frame.put(value)

    def _properties(self, event: yaml.NodeEvent, at: Position) -> None:
        """Refuse the anchor and the tag of a node, and read on as if they were not there."""
        if event.anchor is not None:
            self._add(error("yaml.anchor", Place(self.file, *at), *_ALIAS_TEXT))
        tag = getattr(event, "tag", None)
        if tag is not None:
            vi, en, hint_vi, hint_en = _TAG_TEXT
            shown = tag[:40]
            place = Place(self.file, *at)
            self._add(error("yaml.tag", place, vi.format(tag=shown), en.format(tag=shown), hint_vi, hint_en))

    def _add(self, finding: Finding) -> None:
        self.findings.append(finding)
        if len(self.findings) >= _MOST_FINDINGS:
            place = finding.place
            self._stop("yaml.too-many-problems", (place.line, place.column), _PROBLEMS_TEXT)

    def _stop(self, code: str, at: Position, words: _Words) -> NoReturn:
        raise _Unreadable(error(code, Place(self.file, *at), *words))


def _start(event: yaml.Event) -> Position:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def unquoted(text: str, place: Place) -> Finding:
    """The finding about a name or another text that programs read as a number, a truth value or nothing."""
    return error(
        "yaml.unquoted-id",
        place,
        f"{text} không có dấu nháy nên nhiều chương trình đọc thành số hoặc giá trị đúng/sai, không phải văn bản.",
        f"{text} stands without quotes, so programs read a number or a truth value, not text.",
        f'Viết "{text}".',
        f'Write "{text}".',
    )


_EMPTY_TEXT = (
    "Tệp không có nội dung.",
    "The file has no content.",
    "Bắt đầu bằng `format: parindex/<loại>/1`.",
    "Begin with `format: parindex/<kind>/1`.",
)
_DIRECTIVE_TEXT = (
    "Chỉ thị YAML (`%`) không được dùng.",
    "YAML directives (`%`) are not allowed.",
    "Xoá dòng này.",
    "Delete the line.",
)
_SEVERAL_TEXT = (
    "Tệp chứa nhiều hơn một văn bản YAML.",
    "The file holds more than one YAML document.",
    "Tách mỗi văn bản ra một tệp.",
    "Put each document in a file of its own.",
)
_MERGE_TEXT = (
    "Khoá gộp `<<` không được dùng.",
    "Merge keys (`<<`) are not allowed.",
    "Viết đầy đủ các khoá.",
    "Write the keys out.",
)
_EMPTY_KEY_TEXT = ("Khoá rỗng.", "The key is empty.", "Đặt tên cho khoá.", "Name the key.")
_KEY_TEXT = (
    "Khoá phải là văn bản, không phải danh sách hay bảng.",
    "A key must be text, not a list or a mapping.",
    "Viết khoá bằng chữ.",
    "Write the key as text.",
)
_DEEP_TEXT = (
    f"Lồng quá {MOST_DEPTH} tầng.",
    f"Nested deeper than {MOST_DEPTH} levels.",
    "Giảm số tầng lồng nhau.",
    "Use fewer levels.",
)
_MANY_TEXT = (
    f"Tệp có hơn {MOST_VALUES} giá trị.",
    f"The file holds more than {MOST_VALUES} values.",
    "Chia thành nhiều tệp nhỏ hơn.",
    "Split it into smaller files.",
)
_ALIAS_TEXT = (
    "Neo và bí danh YAML (`&`, `*`) không được dùng.",
    "YAML anchors and aliases (`&`, `*`) are not allowed.",
    "Viết lại nội dung tại chỗ; đặt văn bản bắt đầu bằng & hoặc * trong dấu nháy.",
    "Write the content out; put text that begins with & or * in quotes.",
)
_TAG_TEXT = (
    "Nhãn kiểu `{tag}` không được dùng.",
    "The tag `{tag}` is not allowed.",
    "Xoá nhãn; đặt văn bản bắt đầu bằng ! trong dấu nháy.",
    "Delete the tag; put text that begins with ! in quotes.",
)
_PROBLEMS_TEXT = (
    f"Đã có {_MOST_FINDINGS} lỗi; phần còn lại của tệp không được đọc.",
    f"There are {_MOST_FINDINGS} errors already; the rest of the file is not read.",
    "Sửa các lỗi trên rồi kiểm tra lại.",
    "Mend those and check again.",
)
