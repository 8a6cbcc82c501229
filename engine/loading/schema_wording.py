"""What each keyword of a schema says when it fails, in Vietnamese and English; never the library's own text."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from engine.domain.numbers import decimal_text
from engine.domain.text import NOTHING, Text
from engine.errors import nearest
from engine.loading.schema_store import Schema
from engine.loading.schema_validator import Failure

Words = tuple[Text, Text]
"""The message and the next step."""

_TYPES: Mapping[str, Text] = {
    "object": Text("bảng {khoá: giá trị}", "a mapping {key: value}"),
    "array": Text("danh sách", "a list"),
    "string": Text("văn bản", "text"),
    "integer": Text("số nguyên", "a whole number"),
    "number": Text("số", "a number"),
    "boolean": Text("true hoặc false", "true or false"),
    "null": Text("null", "null"),
}
_MOST_SHOWN = 60


def words_for(problem: Failure) -> Words:
    """The message and the next step for one error of the validator."""
    return _WORDS[problem.keyword](problem)


def keywords() -> frozenset[str]:
    """The keywords that can fail, each with words of its own."""
    return frozenset(_WORDS)


def _name(problem: Failure) -> Text:
    """What an error is about: `key`, an item of a list, or the document."""
    steps = problem.steps
    if not steps:
        return Text("Tài liệu", "The document")
    last = steps[-1]
    if not isinstance(last, int):
        return Text(f"`{last}`", f"`{last}`")
    holder = next((step for step in reversed(steps) if not isinstance(step, int)), "")
    return Text(f"Mục {last + 1} của `{holder}`", f"Item {last + 1} of `{holder}`")


def _found(value: object) -> Text:
    """A value as a message quotes it."""
    match value:
        case bool():
            return Text(str(value).lower(), str(value).lower())
        case Fraction():
            return Text(decimal_text(value), decimal_text(value))
        case int():
            return Text(str(value), str(value))
        case str():
            shown = value if len(value) <= _MOST_SHOWN else value[:_MOST_SHOWN] + "…"
            return Text(f"'{shown}'", f"'{shown}'")
        case Mapping():
            return Text("một bảng", "a mapping")
    return Text("một danh sách", "a list")


def _types(wanted: str | Iterable[str]) -> Text:
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    return Text(
        " hoặc ".join(_TYPES[name].vi for name in names),
        " or ".join(_TYPES[name].en for name in names),
    )


def _expected(schema: Schema | None) -> Text:
    """What a schema wants, in words."""
    if schema is None:
        return NOTHING
    if "x-expected" in schema:
        return Text(**schema["x-expected"])
    if "enum" in schema:
        return _one_of(str(item) for item in schema["enum"])
    return _types(schema["type"]) if "type" in schema else NOTHING


def _not_fitting(problem: Failure, wanted: Text, more: Text = NOTHING) -> Words:
    """A value that does not fit, and what to write in its place."""
    name, found = _name(problem), _found(problem.value)
    message = (
        Text(f"{name.vi} đang để trống.", f"{name.en} is empty.")
        if problem.value is None
        else Text(f"{name.vi} không thể là {found.vi}.", f"{name.en} cannot be {found.en}.")
    )
    return message, Text(f"Viết {wanted.vi}{more.vi}.", f"Write {wanted.en}{more.en}.")


def _wrong_kind(problem: Failure) -> Words:
    wanted = _expected(problem.schema)
    if wanted == NOTHING:
        wanted = _types(problem.rule)
    if isinstance(problem.value, str) and problem.rule in ("boolean", "integer"):
        return _not_fitting(problem, wanted, Text(", không có dấu nháy", ", without quotes"))
    return _not_fitting(problem, wanted)


def _wrong_value(problem: Failure) -> Words:
    known = [str(item) for item in problem.rule]
    near = nearest(str(problem.value), known)
    message, hint = _not_fitting(problem, _one_of(known))
    if near is None:
        return message, hint
    return message, Text(f"Ý bạn là '{near}'? {hint.vi}", f"Did you mean '{near}'? {hint.en}")


def _one_of(known: Iterable[str]) -> Text:
    listed = " | ".join(known)
    return Text(f"một trong: {listed}", f"one of: {listed}")


def _wrong_constant(problem: Failure) -> Words:
    return _not_fitting(problem, _found(problem.rule))


def _unknown_key(problem: Failure) -> Words:
    key, known = problem.key, list(problem.schema.get("properties", ()))
    near = nearest(key, known)
    listed = ", ".join(known)
    return (
        Text(f"Không có khoá `{key}` ở đây.", f"There is no key `{key}` here."),
        Text(f"Ý bạn là `{near}`?", f"Did you mean `{near}`?")
        if near
        else Text(f"Các khoá ở đây: {listed}.", f"The keys here are: {listed}."),
    )


def _missing_key(problem: Failure) -> Words:
    key = problem.key
    known = problem.schema.get("properties", {})
    wanted = _expected(known.get(key))
    return (
        Text(f"Thiếu khoá `{key}`.", f"The key `{key}` is missing."),
        Text(f"Thêm `{key}`: {wanted.vi}.", f"Add `{key}`: {wanted.en}.")
        if wanted != NOTHING
        else Text(f"Thêm `{key}`.", f"Add `{key}`."),
    )


def _wrong_key(problem: Failure) -> Words:
    wanted = _expected(problem.rule)
    return (
        Text(f"Khoá `{problem.key}` không đúng dạng.", f"The key `{problem.key}` does not have the right form."),
        Text(f"Viết {wanted.vi}.", f"Write {wanted.en}."),
    )


def _too(vi: str, en: str, hint: Text) -> Callable[[Failure], Words]:
    """Words for a limit; `{limit}` stands for it."""

    def words(problem: Failure) -> Words:
        name, limit = _name(problem), problem.rule
        return Text(f"{name.vi} {vi.format(limit=limit)}.", f"{name.en} {en.format(limit=limit)}."), hint

    return words


def _too_few(vi: str, en: str) -> Callable[[Failure], Words]:
    """Words for a least number; a least of one is told as not being empty."""
    too_few = _too(vi, en, Text("Thêm cho đủ.", "Add what is missing."))
    return lambda problem: _empty(problem) if problem.rule == 1 else too_few(problem)


def _empty(problem: Failure) -> Words:
    name = _name(problem)
    return (
        Text(f"{name.vi} không được để trống.", f"{name.en} must not be empty."),
        Text("Viết nội dung, hoặc bỏ khoá nếu không cần.", "Fill it in, or leave out the key where it is not needed."),
    )


def _out_of_range(problem: Failure) -> Words:
    low, high = problem.schema.get("minimum"), problem.schema.get("maximum")
    if low is None or high is None:
        return _not_fitting(problem, _expected(problem.schema))
    return _not_fitting(problem, Text(f"số từ {low} đến {high}", f"a number from {low} to {high}"))


def _refused(problem: Failure) -> Words:
    """What a schema says itself of things that do not go together."""
    said = problem.schema["x-refused"]
    if problem.keyword == "not" and problem.rule == {}:
        name = _name(problem)
        return (
            Text(f"{name.vi} không dùng được ở đây. {said['vi']}", f"{name.en} cannot stand here. {said['en']}"),
            Text("Xoá khoá này.", "Delete the key."),
        )
    hint = (
        Text("Thêm một khoá.", "Add one.") if problem.keyword == "anyOf" else Text("Bỏ bớt một.", "Delete one of them.")
    )
    return Text(said["vi"], said["en"]), hint


_SHORTEN = Text("Viết ngắn lại.", "Make it shorter.")
_TAKE_OUT = Text("Bớt đi, hoặc chia ra nhiều chỗ.", "Take some out, or divide it.")
_WORDS: Mapping[str, Callable[[Failure], Words]] = {
    "additionalProperties": _unknown_key,
    "required": _missing_key,
    "dependentRequired": _missing_key,
    "propertyNames": _wrong_key,
    "type": _wrong_kind,
    "pattern": _wrong_kind,
    "format": _wrong_kind,
    "enum": _wrong_value,
    "const": _wrong_constant,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "minLength": _empty,
    "maxLength": _too("dài quá {limit} ký tự", "is longer than {limit} characters", _SHORTEN),
    "minItems": _too_few("cần ít nhất {limit} mục", "needs at least {limit} items"),
    "maxItems": _too("có quá {limit} mục", "has more than {limit} items", _TAKE_OUT),
    "minProperties": _too_few("cần ít nhất {limit} khoá", "needs at least {limit} keys"),
    "maxProperties": _too("có quá {limit} khoá", "has more than {limit} keys", _TAKE_OUT),
    "not": _refused,
    "anyOf": _refused,
}
