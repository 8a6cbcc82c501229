"""Grades with closed lower edges, and named figures that follow from scores."""

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.domain.criteria_set import Classification, ClassificationLevel, GradeLevel, Grades, RankingRule
from engine.domain.scorecard import Range
from engine.domain.text import Text
from engine.evaluation.classifying import classification_findings, classify, grade_of
from tests.support.leaving_row import LEAVING
from tests.support.written_rows import row

ROWS = row('method: external_index\nrule: {value: a}\nfacts: {a: {type: percent, title: {vi: "A", en: "A"}}}\n', "10")
LEVELS = Grades(
    levels=(
        GradeLevel("tot", Text("Tốt", "Good"), Fraction(80)),
        GradeLevel("kha", Text("Khá", "Fair"), Fraction(70)),
        GradeLevel("kem", Text("Kém", "Weak"), None),
    ),
    by_profile={"special": (GradeLevel("dat", Text("Đạt", "Passed"), None),)},
)
RULES = replace(ROWS.rules, grades=LEVELS)


def exactly(figure: str) -> Range:
    """A decided figure."""
    return Range(Fraction(figure), Fraction(figure))


@pytest.mark.parametrize(
    ("figure", "grade"),
    [
        ("100", "tot"),
        ("80", "tot"),
        ("79.9999", "kha"),
        ("79.99995", "tot"),
        ("79.999949", "kha"),
        ("70", "kha"),
        ("69.99", "kem"),
        ("0", "kem"),
        ("-5", "kem"),
    ],
)
def test_each_lower_edge_belongs_to_its_grade_at_the_places_that_count(figure, grade):
    assert grade_of(RULES, "ordinary", exactly(figure))[0] == grade


def test_three_thirds_of_the_edge_reach_it():
    third = Fraction("26.666667")
    assert grade_of(RULES, "ordinary", Range(third * 3, third * 3))[0] == "tot"


def test_a_set_that_compares_what_it_prints_grades_what_it_prints():
    printed = replace(RULES, ranking=RankingRule(compare="printed"))
    assert grade_of(printed, "ordinary", exactly("79.995"))[0] == "tot"
    assert grade_of(printed, "ordinary", exactly("79.994"))[0] == "kha"


def test_an_open_figure_has_a_grade_only_when_both_ends_agree():
    assert grade_of(RULES, "ordinary", Range(Fraction(71), Fraction(79))) == ("kha", Text("Khá", "Fair"))
    assert grade_of(RULES, "ordinary", Range(Fraction(79), Fraction(81)))[0] is None
    assert grade_of(RULES, "ordinary", None)[0] is None


def test_a_profile_may_have_grades_of_its_own():
    assert grade_of(RULES, "special", exactly("5"))[0] == "dat"


def classified(*items: Classification, rate: str | None = "75"):
    """The named figures of a card; without a rate the row is open."""
    card = ROWS.card({} if rate is None else {"a": rate})
    return {
        item.id: (item.value, item.result)
        for item in classify(replace(ROWS.rules, classifications=items), card.nodes, card.total, card.index)
    }


def named(name: str, value: str, *levels: ClassificationLevel) -> Classification:
    """A named figure."""
    return Classification(name, Text(name, name), value, levels)


BEST_FIRST = (
    ClassificationLevel("1", Fraction(9)),
    ClassificationLevel("2", Fraction("7.5")),
    ClassificationLevel("3"),
)
LOWEST_FIRST = (
    ClassificationLevel("F", most=Fraction("2.5")),
    ClassificationLevel("PF", most=Fraction(5)),
    ClassificationLevel("NF"),
)


@pytest.mark.parametrize(("rate", "result"), [("90", "1"), ("89.99", "2"), ("75", "2"), ("74.99", "3"), ("0", "3")])
def test_lower_edges_are_closed(rate, result):
    assert classified(named("r", 'points("1")', *BEST_FIRST), rate=rate)["r"][1] == result


@pytest.mark.parametrize(("rate", "result"), [("25", "F"), ("25.01", "PF"), ("50", "PF"), ("50.01", "NF")])
def test_upper_edges_are_closed(rate, result):
    assert classified(named("r", 'points("1")', *LOWEST_FIRST), rate=rate)["r"][1] == result


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        ('points("1")', "7.5"),
        ('max("1")', "10"),
        ('index("1")', "75"),
        ("total", "7.5"),
        ("index", "75"),
        ('points("1") / max("1")', "0.75"),
        ("total * 2 - 1", "14"),
        ("-total", "-7.5"),
        ("1 / 3", "1/3"),
        ("total / 0", None),
    ],
)
def test_a_value_is_exact_arithmetic_over_scores(value, figure):
    assert classified(named("r", value, ClassificationLevel("x")))["r"][0] == (
        None if figure is None else Fraction(figure)
    )


def test_a_later_figure_may_use_an_earlier_one_whose_result_is_a_number():
    found = classified(named("pr", "total", *BEST_FIRST), named("status", "(pr + 5) / 2", *LOWEST_FIRST))
    assert found == {"pr": (Fraction("7.5"), "2"), "status": (Fraction("3.5"), "PF")}


def test_nothing_is_classified_while_the_score_is_open():
    found = classified(named("pr", "total", *BEST_FIRST), named("status", "pr", *LOWEST_FIRST), rate=None)
    assert found == {"pr": (None, None), "status": (None, None)}


@pytest.mark.parametrize(
    ("value", "open_yet", "left", "stayed"),
    [
        ('points("1")', "1", "1", "1"),
        ("total", "1", "1", "1"),
        ('max("1")', None, "1", "2"),
        ('index("1")', None, "100", "50"),
        ("index", None, "100", "50"),
        ('max("1.2")', None, "0", "1"),
        ('index("1.2")', None, None, "0"),
    ],
)
def test_points_that_are_sure_make_no_index_while_a_row_may_still_leave(value, open_yet, left, stayed):
    items = (named("f", value, ClassificationLevel("x")),)
    facts = {"a": 1, "b": 0}
    cards = (LEAVING.card(facts), LEAVING.card({**facts, "gone": True}), LEAVING.card({**facts, "gone": False}))
    rules = replace(LEAVING.rules, classifications=items)
    found = [classify(rules, card.nodes, card.total, card.index)[0].value for card in cards]
    assert found == [None if figure is None else Fraction(figure) for figure in (open_yet, left, stayed)]


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        ('points("9")', "9"),
        ("totl", "totl"),
        ("later", "later"),
        ('score("1")', 'score("1")'),
        ("total ** 2", "total ** 2"),
        ("__import__('os')", "__import__('os')"),
        ("total.real", "total.real"),
        ("[x for x in (1,)]", "[x for x in (1,)]"),
        ("lambda: 1", "lambda: 1"),
        ("1e9", "1e9"),
        ("total +", "total +"),
        ("points(1)", "points(1)"),
        ('points("1", "2")', 'points("1", "2")'),
        ("f'{total}'", "f'{total}'"),
        ("(1 if total else 2)", "1 if total else 2"),
    ],
)
def test_what_is_no_arithmetic_over_scores_is_refused_and_never_run(value, refused):
    rules = replace(ROWS.rules, classifications=(named("r", value), named("later", "1")))
    found = list(classification_findings(rules))
    assert [finding.code for finding in found] == ["classification.value"]
    assert f"'{refused}'" in found[0].message.en


def test_a_slip_gets_a_suggestion():
    rules = replace(ROWS.rules, classifications=(named("r", "totl"),))
    assert next(classification_findings(rules)).hint.en == "Did you mean 'total'?"
