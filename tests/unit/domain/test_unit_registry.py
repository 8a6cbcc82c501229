"""Bodies over time: periods, names and codes on a day; joining years by code would pair the wrong bodies."""

from datetime import date
from fractions import Fraction

import pytest

from engine.domain.text import Text
from engine.domain.unit_registry import Body, Code, EarlierName, Formation, Period, UnitRegistry
from engine.services.comparison_service import bundled_units

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def test_a_period_ends_before_its_last_day() -> None:
    period = Period(BEFORE, AFTER)
    assert [period.holds(day) for day in (date(2025, 6, 29), BEFORE, AFTER)] == [False, True, False]
    assert Period().holds(BEFORE)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Period(None, AFTER), Period(AFTER, None), False),
        (Period(None, AFTER), Period(BEFORE, None), True),
        (Period(), Period(AFTER, None), True),
        (Period(None, BEFORE), Period(None, AFTER), True),
    ],
)
def test_periods_overlap_where_a_day_is_in_both(one: Period, other: Period, *, expected: bool) -> None:
    assert (one.overlaps(other), other.overlaps(one)) == (expected, expected)


def test_a_body_has_the_name_of_the_day() -> None:
    names = (EarlierName(Text("C", "C"), date(2020, 1, 1)), EarlierName(Text("B", "B"), date(2025, 1, 1)))
    body = Body("a", Text("A", "A"), earlier_names=names[::-1])
    assert [body.name_on(date(year, 1, 1)).en for year in (2019, 2020, 2025)] == ["C", "B", "A"]


def test_a_code_names_a_body_only_on_a_day() -> None:
    old = Body("old", Text("Cũ", "Old"), codes=(Code("15", Period(None, AFTER)),), dissolved=AFTER)
    new = Body("new", Text("Mới", "New"), codes=(Code("15", Period(AFTER)),), formed=Formation(AFTER, ("old",)))
    registry = UnitRegistry(Text("", ""), {"old": old, "new": new})
    assert (registry.with_code("15", BEFORE), registry.with_code("15", AFTER)) == (old, new)
    assert registry.with_code("16", AFTER) is None
    assert (registry.successor("old"), registry.successor("new")) == (new, None)
    assert list(registry.there_on(BEFORE)) == [old]


REGISTRY = bundled_units()


def test_there_were_63_provinces_and_are_34() -> None:
    assert [sum(1 for _ in REGISTRY.there_on(day)) for day in (BEFORE, AFTER)] == [63, 34]


def test_every_dissolved_province_became_part_of_exactly_one() -> None:
    dissolved = [body.id for body in REGISTRY.bodies.values() if body.dissolved]
    parts = [name for body in REGISTRY.bodies.values() if body.formed for name in body.formed.predecessors]
    assert sorted(parts) == sorted(dissolved)
    assert (len(dissolved), len(set(parts))) == (52, 52)
    formed = [body for body in REGISTRY.bodies.values() if body.formed]
    assert (len(formed), {body.formed.on for body in formed}) == (23, {AFTER})
    assert all(body.formed.basis == ("nq-202",) for body in formed)


def test_no_weights_are_bundled() -> None:
    assert [body.id for body in REGISTRY.bodies.values() if body.formed and body.formed.weights] == []


CODES = ("15", "24", "44", "52", "80", "82", "91")


@pytest.mark.parametrize("code", CODES)
def test_a_code_that_was_given_anew_means_another_province_now(code: str) -> None:
    before, after = REGISTRY.with_code(code, BEFORE), REGISTRY.with_code(code, AFTER)
    assert before is not None
    assert after is not None
    assert before.id != after.id
    # The old holder is but one of those that the new one was formed of: by code, a part is compared with a whole.
    assert after.formed is not None
    assert before.id in after.formed.predecessors
    assert len(after.formed.predecessors) > 1


def test_only_codes_with_a_source_are_bundled() -> None:
    found = {code.code for body in REGISTRY.bodies.values() for code in body.codes}
    assert found == set(CODES)


def test_a_new_body_never_has_the_id_of_an_old_one_of_its_name() -> None:
    before = {body.name.vi: body.id for body in REGISTRY.there_on(BEFORE)}
    renewed = [body for body in REGISTRY.there_on(AFTER) if body.formed and body.name.vi in before]
    assert len(renewed) == 23
    assert all(before[body.name.vi] != body.id for body in renewed)


def test_the_same_place_may_change_its_name() -> None:
    hue = REGISTRY.body("vn-hue")
    assert hue is not None
    assert [hue.name_on(day).vi for day in (date(2024, 12, 31), date(2025, 1, 1))] == [
        "Tỉnh Thừa Thiên Huế",
        "Thành phố Huế",
    ]


def test_weights_are_exact() -> None:
    assert Formation(AFTER, ("a",), {"a": Fraction(1, 3)}).weights["a"] * 3 == 1
