"""Thừa Thiên Huế 2021: 21 departments printed with three decimals, and their classes."""

from pathlib import Path

import pytest

from engine.domain.numbers import printed, shown
from engine.domain.scorecard import Scorecard
from tests.published.published_set import PublishedSet, read_rows

pytestmark = pytest.mark.published


@pytest.fixture(scope="module")
def rows(open_data: Path) -> list[dict[str, str]]:
    """The published table, best first."""
    return read_rows(open_data, "vn-par-index", "thua-thien-hue-2021.csv")


@pytest.fixture(scope="module")
def hue() -> PublishedSet:
    return PublishedSet("thua_thien_hue_2021")


@pytest.fixture(scope="module")
def cards(hue, rows) -> list[Scorecard]:
    """The scorecards, in the order of the table."""
    return [hue.score(row["unit"], {"published.points": row["score"]}, year=2021) for row in rows]


def test_21_of_21_scores_print_three_decimals_as_published(rows, cards):
    assert [card.printing.places for card in cards] == [3] * 21
    assert [printed(card.index, card.printing.places) for card in cards] == [row["score"] for row in rows]
    assert shown(cards[0].index, cards[0].printing.places, "vi") == "97,685"


def test_21_of_21_classes_are_as_published(rows, cards):
    assert [card.grade_title.vi for card in cards] == [row["class"] for row in rows]
    assert {row["class"] for row in rows} == {"Xuất sắc", "Tốt", "Khá"}


def test_the_order_is_as_published(hue, rows, cards):
    assert hue.order(reversed(cards)) == {"so": [(int(row["rank"]), row["unit"]) for row in rows]}


def test_a_batch_of_columns_gets_the_same_figures(hue, cards):
    assert len(hue.submissions) >= len(cards)
    assert hue.column_differences() == []
