"""`choice`: the points of the level chosen."""

from fractions import Fraction

import pytest

from engine.errors import InvalidDocument
from tests.support.written_rows import adds_up, codes, entries, read_row, row

CHOICE = """
method: choice
rule: {fact: plan.issued, levels: {on_time: "1", late: "50%", none: "0"}}
facts:
  plan.issued:
    type: choice
    title: {vi: "Kế hoạch", en: "Plan"}
    options: {on_time: {vi: "Kịp thời", en: "In time"}, late: {vi: "Muộn", en: "Late"}, none: {vi: "Không", en: "None"}}
"""


@pytest.mark.parametrize(
    ("chosen", "points", "rule"),
    [("on_time", "1", "levels.on_time"), ("late", "0.5", "levels.late"), ("none", "0", "levels.none")],
)
def test_every_option_has_its_points_or_a_share_of_the_maximum(chosen, points, rule):
    node = row(CHOICE, "1").node({"plan.issued": chosen})
    assert (node.won, node.rule) == (Fraction(points), rule)
    assert adds_up(node)


def test_the_option_is_told_in_both_languages():
    node = row(CHOICE, "1").node({"plan.issued": "late"})
    assert node.reason.vi == "Kế hoạch: Muộn, được 0,5 điểm."
    assert node.reason.en == "Plan: Late, worth 0.5."
    assert entries(node) == [("lost", "-1/2", 0)]


def test_the_next_gain_is_the_next_better_option():
    rows = row(CHOICE, "1")
    gain = rows.node({"plan.issued": "none"}).next_gain
    assert (gain.changes, gain.points) == ({"plan.issued": "late"}, Fraction(1, 2))
    assert gain.what.vi == "Kế hoạch: đạt mức 'Muộn' được thêm 0,5 điểm"
    assert gain.what.en == "Plan: reaching 'Late' earns 0.5 more"
    assert rows.after({"plan.issued": "none"}, gain.changes) == Fraction(1, 2)
    assert rows.node({"plan.issued": "on_time"}).next_gain is None


def test_an_unknown_choice_leaves_every_level_possible():
    node = row(CHOICE, "1").node({})
    assert (node.possible.low, node.possible.high, str(node.status)) == (0, 1, "not_assessed")
    assert node.missing == ("plan.issued",)


def test_options_of_equal_points_are_decided_without_the_fact():
    equal = CHOICE.replace('late: "50%"', 'late: "1"').replace('none: "0"', 'none: "100%"')
    node = row(equal, "1").node({})
    assert (node.won, str(node.status), node.rule) == (1, "scored", "")
    assert node.reason.vi == "Số liệu còn thiếu không làm thay đổi điểm."
    assert node.reason.en == "The facts that are missing cannot change the points."


def test_a_truth_value_has_the_levels_true_and_false():
    rows = row(
        'method: choice\nrule: {fact: sent, levels: {"true": "2", "false": "0.5"}}\n'
        'facts: {sent: {type: bool, title: {vi: "Đã gửi", en: "Sent"}}}\n'
    )
    assert [rows.points({"sent": sent}) for sent in (True, False)] == [2, Fraction(1, 2)]
    assert rows.node({"sent": False}).next_gain.changes == {"sent": "true"}


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("late: ", "lat: ", ["choice.missing-level", "choice.unknown-level"], "Did you mean 'late'?"),
        ("plan.issued, levels", "plan.isued, levels", ["choice.fact"], "Did you mean 'plan.issued'?"),
        ('"50%"', '"0.0000001"', ["points.places"], "Raise numbers.places or write fewer decimals."),
        ('"1", late', '"0.9", late', ["points.best-below-maximum"], "acknowledge"),
        ('"1", late', '"1.5", late', ["points.above-maximum"], "Lower that level or raise the maximum."),
    ],
)
def test_a_slip_is_a_finding_with_a_next_step(old, new, code, hint):
    loaded = read_row(CHOICE.replace(old, new, 1), "1")
    assert sorted(set(codes(loaded)) - {"fact.unused"}) == code
    assert any(hint in finding.hint.en for finding in loaded.findings)


def test_a_level_that_is_no_option_is_never_taken_for_the_first():
    with pytest.raises(InvalidDocument) as refused:
        row(CHOICE, "1").card({"plan.issued": "on-time"})
    assert [finding.code for finding in refused.value.findings] == ["fact.option"]
    assert refused.value.findings[0].hint.en == "Did you mean 'on_time'?"
