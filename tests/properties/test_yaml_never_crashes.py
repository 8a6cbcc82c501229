"""Whatever the bytes, reading ends with a document or with findings, never with an exception."""

import json
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.loading.document import Document, Reading
from engine.loading.json_reader import document_of, read_json
from engine.loading.schema_check import check_document
from engine.loading.submission_file import read_submission_text
from engine.loading.yaml_reader import read_yaml

PIECES = st.sampled_from(
    [
        "a", "b", "key", "1.10", "true", "~", "2022-11-10", "é", "e\u0302", "x y", ": ", ":", "- ", "-", "? ", "[", "]",
        "{", "}", ",", "&a ", "*a", "!t ", "!!int ", "!<x> ", "|", ">", "|2-", "'", '"', "\\", "\\u0301", "\\xff", "#",
        " #", "%YAML 1.1", "%", "@", "`", "---", "...", "<<", "\n", "\n  ", "\n    ", "\t", "\r\n", "\r", "\x85",
        "\ufeff", "\u2028", "\u202e", "\0", "\U0001f600",
    ]
)  # fmt: skip
YAML_LIKE = st.lists(PIECES, max_size=60).map("".join)
JSON_LIKE = st.lists(
    st.sampled_from(
        [
            '"',
            "\\",
            "\\u12",
            "\\ud800",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "1",
            "-",
            ".",
            "e5",
            "NaN",
            "true",
            " ",
            "\n",
            "a",
            "é",
        ]
    ),
    max_size=60,
).map("".join)
LETTERS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]))
KEYS = st.text(st.characters(codec="ascii", categories=["L"]), min_size=1)
DECIMALS = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=4).map(Fraction)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**29), 10**29) | DECIMALS | LETTERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def is_sound(reading: Reading) -> bool:
    """Whether there is a document, or a finding that says why there is none; and every place is one."""
    assert reading.document is not None or reading.findings
    for finding in reading.findings:
        assert finding.place.file
        assert finding.message.vi
        assert finding.message.en
    if reading.document is not None:
        assert_whole(reading.document)
    return True


def assert_whole(document: Document) -> None:
    """Every place of a document leads somewhere in the text, and every schema has an answer about it."""
    for line, column in document.positions.values.values():
        assert line >= 1
        assert column >= 1
    for kind in ("criteria-set/1", "component/1", "submission/1"):
        check_document(document, kind)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=200), YAML_LIKE))
def test_any_text_is_read_as_yaml(text):
    assert is_sound(read_yaml(text.encode("utf-8", "surrogatepass"), "f.yaml"))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read(data):
    assert is_sound(read_yaml(data, "f.yaml"))
    assert is_sound(read_json(data, "f.json"))


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=200), JSON_LIKE))
def test_any_text_is_read_as_json(text):
    assert is_sound(read_json(text.encode("utf-8", "surrogatepass"), "f.json"))


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(
            st.sampled_from(["unit.id", "year", "a.b", ",", ";", '"', '""', "\n", "\r\n", "12,5", "x", " "]),
            max_size=40,
        ).map("".join),
    )
)
def test_any_text_is_read_as_a_table(text):
    batch = read_submission_text(text.encode("utf-8", "surrogatepass"), "t.csv", ("s", "1"))
    assert batch.submissions == () or "unit.id" in text


@settings(max_examples=200, deadline=None)
@given(PLAIN.filter(lambda value: value is not None))
def test_a_value_written_as_json_is_read_back_exactly_by_both_readers(value):
    data = written(value).encode()
    expected = document_of(value, "f").document
    assert read_json(data, "f.json").document.value == expected.value
    assert read_yaml(data, "f.yaml").document.value == expected.value


def written(value: object) -> str:
    """A value as JSON text, decimals with their digits."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)}: {written(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(written(item) for item in value) + "]"
        case Fraction():
            scaled = value * 10_000
            digits = str(abs(scaled.numerator)).rjust(5, "0")
            return f"{'-' if scaled < 0 else ''}{digits[:-4]}.{digits[-4:]}"
    return json.dumps(value, ensure_ascii=False)
