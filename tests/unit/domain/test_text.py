"""Text in both languages, always in normal form C."""

from engine.domain.text import NOTHING, Text, nfc


def test_two_spellings_of_one_letter_are_one_text():
    apart, together = "Bo\u0302\u0323 No\u0323\u0302i vu\u0323", "Bộ Nội vụ"
    assert apart != together
    assert nfc(apart) == together
    assert nfc(together) is together or nfc(together) == together


def test_a_text_is_said_in_the_language_asked_for():
    text = Text("Tốt", "Good")
    assert (text.said("vi"), text.said("en")) == ("Tốt", "Good")
    assert text.as_mapping() == {"vi": "Tốt", "en": "Good"}


def test_nothing_says_nothing():
    assert NOTHING.said("vi") == NOTHING.said("en") == ""
