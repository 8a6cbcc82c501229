"""YAML is read exactly, with places, and nothing in it is taken for what it is not."""

from fractions import Fraction

import pytest
import yaml

from engine.domain.source_place import Place
from engine.loading.document import MOST_BYTES, MOST_DEPTH, MOST_VALUES
from engine.loading.yaml_reader import read_yaml
from tests.support.endless_work import cut_off_when_endless


def read(text: str | bytes):
    return read_yaml(text if isinstance(text, bytes) else text.encode(), "f.yaml")


def value_of(text: str | bytes):
    reading = read(text)
    assert reading.findings == ()
    return reading.document.value


def codes(text: str | bytes) -> list[str]:
    return [finding.code for finding in read(text).findings]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("1.10", Fraction(11, 10)),
        ("-0.5", Fraction(-1, 2)),
        ("0.1000", Fraction(1, 10)),
        ("3.000000000000000000000000000001", Fraction(3) + Fraction(1, 10**30)),
    ],
)
def test_unquoted_numbers_and_truth_values_are_exact(written, value):
    found = value_of(f"a: {written}")["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        "yes", "no", "on", "off", "Yes", "TRUE", "True", "Null", "NULL", "y", "n",
        "12:30", "1:2:3", "0123", "0o17", "0x1F", "0b1", "1_000", "1e5", "1.5e3", ".5", "5.", ".inf", ".nan", "1.2.3",
        "2022-11-10", "2022-11-10T10:00:00Z", "80%", "1/3", "12,5", "=", "1" * 31, "0." + "1" * 31,
    ],
)  # fmt: skip
def test_everything_else_is_text(text):
    assert value_of(f"a: {text}") == {"a": text}


@pytest.mark.parametrize("written", ['"1.10"', "'1.10'", "|-\n  1.10", ">-\n  1.10"])
def test_what_is_quoted_or_a_block_is_text(written):
    assert value_of(f"a: {written}") == {"a": "1.10"}


def test_text_is_in_normal_form():
    assert value_of("e\u0302: O\u031bn") == {"ê": "Ơn"}


def test_lists_are_tuples_and_nesting_is_kept():
    assert value_of("a: [1, [x, {b: []}]]\nc: {}\n") == {"a": (1, ("x", {"b": ()})), "c": {}}


def test_every_value_and_key_has_a_place():
    document = read("a: 1\nb:\n  - x\n  - c/d~e: 2.50\n    f: y\n").document
    assert document.place("") == Place("f.yaml", 1, 1, "")
    assert document.place("/b/0") == Place("f.yaml", 3, 5, "/b/0")
    assert document.key_place("/b/1/f") == Place("f.yaml", 5, 5, "/b/1/f")
    assert document.place("/b/1/c~1d~0e") == Place("f.yaml", 4, 12, "/b/1/c~1d~0e")
    assert document.positions.spelled == {"/a": "1", "/b/1/c~1d~0e": "2.50"}


def test_what_is_not_there_is_placed_at_what_is_around_it():
    document = read("a:\n  b: 1\n").document
    assert document.place("/a/c/d") == Place("f.yaml", 2, 3, "/a/c/d")


def test_places_below_a_pointer_are_relative():
    below = read("a:\n  b: [1]\nab: 2\n").document.below("/a")
    assert dict(below) == {
        "": Place("f.yaml", 2, 3, "/a"),
        "/b": Place("f.yaml", 2, 6, "/a/b"),
        "/b/0": Place("f.yaml", 2, 7, "/a/b/0"),
    }
    assert "/c" not in below


def test_columns_count_characters_and_a_byte_order_mark_is_passed_over():
    document = read(b"\xef\xbb\xbf" + "đường: {ă: x}\r\nb: y\r\n".encode()).document
    assert document.place("/đường/ă") == Place("f.yaml", 1, 12, "/đường/ă")
    assert document.place("/b") == Place("f.yaml", 2, 4, "/b")


def test_the_first_of_a_double_key_stays_and_its_place_with_it():
    reading = read("a: {x: 1}\na: {y: 2}\n")
    assert [(f.code, f.place.line) for f in reading.findings] == [("yaml.double-key", 2)]
    assert reading.document.value == {"a": {"x": 1}}
    assert reading.document.place("/a").line == 1


def test_keys_that_differ_only_in_normal_form_are_double():
    assert codes("é: 1\ne\u0301: 2\n") == ["yaml.double-key"]


def test_an_unquoted_key_keeps_its_spelling():
    reading = read("1.10: a\ntrue: b\n")
    assert [finding.code for finding in reading.findings] == ["yaml.unquoted-id"] * 2
    assert reading.document.value == {"1.10": "a", "true": "b"}


def test_all_findings_come_at_once():
    assert codes("a: &x 1\nb: *x\nc: !!str 3\nc: 4\n<<: {d: 1}\n") == [
        "yaml.anchor", "yaml.alias", "yaml.tag", "yaml.double-key", "yaml.merge-key",
    ]  # fmt: skip


