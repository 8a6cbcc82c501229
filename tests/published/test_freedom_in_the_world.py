"""Freedom in the World: 2,515 rows of 13 published figures; a deduction without a floor, a bonus until 2017."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.numbers import printed
from engine.domain.scorecard import Scorecard, Status
from tests.published.published_set import PublishedSet, read_rows

pytestmark = pytest.mark.published

Row = dict[str, str]
SUMS = ("A", "B", "C", "PR", "D", "E", "F", "G", "CL")
CLASSES = ("pr_rating", "cl_rating", "status")
ABOUT = ("unit", "period", "type")
ROWS = 2515


@pytest.fixture(scope="module")
def leaves(open_data: Path) -> list[Row]:
    """What the analysts gave."""
    return read_rows(open_data, "freedom-in-the-world", "leaves.csv")


@pytest.fixture(scope="module")
def published(open_data: Path) -> list[Row]:
    """What was published, row by row beside the leaves."""
    return read_rows(open_data, "freedom-in-the-world", "published.csv")


@pytest.fixture(scope="module")
def freedom() -> PublishedSet:
    return PublishedSet("freedom_in_the_world")


@pytest.fixture(scope="module")
def cards(freedom: PublishedSet, leaves: list[Row]) -> list[Scorecard]:
    """The scorecards, in the order of the rows; a blank cell is a fact that is not given."""

    def scored() -> Iterator[Scorecard]:
        for row in leaves:
            facts = {name.lower(): int(value) for name, value in row.items() if name not in ABOUT and value}
            yield freedom.score(row["unit"], facts, year=int(row["period"]))

    return list(scored())


def figures(card: Scorecard) -> Row:
    """The 13 figures, as the engine prints them."""
    found = {node: printed(card.node(node).won, card.printing.places) for node in SUMS}
    found["Total"] = printed(card.total.won, card.printing.places)
    found.update({one.id: str(one.result) for one in card.classifications})
    return found


def test_32_695_published_figures_come_out_without_a_difference(cards, published):
    compared, different = 0, []
    for card, row in zip(cards, published, strict=True):
        assert (card.unit.id, str(card.year)) == (row["unit"], row["period"])
        ours = figures(card)
        for name in (*SUMS, "Total", *CLASSES):
            compared += 1
            if ours[name] != row[name]:
                different.append((row["unit"], row["period"], name, ours[name], row[name]))
    assert different == []
    assert compared == ROWS * 13 == 32_695


def test_political_rights_go_below_zero(cards):
    below = [card for card in cards if card.node("PR").won < 0]
    assert min(card.node("PR").won for card in below) == -3
    assert len(below) == 69
    for card in below:
        rights = card.node("PR")
        assert rights.lost == rights.maximum - rights.won == 40 - rights.won


def test_every_card_adds_up_and_is_complete(cards):
    for card in cards:
        assert card.is_complete
        assert card.total.maximum == Fraction(100)
        for node in card.nodes:
            assert node.won + node.lost == node.maximum


def test_the_bonus_is_in_force_until_2017_only(cards):
    for card in cards:
        bonus = [node for node in card.nodes if node.id == "AddA" and node.status is not Status.NOT_APPLICABLE]
        assert bool(bonus) == (card.year <= 2017)


def test_a_batch_of_columns_gets_the_same_figures(freedom, cards):
    assert len(freedom.submissions) >= len(cards)
    assert freedom.column_differences() == []
