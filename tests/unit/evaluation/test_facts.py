"""Facts as they were written become the engine's integers, or findings that show them as they were written."""

from datetime import date
from fractions import Fraction

import pytest

from engine.domain.facts import Fact, FactType, Option
from engine.domain.submission import Submission, Unit
from engine.domain.text import Text
from engine.evaluation.facts import FactReader

TITLE = Text("Số liệu", "Fact")
FIELDS = (
    Fact("due", TITLE, FactType.DATE, 730000, 740000),
    Fact("sent", TITLE, FactType.DATE, 730000, 740000, optional=True),
)
DECLARED = {
    fact.id: fact
    for fact in (
        Fact("tasks", TITLE, FactType.COUNT, 0, 500),
        Fact("rate", TITLE, FactType.PERCENT, 0, 10000, 2),
        Fact("mean", TITLE, FactType.DECIMAL, 0, 10000, 3),
        Fact("balance", TITLE, FactType.INTEGER, -100, 100),
        Fact("money", TITLE, FactType.MONEY, 0, 10**15),
        Fact("sent", TITLE, FactType.BOOL, 0, 1),
        Fact("plan", TITLE, FactType.CHOICE, 0, 1, options=(Option("on_time", TITLE), Option("late", TITLE))),
        Fact("day", TITLE, FactType.DATE, 738000, 739000),
        Fact("reports", TITLE, FactType.LIST, 0, 2, fields=FIELDS, max_items=2),
    )
}
DAY = date(2022, 3, 15).toordinal()


def reader(**facts: object) -> FactReader:
    """A reader of some facts."""
    return FactReader(DECLARED, Submission("s", "1", Unit("u", TITLE), 2022, "self", facts))


@pytest.mark.parametrize(
    ("name", "written", "integer"),
    [
        ("tasks", 12, 12),
        ("tasks", "12", 12),
        ("tasks", 0, 0),
        ("rate", "91.17", 9117),
        ("rate", Fraction("91.17"), 9117),
        ("rate", "91.17%", 9117),
        ("rate", 100, 10000),
        ("mean", "4.25", 4250),
        ("balance", -100, -100),
        ("money", 10**15, 10**15),
        ("sent", True, 1),
        ("sent", "false", 0),
        ("plan", "late", 1),
        ("day", "2022-03-15", DAY),
        ("day", date(2022, 3, 15), DAY),
        ("reports", (), ()),
        ("reports", ({"due": "2022-03-15", "sent": None},), ((DAY, None),)),
        ("reports", ({"due": "2022-03-15"}, {"due": "2022-03-15", "sent": "2022-03-15"}), ((DAY, None), (DAY, DAY))),
    ],
)
def test_a_fact_becomes_the_integer_that_it_says(name, written, integer):
    found = reader(**{name: written})
    assert found.read() == {name: integer}
    assert found.findings == []


def test_a_null_is_unknown_and_never_nothing():
    assert reader(tasks=None, plan=None).read() == {}


@pytest.mark.parametrize(
    ("name", "written", "code", "said"),
    [
        ("tasks", 501, "fact.range", "= 501 is outside 0 … 500"),
        ("tasks", -1, "fact.range", "= -1 is outside 0 … 500"),
        ("tasks", "12.5", "fact.places", "= '12.5': at most 0 decimals"),
        ("tasks", Fraction(25, 2), "fact.places", "= 12.5: at most 0 decimals"),
        ("tasks", True, "fact.type", "= true: a number such as 12 or 12.5"),
        ("tasks", "1.000", "fact.places", "= '1.000': at most 0 decimals"),
        ("tasks", "12,5", "fact.type", "= '12,5': a number"),
        ("tasks", "1e3", "fact.type", None),
        ("tasks", "80%", "fact.type", "without a percent sign"),
        ("rate", Fraction("100.01"), "fact.range", "= 100.01 is outside 0% … 100%"),
        ("rate", Fraction("1.234"), "fact.places", "= 1.234: at most 2 decimals"),
        ("rate", 0.5, "fact.type", None),
        ("sent", "yes", "fact.type", "= 'yes': true or false is needed"),
        ("sent", 1, "fact.type", None),
        ("plan", "lat", "fact.option", "has no option 'lat'"),
        ("plan", 0, "fact.option", "has no option 0"),
        ("plan", True, "fact.option", "has no option true"),
        ("day", "15/03/2022", "fact.type", "a date like 2022-12-31"),
        ("day", "20220315", "fact.type", None),
        ("day", "1990-01-01", "fact.range", "is outside 2021-07-29 … 2024-04-24"),
        ("reports", 3, "fact.type", "= 3: a list"),
        ("reports", "x" * 500, "fact.type", "…'"),
        ("reports", ({}, {}, {}), "fact.too-many", "has 3 records, at most 2"),
        ("reports", ("x",), "fact.type", "a record with fields"),
        ("reports", ({"sent": None},), "fact.field-missing", "lacks the field 'due'"),
        ("reports", ({"due": "2022-03-15", "sen": None},), "fact.unknown", "no fact 'sen'"),
        ("reports", ({"due": "soon"},), "fact.type", None),
    ],
)
def test_what_does_not_fit_is_refused_and_never_guessed(name, written, code, said):
    found = reader(**{name: written})
    assert found.read() == {}
    assert [finding.code for finding in found.findings] == [code]
    assert said is None or said in found.findings[0].message.en
    assert len(found.findings[0].message.en) < 250


@pytest.mark.parametrize(
    ("name", "written", "near"),
    [("task", 1, "tasks"), ("plan", "on-time", "on_time"), ("reports", ({"due": "2022-03-15", "snt": None},), "sent")],
)
def test_a_slip_of_the_pen_gets_a_suggestion(name, written, near):
    found = reader(**{name: written})
    found.read()
    assert found.findings[0].hint.en == f"Did you mean '{near}'?"


def test_all_findings_come_at_once():
    found = reader(tasks=501, plan="lat", unknown=1, reports=({"due": "soon"}, {}))
    assert found.read() == {}
    assert sorted(finding.code for finding in found.findings) == [
        "fact.field-missing",
        "fact.option",
        "fact.range",
        "fact.type",
        "fact.unknown",
    ]
