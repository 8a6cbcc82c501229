"""PAR INDEX 2023 of 17 ministries: index and order as published, beside printed parts that do not add up.

Only printed figures are public: two parts and their total, each rounded to two places by itself. In nine rows the
printed parts add up to 0.01 more or less than the printed total, so the totals come from parts with more places.
For such a row the test gives the engine parts that print what was printed and stand two fifths of the gap away:
with a gap of −0.01, 61.86 and 28.10 become 61.856 and 28.096. The engine then prints all three published figures.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.numbers import decimal_text, printed
from engine.domain.scorecard import Scorecard
from tests.published.published_set import PublishedSet, read_rows

pytestmark = pytest.mark.published

Row = dict[str, str]
PARTS = {"appraised": "appraised_max68.5", "surveyed": "survey_max31.5"}


@pytest.fixture(scope="module")
def rows(open_data: Path) -> list[Row]:
    """The published table, best first."""
    return read_rows(open_data, "vn-par-index", "ministries-2023.csv")


@pytest.fixture(scope="module")
def ministries() -> PublishedSet:
    return PublishedSet("ministries_2023")


def gap(row: Row) -> Fraction:
    """Published total less the sum of the published parts."""
    return Fraction(row["total"]) - sum(Fraction(row[column]) for column in PARTS.values())


def score(ministries: PublishedSet, row: Row, shift: Fraction = Fraction(0)) -> Scorecard:
    """The scorecard of a row whose two parts are moved by `shift`."""
    facts = {f"{node}.points": decimal_text(Fraction(row[column]) + shift) for node, column in PARTS.items()}
    return ministries.score(row["unit"], facts, year=2023)


def unrounded(ministries: PublishedSet, rows: Sequence[Row]) -> list[Scorecard]:
    """The scorecards of all rows, each part two fifths of the gap away from its print."""
    return [score(ministries, row, gap(row) * Fraction(2, 5)) for row in rows]


def printed_figures(card: Scorecard) -> tuple[str, str, str]:
    """Both parts and the index, each rounded by itself."""
    parts = [printed(card.node(node).won, card.printing.places) for node in PARTS]
    assert card.index is not None
    return parts[0], parts[1], printed(card.index, card.printing.places)


def test_seventeen_rows_print_their_51_published_figures(ministries, rows):
    expected = [(*(row[column] for column in PARTS.values()), row["total"]) for row in rows]
    assert [printed_figures(card) for card in unrounded(ministries, rows)] == expected
    assert len(expected) == 17


def test_the_order_is_as_published(ministries, rows):
    ranked = ministries.order(reversed(unrounded(ministries, rows)))
    assert ranked == {"ministry": [(int(row["rank"]), row["unit"]) for row in rows]}


def test_eight_rows_add_up_as_printed_and_nine_cannot(ministries, rows):
    as_printed = {row["unit"]: score(ministries, row) for row in rows}
    off = [row for row in rows if printed_figures(as_printed[row["unit"]])[2] != row["total"]]
    assert len(off) == 9
    assert {abs(gap(row)) for row in off} == {Fraction(1, 100)}


def test_the_first_row_prints_89_95_beside_61_86_and_28_10(ministries, rows):
    card = score(ministries, rows[0], gap(rows[0]) * Fraction(2, 5))
    assert card.index == Fraction("89.952")
    assert printed_figures(card) == ("61.86", "28.10", "89.95")
    assert printed_figures(score(ministries, rows[0]))[2] == "89.96"


def test_the_mean_of_the_printed_totals_is_84_38(ministries, rows):
    totals = [Fraction(printed_figures(card)[2]) for card in unrounded(ministries, rows)]
    assert printed(sum(totals, Fraction(0)) / len(totals)) == "84.38"


def test_every_card_adds_up(ministries, rows):
    for card in unrounded(ministries, rows):
        assert card.is_complete
        assert card.total.won + card.total.lost == card.total.maximum == 100


def test_a_batch_of_columns_gets_the_same_figures(ministries, rows):
    cards = unrounded(ministries, rows)
    assert len(ministries.submissions) >= len(cards)
    assert ministries.column_differences() == []
