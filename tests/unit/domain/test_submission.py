"""Submissions: the place of a part of the document, or of the nearest thing around it."""

from engine.domain.source_place import NOWHERE, Place
from engine.domain.submission import Submission, Unit
from engine.domain.text import Text


def submission(places: dict[str, Place]) -> Submission:
    """A submission with known places."""
    return Submission("s", "2022", Unit("u", Text("u", "u")), 2022, "self", {}, places=places)


def test_the_place_of_a_part_is_the_nearest_that_is_known():
    top, facts = Place("a.yaml", 1, 1), Place("a.yaml", 5, 3)
    found = submission({"": top, "/facts": facts})
    assert found.place_of("/facts/reports/0/due") == facts
    assert found.place_of("/marks/3") == top


def test_a_submission_without_places_lies_nowhere():
    assert submission({}).place_of("/facts/x") == NOWHERE
