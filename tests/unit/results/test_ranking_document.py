"""The ranking as a document: ranks, ranges while open, and figures exact and printed side by side."""

from dataclasses import replace
from fractions import Fraction

from engine.domain.scorecard import Range
from engine.results.ranking import rank
from engine.results.ranking_document import ranking_document
from tests.unit.results.test_ranking import TWO_GROUPS, component, rules, standing


def document(*standings, of=None):
    """The document of a ranking."""
    ranking_rules = of or rules()
    return ranking_document(ranking_rules, rank(ranking_rules, standings), 2022, "appraisal")


def test_a_decided_rank_is_a_number_and_an_open_one_a_range():
    units = document(standing("a", 90), standing("b", 70, 95))["groups"][0]["units"]
    assert [(unit["unit"]["id"], unit["rank"], unit["rank_possible"]) for unit in units] == [
        ("a", None, {"best": 1, "worst": 2}),
        ("b", None, {"best": 1, "worst": 2}),
    ]
    (only,) = document(standing("a", 90))["groups"][0]["units"]
    assert (only["rank"], only["tied"]) == (1, False)


def test_a_unit_that_is_not_ranked_has_no_rank():
    gone = standing("b", 0, index=None, maximum=Fraction(0))
    units = document(standing("a", 90), gone)["groups"][0]["units"]
    assert [(unit["rank"], unit["rank_possible"], unit["index"] is None) for unit in units] == [
        (1, {"best": 1, "worst": 1}, False),
        (None, None, True),
    ]
    new = document(standing("n", 99, profile="new", group="new"), of=TWO_GROUPS)["groups"][0]
    assert (new["ranked"], new["reason"]["en"], new["units"][0]["rank"]) == (False, "Just founded", None)


def test_figures_are_exact_and_printed():
    (unit,) = document(standing("a", Fraction(1, 3)))["groups"][0]["units"]
    assert unit["index"]["low"] == {"exact": "1/3", "printed": "0.33"}
    assert unit["maximum"] == "100"


def test_the_rules_and_their_status_stand_at_the_top():
    made = document(standing("a", 90))
    assert (made["format"], made["year"], made["stage"]) == ("parindex/ranking/1", 2022, "appraisal")
    assert made["criteria_set"]["status"] == "example"
    assert (made["by"], made["ties"], made["compare"]) == ("index", "competition", "exact")


def test_means_of_components_are_percentages():
    units = [standing("a", 90, components=(component(2),)), standing("b", 80, components=(component(1),))]
    (found,) = document(*units)["groups"][0]["components"]
    assert found["mean"] == {"exact": "75", "printed": "75.00"}
    assert (found["full_marks"], found["below_mean"]) == (["a"], ["b"])


def test_an_open_range_is_told_at_both_ends():
    wide = replace(standing("b", 70, 95), points=Range(Fraction(7), Fraction("9.5")))
    (unit,) = document(wide)["groups"][0]["units"]
    assert (unit["points"]["low"]["printed"], unit["points"]["high"]["printed"]) == ("7.00", "9.50")
    assert unit["complete"] is False
