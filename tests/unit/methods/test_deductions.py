"""`deductions`: start full, minus so much per case and class, down to the floor."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.written_rows import adds_up, codes, entries, read_row, row

DEDUCTED = """
method: deductions
rule:
  deductions:
    - {id: late, count: reports.late, points: "0.25", cap: "1", title: {vi: "Báo cáo chậm", en: "Late report"}}
    - {id: missing, count: reports.missing, points: "0.5", title: {vi: "Thiếu báo cáo", en: "Missing report"}}
    - {id: unsigned, when: "not signed", points: "0.1", title: {vi: "Chưa ký", en: "Unsigned"}}
facts:
  reports.late: {type: count, title: {vi: "Số báo cáo chậm", en: "Late reports"}, max: 60}
  reports.missing: {type: count, title: {vi: "Số báo cáo thiếu", en: "Missing reports"}, max: 60}
  signed: {type: bool, title: {vi: "Đã ký", en: "Signed"}}
"""
LISTED = """
method: deductions
rule:
  deductions:
    - id: late
      for_each: reports
      when: known(submitted) and submitted > due
      points: "0.25"
      title: {vi: "Chậm", en: "Late"}
    - {id: missing, for_each: reports, when: not known(submitted), points: "0.5", title: {vi: "Thiếu", en: "Missing"}}
facts:
  reports:
    type: list
    title: {vi: "Báo cáo", en: "Reports"}
    max_items: 12
    fields:
      due: {type: date, title: {vi: "Hạn", en: "Due"}}
      submitted: {type: date, optional: true, title: {vi: "Ngày gửi", en: "Submitted"}}
