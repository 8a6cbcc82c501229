"""Places: `file:line:column` for editors, JSON pointers for machines."""

from engine.domain.source_place import NOWHERE, Place, pointer_to


def test_a_place_is_written_as_editors_jump_to_it():
    assert str(Place("a.yaml", 41, 9)) == "a.yaml:41:9"


def test_a_place_without_a_line_is_its_file():
    assert str(Place("a.csv")) == "a.csv"
    assert str(NOWHERE) == ""


def test_a_place_in_what_was_never_text_is_its_pointer():
    assert str(Place("a.hsm[2]", 0, 0, "/facts/x")) == "a.hsm[2] /facts/x"


def test_a_pointer_escapes_what_json_pointers_escape():
    assert pointer_to("facts", "a/b", 0, "c~d") == "/facts/a~1b/0/c~0d"
    assert pointer_to() == ""


def test_places_are_ordered_as_the_text_is():
    assert min(Place("b", 1, 1), Place("a", 9, 1), Place("a", 2, 7)) == Place("a", 2, 7)
