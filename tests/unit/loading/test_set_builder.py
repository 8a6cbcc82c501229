"""A checked document becomes the criteria set that it says, with what is inherited and what holds unless said."""

from datetime import date
from fractions import Fraction

import pytest

from engine.domain.criteria_set import (
    ClassificationLevel,
    GradeLevel,
    Limits,
    NotArisen,
    Origin,
    Provenance,
    Span,
    Weight,
)
from engine.domain.facts import FactType
from engine.domain.numbers import Rounding
from engine.domain.source_place import Place
from engine.domain.text import Text
from engine.loading.set_builder import build_set
from engine.loading.yaml_reader import read_yaml
from tests.support.small_sets import COMPONENT, SET, changed

FACTS = """\
      a.count: {type: count, title: {vi: a, en: a}, max: 500}
      a.default: {type: count, title: {vi: a, en: a}}
      a.integer: {type: integer, title: {vi: a, en: a}, min: -100, max: 100}
      a.percent: {type: percent, title: {vi: a, en: a}, places: 1, max: 150}
      a.ratio: {type: percent, title: {vi: a, en: a}}
      a.decimal: {type: decimal, title: {vi: a, en: a}, places: 3, min: "-0.5", max: 10}
      a.money: {type: money, title: {vi: a, en: a}}
      a.truth: {type: bool, title: {vi: a, en: a}}
      a.choice:
        type: choice
        title: {vi: a, en: a}
        options: {yes: {vi: có, en: yes}, no: {vi: không, en: no}, late: {vi: muộn, en: late}}
      a.date: {type: date, title: {vi: a, en: a}, min: 2022-01-01, max: 2022-12-31}
      a.list:
        type: list
        title: {vi: a, en: a}
        max_items: 60
        fields: {due: {type: date, title: {vi: a, en: a}}, sent: {type: bool, optional: true, title: {vi: a, en: a}}}
"""
RICH_HEAD = changed(
    SET,
    ("total:", 'numbers: {places: 4, rounding: [{at: leaf, places: 2}, {at: total, places: 1, mode: floor}]}\ntotal:'),
    ('{max: "10"}', '{max: "10", floor: 0, ceiling: "12.5", max_by_profile: {special: 8}}'),
    ("status: example", "status: reconstructed"),
    (
        "profiles:",
        """\
summary: {vi: "Tóm tắt", en: "Summary"}
legal_texts:
  - {key: qd-1, number: "1/QĐ", title: {vi: a, en: a}, issued: 2022-01-02, in_force: {from: 2022-02-03}}
parts: [{id: appraisal, title: {vi: a, en: a}, points: "10"}]
ranking: {by: points, compare: printed}
grades:
  by: points
  levels: [{id: good, title: {vi: Tốt, en: Good}, from: "8"}, {id: weak, title: {vi: Kém, en: Weak}}]
  by_profile: {special: [{id: all, title: {vi: Chung, en: All}}]}
facts: {shared: {type: bool, title: {vi: chung, en: shared}}}
penalty:
  cap: "2"
  items: [{id: P1, title: {vi: a, en: a}, max: 2, method: judgement, rule: {min: 0, max: 2, step: 1}}]
classifications: [{id: class, title: {vi: a, en: a}, value: index, levels: [{to: "5", result: B}, {result: A}]}]
acknowledge: [{code: sum.parts, reason: "vậy"}]
profiles:""",
    ),
    ('en: "Special"}', """en: "Special"}, group: apart, ranked: false, reason: {vi: Mới, en: New}, units: [u-1],
     excludes: [{nodes: ["1.2"], reason: {vi: Không có, en: None there}, basis: [qd-1]}]"""),
)  # fmt: skip


def built(head: str = SET, component: str = COMPONENT):
    documents = [
        read_yaml(text.encode(), name).document for text, name in ((head, "set.yaml"), (component, "one.yaml"))
    ]
    return build_set(documents[0], documents[1:], "0" * 64)


