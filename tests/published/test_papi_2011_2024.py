"""PAPI 2011 to 2024: 281 figures printed in reports and newspapers, and gaps that stay gaps.

280 figures are printed as the engine prints them, at one to four decimals. The other one is a newspaper's total of
40.62 for Bà Rịa - Vũng Tàu in 2021: the sub-dimensions add up to 40.614646553, which prints 40.61 at two decimals and
40.615 at three, and only rounding 40.615 once more gives 40.62.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.numbers import printed, rounded
from engine.domain.scorecard import NodeScore, Scorecard, Status
from tests.published.published_set import PublishedSet, read_rows

pytestmark = pytest.mark.published

Row = dict[str, str]
ROUNDED_TWICE = ("Ba Ria - Vung Tau", 2021, "TOTAL")
EIGHT_FROM = 2018


@pytest.fixture(scope="module")
def leaves(open_data: Path) -> list[Row]:
    """63 provinces in 14 years, up to 29 sub-dimensions; blank: not measured or not published."""
    return read_rows(open_data, "papi-vn", "leaves_2011_2024.csv")


@pytest.fixture(scope="module")
def papi() -> PublishedSet:
    return PublishedSet("papi_2011_2024")


@pytest.fixture(scope="module")
def cards(papi: PublishedSet, leaves: list[Row]) -> dict[tuple[str, int], Scorecard]:
    """The scorecards by province and year."""

    def scored() -> Iterator[Scorecard]:
        for row in leaves:
            facts = {name.lower(): value for name, value in row.items() if name.startswith("SC") and value}
            yield papi.score(row["unit_name"], facts, year=int(row["period"]))

    return {(card.unit.id, card.year): card for card in scored()}


def in_force(card: Scorecard) -> list[NodeScore]:
    """The nodes that count in the year of the card."""
    return [node for node in card.nodes if node.status is not Status.NOT_APPLICABLE]


def result(card: Scorecard, name: str) -> NodeScore:
    """The node called `TOTAL`, `D2` or `SC21`; the sub-dimension's node of that year is `SC21` or `SC21.2018`."""
    if name == "TOTAL":
        return card.total
    (found,) = [node for node in in_force(card) if node.id.partition(".")[0] == name]
    return found


def test_281_printed_figures_come_out_but_for_one_rounded_twice(cards, open_data):
    compared, different = 0, []
    for row in read_rows(open_data, "papi-vn", "published_web.csv"):
        compared += 1
        key = (row["unit_name"], int(row["period"]), row["node"])
        score = result(cards[key[:2]], row["node"])
        assert not score.status.is_open
        if printed(score.won, len(row["value"].partition(".")[2])) != row["value"]:
            different.append(key)
    assert different == [ROUNDED_TWICE]
    assert compared == 281


def test_the_one_difference_is_a_figure_rounded_twice(cards):
    total = cards[ROUNDED_TWICE[:2]].total.won
    assert total == Fraction("40.614646553")
    assert (printed(total, 2), printed(total, 3)) == ("40.61", "40.615")
    assert printed(rounded(total, 3), 2) == "40.62"


def test_what_is_in_force_changes_by_period(cards):
    for card in cards.values():
        nodes = [node.id for node in in_force(card)]
        assert {name for name in nodes if name.startswith("D")} == {
            f"D{number}" for number in range(1, 9 if card.year >= EIGHT_FROM else 7)
        }
        assert len({name.partition(".")[0] for name in nodes if name.startswith("SC")}) == expected_leaves(card.year)
        assert rounded(card.total.maximum, 6) == (80 if card.year >= EIGHT_FROM else 60)


def expected_leaves(year: int) -> int:
    """How many sub-dimensions PAPI has in a year."""
    if year < EIGHT_FROM:
        return 22
    return {2018: 28, 2019: 29, 2020: 29}.get(year, 28)


def test_a_gap_is_not_zero_and_opens_only_what_holds_it(cards, leaves):
    open_dimensions, blank_rows = 0, 0
    for row in leaves:
        card = cards[row["unit_name"], int(row["period"])]
        for dimension in (node for node in in_force(card) if node.depth == 1):
            missing = [leaf for leaf in in_force(card) if is_gap(leaf, dimension.id, row)]
            assert dimension.status.is_open == bool(missing), (card.unit.id, card.year, dimension.id)
            assert all(leaf.status.is_open and leaf.missing for leaf in missing)
            open_dimensions += bool(missing)
        blank = not any(value for name, value in row.items() if name.startswith("SC"))
        blank_rows += blank
        assert (card.total.possible.low == 0) == blank
        assert card.total.status.is_open == (not card.is_complete)
    assert blank_rows == 9
    assert open_dimensions == 80


def is_gap(leaf: NodeScore, dimension: str, row: Row) -> bool:
    """Whether a sub-dimension of `dimension` has a blank cell."""
    code = leaf.id.partition(".")[0]
    return leaf.is_leaf and code.startswith(f"SC{dimension[1:]}") and not row[code]


def test_every_decided_sum_is_the_plain_sum_of_its_cells(cards, leaves):
    compared = 0
    for row in leaves:
        card = cards[row["unit_name"], int(row["period"])]
        if card.is_complete:
            cells = [Fraction(value) for name, value in row.items() if name.startswith("SC") and value]
            assert card.total.won == sum(cells, Fraction(0))
            compared += 1
    assert compared == 869


def test_a_batch_of_columns_gets_the_same_figures(papi, cards):
    assert len(papi.submissions) >= len(cards)
    assert papi.column_differences() == []
