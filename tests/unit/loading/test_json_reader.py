"""JSON is read strictly and exactly, and gives the document that YAML gives."""

import json
from fractions import Fraction

import pytest

from engine.domain.source_place import Place
from engine.loading.document import MOST_DEPTH, MOST_VALUES
from engine.loading.json_reader import document_of, read_json
from engine.loading.yaml_reader import read_yaml
from tests.support.endless_work import cut_off_when_endless

TEXT = """{
  "unit": {"id": "u-1", "c/d": [1, 2.50, null, true]},
  "note": "O\\u031bn, Ti\\u1ebfng \\"Vi\\u1ec7t\\""
}
"""


def read(text: str | bytes):
    return read_json(text if isinstance(text, bytes) else text.encode(), "f.json")


def codes(text: str | bytes) -> list[str]:
    return [finding.code for finding in read(text).findings]


def test_values_are_exact_and_text_is_in_normal_form():
    assert read(TEXT).document.value == {
        "unit": {"id": "u-1", "c/d": (1, Fraction(5, 2), None, True)},
        "note": 'Ơn, Tiếng "Việt"',
    }


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [("", 1, 1), ("/unit", 2, 11), ("/unit/c~1d/1", 2, 36), ("/unit/c~1d/3", 2, 48), ("/note", 3, 11)],
)
def test_every_value_has_a_place(pointer, line, column):
    assert read(TEXT).document.place(pointer) == Place("f.json", line, column, pointer)


def test_keys_have_places_and_numbers_their_spelling():
    document = read(TEXT).document
    assert document.key_place("/unit/c~1d") == Place("f.json", 2, 25, "/unit/c~1d")
    assert document.positions.spelled == {"/unit/c~1d/0": "1", "/unit/c~1d/1": "2.50"}


def test_yaml_reads_the_same_document():
    from_yaml = read_yaml(TEXT.replace("O\\u031b", "Ơ").encode(), "f.yaml")
    from_json = read(TEXT)
    assert from_yaml.document.value == from_json.document.value
    assert from_yaml.document.positions.values == from_json.document.positions.values
    assert from_yaml.document.positions.keys == from_json.document.positions.keys


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e5", "1E400", "-1.5e-3", "9" * 31, "0." + "1" * 31]
)
def test_numbers_that_are_not_exact_are_refused_at_their_place(number):
    (finding,) = read(f'{{"a": 1,\n "b": {number}}}').findings
    assert (finding.code, finding.place) == ("json.number", Place("f.json", 2, 7))


def test_a_number_of_thousands_of_digits_is_refused():
    assert codes("1" * 100_000) == ["json.number"]


@pytest.mark.parametrize(
    "text", ["", '{"a": 01}', '{"a": 1,}', "{'a': 1}", '{"a": 1} x', '"\\q"', "[1, 2", '{"a": "x\ty"}', "nul"]
)
def test_what_is_no_json_is_told_with_its_place(text):
    (finding,) = read(text).findings
    assert finding.code == "json.syntax"
    assert finding.place.line == 1


def test_the_first_of_a_double_key_stays_and_both_are_told():
    reading = read('{"a": 1,\n "b": {"x": 1, "x": 2},\n "a": 3}')
    assert [(f.place.line, f.message.en) for f in reading.findings] == [
        (2, "The key `x` stands already at line 2, column 8."),
        (3, "The key `a` stands already at line 1, column 2."),
    ]
    assert reading.document.value == {"a": 1, "b": {"x": 1}}


def test_keys_that_differ_only_in_normal_form_are_double():
    assert codes('{"é": 1, "e\u0301": 2}') == ["json.double-key"]
    assert codes('{"\\u00e9": 1, "e\\u0301": 2}') == ["json.double-key"]


@pytest.mark.parametrize("text", ['{"a": "\\ud800"}', '{"a": "\\u0000"}', '{"a\\u202e": 1}', '["\\u200b"]'])
def test_what_nobody_sees_is_refused(text):
    assert codes(text) == ["text.unseen-character"]


def test_deep_nesting_is_refused_before_parsing():
    assert codes("[" * 100_000) == ["json.too-deep"]
    assert codes('{"a":' * 100_000) == ["json.too-deep"]
    assert codes("[" * MOST_DEPTH + "]" * MOST_DEPTH) == []


def test_brackets_inside_text_do_not_count():
    assert codes(json.dumps({"a": "[" * 1000, "b": '\\"[' * 1000})) == []


def test_a_long_string_that_does_not_close_costs_nothing():
    with cut_off_when_endless():
        assert codes('{"a": "' + "[" * 100 + '\\"' * 900_000) == ["json.syntax"]


def test_too_many_values_are_refused():
    assert codes("[" + "1," * MOST_VALUES + "1]") == ["json.too-many-values"]


def test_a_document_of_values_parsed_elsewhere():
    reading = document_of({"a": [1, Fraction(1, 2)], "e\u0301": "O\u031b"}, "body")
    assert reading.findings == ()
    assert reading.document.value == {"a": (1, Fraction(1, 2)), "é": "Ơ"}
    assert reading.document.place("/a/0") == Place("body", 0, 0, "/a/0")


def test_a_float_parsed_elsewhere_is_refused():
    (finding,) = document_of({"a": [0.5]}, "body").findings
    assert (finding.code, finding.place.pointer) == ("json.not-exact", "/a/0")


def test_double_keys_and_endless_values_parsed_elsewhere_are_refused():
    endless: list[object] = []
    endless.append(endless)
    assert [f.code for f in document_of({"é": 1, "e\u0301": 2}, "body").findings] == ["json.double-key"]
    assert [f.code for f in document_of(endless, "body").findings] == ["json.too-many-values"]
