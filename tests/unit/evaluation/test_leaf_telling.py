"""A leaf told: the facts it saw, what it misses, the evidence that supports it, and why it has its points."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from engine.domain.submission import EvidenceDocument, Mark
from tests.support.written_rows import row

REPORTS = """
documents: [{vi: "Báo cáo năm", en: "Annual report"}]
method: deductions
rule:
  deductions:
    - id: late
      for_each: reports
      when: submitted > due
      points: "0.5"
      title: {vi: "Chậm", en: "Late"}
facts:
  reports:
    type: list
    title: {vi: "Báo cáo", en: "Reports"}
    max_items: 12
    fields:
      due: {type: date, title: {vi: "Hạn", en: "Due"}}
      submitted: {type: date, optional: true, title: {vi: "Ngày gửi", en: "Submitted"}}
"""
SENT = {"due": "2022-03-15", "submitted": "2022-03-14"}
OPEN = {"due": "2022-03-15", "submitted": None}


def test_a_list_is_shown_by_the_number_of_its_records():
    (seen,) = row(REPORTS).node({"reports": (SENT, SENT)}).facts
    assert (seen.id, seen.value, seen.shown.vi, seen.shown.en) == ("reports", "2", "2 mục", "2 records")


def test_a_fact_that_is_not_given_is_shown_as_such():
    node = row(REPORTS).node({})
    assert [(seen.value, seen.shown.vi) for seen in node.facts] == [(None, "chưa có")]
    assert node.missing == ("reports",)
    assert node.reason.vi == "Còn thiếu số liệu: Báo cáo."


def test_a_field_that_is_left_empty_is_told_and_is_no_empty_denominator():
    node = row(REPORTS).node({"reports": (SENT, OPEN)})
    assert str(node.status) == "not_assessed"
    assert (node.possible.low, node.possible.high) == (Fraction(3, 2), 2)
    assert node.reason.vi == "Danh sách còn trường để trống."
    assert node.reason.en == "The records have fields that are not given."


def test_documents_stand_with_the_rows_whose_facts_or_ids_they_support():
    rows = row(REPORTS)
    documents = (
        EvidenceDocument("d1", number="12/BC", supports=("reports",)),
        EvidenceDocument("d2", number="13/BC", supports=("1",)),
        EvidenceDocument("d3", number="14/BC", supports=("another",)),
    )
    card = rows.unit.score(replace(rows.submission({"reports": (SENT,)}), documents=documents))
    assert [document.id for document in card.node("1").documents] == ["d1", "d2"]
    assert [text.vi for text in card.node("1").asked_for] == ["Báo cáo năm"]


def test_a_mark_is_told_with_its_day_in_both_languages():
    rows = row(REPORTS)
    mark = Mark("1", Fraction(3, 2), "Hội đồng", "Đủ minh chứng", date(2023, 2, 1))
    node = rows.unit.score(replace(rows.submission({"reports": (SENT,)}), marks=(mark,))).node("1")
    assert node.reason.vi == "Hội đồng chấm 1,5 điểm, 01/02/2023: Đủ minh chứng"
    assert node.reason.en == "Marked 1.5 by Hội đồng, 2023-02-01: Đủ minh chứng"
    assert (node.computed.low, node.computed.high, node.mark) == (2, 2, mark)


def test_a_mark_stands_although_the_facts_are_missing():
    node = row(REPORTS).node({}, marks={"1": "1"})
    assert (node.won, str(node.status)) == (1, "marked")
    assert (node.computed.low, node.computed.high) == (0, 2)


def test_what_was_missing_at_the_close_is_told_with_the_points_that_it_then_has():
    lifted = row(f'limits: {{min: "0.5", max: "2"}}{REPORTS}').node({}, closed=True)
    assert lifted.won == Fraction("0.5")
    assert lifted.reason.en == "No facts when the stage closed: the limits of the row give 0.5 points."
    assert lifted.reason.vi == "Không có số liệu khi chốt vòng, giới hạn của tiêu chí cho 0,5 điểm."
    assert row(REPORTS).node({}, closed=True).reason.en == "No facts when the stage closed: 0 points."


def test_a_row_that_a_person_judges_lacked_a_mark_at_the_close():
    judged = row('method: judgement\nrule: {min: "0", max: "2", step: "0.5"}\n').node({}, closed=True)
    assert judged.reason.en == "No mark when the stage closed: 0 points."
    assert judged.reason.vi == "Không có điểm chấm khi chốt vòng, tính 0 điểm."


EMPTY = """
method: bands
rule:
  value: done / planned
  when_empty: not_assessed
  bands: [{from: "50%", points: "2"}, {below: "50%", points: "0"}]
gates: [{id: late, when: late, points: "0", reason: {vi: "Muộn", en: "Late"}}]
facts:
  done: {type: count, max: 9, title: {vi: "Đã làm", en: "Done"}}
  planned: {type: count, max: 9, title: {vi: "Kế hoạch", en: "Planned"}}
  late: {type: bool, title: {vi: "Muộn", en: "Late"}}
"""


def test_a_denominator_of_0_does_not_wait_for_what_stands_above_it():
    found = row(EMPTY).node({"planned": 0, "late": False})
    assert (str(found.status), found.rule, found.missing) == ("not_assessed", "empty", ())
    assert found.reason.en == "The denominator is 0: it cannot be assessed."


def test_a_gate_that_may_still_hold_is_waited_for_beside_a_denominator_of_0():
    found = row(EMPTY).node({"planned": 0, "done": 1})
    assert (found.rule, found.missing, found.reason.en) == ("", ("late",), "Facts missing: Late.")


def test_a_denominator_of_0_is_told_at_the_close():
    found = row(EMPTY).node({"planned": 0, "late": False, "done": 0}, closed=True)
    assert (str(found.status), found.won) == ("scored", 0)
    assert found.reason.en == "The denominator was 0 when the stage closed: 0 points."
    assert found.reason.vi == "Mẫu số bằng 0 khi chốt vòng, tính 0 điểm."
