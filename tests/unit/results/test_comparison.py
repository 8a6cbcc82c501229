"""Two rounds compared: what rose and fell, ranks, means, bodies formed since, and why something is not compared."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.domain.criteria_set import CriteriaSet
from engine.domain.crosswalk import Change, Crosswalk, Row, Side, identity
from engine.domain.submission import Submission, Unit
from engine.domain.text import NOTHING, Text
from engine.domain.unit_registry import Body, Formation, UnitRegistry
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from engine.results.comparison import Comparison, Round, compare, round_of
from engine.results.comparison_document import comparison_document
from engine.results.documents import hashed
from engine.results.unit_overview import overview
from tests.support.published_schemas import misfits
from tests.support.two_editions import FIRST, edition

OLD = edition()
NEW = edition(
    ('edition: "2021"', 'edition: "2022"'),
    ("{from: 2021, to: 2021}", "{from: 2022, to: 2022}"),
    ('max: "9"', 'max: "10"'),
    ('points: "9"}', 'points: "10"}'),
    ('total: {max: "12"}', 'total: {max: "13"}'),
    ('id: "1.4"', 'id: "1.5"'),
    ('en: "Tasks"}\n    max: "2"', 'en: "Tasks"}\n    max: "3"'),
    ('nodes: ["1.4"]', 'nodes: ["1.5"]'),
)
ROWS = (
    *(Row(Change.SAME, (name,), (name,)) for name in ("1.1", "1.2", "1.3", "2")),
    Row(Change.RESCALED, ("1",), ("1",)),
    Row(Change.RESCALED, ("1.4",), ("1.5",), Text("Điểm tối đa 3", "Maximum 3")),
)
CROSSWALK = Crosswalk(Side("thu.doi", "2021"), Side("thu.doi", "2022"), ROWS)
FULL: dict[str, Any] = {
    "plan.issued": "on_time",
    "money.paid": 9,
    "money.planned": 10,
    "reports.late": 0,
    "reports.annual": True,
    "tasks.done": 10,
    "tasks.given": 10,
    "people.rate": 90,
}


def made(rules: CriteriaSet, units: dict[str, dict[str, Any]], year: int = 0) -> Round:
    """A round of units, each with what differs from full marks; `profile` and None for a missing fact are allowed."""
    documents = []
    for name, differing in units.items():
        facts = {key: value for key, value in {**FULL, **differing}.items() if value is not None and key != "profile"}
        profile = differing.get("profile", "ordinary")
        unit = Unit(name, Text(f"Sở {name}", f"Department {name}"), "department", profile)
        when = year or rules.years.first or 0
        submission = Submission(rules.id, rules.edition, unit, when, "final", facts, content_hash="0" * 64)
        card = OneUnit(compile_set(rules, profile, when)).score(submission)
        scored, document, _ = hashed(card)
        documents.append((scored.hash, document))
    return round_of(rules, year or rules.years.first or 0, "final", documents)


def of_two(before: dict[str, Any], after: dict[str, Any], **more: Any) -> Comparison:
    """The comparison of both editions for one unit `a`."""
    return compare(made(OLD, {"a": before}), made(NEW, {"a": after}), CROSSWALK, **more)


def node(comparison: Comparison, name: str, unit: str = "a") -> Any:
    """What became of a newer node for a unit."""
    found = comparison.unit(unit)
    assert found is not None
    return next(item for item in found.nodes if name in item.joined.row.after)


def test_percentages_are_compared_and_not_points() -> None:
    comparison = of_two({"tasks.done": 8}, {"tasks.done": 9})
    tasks = node(comparison, "1.5")
    assert (tasks.before.won, tasks.after.won) == (Fraction("1.6"), Fraction("2.7"))
    assert (tasks.before.value, tasks.after.value, tasks.difference) == (
        Fraction(8, 10),
        Fraction(9, 10),
        Fraction(1, 10),
    )
    assert (tasks.moved, tasks.joined.row.change, tasks.joined.row.note.en) == ("rose", Change.RESCALED, "Maximum 3")


def test_index_and_difference_are_exact() -> None:
    comparison = of_two({"plan.issued": "late"}, {})
    unit = comparison.unit("a")
    assert unit is not None
    assert unit.before.index == Fraction(107, 12) * 10
    assert unit.after.index == Fraction(127, 13) * 10
    assert (unit.moved, unit.difference) == ("rose", unit.after.index - unit.before.index)


@pytest.mark.parametrize(("before", "after", "moved"), [(80, 90, "rose"), (90, 80, "fell"), (85, 85, "unchanged")])
def test_which_way_a_percentage_went(before: int, after: int, moved: str) -> None:
    assert node(of_two({"people.rate": before}, {"people.rate": after}), "2").moved == moved


def test_five_sixths_of_two_points_and_of_three_are_one_share() -> None:
    sixths = {"tasks.done": 25, "tasks.given": 30}
    tasks = node(of_two(sixths, sixths), "1.5")
    assert tasks.before.value != tasks.after.value
    assert tasks.moved == "unchanged"


@pytest.mark.parametrize(("rate", "moved"), [("85.00", "unchanged"), ("85.01", "rose"), ("84.99", "fell")])
def test_the_least_that_a_fact_can_say_is_a_movement(rate: str, moved: str) -> None:
    assert node(of_two({"people.rate": 85}, {"people.rate": rate}), "2").moved == moved


def test_split_and_merged_nodes_are_compared_by_their_summed_points() -> None:
    rows = (Row(Change.MERGED, ("1.1", "1.2"), ("1.1",)), Row(Change.SPLIT, ("1.3",), ("1.2", "1.3")))
    crosswalk = replace(CROSSWALK, rows=rows)
    comparison = compare(made(OLD, {"a": {"plan.issued": "late"}}), made(NEW, {"a": {"reports.late": 4}}), crosswalk)
    merged, split = node(comparison, "1.1"), node(comparison, "1.3")
    assert (merged.before.won, merged.before.maximum, merged.after.value) == (4, 5, 1)
    assert (split.after.won, split.after.maximum, split.before.value) == (4, 5, 1)
    assert (merged.moved, split.moved) == ("rose", "fell")


def test_an_open_index_is_not_compared_and_says_so() -> None:
    comparison = of_two({}, {"tasks.done": None})
    unit = comparison.unit("a")
    assert unit is not None
    assert (unit.moved, unit.difference, unit.after.index) == (None, None, None)
    assert unit.reason.en == "still a range, since facts are missing"
    tasks = node(comparison, "1.5")
    assert (tasks.moved, tasks.reason.en) == (None, "facts are missing")
    assert node(comparison, "1.1").moved == "unchanged"


def test_what_does_not_apply_in_one_year_is_not_compared() -> None:
    comparison = of_two({"profile": "special"}, {})
    tasks = node(comparison, "1.5")
    assert (tasks.moved, tasks.before, tasks.reason.en) == (None, None, "does not apply to the body")
    assert node(comparison, "1").moved is not None


def test_places_gained_count_upwards() -> None:
    before = made(OLD, {"a": {"people.rate": 50}, "b": {"people.rate": 70}, "c": {}})
    after = made(NEW, {"a": {}, "b": {"people.rate": 70}, "c": {"people.rate": 60}})
    comparison = compare(before, after, CROSSWALK)
    found = {
        unit.unit_id: (unit.before.rank, unit.after.rank, unit.places_gained) for unit in comparison.groups[0].units
    }
    assert found == {"a": (3, 1, 2), "b": (2, 2, 0), "c": (1, 3, -2)}
    assert comparison.unit("a").before.of == 3


def test_a_rank_that_is_open_is_not_compared() -> None:
    before = made(OLD, {"a": {}, "b": {"people.rate": 70}})
    after = made(NEW, {"a": {}, "b": {"people.rate": None}})
    unit = compare(before, after, CROSSWALK).unit("a")
    assert unit is not None
    assert (unit.places_gained, unit.after.best, unit.after.worst) == (None, 1, 2)
    assert unit.rank_reason.en == "a rank is still a range, since bodies lack facts"


def test_groups_count_who_rose_and_average_the_same_units_in_both_years() -> None:
    before = made(OLD, {"a": {"people.rate": 50}, "b": {"people.rate": 70}, "gone": {"people.rate": 10}})
    after = made(NEW, {"a": {"people.rate": 60}, "b": {"people.rate": 70}, "new": {"people.rate": 100}})
    comparison = compare(before, after, CROSSWALK)
    (group,) = comparison.groups
    (summary,) = [item for item in group.nodes if item.joined.row.after == ("2",)]
    assert (summary.mean_before, summary.mean_after, summary.moved) == (Fraction("0.6"), Fraction("0.65"), "rose")
    assert (summary.rose, summary.fell, summary.unchanged) == (("a",), (), ("b",))
    assert [(unit.unit_id, unit.reason.en) for unit in comparison.gone] == [("gone", "no newer result")]
    assert comparison.unit("new").reason.en == "no result of 2021"
    assert node(comparison, "2").mean_after == Fraction("2.3") / 3


def test_without_a_crosswalk_index_and_rank_alone_are_compared() -> None:
    comparison = compare(made(OLD, {"a": {}}), made(NEW, {"a": {}}), None)
    (left,) = comparison.not_compared
    assert (left.side, left.nodes) == ("both", ())
    unit = comparison.unit("a")
    assert unit is not None
    assert (unit.nodes, unit.moved, unit.places_gained) == ((), "rose", 0)
    assert comparison_document(comparison)["joined_by"] == "nothing"


def test_nodes_that_nothing_stands_against_are_listed_with_the_reason() -> None:
    rows = (Row(Change.DROPPED, ("1.4",), (), Text("Bỏ", "Gone")), Row(Change.NEW, (), ("1.5",)), *ROWS[:4])
    comparison = compare(made(OLD, {"a": {}}), made(NEW, {"a": {}}), replace(CROSSWALK, rows=rows))
    assert [(item.side, *item.nodes, item.reason.en) for item in comparison.not_compared] == [
        ("before", "1", "the crosswalk does not name it"),
        ("before", "1.4", "dropped: Gone"),
        ("after", "1", "the crosswalk does not name it"),
        ("after", "1.5", "new"),
    ]


def test_one_set_twice_is_compared_node_by_node() -> None:
    comparison = compare(made(OLD, {"a": {}}), made(OLD, {"a": {}}), identity(OLD, OLD))
    assert {item.moved for item in comparison.unit("a").nodes} == {"unchanged"}
    assert comparison_document(comparison)["joined_by"] == "ids"


def test_two_revisions_show_what_moved() -> None:
    stricter = replace(edition(('floor: "80%"', 'floor: "90%"')), revision=2)
    facts = {"a": {"tasks.done": 8}}
    comparison = compare(made(OLD, facts), made(stricter, facts), identity(OLD, stricter))
    assert [item.joined.row.after[0] for item in comparison.unit("a").nodes if item.moved != "unchanged"] == [
        "1",
        "1.4",
    ]
    assert comparison.unit("a").moved == "fell"


ON = date(2022, 3, 1)
MERGED = UnitRegistry(
    NOTHING,
    {
        "p": Body("p", Text("Tỉnh P", "P"), dissolved=ON),
        "q": Body("q", Text("Tỉnh Q", "Q"), dissolved=ON),
        "a": Body(
            "a",
            Text("Tỉnh A", "A"),
            formed=Formation(ON, ("p", "q"), {"p": Fraction(3), "q": Fraction(1)}, Text("dân số", "population")),
        ),
    },
)
APART = {"p": {"people.rate": 80}, "q": {"people.rate": 40}}


def test_a_merged_body_has_no_earlier_result() -> None:
    comparison = compare(made(OLD, APART), made(NEW, {"a": {}}), CROSSWALK, MERGED)
    unit = comparison.unit("a")
    assert unit is not None
    assert (unit.before, unit.moved, unit.places_gained) == (None, None, None)
    assert unit.reason == Text(
        "lập ngày 01/03/2022 từ Tỉnh P + Tỉnh Q; không có kết quả trước đó",
        "formed on 2022-03-01 of P + Q; no earlier result",
    )
    assert [item.reason.vi for item in comparison.gone] == ["chấm dứt ngày 01/03/2022, nhập vào Tỉnh A"] * 2


def test_a_result_under_the_id_of_a_body_that_was_not_there_yet_is_not_its_own() -> None:
    comparison = compare(made(OLD, {"a": {}, **APART}), made(NEW, {"a": {}}), CROSSWALK, MERGED)
    assert comparison.unit("a").before is None


@pytest.mark.parametrize(
    ("how", "rate", "label"),
    [
        ("mean", Fraction("0.6"), "mean of P + Q"),
        ("weighted", Fraction("0.7"), "mean of P + Q by population"),
    ],
)
def test_predecessors_stand_for_it_where_asked_for_and_are_named(how: Any, rate: Fraction, label: str) -> None:
    comparison = compare(made(OLD, APART), made(NEW, {"a": {}}), CROSSWALK, MERGED, how)
    unit, rates = comparison.unit("a"), node(comparison, "2")
    assert unit is not None
    assert (rates.before.value, rates.before.won, rates.moved) == (rate, None, "rose")
    assert unit.before.index == (9 + 3 * rate) / 12 * 100
    assert (unit.moved, unit.label.en) == ("rose", label)
    assert (unit.places_gained, unit.rank_reason.en) == (None, "predecessors have no rank together")


def test_a_predecessor_without_a_result_leaves_no_mean() -> None:
    comparison = compare(made(OLD, {"p": {}}), made(NEW, {"a": {}}), CROSSWALK, MERGED, "mean")
    assert comparison.unit("a").reason.en.endswith("no earlier result; the result of 2021 is missing for Q")


def test_weights_that_nobody_gave_are_not_made_up() -> None:
    formed = Formation(ON, ("p", "q"))
    registry = UnitRegistry(NOTHING, {**MERGED.bodies, "a": replace(MERGED.bodies["a"], formed=formed)})
    comparison = compare(made(OLD, APART), made(NEW, {"a": {}}), CROSSWALK, registry, "weighted")
    assert comparison.unit("a").reason.en.endswith("the registry has no weights of its predecessors")


def test_an_open_predecessor_leaves_the_mean_open() -> None:
    apart = {**APART, "q": {"people.rate": None}}
    comparison = compare(made(OLD, apart), made(NEW, {"a": {}}), CROSSWALK, MERGED, "mean")
    assert comparison.unit("a").before.index is None
    assert node(comparison, "2").reason.en == "Department q: facts are missing"


def test_how_one_body_stands() -> None:
    after = made(NEW, {"a": {"people.rate": 80}, "b": {"people.rate": 100, "plan.issued": "late"}})
    view = overview(after, "a")
    assert (view.strong, view.below_mean) == (("1",), ("2",))
    assert view.full_parts == {"appraisal": ("1",), "survey": ()}
    (first, second) = view.components
    assert [(part.id, part.won, part.maximum) for part in first.parts] == [("appraisal", 10, 10)]
    assert (second.share.value, second.mean, second.is_below_mean) == (Fraction("0.8"), Fraction("0.9"), True)


def test_ninety_per_cent_is_strong_and_just_below_is_not() -> None:
    after = made(NEW, {"a": {"people.rate": 90}, "b": {"people.rate": "89.99"}})
    assert [overview(after, unit).strong for unit in ("a", "b")] == [("1", "2"), ("1",)]


def test_parts_are_left_out_where_they_do_not_add_up() -> None:
    mean = edition((FIRST, FIRST.replace('max: "9"\n', 'max: "9"\ncombine: mean\n')))
    view = overview(made(mean, {"a": {"plan.issued": "late"}}), "a")
    assert view.components[0].parts == ()


@pytest.mark.parametrize("unit", [None, "a", "gone"])
def test_the_document_fits_its_schema(unit: str | None) -> None:
    before = made(OLD, {"a": {}, "gone": {}, "c": {"tasks.done": None}})
    after = made(NEW, {"a": {"people.rate": None}, "new": {}, "c": {}})
    document = comparison_document(compare(before, after, CROSSWALK), unit)
    assert misfits(document, "comparison/1") == []
    if unit == "gone":
        assert document["unit"]["overview"] is None
