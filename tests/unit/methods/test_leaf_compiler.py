"""One leaf: excluded, not arisen, gate, empty, method, limits, rounding, in this order; and what the check finds."""

from fractions import Fraction

import pytest

from engine.errors import InvalidDocument
from tests.support.written_rows import HEAD, Rows, adds_up, codes, read_component, read_row, row, titles

FACTS = """
facts:
  done: {type: count, title: {vi: "Đã xong", en: "Done"}, max: 100}
  planned: {type: count, title: {vi: "Kế hoạch", en: "Planned"}, max: 100}
  sent: {type: bool, title: {vi: "Đã gửi", en: "Sent"}}
  breach: {type: bool, title: {vi: "Vi phạm", en: "Breach"}}
"""
GATES = """
gates:
  - {id: breach, when: breach, points: "0", reason: {vi: "Có vi phạm", en: "A breach"}}
  - {id: unsent, when: not sent, points: "0.5", reason: {vi: "Chưa gửi", en: "Not sent"}}
"""
ARISEN = """
not_arisen: {when: planned == 0, then: THEN, reason: {vi: "Không phát sinh nhiệm vụ", en: "No task arose"}}
"""
METHOD = "method: proportional\nrule: {value: done / planned, when_empty: zero}\n"
ALL = METHOD + GATES + ARISEN.replace("THEN", "full") + FACTS
GOOD = {"done": 5, "planned": 10, "sent": True, "breach": False}


@pytest.mark.parametrize(
    ("change", "points", "status", "rule", "reason"),
    [
        ({}, "1", "scored", "proportional", None),
        ({"sent": False}, "0.5", "scored", "gate.unsent", "Not sent"),
        ({"breach": True}, "0", "scored", "gate.breach", "A breach"),
        ({"breach": True, "sent": False}, "0", "scored", "gate.breach", "A breach"),
        ({"planned": 0, "breach": True}, "2", "not_arisen", "not_arisen", "No task arose"),
    ],
)
def test_not_arisen_stands_before_gates_and_these_before_the_method(change, points, status, rule, reason):
    node = row(ALL).node(GOOD | change)
    assert (node.won, str(node.status), node.rule) == (Fraction(points), status, rule)
    assert reason is None or node.reason.en == reason
    assert adds_up(node)


def test_an_exclusion_stands_before_everything():
    node = row(ALL).node(GOOD | {"breach": True}, exclude=["1"])
    assert (node.won, node.maximum, node.lost, str(node.status)) == (0, 0, 0, "not_applicable")
    assert node.reason.vi == "không áp dụng"
    assert node.entries == ()


@pytest.mark.parametrize(
    ("then", "points", "maximum", "status"),
    [("full", 2, 2, "not_arisen"), ("zero", 0, 2, "not_arisen"), ("exclude", 0, 0, "not_applicable")],
)
def test_what_has_not_arisen_gives_what_the_row_says(then, points, maximum, status):
    node = row(METHOD + ARISEN.replace("THEN", then) + "\n".join(FACTS.splitlines()[:4]) + "\n").node(
        {"done": 0, "planned": 0}
    )
    assert (node.won, node.maximum, str(node.status)) == (points, maximum, status)
    assert node.reason.vi == "Không phát sinh nhiệm vụ"
    assert adds_up(node)


def test_a_gate_that_may_hold_keeps_its_points_possible():
    node = row(ALL).node({"done": 10, "planned": 10, "sent": True})
    assert (node.possible.low, node.possible.high, str(node.status)) == (0, 2, "not_assessed")
    assert node.missing == ("breach",)


def test_a_gate_that_holds_decides_although_the_rest_is_unknown():
    node = row(ALL).node({"breach": True, "planned": 5})
    assert (node.won, str(node.status), node.rule) == (0, "scored", "gate.breach")


def test_a_mark_replaces_the_points_and_the_computed_ones_stay_beside_it():
    node = row(ALL).node(GOOD, marks={"1": "1.75"})
    assert (node.won, str(node.status)) == (Fraction(7, 4), "marked")
    assert (node.computed.low, node.computed.high) == (1, 1)
    assert adds_up(node)


@pytest.mark.parametrize("points", ["2.5", "-1"])
def test_a_mark_stays_within_the_limits_of_the_row(points):
    with pytest.raises(InvalidDocument) as refused:
        row(ALL).node(GOOD, marks={"1": points})
    assert [finding.code for finding in refused.value.findings] == ["mark.points"]