def test_what_is_not_said_has_its_default():
    rules, findings = built()
    assert findings == ()
    assert (rules.places, rules.roundings, rules.parts, rules.legal_texts) == (6, (), (), ())
    assert (rules.ranking.by, rules.ranking.ties, rules.ranking.compare) == ("index", "competition", "exact")
    assert (rules.bonus, rules.penalty, rules.total.floor, rules.total.ceiling) == (None, None, None, None)
    assert rules.profiles[0].group == "ordinary"
    assert rules.grades.levels == ()
    assert [node.origin for node in rules.walk()] == [Origin(Provenance.EXAMPLE)] * 3


def test_everything_that_is_said_is_there():
    rules, findings = built(RICH_HEAD)
    assert findings == ()
    assert rules.name == "test.small 2022.1"
    assert rules.content_hash == "0" * 64
    assert rules.years == Span(2022, 2024)
    assert rules.roundings == (Rounding("leaf", 2), Rounding("total", 1, "floor"))
    total = rules.total
    assert (total.maximum, total.floor, total.ceiling) == (10, 0, Fraction(25, 2))
    assert total.maximum_by_profile == {"special": 8}
    (text,) = rules.legal_texts
    assert (text.issued, text.in_force_from, text.in_force_to) == (date(2022, 1, 2), date(2022, 2, 3), None)
    assert rules.grades.levels == (
        GradeLevel("good", Text("Tốt", "Good"), Fraction(8)),
        GradeLevel("weak", Text("Kém", "Weak"), None),
    )
    assert [level.id for level in rules.grades.levels_for("special")] == ["all"]
    special = rules.profile("special")
    assert (special.group, special.ranked, special.reason, special.units) == (
        "apart",
        False,
        Text("Mới", "New"),
        ("u-1",),
    )
    assert (special.excludes[0].nodes, special.excludes[0].basis) == (("1.2",), ("qd-1",))
    assert rules.penalty.cap == 2
    assert [node.id for node in rules.leaves()] == ["1.1", "1.2", "P1"]
    assert rules.classifications[0].levels == (ClassificationLevel("B", None, Fraction(5)), ClassificationLevel("A"))
    assert rules.acknowledged == {"sum.parts": "vậy"}
    assert rules.facts["shared"].type is FactType.BOOL


def test_places_lead_back_into_the_files():
    rules, _ = built(RICH_HEAD)
    leaf = rules.components[0].children[1]
    assert leaf.place == Place("one.yaml", 13, 5, "/children/1")
    assert leaf.place_of("/rule/value") == Place("one.yaml", 19, 19, "/children/1/rule/value")
    assert leaf.place_of("/rule/nothing/there") == leaf.place_of("/rule")
    assert rules.places_of["/total/max"].file == "set.yaml"
    assert rules.facts["people.rate"].place == Place("one.yaml", 17, 7, "/children/1/facts/people.rate")


@pytest.mark.parametrize(
    ("fact", "low", "high", "places"),
    [
        ("a.count", 0, 500, 0),
        ("a.default", 0, 1_000_000, 0),
        ("a.integer", -100, 100, 0),
        ("a.percent", 0, 1500, 1),
        ("a.ratio", 0, 10_000, 2),
        ("a.decimal", -500, 10_000, 3),
        ("a.money", 0, 10**15, 0),
        ("a.truth", 0, 1, 0),
        ("a.choice", 0, 2, 0),
        ("a.date", date(2022, 1, 1).toordinal(), date(2022, 12, 31).toordinal(), 0),
        ("a.list", 0, 60, 0),
    ],
)
def test_a_fact_has_the_range_of_its_integers(fact, low, high, places):
    rules, findings = built(component=changed(COMPONENT, ("    facts:\n", f"    facts:\n{FACTS}")))
    assert findings == ()
    declared = rules.facts[fact]
    assert (declared.low, declared.high, declared.places) == (low, high, places)


def test_a_percentage_stands_for_its_ratio():
    rules, _ = built()
    rate = rules.facts["people.rate"]
    assert rate.value(rate.high) == 1
    assert rate.value(9117) == Fraction(9117, 10_000)


