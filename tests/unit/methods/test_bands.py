"""`bands`: the points of the interval that the value falls in; edges, gaps and overlaps."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.written_rows import adds_up, codes, read_row, row

FACTS = """
facts:
  done: {type: count, title: {vi: "Đã xong", en: "Done"}, max: 1000}
  planned: {type: count, title: {vi: "Kế hoạch", en: "Planned"}, max: 1000}
  score: {type: decimal, places: 3, title: {vi: "Điểm", en: "Score"}, min: "0", max: "10"}
"""


def bands(listed: str, value: str = "done / planned", more: str = "when_empty: zero, ") -> str:
    """A row of bands."""
    facts = FACTS
    for name in ("done", "planned", "score"):
        if name not in value:
            facts = "\n".join(line for line in facts.splitlines() if not line.startswith(f"  {name}:"))
    return f"method: bands\nrule: {{value: {value}, {more}bands: [{listed}]}}\n{facts}\n"


USUAL = '{from: "90%", points: "2"}, {from: "70%", below: "90%", points: "50%"}, {below: "70%", points: "0"}'
OPEN = '{above: "90%", points: "2"}, {above: "70%", to: "90%", points: "1"}, {to: "70%", points: "0"}'
SLOPED = (
    '{from: "80%", points: "2"}, {from: "50%", below: "80%", points: {start: "0.5", end: "2"}}, '
    '{below: "50%", points: "0"}'
)
SHARED = '{from: "80%", points: "2"}, {below: "80%", points: proportional}'


@pytest.mark.parametrize(
    ("listed", "done", "points", "rule"),
    [
        (USUAL, 90, "2", "bands[0]"),
        (USUAL, 89, "1", "bands[1]"),
        (USUAL, 70, "1", "bands[1]"),
        (USUAL, 69, "0", "bands[2]"),
        (USUAL, 0, "0", "bands[2]"),
        (OPEN, 91, "2", "bands[0]"),
        (OPEN, 90, "1", "bands[1]"),
        (OPEN, 71, "1", "bands[1]"),
        (OPEN, 70, "0", "bands[2]"),
        (SLOPED, 80, "2", "bands[0]"),
        (SLOPED, 65, "1.25", "bands[1]"),
        (SLOPED, 50, "0.5", "bands[1]"),
        (SLOPED, 49, "0", "bands[2]"),
        (SHARED, 80, "2", "bands[0]"),
        (SHARED, 79, "1.58", "bands[1]"),
        (SHARED, 0, "0", "bands[1]"),
    ],
)
def test_each_edge_belongs_to_the_side_that_it_names(listed, done, points, rule):
    node = row(bands(listed)).node({"done": done, "planned": 100})
    assert (node.won, node.rule) == (Fraction(points), rule)
    assert adds_up(node)


def test_a_ratio_is_compared_by_cross_multiplication_and_never_divided():
    rows = row(bands('{from: "1/3", points: "2"}, {below: "1/3", points: "0"}'))
    assert [rows.points({"done": done, "planned": 3 * 7}) for done in (7, 6)] == [2, 0]
    assert rows.points({"done": 231, "planned": 693}) == 2


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 1000), st.sampled_from([USUAL, OPEN, SLOPED, SHARED]))
def test_points_are_those_of_the_exact_share(done, planned, listed):
    share = Fraction(done, planned)
    if listed == USUAL:
        expected = 2 if share >= Fraction(9, 10) else 1 if share >= Fraction(7, 10) else 0
    elif listed == OPEN:
        expected = 2 if share > Fraction(9, 10) else 1 if share > Fraction(7, 10) else 0
    elif share >= Fraction(4, 5):
        expected = 2
    elif listed == SLOPED:
        expected = Fraction(1, 2) + (share - Fraction(1, 2)) * 5 if share >= Fraction(1, 2) else 0
    else:
        expected = share * 2
    assert abs(ROWS[listed].points({"done": done, "planned": planned}) - expected) <= Fraction(1, 2_000_000)


ROWS = {listed: row(bands(listed)) for listed in (USUAL, OPEN, SLOPED, SHARED)}


def test_the_value_and_its_band_are_told_in_both_languages():
    node = row(bands(USUAL)).node({"done": 231, "planned": 260})
    assert node.reason.vi == "Giá trị 88,85 %: mức từ 70 % đến dưới 90 %: 1 điểm."
    assert node.reason.en == "The value is 88.85%: band from 70% to below 90%: 1 point."


@pytest.mark.parametrize(
    ("listed", "done", "vi", "en"),
    [
        (OPEN, 95, "mức trên 90 %: 2 điểm", "band above 90%: 2 points"),
        (SLOPED, 60, "tính tuyến tính", "linear"),
        (SHARED, 60, "tính theo tỷ lệ", "in proportion"),
        ('{points: "2"}', 1, "mức mọi giá trị: 2 điểm", "band any value: 2 points"),
    ],
)
def test_every_kind_of_band_is_told(listed, done, vi, en):
    node = row(bands(listed)).node({"done": done, "planned": 100})
    assert vi in node.reason.vi
    assert en in node.reason.en


def test_the_next_gain_is_the_least_change_that_reaches_the_next_band():
    rows = row(bands(USUAL))
    gain = rows.node({"done": 8, "planned": 10}).next_gain
    assert (gain.changes, gain.points) == ({"done": "9"}, 1)
    assert gain.what.vi == "Đã xong: từ 8 thành 9 (giá trị 80 % → 90 %) được thêm 1 điểm"
    assert gain.what.en == "Done: from 8 to 9 (value 80% → 90%) earns 1 more"
    assert rows.after({"done": 8, "planned": 10}, gain.changes) == 2
    assert rows.node({"done": 9, "planned": 10}).next_gain is None


def test_the_next_gain_passes_over_an_open_edge():
    gain = row(bands(OPEN)).node({"done": 70, "planned": 100}).next_gain
    assert (gain.changes, gain.points) == ({"done": "71"}, 1)


def test_the_next_gain_finds_a_middle_band_from_either_side():
    rows = row(
        bands('{from: "110%", points: "0"}, {from: "95%", below: "110%", points: "2"}, {below: "95%", points: "0"}')
    )
    assert rows.node({"done": 80, "planned": 100}).next_gain.changes == {"done": "95"}
    assert rows.node({"done": 120, "planned": 100}).next_gain.changes == {"done": "109"}


@pytest.mark.parametrize(
    ("when_empty", "points", "status"),
    [
        ("full", 2, "scored"),
        ("zero", 0, "scored"),
        ("exclude", 0, "not_applicable"),
        ("not_assessed", 0, "not_assessed"),
    ],
)
def test_an_empty_denominator_means_what_the_rule_says(when_empty, points, status):
    node = row(bands(USUAL, more=f"when_empty: {when_empty}, ")).node({"done": 0, "planned": 0})
    assert (node.won, str(node.status)) == (points, status)
    assert "Mẫu số bằng 0" in node.reason.vi
    assert "denominator is 0" in node.reason.en


def test_a_single_value_may_be_a_band_of_its_own():
    rows = row(bands('{above: "0", points: "0"}, {from: "0", to: "0", points: "2"}', "score", ""))
    assert [rows.points({"score": score}) for score in (0, "0.001", 10)] == [2, 0, 0]


@pytest.mark.parametrize(
    ("listed", "code", "said"),
    [
        (
            '{from: "90%", points: "2"}, {from: "70%", below: "85%", points: "1"}, {below: "70%", points: "0"}',
            "bands.gap",
            "Between 85% and 90%",
        ),
        ('{above: "90%", points: "2"}, {below: "90%", points: "0"}', "bands.gap", "Between 90% and 90%"),
        ('{from: "90%", points: "2"}, {from: "70%", below: "90%", points: "1"}', "bands.gap", "Between 0% and 70%"),
        (
            '{from: "90%", to: "100%", points: "2"}, {below: "90%", points: "0"}',
            "bands.gap",
            "Between 100% and 100000%",
        ),
        ('{from: "80%", points: "2"}, {below: "85%", points: "0"}', "bands.overlap", "overlaps band 2"),
        ('{from: "80%", points: "2"}, {to: "80%", points: "0"}', "bands.overlap", "overlaps band 2"),
        ('{points: "2"}, {points: "0"}', "bands.overlap", "overlaps"),
        (
            '{from: "80%", points: {start: "1", end: "2"}}, {below: "80%", points: "0"}',
            "bands.slope-edges",
            "both edges",
        ),
    ],
)
def test_gaps_and_overlaps_are_findings_that_name_the_edges(listed, code, said):
    loaded = read_row(bands(listed))
    assert codes(loaded) == [code]
    assert said in loaded.findings[0].message.en


@pytest.mark.parametrize(
    "listed",
    [
        '{from: "5", points: "2"}, {from: "5", below: "5", points: "1"}, {below: "5", points: "0"}',
        '{above: "11", points: "2"}, {from: "5", to: "11", points: "2"}, {below: "5", points: "0"}',
        '{from: "5", points: "2"}, {from: "-3", below: "5", points: "1"}, {below: "-3", points: "0"}',
    ],
)
def test_a_band_that_no_value_reaches_is_a_warning(listed):
    assert "bands.unreachable" in codes(read_row(bands(listed, "score", "")))


def test_the_denominator_must_be_provided_for():
    assert codes(read_row(bands(USUAL, more=""))) == ["rule.when-empty"]
    assert codes(read_row(bands('{from: "9", points: "2"}, {below: "9", points: "0"}', "score"))) == [
        "rule.never-empty"
    ]
    constant = bands('{from: "9", points: "2"}, {below: "9", points: "0"}', "score * 0 + 9", "")
    assert "value.constant" in codes(read_row(constant))
