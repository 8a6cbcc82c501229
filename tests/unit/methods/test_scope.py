"""What a method sees: points and shares of the maximum, limits, and where findings go."""

from fractions import Fraction

import pytest

from engine.domain.criteria_set import Limits, Node, Origin, Provenance
from engine.domain.source_place import Place
from engine.domain.text import Text
from engine.methods.scope import Scope

TITLE = Text("tên", "title")


def scope(maximum: int = 3_000_000, limits: Limits | None = None, **more: object) -> Scope:
    """A leaf with a maximum of 3 points and six decimals."""
    node = Node("1", TITLE, Fraction(maximum, 10**6), Origin(Provenance.EXAMPLE), limits=limits, **more)
    return Scope(node, {}, 10**6, maximum)


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("1.5", 1_500_000),
        (2, 2_000_000),
        ("50%", 1_500_000),
        ("1/4", 250_000),
        ("-0.5", -500_000),
        ("33.33333333%", 1_000_000),
    ],
)
def test_points_are_read_as_integers_of_the_scale(written, points):
    found = scope()
    assert found.points(written, "/rule/points") == points
    assert found.findings == []


def test_a_share_of_the_maximum_is_rounded_half_up_once():
    assert scope(1).points("50%", "") == 1
    assert scope(3).points("50%", "") == 2
    assert scope(10).points("1/3", "") == 333333


def test_points_with_too_many_decimals_are_a_finding():
    found = scope()
    found.points("0.0000001", "/rule/points")
    assert [finding.code for finding in found.findings] == ["points.places"]


@pytest.mark.parametrize("written", ["many", None, True, "1,5", "1e3"])
def test_what_is_no_number_is_a_finding_and_counts_as_nothing(written):
    found = scope()
    assert found.points(written, "/rule/points") == 0
    assert [finding.code for finding in found.findings] == ["rule.number"]


def test_findings_stand_where_the_rule_is_written():
    here = Place("a.yaml", 9, 5, "/rule/points")
    found = scope(place=Place("a.yaml", 1, 1), places={"/rule/points": here})
    found.refuse("a.error", "/rule/points", "vi", "en")
    found.warn("a.warning", "/rule/points/0/deeper", "vi", "en")
    found.tell("a.remark", "/elsewhere", "vi", "en")
    assert [(str(f.severity), f.place.line) for f in found.findings] == [("error", 9), ("warning", 9), ("info", 1)]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (None, (0, 3_000_000)),
        (Limits(Fraction(0), Fraction(3)), (0, 3_000_000)),
        (Limits(Fraction(-1), Fraction(2)), (-1_000_000, 2_000_000)),
        (Limits(None, None), (None, None)),
    ],
)
def test_limits_are_nothing_to_the_maximum_unless_said(limits, expected):
    assert scope(limits=limits).limits == expected


def test_a_limit_at_the_maximum_follows_the_maximum_of_the_profile():
    node = Node("1", TITLE, Fraction(3), Origin(Provenance.EXAMPLE), limits=Limits(Fraction(0), Fraction(3)))
    assert Scope(node, {}, 10**6, 2_000_000).limits == (0, 2_000_000)


def test_points_are_told_as_people_see_them():
    assert (scope().told(1_500_000, "vi"), scope().told(1_500_000, "en")) == ("1,5", "1.5")
