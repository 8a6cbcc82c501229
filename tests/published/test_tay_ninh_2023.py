"""Tây Ninh 2023: 19 departments and 6 districts on maxima of 100, 96.5 and 71.5: index, order and class."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.numbers import printed
from engine.domain.scorecard import Scorecard
from tests.published.published_set import PublishedSet, read_rows

pytestmark = pytest.mark.published

PROFILES = {
    ("sở", "100"): "so_100",
    ("sở", "96.5"): "so_96_5",
    ("sở", "71.5"): "so_71_5",
    ("huyện", "100"): "huyen_100",
}


@pytest.fixture(scope="module")
def rows(open_data: Path) -> list[dict[str, str]]:
    """The published table: departments, then districts, best first."""
    return read_rows(open_data, "vn-par-index", "tay-ninh-2023.csv")


@pytest.fixture(scope="module")
def tay_ninh() -> PublishedSet:
    return PublishedSet("tay_ninh_2023")


@pytest.fixture(scope="module")
def cards(tay_ninh, rows) -> list[Scorecard]:
    """The scorecards, in the order of the table."""

    def scored() -> Iterator[Scorecard]:
        for row in rows:
            profile = PROFILES[row["level"], row["max_points"]]
            yield tay_ninh.score(row["unit"], {"published.points": row["points"]}, year=2023, profile=profile)

    return list(scored())


def test_25_of_25_indices_are_as_published(rows, cards):
    ours = [printed(card.index, card.printing.places) for card in cards]
    assert ours == [row["index_percent"] for row in rows]
    assert len(ours) == 25


def test_each_body_is_measured_by_its_own_maximum(rows, cards):
    assert [card.total.maximum for card in cards] == [Fraction(row["max_points"]) for row in rows]
    assert [card.total.won for card in cards] == [Fraction(row["points"]) for row in rows]
    assert all(card.total.won + card.total.lost == card.total.maximum for card in cards)


def test_25_of_25_classes_are_as_published(rows, cards):
    assert [card.grade_title.vi for card in cards] == [row["class"] for row in rows]


def test_the_order_within_a_level_is_as_published(tay_ninh, rows, cards):
    published = {"so": "sở", "huyen": "huyện"}
    ranked = tay_ninh.order(reversed(cards))
    for group, level in published.items():
        assert ranked[group] == [(int(row["rank"]), row["unit"]) for row in rows if row["level"] == level]
    assert [len(places) for places in ranked.values()] == [19, 6]


def test_fewer_points_on_a_smaller_maximum_rank_above_more_points(cards):
    office, information = cards[0], cards[2]
    assert office.total.won < information.total.won
    assert office.index > information.index


def test_a_batch_of_columns_gets_the_same_figures(tay_ninh, cards):
    assert len(tay_ninh.submissions) >= len(cards)
    assert tay_ninh.column_differences() == []
