"""`checklist`: the sum of what is ticked, or all or nothing."""

from fractions import Fraction

import pytest

from tests.support.written_rows import Rows, adds_up, codes, entries, read_row, row

FACTS = """
facts:
  plan.funded: {type: bool, title: {vi: "Có kinh phí", en: "Funded"}}
  plan.tasks: {type: count, title: {vi: "Nhiệm vụ", en: "Tasks"}, max: 100}
  plan.due: {type: date, title: {vi: "Hạn", en: "Due"}}
  plan.sent: {type: date, title: {vi: "Gửi", en: "Sent"}}
"""
ITEMS = """
    - {id: funded, when: plan.funded, POINTS title: {vi: "Bố trí kinh phí", en: "Budget"}}
    - {id: tasks, when: plan.tasks >= 5, POINTS title: {vi: "Đủ năm nhiệm vụ", en: "Five tasks"}}
    - {id: in_time, when: plan.sent <= plan.due, POINTS title: {vi: "Đúng hạn", en: "In time"}}
"""
SUM = "method: checklist\nrule:\n  items:" + ITEMS.replace("POINTS", 'points: "0.5",') + FACTS
ALL = "method: checklist\nrule:\n  all_of: true\n  items:" + ITEMS.replace("POINTS", "") + FACTS
DONE = {"plan.funded": True, "plan.tasks": 5, "plan.sent": "2022-03-01", "plan.due": "2022-03-01"}


@pytest.mark.parametrize(
    ("change", "points"),
    [({}, "1.5"), ({"plan.tasks": 4}, "1"), ({"plan.sent": "2022-03-02"}, "1"), ({"plan.funded": False}, "1")],
)
def test_items_that_hold_add_up(change, points):
    node = row(SUM, "1.5").node(DONE | change)
    assert (node.won, node.rule) == (Fraction(points), "ticked")
    assert adds_up(node)


def test_every_missing_item_is_a_line_of_the_ledger():
    node = row(SUM, "1.5").node(DONE | {"plan.funded": False, "plan.tasks": 0})
    assert node.reason.vi == "Đạt 1 trên 3 nội dung."
    assert node.reason.en == "1 of 3 items met."
    assert [(entry.amount, entry.why.vi) for entry in node.entries] == [
        (Fraction(-1, 2), "Chưa đạt: Bố trí kinh phí"),
        (Fraction(-1, 2), "Chưa đạt: Đủ năm nhiệm vụ"),
    ]


def test_items_that_pass_the_maximum_are_capped_and_the_ledger_says_so():
    rows = row(SUM, "1")
    node = rows.node(DONE)
    assert (node.won, node.rule) == (1, "capped")
    assert entries(node) == [("start", "1/2", 0), ("limits", "-1/2", 0)]
    assert adds_up(node)
    assert adds_up(rows.node(DONE | {"plan.funded": False}))


def test_items_that_do_not_reach_the_maximum_are_told_as_such():
    loaded = read_row(SUM, "2")
    assert codes(loaded) == ["points.best-below-maximum"]
    node = Rows(loaded).node(DONE | {"plan.funded": False})
    assert entries(node) == [("start", "-1/2", 0), ("missing", "-1/2", 1)]
    assert node.entries[0].why.en == "The items do not add up to the maximum"


@pytest.mark.parametrize(("change", "points", "rule"), [({}, 2, "complete"), ({"plan.tasks": 4}, 0, "incomplete")])
def test_all_of_gives_all_or_nothing(change, points, rule):
    node = row(ALL).node(DONE | change)
    assert (node.won, node.rule) == (points, rule)
    assert adds_up(node)


def test_all_of_names_what_is_missing_in_one_line():
    node = row(ALL).node(DONE | {"plan.tasks": 4, "plan.funded": False})
    assert node.reason.en == "1 of 3 items met (all are needed)."
    assert entries(node) == [("missing", "-2", 2)]
    assert node.entries[0].why.vi == "Chưa đạt: Bố trí kinh phí; Đủ năm nhiệm vụ"


def test_the_next_gain_sets_the_fact_that_the_item_hangs_on():
    rows = row(SUM, "1.5")
    facts = DONE | {"plan.tasks": 0}
    gain = rows.node(facts).next_gain
    assert (gain.changes, gain.points) == ({"plan.tasks": "5"}, Fraction(1, 2))
    assert gain.what.vi == "Thực hiện: Đủ năm nhiệm vụ được thêm 0,5 điểm"
    assert rows.after(facts, gain.changes) == Fraction(3, 2)


def test_the_next_gain_of_all_of_is_everything_that_is_missing():
    rows = row(ALL)
    facts = DONE | {"plan.tasks": 0, "plan.funded": False}
    gain = rows.node(facts).next_gain
    assert (gain.changes, gain.points) == ({"plan.funded": "true", "plan.tasks": "5"}, 2)
    assert rows.after(facts, gain.changes) == 2


def test_an_item_over_two_facts_is_advised_in_words_only():
    gain = row(ALL).node(DONE | {"plan.sent": "2022-03-02"}).next_gain
    assert (gain.changes, gain.points, gain.what.en) == ({}, 2, "Do: In time earns 2 more")


def test_all_of_promises_nothing_while_an_item_is_unknown():
    facts = {"plan.funded": False, "plan.tasks": 7}
    node = row(ALL).node(facts)
    assert (node.won, str(node.status), node.next_gain) == (0, "scored", None)


def test_an_unknown_item_leaves_its_points_open():
    node = row(SUM, "1.5").node({"plan.funded": True, "plan.tasks": 4})
    assert (node.possible.low, node.possible.high) == (Fraction(1, 2), 1)


def test_items_without_points_and_items_of_all_of_with_points_are_refused():
    assert codes(read_row(SUM.replace('points: "0.5",', "", 1), "1.5")) == ["schema.missing-key"]
    assert codes(read_row(ALL.replace("when: plan.funded,", 'when: plan.funded, points: "1",'))) == ["schema.misplaced"]