def test_options_and_fields_keep_their_order():
    rules, _ = built(component=changed(COMPONENT, ("    facts:\n", f"    facts:\n{FACTS}")))
    assert [option.id for option in rules.facts["a.choice"].options] == ["yes", "no", "late"]
    due, sent = rules.facts["a.list"].fields
    assert (due.id, due.type, due.optional) == ("due", FactType.DATE, False)
    assert (sent.id, sent.type, sent.optional) == ("sent", FactType.BOOL, True)
    assert rules.facts["a.list"].max_items == 60


def test_provenance_and_basis_are_inherited_until_somebody_says_otherwise():
    component = changed(
        COMPONENT,
        ("children:", 'provenance: {status: sourced, source: "Báo"}\nbasis: [qd-1]\nchildren:'),
        ('    max: "4"\n', '    max: "4"\n    provenance: {status: reconstructed, note: "Tự lập"}\n    basis: []\n'),
    )
    rules, _ = built(component=component)
    top, first, second = rules.walk()
    assert top.origin == first.origin == Origin(Provenance.SOURCED, "Báo")
    assert second.origin == Origin(Provenance.RECONSTRUCTED, "", "Tự lập")
    assert (top.basis, first.basis, second.basis) == (("qd-1",), ("qd-1",), ())


@pytest.mark.parametrize(
    ("written", "limits"),
    [
        ("", Limits(Fraction(0), Fraction(4))),
        ("    limits: none\n", Limits(None, None)),
        ('    limits: {min: "-2.5"}\n', Limits(Fraction(-5, 2), Fraction(4))),
        ('    limits: {min: -4, max: "0"}\n', Limits(Fraction(-4), Fraction(0))),
    ],
)
def test_limits(written, limits):
    rules, _ = built(component=changed(COMPONENT, ('    max: "4"\n', f'    max: "4"\n{written}')))
    assert rules.components[0].children[1].limits == limits
    assert rules.components[0].limits is None


def test_what_stands_around_a_method():
    more = """\
    in_force: {from: 2023, profiles: [ordinary]}
    max_by_profile: {special: "3.5"}
    weight: "1/3"
    weights: [{profile: special, weight: 2}, {from: 2023, to: 2024, weight: "0"}]
    gates: [{id: none, when: "people.rate == 0", points: "0", reason: {vi: Không, en: None}}]
    not_arisen: {when: "people.rate == 1", then: full, reason: {vi: Không có, en: Nothing}}
    documents: [{vi: Báo cáo, en: A report}]
    acknowledge: [{code: value.constant, reason: vậy}]
"""
    rules, _ = built(component=changed(COMPONENT, ('    max: "4"\n', f'    max: "4"\n{more}')))
    leaf = rules.components[0].children[1]
    assert leaf.span == Span(2023, None, ("ordinary",))
    assert (leaf.maximum_for("special"), leaf.maximum_for("ordinary")) == (Fraction(7, 2), 4)
    assert leaf.weights == (
        Weight(Fraction(1, 3)),
        Weight(Fraction(2), Span(profiles=("special",))),
        Weight(Fraction(0), Span(2023, 2024)),
    )
    assert [leaf.weight_for(*cell) for cell in (("ordinary", 2022), ("special", 2022), ("special", 2023))] == [
        Fraction(1, 3), 2, 0,
    ]  # fmt: skip
    assert leaf.gates[0].pointer == "/gates/0"
    assert leaf.not_arisen == NotArisen("people.rate == 1", "full", Text("Không có", "Nothing"))
    assert leaf.documents == (Text("Báo cáo", "A report"),)
    assert leaf.acknowledged == {"value.constant": "vậy"}


def test_a_rule_is_kept_as_it_was_written():
    rules, _ = built(component=changed(COMPONENT, ('"true": "6", "false": "0"', '"true": 5.50, "false": "50%"')))
    assert rules.components[0].children[0].rule["levels"] == {"true": Fraction(11, 2), "false": "50%"}


def test_inner_nodes():
    component = changed(COMPONENT, ("children:", "combine: mean\nrescale: true\nwhen_empty: full\nchildren:"))
    rules, _ = built(component=component)
    top = rules.components[0]
    assert (top.combine, top.rescale, top.when_empty, top.is_leaf) == ("mean", True, "full", False)
