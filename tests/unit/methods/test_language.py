"""The condition language: every operator, function and type, exact and three-valued."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.criteria_set import Node, Origin, Provenance
from engine.domain.facts import Fact, FactType, Option
from engine.domain.text import Text
from engine.methods.language import read_condition, read_number
from engine.methods.scope import Scope
from engine.program.intervals import Evaluation

TITLE = Text("tên", "title")
CHOICES = (Option("on_time", TITLE), Option("late", TITLE), Option("none", TITLE))
FIELDS = (
    Fact("due", TITLE, FactType.DATE, 738000, 739000),
    Fact("sent", TITLE, FactType.DATE, 738000, 739000, optional=True),
    Fact("complete", TITLE, FactType.BOOL, 0, 1),
    Fact("pages", TITLE, FactType.COUNT, 0, 50),
)
FACTS = {
    fact.id: fact
    for fact in (
        Fact("tasks.done", TITLE, FactType.COUNT, 0, 500),
        Fact("tasks.planned", TITLE, FactType.COUNT, 0, 500),
        Fact("balance", TITLE, FactType.INTEGER, -100, 100),
        Fact("rate", TITLE, FactType.PERCENT, 0, 10000, 2),
        Fact("mean", TITLE, FactType.DECIMAL, 0, 10000, 3),
        Fact("funded", TITLE, FactType.BOOL, 0, 1),
        Fact("plan", TITLE, FactType.CHOICE, 0, 2, options=CHOICES),
        Fact("plan.date", TITLE, FactType.DATE, 738000, 739000),
        Fact("reports", TITLE, FactType.LIST, 0, 60, fields=FIELDS, max_items=60),
    )
}
DAY = date(2022, 3, 15).toordinal()
GIVEN = {
    "tasks.done": 8,
    "tasks.planned": 10,
    "balance": -5,
    "rate": 9117,
    "mean": 4250,
    "funded": 1,
    "plan": 1,
    "plan.date": DAY,
    "reports": ((DAY, DAY - 1, 1, 12), (DAY, DAY + 3, 0, 7), (DAY, None, 1, 0)),
}


def scope() -> Scope:
    """A leaf whose rule is read."""
    return Scope(Node("1", TITLE, Fraction(1), Origin(Provenance.EXAMPLE)), FACTS, 10**6, 10**6)


def worth(text: str) -> Fraction | int | None:
    """What a value is worth over the given facts."""
    number = read_number(scope(), text, "/rule/value")
    assert number is not None, text
    evaluation = Evaluation(FACTS, GIVEN)
    above, below = evaluation.decided(number.numerator), evaluation.decided(number.denominator)
    return None if above is None or below is None else Fraction(above, below)


def holds(text: str) -> int | None:
    """Whether a condition holds over the given facts; None while that is open."""
    read = read_condition(scope(), text, "/rule/when")
    assert read is not None, text
    return Evaluation(FACTS, GIVEN).decided(read)


def refused(text: object) -> str:
    """The code of the one finding that a condition gets."""
    found = scope()
    assert read_condition(found, text, "/rule/when") is None
    assert len(found.findings) == 1, [finding.code for finding in found.findings]
    assert found.findings[0].message.vi
    assert found.findings[0].message.en
    return found.findings[0].code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("tasks.done + 2", "10"),
        ("tasks.done - tasks.planned", "-2"),
        ("tasks.done * 3", "24"),
        ("-balance", "5"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "1/3"),
        ("tasks.done / tasks.planned", "0.8"),
        ("rate", "0.9117"),
        ("rate * 100", "91.17"),
        ("mean", "4.25"),
        ("tasks.done / 4 + rate", "2.9117"),
        ("tasks.done if funded else 0", "8"),
        ("0 if funded else tasks.done / 2", "0"),
        ("(tasks.done - 3) * 2", "10"),
        ("tasks.done - 3 * 2", "2"),
        ("abs(balance)", "5"),
        ("abs(3 - tasks.done / 4)", "1"),
        ("min(tasks.done, 5)", "5"),
        ("max(tasks.done, tasks.planned, 9)", "10"),
        ("min(rate, 1, mean)", "0.9117"),
        ("clamp(balance, 0, 10)", "0"),
        ("clamp(tasks.done, 0, 5)", "5"),
        ("clamp(rate, 0.5, 0.95)", "0.9117"),
        ('days_between(plan.date, date("2022-03-31"))', "16"),
        ('days_between(date("2022-03-31"), plan.date)', "-16"),
        ("count(reports)", "3"),
        ("count(reports, complete)", "2"),
        ("count(reports, known(sent))", "2"),
        ("count(reports, known(sent) and sent > due)", "1"),
        ("sum(reports, pages)", "19"),
        ("sum(reports, pages / 2)", "9.5"),
        ("sum(reports, pages, complete)", "12"),
        ("sum(reports, 2 if known(sent) else 1)", "5"),
        ("min(reports, pages)", "0"),
        ("max(reports, pages + 1)", "13"),
        ("sum(reports, tasks.done)", "24"),
    ],
)
def test_a_value_is_exact(text, value):
    assert worth(text) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("tasks.done == 8", 1),
        ("tasks.done != 8", 0),
        ("tasks.done < 8", 0),
        ("tasks.done <= 8", 1),
        ("tasks.done > 7.5", 1),
        ("tasks.done >= 8", 1),
        ("5 < tasks.done < tasks.planned", 1),
        ("5 < tasks.done < 8", 0),
        ("tasks.done * 100 >= tasks.planned * 80", 1),
        ("rate >= 0.9117", 1),
        ("rate > 0.9117", 0),
        ("rate == 9117 / 10000", 1),
        ("funded", 1),
        ("not funded", 0),
        ("funded == true", 1),
        ("funded != true", 0),
        ("true", 1),
        ("false", 0),
        ("funded and tasks.done > 7", 1),
        ("funded and tasks.done > 9 or balance < 0", 1),
        ("not (funded and balance > 0)", 1),
        ('plan == "late"', 1),
        ('"late" == plan', 1),
        ('plan != "on_time"', 1),
        ('plan in ("late", "none")', 1),
        ('plan in ["on_time"]', 0),
        ('plan not in ("late",)', 0),
        ("tasks.done in (7, 8)", 1),
        ("0 < tasks.done in (7, 8)", 1),
        ('plan.date == date("2022-03-15")', 1),
        ('plan.date < date("2022-03-16")', 1),
        ('(plan.date if funded else date("2022-01-01")) > date("2022-02-01")', 1),
        ("(balance > 0) if funded else true", 0),
        ("any(reports, sent > due)", 1),
        ("all(reports, complete)", 0),
        ("all(reports, pages < 50)", 1),
        ("any(reports, pages > 40)", 0),
        ("known(tasks.done)", 1),
        ("known(reports)", 1),
        ("known(plan) and known(funded) and known(plan.date)", 1),
    ],
)
def test_a_condition_is_true_or_false(text, truth):
    assert holds(text) == truth


def test_three_thirds_are_a_whole_and_a_tenth_ten_times_is_one():
    assert holds("1 / 3 + 1 / 3 + 1 / 3 == 1")
    assert holds("0.1 + 0.1 + 0.1 == 0.3")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 100))
def test_a_share_is_compared_without_dividing(done, planned, edge):
    read = read_condition(scope(), f"tasks.done * 100 >= tasks.planned * {edge}", "")
    found = Evaluation(FACTS, {"tasks.done": done, "tasks.planned": planned}).decided(read)
    assert found == (Fraction(done, planned) >= Fraction(edge, 100))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tasks.done >= 0", "always true"),
        ("tasks.done > 500", "always false"),
        ("true", "always true"),
        ("funded or not false", "always true"),
        ("rate <= 1", "always true"),
    ],
)
def test_a_condition_that_never_changes_is_a_warning(text, told):
    found = scope()
    assert read_condition(found, text, "/rule/when") is not None
    assert [finding.code for finding in found.findings] == ["condition.constant"]
    assert told in found.findings[0].message.en


@pytest.mark.parametrize("text", ["known(tasks.done)", "not known(funded)", "known(plan) and funded"])
def test_what_asks_whether_a_fact_is_given_is_never_constant(text):
    found = scope()
    assert read_condition(found, text, "/rule/when") is not None
    assert found.findings == []


def test_the_facts_that_are_read_are_noted():
    found = scope()
    read_condition(found, "tasks.done > 1 and count(reports, pages > balance) > 1", "")
    assert found.read == {"tasks.done", "reports", "balance"}


def test_a_number_or_a_truth_value_of_the_document_is_read_as_it_stands():
    assert read_number(scope(), Fraction(1, 2), "").numerator.value == 1
    assert read_condition(scope(), True, "") is not None
    assert refused("plan") == "expression.not-a-condition"
    found = scope()
    assert read_number(found, "funded", "/rule/value") is None
    assert [finding.code for finding in found.findings] == ["expression.not-a-number"]


def test_an_unknown_that_matters_gives_unknown_and_one_that_does_not_is_passed_over():
    some = {"funded": 0}
    both = read_condition(scope(), "funded and tasks.done > 5", "")
    either = read_condition(scope(), "funded or tasks.done > 5", "")
    assert Evaluation(FACTS, some).decided(both) == 0
    assert Evaluation(FACTS, some).decided(either) is None
    assert Evaluation(FACTS, {"funded": 1}).decided(either) == 1


def test_a_field_that_is_null_equals_nothing_not_even_another_null():
    assert holds("any(reports, sent == due)") is None
    assert holds("all(reports, known(sent) or complete)") == 1
