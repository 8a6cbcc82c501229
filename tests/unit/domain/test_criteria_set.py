"""The vocabulary of sets: spans, weights, profiles, places, and how totals are printed and compared."""

from dataclasses import FrozenInstanceError, replace
from fractions import Fraction

import pytest

from engine.domain.criteria_set import (
    Adjustment,
    CriteriaSet,
    GradeLevel,
    Grades,
    Node,
    Origin,
    Profile,
    Provenance,
    RankingRule,
    Span,
    Total,
    Weight,
)
from engine.domain.numbers import Rounding
from engine.domain.source_place import Place
from engine.domain.text import Text

TITLE = Text("tên", "title")


def node(name: str, *children: Node, **more: object) -> Node:
    """A node with children, or a leaf."""
    return Node(name, TITLE, Fraction(1), Origin(Provenance.EXAMPLE), children=children, **more)


def criteria_set(**more: object) -> CriteriaSet:
    """A set of one component with two leaves."""
    usual: dict[str, object] = {
        "id": "test.set",
        "edition": "1.10",
        "revision": 3,
        "status": Provenance.EXAMPLE,
        "title": TITLE,
        "legal_texts": (),
        "unit_kinds": ("department",),
        "years": Span(2022, 2024),
        "parts": (),
        "places": 6,
        "roundings": (),
        "total": Total(Fraction(100)),
        "missing_at_close": "zero",
        "ranking": RankingRule(),
        "grades": Grades(),
        "profiles": (Profile("ordinary", TITLE, "main"), Profile("special", TITLE, "main", units=("vd-so-thu",))),
        "facts": {},
        "components": (node("1", node("1.1"), node("1.2")),),
    }
    return CriteriaSet(**{**usual, **more})


def test_the_status_of_a_set_can_be_no_stronger_than_its_weakest_row():
    assert [origin.weakness for origin in Provenance] == [0, 1, 2, 3]
    assert max(Provenance, key=lambda origin: origin.weakness) is Provenance.EXAMPLE


@pytest.mark.parametrize(
    ("span", "held"),
    [
        (Span(), [True, True, True, True]),
        (Span(2022), [False, True, True, True]),
        (Span(None, 2022), [True, True, False, False]),
        (Span(2022, 2023), [False, True, True, False]),
    ],
)
def test_a_span_includes_both_of_its_years(span, held):
    assert [span.holds("any", year) for year in (2021, 2022, 2023, 2024)] == held


def test_a_span_of_profiles_holds_for_these_only():
    span = Span(2022, None, ("special",))
    assert span.holds("special", 2022)
    assert not span.holds("ordinary", 2022)
    assert not span.holds("special", 2021)


def test_the_last_weight_that_fits_wins_and_none_means_one():
    weights = (Weight(Fraction(2)), Weight(Fraction(3), Span(2023)), Weight(Fraction(0), Span(profiles=("special",))))
    weighed = node("1", weights=weights)
    assert weighed.weight_for("ordinary", 2022) == 2
    assert weighed.weight_for("ordinary", 2023) == 3
    assert weighed.weight_for("special", 2023) == 0
    assert node("1").weight_for("ordinary", 2022) == 1


def test_a_profile_may_have_a_maximum_of_its_own():
    special = node("1", maximum_by_profile={"special": Fraction(1, 2)})
    assert (special.maximum_for("ordinary"), special.maximum_for("special")) == (1, Fraction(1, 2))


def test_a_node_is_walked_parents_first():
    tree = node("1", node("1.1", node("1.1.1")), node("1.2"))
    assert [found.id for found in tree.walk()] == ["1", "1.1", "1.1.1", "1.2"]
    assert [found.is_leaf for found in tree.walk()] == [False, False, True, True]


def test_the_place_of_a_detail_falls_back_to_what_is_around_it():
    here, rule = Place("a.yaml", 3, 1), Place("a.yaml", 7, 5)
    placed = node("1", place=here, places={"/rule": rule})
    assert placed.place_of("/rule/bands/0/from") == rule
    assert placed.place_of("/title") == here


def test_the_set_walks_components_then_bonus_then_penalty():
    rules = criteria_set(
        bonus=Adjustment(Fraction(1), (node("B1"),)), penalty=Adjustment(Fraction(1), (node("P1"), node("P2")))
    )
    assert [found.id for found in rules.walk()] == ["1", "1.1", "1.2", "B1", "P1", "P2"]
    assert [leaf.id for leaf in rules.leaves()] == ["1.1", "1.2", "B1", "P1", "P2"]


def test_the_edition_is_text_so_that_1_10_is_not_1_1():
    assert criteria_set().name == "test.set 1.10.3"


def test_a_unit_has_the_profile_named_or_the_one_that_lists_it_or_the_first():
    rules = criteria_set()
    assert rules.profile_of("vd-so-thu").id == "special"
    assert rules.profile_of("vd-so-thu", "ordinary").id == "ordinary"
    assert rules.profile_of("another").id == "ordinary"
    with pytest.raises(KeyError):
        rules.profile_of("another", "no-such")


@pytest.mark.parametrize(("places", "compared"), [(0, 0), (2, 2), (3, 3), (4, 2), (6, 4), (9, 7)])
def test_the_last_two_places_are_guard_digits_where_there_are_enough(places, compared):
    assert criteria_set(places=places).comparing == Rounding("total", compared)
    assert criteria_set(places=places).scale == 10**places


def test_a_set_may_compare_what_it_prints():
    printing = Rounding("printed", 3, "floor")
    rules = criteria_set(ranking=RankingRule(compare="printed"), roundings=(printing,))
    assert rules.comparing == rules.printing == printing


def test_print_has_two_places_half_up_unless_the_set_says_otherwise():
    rules = criteria_set(roundings=(Rounding("leaf", 3),))
    assert rules.printing == Rounding("printed", 2, "half_up")
    assert rules.rounding("leaf") == Rounding("leaf", 3)
    assert rules.rounding("component") is None


def test_grades_of_a_profile_stand_before_those_of_all():
    usual, own = GradeLevel("a", TITLE, None), GradeLevel("b", TITLE, None)
    grades = Grades(levels=(usual,), by_profile={"special": (own,)})
    assert (grades.levels_for("ordinary"), grades.levels_for("special")) == ((usual,), (own,))


def test_a_set_cannot_be_changed_after_it_was_made():
    rules = criteria_set()
    with pytest.raises(FrozenInstanceError):
        rules.places = 2
    assert replace(rules, places=2).places == 2
    assert rules.places == 6
