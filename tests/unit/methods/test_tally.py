"""Counted cases: what they are worth, and which change of one fact makes one case more or fewer."""

import pytest

from engine.domain.facts import Fact, FactType, Option
from engine.domain.text import Text
from engine.methods.tally import CaseClass, as_text, entry, one_more
from engine.program import expressions as e
from engine.program.plan import Seen

TITLE = Text("Báo cáo", "Report")
OPTIONS = (Option("none", TITLE), Option("late", TITLE), Option("on_time", TITLE))
FACTS = {
    fact.id: fact
    for fact in (
        Fact("late", TITLE, FactType.COUNT, 0, 5),
        Fact("signed", TITLE, FactType.BOOL, 0, 1),
        Fact("plan", TITLE, FactType.CHOICE, 0, 2, options=OPTIONS),
        Fact("rate", TITLE, FactType.PERCENT, 0, 10000, 2),
    )
}


def case(count: e.Expr, cap: int | None = None) -> CaseClass:
    """A class of cases of half a point each."""
    return CaseClass("c", TITLE, count, 500_000, cap)


def seen(**facts: int) -> Seen:
    """A leaf over some facts."""
    return Seen(FACTS, facts, 10**6, 2_000_000, 0, 0)


@pytest.mark.parametrize(
    ("cap", "cases", "worth"), [(None, 9, 4_500_000), (1_200_000, 2, 1_000_000), (1_200_000, 3, 1_200_000)]
)
def test_cases_are_worth_their_points_up_to_the_cap(cap, cases, worth):
    assert case(e.FactRef("late"), cap).worth(cases) == worth


@pytest.mark.parametrize(
    ("count", "facts", "step", "change"),
    [
        (e.FactRef("late"), {"late": 2}, -1, {"late": "1"}),
        (e.FactRef("late"), {"late": 2}, -2, {"late": "0"}),
        (e.FactRef("late"), {"late": 5}, 1, {}),
        (e.FactRef("signed"), {"signed": 0}, 1, {"signed": "true"}),
        (e.Not(e.FactRef("signed")), {"signed": 0}, -1, {"signed": "true"}),
        (e.Compare("==", e.FactRef("plan"), e.Const(2)), {"plan": 0}, 1, {"plan": "on_time"}),
        (e.Compare("!=", e.FactRef("plan"), e.Const(2)), {"plan": 0}, -1, {"plan": "on_time"}),
        (e.Compare("==", e.FactRef("plan"), e.Const(2)), {"plan": 2}, -1, {}),
        (e.Compare(">=", e.FactRef("rate"), e.Const(8000)), {"rate": 100}, 1, {"rate": "80"}),
        (e.Compare(">", e.FactRef("rate"), e.Const(8000)), {"rate": 100}, 1, {"rate": "80.01"}),
        (e.Compare(">", e.FactRef("rate"), e.Const(8000)), {"rate": 9000}, -1, {"rate": "80"}),
        (e.Compare("<", e.FactRef("late"), e.Const(2)), {"late": 4}, 1, {"late": "1"}),
        (e.Compare("<=", e.FactRef("late"), e.Const(2)), {"late": 1}, -1, {"late": "3"}),
        (e.Compare(">", e.FactRef("late"), e.Const(5)), {"late": 1}, 1, {}),
        (e.Sum((e.FactRef("late"), e.FactRef("rate"))), {"late": 1, "rate": 1}, 1, {}),
    ],
)
def test_one_fact_makes_a_case_more_or_fewer(count, facts, step, change):
    assert one_more(seen(**facts), case(count), step) == change


def test_a_line_of_the_ledger_shows_the_sum_and_the_cap():
    line = entry(seen(late=4), case(e.FactRef("late"), 1_000_000), 4, -1_000_000, "deduction")
    assert (line.kind, line.amount, line.times) == ("deduction", -1, 4)
    assert line.why == Text("Báo cáo: 4 × 0,5 = 1 điểm (mức tối đa)", "Report: 4 × 0.5 = 1 point (capped)")


def test_how_many_cases_there_are_may_be_unknown():
    assert case(e.FactRef("late")).cases(seen()) is None
    assert case(e.FactRef("late")).cases(seen(late=3)) == 3


def test_a_class_without_a_title_is_called_by_its_id():
    assert as_text(None, "late") == Text("late", "late")
    assert as_text({"vi": "Chậm", "en": "Late"}, "late") == Text("Chậm", "Late")
