"""The same value, the same bytes, on every machine; decimals are text, text is in normal form, no float gets in."""

from datetime import date
from fractions import Fraction

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as some

from engine.results.canonical import canonical_bytes, digest, portable


def test_keys_are_sorted_and_nothing_is_spelled_in_two_ways():
    assert canonical_bytes({"b": [1, True, None], "a": "Bộ"}) == '{"a":"Bộ","b":[1,true,null]}'.encode()
    assert canonical_bytes({"a": 1, "b": 2}) == canonical_bytes({"b": 2, "a": 1})


def test_two_spellings_of_one_letter_have_one_hash():
    apart, together = "Bo\u0302\u0323 No\u0323\u0302i vu\u0323", "Bộ Nội vụ"
    assert apart != together
    assert digest({apart: apart}) == digest({together: together})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 2), '"0.5"'),
        (Fraction(1, 3), '"1/3"'),
        (Fraction(7), '"7"'),
        (2**53 - 1, "9007199254740991"),
        (2**53, '"9007199254740992"'),
        (-(2**60), '"-1152921504606846976"'),
        (date(2022, 11, 10), '"2022-11-10"'),
        (("a", 1), '["a",1]'),
    ],
)
def test_what_json_cannot_carry_exactly_is_text(value, text):
    assert canonical_bytes(value).decode() == text


@pytest.mark.parametrize("value", [0.5, {"a": [1.0]}, float("nan"), {1, 2}, b"x", object()])
def test_a_float_or_any_other_thing_is_refused(value):
    with pytest.raises(TypeError, match="not portable"):
        portable(value)


PLAIN = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53) + 1, 2**53 - 1) | some.text(),
    lambda inside: some.lists(inside, max_size=4) | some.dictionaries(some.text(max_size=3), inside, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
def test_the_bytes_are_those_of_a_library_of_the_standard(value):
    assert canonical_bytes(value) == rfc8785.dumps(portable(value))


def test_keys_stand_in_the_order_of_their_utf16_code_units():
    beyond, private = "\U0001f600", "\ue000"
    assert sorted([beyond, private]) == [private, beyond]
    assert canonical_bytes({private: 1, beyond: 2}).decode() == f'{{"{beyond}":2,"{private}":1}}'


def test_portable_values_keep_the_order_of_their_keys():
    assert list(portable({"b": 1, "a": 2})) == ["b", "a"]


def test_half_a_character_has_no_bytes():
    with pytest.raises(UnicodeEncodeError):
        canonical_bytes("\ud800")


def test_the_hash_is_the_sha256_of_the_bytes():
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert digest({"a": 1}) != digest({"a": 2})