@pytest.mark.parametrize(
    ("limits", "done", "points"),
    [("", 15, "2"), ('limits: {max: "1"}', 10, "1"), ('limits: {min: "1"}', 0, "1"), ("limits: none", 15, "3")],
)
def test_points_are_clamped_to_the_limits(limits, done, points):
    rule = "method: formula\nrule: {points: done * 0.2}\n"
    facts = "\n".join(FACTS.splitlines()[:3]) + "\n"
    node = Rows(read_row(f"{limits}\n{rule}{facts}")).node({"done": done})
    assert node.won == Fraction(points)
    assert adds_up(node)


def test_the_points_of_a_gate_must_lie_within_the_limits():
    assert codes(read_row(ALL.replace('points: "0.5"', 'points: "2.5"'))) == ["gate.outside-limits"]


def test_a_gate_that_cannot_be_read_is_refused_at_its_place():
    loaded = read_row(ALL.replace("when: not sent", "when: not snt"))
    assert codes(loaded) == ["fact.unknown"]
    assert loaded.findings[0].place.pointer == "/gates/1/when"


def test_a_gate_that_always_holds_is_a_warning():
    assert "condition.constant" in codes(read_row(ALL.replace("when: not sent", "when: done >= 0 or sent")))


def test_a_method_that_is_not_in_the_catalogue_is_refused():
    found = codes(read_row(ALL.replace("method: proportional", "method: proportinal")))
    assert found
    assert set(found) <= {"schema.wrong-value", "method.unknown"}


NARROW = HEAD.replace("total:", "numbers: {{places: 6, rounding: [{{at: LEVEL, places: 1, mode: MODE}}]}}\ntotal:")
TREE = f"""
format: parindex/component/1
id: "1"
title: {titles("Component")}
max: "4"
children:
  - id: "1.1"
    title: {titles("Criterion")}
    max: "4"
    children:
      - {{id: "1.1.1", title: {titles("A")}, max: "2", part: appraisal, method: external_index, rule: {{value: a}}}}
      - {{id: "1.1.2", title: {titles("B")}, max: "2", part: appraisal, method: external_index, rule: {{value: b}}}}
facts:
  a: {{type: percent, title: {titles("A")}}}
  b: {{type: percent, title: {titles("B")}}}
"""


@pytest.mark.parametrize(
    ("level", "mode", "given", "points"),
    [
        ("leaf", "half_up", ("12.5", "12.5"), "0.3 0.3 0.6 0.6 0.6"),
        ("leaf", "half_even", ("12.5", "12.5"), "0.2 0.2 0.4 0.4 0.4"),
        ("leaf", "floor", ("19", "19"), "0.3 0.3 0.6 0.6 0.6"),
        ("criterion", "half_up", ("7.5", "10"), "0.15 0.2 0.4 0.4 0.4"),
        ("component", "half_up", ("7.5", "10"), "0.15 0.2 0.35 0.4 0.4"),
        ("total", "half_up", ("7.5", "10"), "0.15 0.2 0.35 0.35 0.4"),
        ("printed", "half_up", ("7.5", "10"), "0.15 0.2 0.35 0.35 0.35"),
    ],
)
def test_points_are_rounded_only_where_the_set_says(level, mode, given, points):
    head = NARROW.replace("LEVEL", level).replace("MODE", mode).format(points="4")
    card = Rows(read_component(TREE, head)).card(dict(zip("ab", given, strict=True)))
    found = [card.node(name).won for name in ("1.1.1", "1.1.2", "1.1", "1")]
    assert [*found, card.total.won] == [Fraction(text) for text in points.split()]
    assert all(adds_up(node) for node in card.nodes)


def test_nothing_is_rounded_but_in_print_unless_the_set_says():
    card = Rows(read_component(TREE, HEAD.format(points="4"))).card({"a": "7.77", "b": "33.33"})
    assert card.node("1.1").won == card.total.won == Fraction("0.822")


def test_the_maximum_of_a_profile_is_what_can_be_won():
    extra = 'profiles: [{id: ordinary, title: {vi: "a", en: "a"}}, {id: special, title: {vi: "b", en: "b"}}]\n'
    head = HEAD.format(points="2").replace('profiles: [{id: ordinary, title: {vi: "Thường", en: "Ordinary"}}]\n', extra)
    head = head.replace('total: {max: "2"}', 'total: {max: "2", max_by_profile: {special: "1"}}')
    top = f'format: parindex/component/1\nid: "1"\ntitle: {titles("Row")}\npart: appraisal\nmax: "2"\n'
    top += 'max_by_profile: {special: "1"}\n'
    loaded = read_component(top + METHOD + "\n".join(FACTS.splitlines()[:4]) + "\n", head)
    facts = {"done": 5, "planned": 10}
    assert [Rows(loaded, name).points(facts) for name in ("ordinary", "special")] == [1, Fraction(1, 2)]