def test_no_document_is_made_of_aliases():
    assert read("a: &x 1\nb: *x\n").document is None


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "~\n", "---\n...\n"])
def test_nothing_is_a_finding(text):
    assert codes(text) == ["yaml.empty"]


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2\n", "a: 1\n...\n---\n", "a: 1\n...\n%YAML 1.1\n---\nb: 1\n"])
def test_a_second_document_is_a_finding(text):
    assert codes(text) == ["yaml.several-documents"]


def test_comments_and_an_end_mark_may_follow():
    assert value_of("---\na: 1\n...\n# the end\n\n") == {"a": 1}


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("a: b: c", "There is a colon where no key can be."),
        ("a: [1, 2\nb: 1\n", "A list in square brackets is not closed, or lacks a comma."),
        ("a: {b: 1\nc", "A mapping in braces is not closed, or lacks a comma."),
        ('a: "x', "A quote is opened and never closed."),
        ('a: "\\q"', "Inside double quotes, \\ is followed by something that is no escape."),
        ("\ta: 1", "Here stands a character that cannot begin a value (a tab, @, `, %)."),
        ("a: @x", "Here stands a character that cannot begin a value (a tab, @, `, %)."),
        ("a: 1\n- b\n", "The indentation does not fit the lines above."),
        ("a:\n  - b\n c: 1\n", "The indentation does not fit the lines above."),
        ("a: 1\nbcd\ne: 2\n", "A colon is missing after a key."),
    ],
)
def test_what_is_no_yaml_is_told_in_our_words(text, english):
    (finding,) = read(text).findings
    assert (finding.code, finding.message.en) == ("yaml.syntax", english)
    assert finding.place.line >= 1


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_before_anything_is_built(opening):
    with cut_off_when_endless():
        (code,) = codes("a: " * (opening == "[") + opening * 100_000)
    assert code in ("yaml.too-deep", "yaml.key")


def test_the_allowed_depth_is_read():
    text = "[" * MOST_DEPTH + "]" * MOST_DEPTH
    assert codes(text) == []
    assert codes(f"[{text}]") == ["yaml.too-deep"]


def test_many_directives_cost_nothing():
    text = "".join(f"%TAG !a{number}! tag:x,2000:\n" for number in range(60_000)) + "---\na: 1\n"
    with cut_off_when_endless():
        assert codes(text) == ["yaml.directive"]
        assert codes("a: 1\n...\n" + text) == ["yaml.several-documents"]


def test_a_bomb_of_aliases_stays_small():
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60)]
    reading = read("\n".join(lines))
    assert reading.document is None
    assert {finding.code for finding in reading.findings} == {"yaml.anchor", "yaml.alias", "yaml.too-many-problems"}


def test_too_many_values_are_refused():
    assert codes("- a\n" * (MOST_VALUES + 1)) == ["yaml.too-many-values"]


def test_too_large_a_file_is_refused():
    assert codes("#" * (MOST_BYTES + 1)) == ["file.too-large"]


def test_after_a_hundred_problems_reading_ends():
    found = codes("a: 1\n" * 500)
    assert found == ["yaml.double-key"] * 100 + ["yaml.too-many-problems"]


@pytest.mark.parametrize("character", ["\x07", "\x85", "\u200b", "\u2028", "\u202e", "\u2066", "\ufeff", "\ufffe"])
def test_what_nobody_sees_is_refused(character):
    (finding,) = read(f"a: x{character}y\n").findings
    assert (finding.code, finding.place) == ("text.unseen-character", Place("f.yaml", 1, 5))


@pytest.mark.parametrize("escape", [r"\0", r"\x07", r"\u202e", r"\L"])
def test_what_nobody_sees_is_refused_behind_an_escape(escape):
    assert codes(f'a: "x{escape}y"\n') == ["text.unseen-character"]


def test_line_breaks_and_tabs_inside_quotes_are_text():
    assert value_of('a: "x\\n\\ty"\n') == {"a": "x\n\ty"}


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"a: 1\nb: \xff\n", Place("f.yaml", 2, 4)),
        (b"\xff\xfea\x00", Place("f.yaml", 1, 1)),
        ("ă: ".encode() + b"\xe1\xba", Place("f.yaml", 1, 4)),
    ],
)
def test_what_is_not_utf8_is_refused_at_its_place(data, place):
    (finding,) = read(data).findings
    assert (finding.code, finding.place) == ("file.not-utf8", place)


@pytest.mark.parametrize(
    "text",
    [
        "a: [1.10, yes, {b: ~}]\n? |\n  k\n: 2\n",
        "c: &x 'O\u031bn'\nc: *x\n",
        "a: 1\n...\n# x\n---\n",
        "[" * 70,
        "a: !t 1\n",
    ],
)
def test_the_parser_in_python_gives_the_same(text, monkeypatch):
    in_c = read(text)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    in_python = read(text)
    assert in_python.findings == in_c.findings
    if in_c.document is not None:
        assert in_python.document.value == in_c.document.value
        assert in_python.document.positions == in_c.document.positions