"""


def reports(late: int = 0, missing: int = 0, signed: bool = True) -> dict[str, int | bool]:
    """So many reports late and missing."""
    return {"reports.late": late, "reports.missing": missing, "signed": signed}


@pytest.mark.parametrize(
    ("facts", "points", "rule"),
    [
        (reports(), "2", "deducted"),
        (reports(1), "1.75", "deducted"),
        (reports(4), "1", "deducted"),
        (reports(5), "1", "deducted"),
        (reports(0, 1), "1.5", "deducted"),
        (reports(signed=False), "1.9", "deducted"),
        (reports(4, 2), "0", "deducted"),
        (reports(4, 3), "0", "floored"),
        (reports(60, 60, False), "0", "floored"),
    ],
)
def test_each_case_takes_its_points_down_to_nothing(facts, points, rule):
    node = row(DEDUCTED).node(facts)
    assert (node.won, node.rule) == (Fraction(points), rule)
    assert adds_up(node)


def test_every_class_that_occurred_is_a_line_of_the_ledger():
    node = row(DEDUCTED).node(reports(5, 1, False))
    assert node.reason.vi == "Bắt đầu từ 2 điểm, 7 trường hợp bị trừ, còn 0,4."
    assert node.reason.en == "From 2, 7 cases deducted, 0.4 left."
    assert entries(node) == [("deduction", "-1", 5), ("deduction", "-1/2", 1), ("deduction", "-1/10", 1)]
    assert [entry.why.vi for entry in node.entries] == [
        "Báo cáo chậm: 5 × 0,25 = 1 điểm (mức tối đa)",
        "Thiếu báo cáo: 1 × 0,5 = 0,5 điểm",
        "Chưa ký: 1 × 0,1 = 0,1 điểm",
    ]
    assert node.entries[0].why.en == "Late report: 5 × 0.25 = 1 point (capped)"


def test_what_the_floor_spares_is_told_as_a_limit():
    node = row(DEDUCTED).node(reports(4, 3))
    assert entries(node)[-1] == ("limits", "1/2", 0)
    assert adds_up(node)


def test_without_a_case_the_start_stays():
    node = row(DEDUCTED).node(reports())
    assert (node.reason.vi, node.reason.en) == ("Không bị trừ, giữ nguyên 2 điểm.", "No deduction from 2.")
    assert node.entries == ()


def test_a_start_below_the_maximum_is_a_line_of_its_own():
    rows = row(
        DEDUCTED.replace(
            "rule:", 'acknowledge: [{code: points.best-below-maximum, reason: "bảng gốc"}]\nrule:\n  start: "1.5"', 1
        )
    )
    node = rows.node(reports(1))
    assert entries(node) == [("start", "-1/2", 0), ("deduction", "-1/4", 1)]
    assert adds_up(node)


@pytest.mark.parametrize(
    ("limits", "missing", "points"),
    [('limits: {min: "-1"}', 5, "-0.5"), ('limits: {min: "-1"}', 9, "-1"), ("limits: none", 9, "-2.5")],
)
def test_a_floor_below_nothing_is_said_by_the_limits(limits, missing, points):
    node = row(f"{limits}\n{DEDUCTED}").node(reports(0, missing))
    assert node.won == Fraction(points)
    assert node.lost == 2 - node.won
    assert adds_up(node)


def test_a_row_that_only_deducts_has_a_maximum_of_nothing():
    rule = DEDUCTED.replace("rule:", 'limits: {min: "-4", max: "0"}\nrule:\n  start: "0"', 1)
    rows = row(rule, "0")
    node = rows.node(reports(1, 9))
    assert (node.won, node.maximum, node.lost) == (-4, 0, 4)
    assert rows.points(reports(1)) == Fraction(-1, 4)
    assert adds_up(node)


def test_records_are_classed_by_what_is_known_of_them():
    rows = row(LISTED)
    sent = {"due": "2022-03-15", "submitted": "2022-03-15"}
    late = {"due": "2022-03-15", "submitted": "2022-03-16"}
    never = {"due": "2022-03-15", "submitted": None}
    assert rows.points({"reports": (sent, sent)}) == 2
    assert rows.points({"reports": (sent, late)}) == Fraction(7, 4)
    assert rows.points({"reports": (late, never)}) == Fraction(5, 4)
    assert adds_up(rows.node({"reports": (late, never, never)}))


def test_the_next_gain_is_one_case_fewer_where_most_comes_back():
    rows, facts = row(DEDUCTED), reports(1, 1, False)
    gain = rows.node(facts).next_gain
    assert (gain.changes, gain.points) == ({"reports.missing": "0"}, Fraction(1, 2))
    assert gain.what.vi == "Bớt một trường hợp 'Thiếu báo cáo' được thêm 0,5 điểm"
    assert gain.what.en == "One fewer of 'Missing report' earns 0.5 more"
    assert rows.after(facts, gain.changes) - rows.points(facts) == gain.points


def test_the_next_gain_passes_a_cap():
    rows, facts = row(DEDUCTED), reports(6)
    gain = rows.node(facts).next_gain
    assert (gain.changes, gain.points) == ({"reports.late": "3"}, Fraction(1, 4))
    assert gain.what.en == "3 fewer of 'Late report' earn 0.25 more"
    assert rows.after(facts, gain.changes) - rows.points(facts) == gain.points


def test_the_next_gain_passes_the_floor():
    rows, facts = row(DEDUCTED), reports(0, 9)
    gain = rows.node(facts).next_gain
    assert (gain.changes, gain.points) == ({"reports.missing": "3"}, Fraction(1, 2))
    assert rows.after(facts, gain.changes) == gain.points


def test_a_condition_is_turned_round_by_its_fact():
    assert row(DEDUCTED).node(reports(signed=False)).next_gain.changes == {"signed": "true"}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_the_ledger_adds_up_and_the_advice_comes_true(late, missing, signed):
    facts = reports(late, missing, signed)
    node = DEDUCTIONS.node(facts)
    assert adds_up(node)
    assert (node.next_gain is None) == (node.won == 2)
    if node.next_gain is not None:
        assert DEDUCTIONS.after(facts, node.next_gain.changes) - node.won == node.next_gain.points


DEDUCTIONS = row(DEDUCTED)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("count: reports.late", "count: reports.lat", "fact.unknown"),
        ('when: "not signed"', "when: reports.late", "expression.not-a-condition"),
        ("count: reports.late", "for_each: reports.late", "for-each.list"),
        ('points: "0.25"', 'points: "-0.25"', "schema.wrong-form"),
    ],
)
def test_a_class_that_cannot_be_counted_is_refused(old, new, code):
    assert code in codes(read_row(DEDUCTED.replace(old, new)))
