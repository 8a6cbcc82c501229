"""`survey`: mean answer × maximum, question by question, group by group, then weighted."""

from fractions import Fraction

import pytest

from tests.support.written_rows import adds_up, codes, read_row, row

MEANS = """
method: survey
rule: {scale: "5", questions: [q.one, q.two]}
facts:
  q.one: {type: decimal, places: 2, min: "0", max: "5", title: {vi: "Câu 1", en: "Question 1"}}
  q.two: {type: decimal, places: 2, min: "0", max: "5", title: {vi: "Câu 2", en: "Question 2"}}
"""
GROUPS = """
method: survey
rule:
  scale: "100"
  when_empty: not_assessed
  groups:
    - id: council
      title: {vi: "Đại biểu HĐND", en: "Council"}
      weight: "0.4"
      questions: [{sum: council.sum, valid: council.valid}]
    - {id: people, title: {vi: "Người dân", en: "People"}, weight: "0.6", questions: [people.one, people.two]}
facts:
  council.sum: {type: count, title: {vi: "Tổng điểm", en: "Sum of answers"}}
  council.valid: {type: count, title: {vi: "Phiếu hợp lệ", en: "Valid answers"}}
  people.one: {type: decimal, places: 2, max: "100", title: {vi: "Câu 1", en: "Question 1"}}
  people.two: {type: decimal, places: 2, max: "100", title: {vi: "Câu 2", en: "Question 2"}}
"""
ANSWERS = {"council.sum": 160, "council.valid": 2, "people.one": 50, "people.two": "75.5"}


@pytest.mark.parametrize(
    ("one", "two", "points", "rule"),
    [
        ("5", "5", "2", "full"),
        ("4", "3", "1.4", "proportional"),
        ("0", "0", "0", "proportional"),
        ("4.25", "3.5", "1.55", "proportional"),
    ],
)
def test_the_mean_of_the_questions_earns_its_share(one, two, points, rule):
    node = row(MEANS).node({"q.one": one, "q.two": two})
    assert (node.won, node.rule) == (Fraction(points), rule)
    assert adds_up(node)


def test_groups_are_averaged_first_and_then_weighted():
    share = Fraction(4, 10) * Fraction(80, 100) + Fraction(6, 10) * (Fraction(50) + Fraction("75.5")) / 200
    node = row(GROUPS, "10").node(ANSWERS)
    assert node.won == share * 10 == Fraction("6.965")
    assert node.reason.vi == "Giá trị 69,65 %: tính theo tỷ lệ, 100 % ứng với 10 điểm."


def test_weights_need_not_add_up_to_one():
    doubled = GROUPS.replace('"0.4"', '"2"').replace('"0.6"', '"3"')
    assert row(doubled, "10").points(ANSWERS) == row(GROUPS, "10").points(ANSWERS)


def test_a_survey_that_is_not_complete_is_pending():
    node = row(GROUPS, "10").node({"people.one": 50, "people.two": 50})
    assert str(node.status) == "pending"
    assert node.reason.vi == "Chờ kết quả: Tổng điểm; Phiếu hợp lệ."
    assert node.reason.en == "Waiting for: Sum of answers; Valid answers."
    assert node.missing == ("council.sum", "council.valid")


def test_no_valid_answer_is_what_the_rule_says():
    node = row(GROUPS, "10").node(ANSWERS | {"council.sum": 0, "council.valid": 0})
    assert str(node.status) == "pending"
    assert node.reason.en == "The denominator is 0: it cannot be assessed."


def test_answers_are_no_lever_so_the_next_gain_is_said_in_words():
    gain = row(MEANS).node({"q.one": "4", "q.two": "3"}).next_gain
    assert (gain.changes, gain.points) == ({}, Fraction(3, 5))
    assert gain.what.vi == "Đưa giá trị từ 70 % đến 100 % được thêm 0,6 điểm"
    assert gain.what.en == "Moving the value from 70% to 100% earns 0.6 more"


@pytest.mark.parametrize(
    ("rule", "old", "new", "code"),
    [
        (MEANS, 'scale: "5"', 'scale: "0"', "survey.scale"),
        (GROUPS, 'weight: "0.4"', 'weight: "0"', None),
        (MEANS, "q.two]", "q.too]", "fact.unknown"),
        (GROUPS, "when_empty: not_assessed", "", "rule.when-empty"),
    ],
)
def test_what_cannot_be_averaged_is_refused(rule, old, new, code):
    found = codes(read_row(rule.replace(old, new, 1)))
    assert code in found if code else found == []


def test_weights_of_nothing_are_refused():
    none = GROUPS.replace('"0.4"', '"0"').replace('"0.6"', '"0"')
    assert "survey.weights" in codes(read_row(none))
