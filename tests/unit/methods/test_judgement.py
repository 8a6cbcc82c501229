"""`judgement`: points set by a person within a range and a step; nothing is computed."""

from fractions import Fraction

import pytest

from engine.errors import InvalidDocument
from tests.support.written_rows import adds_up, codes, read_row, row

JUDGED = 'method: judgement\nrule: {min: "0", max: "2", step: "0.25"}\n'
NARROW = 'method: judgement\nrule: {min: "0.5", max: "1.5", step: "0.5"}\n'


def test_without_a_mark_the_row_waits_for_a_person():
    node = row(JUDGED).node({})
    assert (str(node.status), node.possible.low, node.possible.high) == ("not_assessed", 0, 2)
    assert node.reason.vi == "Chờ người có thẩm quyền chấm, từ 0 đến 2 điểm."
    assert node.reason.en == "Waits for a person's mark, 0 to 2 points."
    assert node.next_gain is None


def test_what_is_still_possible_is_the_range_of_the_marks():
    node = row(NARROW).node({})
    assert (node.possible.low, node.possible.high) == (Fraction(1, 2), Fraction(3, 2))


@pytest.mark.parametrize("points", ["0", "0.25", "1.75", "2"])
def test_a_mark_on_a_step_stands(points):
    node = row(JUDGED).node({}, marks={"1": points})
    assert (node.won, str(node.status), node.method) == (Fraction(points), "marked", "judgement")
    assert adds_up(node)


def test_the_mark_is_told_with_its_author_and_reason():
    node = row(JUDGED).node({}, marks={"1": "1.5"})
    assert node.reason.vi == "Hội đồng chấm 1,5 điểm: lý do"
    assert node.reason.en == "Marked 1.5 by Hội đồng: lý do"


@pytest.mark.parametrize(
    ("rule", "points", "said"),
    [
        (JUDGED, "0.3", "from 0 to 2 in steps of 0.25"),
        (JUDGED, "2.25", "from 0 to 2 in steps of 0.25"),
        (JUDGED, "-0.25", "from 0 to 2 in steps of 0.25"),
        (NARROW, "0.75", "from 0.5 to 1.5 in steps of 0.5"),
        (NARROW, "0", "from 0.5 to 1.5 in steps of 0.5"),
        (JUDGED, "1/3", "too many decimals"),
    ],
)
def test_a_mark_outside_the_range_or_between_the_steps_is_refused(rule, points, said):
    with pytest.raises(InvalidDocument) as refused:
        row(rule).node({}, marks={"1": points})
    assert [finding.code for finding in refused.value.findings] == ["mark.points"]
    assert said in refused.value.findings[0].message.en


@pytest.mark.parametrize(
    "rule",
    ['{min: "1", max: "1", step: "0.25"}', '{min: "0", max: "3", step: "0.25"}', '{min: "2", max: "1", step: "0.5"}'],
)
def test_a_range_that_makes_no_sense_is_refused(rule):
    assert codes(read_row(f"method: judgement\nrule: {rule}\n")) == ["judgement.range"]
