"""PAPI 2011 to 2016: 2,634 figures of an independent compilation, which carries sub-dimensions and results.

The compilation holds more digits than PAPI prints, and less than it was computed from:

* 2011 to 2014, sub-dimensions have seven significant digits and results six decimals: both are rounded from values
  that were not published. The exact sum of rounded parts may stray from the result by what the rounding leaves open.
* 2015 and 2016, every figure is a 32-bit float spelled out in decimals; a result may stray from the exact sum by one
  unit in the last of its 24 bits, and by the ninth decimal, the last that facts and points keep.
* Two provinces have no figure in 2014. The compilation totals their blanks to 0.0; here they are not assessed.

So every figure is compared at three decimals, where all agree; every dimension must also lie within exactly what the
rounding of its parts leaves open; and totals are the sums of the published dimensions to six decimals.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.numbers import decimal_text, printed, rounded
from engine.domain.scorecard import NodeScore, Scorecard, Status
from tests.published.published_set import PublishedSet, read_rows

pytestmark = pytest.mark.published

Row = dict[str, str]
DIMENSIONS = ("participation", "transparency", "accountability", "corruption", "procedures", "service")
COLUMNS = {**{name: f"papi_{name}" for name in DIMENSIONS}, "total": "papi_unweighted"}
FLOAT_YEARS = (2015, 2016)
HALF_A_NINTH_DECIMAL = Fraction(1, 2 * 10**9)
BLANK = {("Bac Giang", 2014), ("Dong Thap", 2014)}


@pytest.fixture(scope="module")
def papi() -> PublishedSet:
    return PublishedSet("papi_2011_2016")


@pytest.fixture(scope="module")
def leaves(open_data: Path) -> list[Row]:
    """The sub-dimension scores."""
    return read_rows(open_data, "papi-vn", "leaves_2011_2016_vietnamdata.csv")


@pytest.fixture(scope="module")
def published(open_data: Path) -> list[Row]:
    """The dimension scores and totals, row by row beside the leaves."""
    return read_rows(open_data, "papi-vn", "published_2011_2016_vietnamdata.csv")


@pytest.fixture(scope="module")
def cards(papi: PublishedSet, leaves: list[Row]) -> list[Scorecard]:
    """The scorecards, in the order of the rows; a blank cell is a fact that is not given."""

    def scored() -> Iterator[Scorecard]:
        for row in leaves:
            cells = {name: value for name, value in row.items() if name.startswith("papi_") and value}
            facts = {fact_id(name): nine_decimals(value) for name, value in cells.items()}
            yield papi.score(row["unit"], facts, year=int(row["period"]))

    return list(scored())


def fact_id(column: str) -> str:
    """`participation.knowledge` of `papi_participation_knowledge`."""
    return column.removeprefix("papi_").replace("_", ".")


def nine_decimals(text: str) -> str:
    """A cell without the digits that a float has beyond its precision."""
    return decimal_text(rounded(Fraction(text), 9))


def result(card: Scorecard, name: str) -> NodeScore:
    """A dimension, or the root."""
    return card.total if name == "total" else card.node(name)


def figures(cards: list[Scorecard], published: list[Row]) -> Iterator[tuple[Scorecard, str, str]]:
    """Scorecard, name and text of every published figure."""
    for card, row in zip(cards, published, strict=True):
        assert (card.unit.id, str(card.year)) == (row["unit"], row["period"])
        for name, column in COLUMNS.items():
            if row[column]:
                yield card, name, row[column]


def left_open(card: Scorecard, name: str, value: Fraction) -> Fraction:
    """By how much the published `value` may differ from the exact sum of the published parts."""
    parts = [leaf for leaf in card.leaves() if leaf.id.startswith(f"{name}.") and leaf.status is Status.SCORED]
    if card.year in FLOAT_YEARS:
        last_bit = Fraction(1, 2**20) if value >= 8 else Fraction(1, 2**21) if value >= 4 else Fraction(1, 2**22)
        return last_bit + len(parts) * HALF_A_NINTH_DECIMAL
    digits = [Fraction(1, 10**7) if leaf.won < 1 else Fraction(1, 10**6) for leaf in parts]
    return (sum(digits, Fraction(0)) + Fraction(1, 10**6)) / 2


def test_2634_published_figures_come_out_at_three_decimals(cards, published):
    compared, blank, different = 0, [], []
    for card, name, text in figures(cards, published):
        compared += 1
        score = result(card, name)
        if score.status.is_open:
            blank.append((card.unit.id, card.year, name, text))
        elif printed(score.won, 3) != printed(Fraction(text), 3):
            different.append((card.unit.id, card.year, name, printed(score.won, 9), text))
    assert different == []
    assert blank == [(unit, year, "total", "0.0") for unit, year in sorted(BLANK)]
    assert compared == 2_634


def test_each_dimension_is_within_what_its_printed_parts_leave_open(cards, published):
    compared = 0
    for card, name, text in figures(cards, published):
        if name == "total":
            continue
        compared += 1
        value = Fraction(text)
        stray = abs(result(card, name).won - value)
        assert stray <= left_open(card, name, value), (card.unit.id, card.year, name, text)
    assert compared == 2_256


def test_376_totals_are_the_sums_of_published_dimensions_to_six_decimals(published):
    totals = PublishedSet("papi_totals_2011_2016")
    compared, different = 0, []
    for row in published:
        facts = {f"{name}.points": nine_decimals(row[COLUMNS[name]]) for name in DIMENSIONS if row[COLUMNS[name]]}
        card = totals.score(row["unit"], facts, year=int(row["period"]))
        if not facts:
            assert card.total.status is Status.NOT_ASSESSED
            continue
        compared += 1
        text = row[COLUMNS["total"]]
        if printed(card.total.won, card.printing.places) != printed(Fraction(text), card.printing.places):
            different.append((row["unit"], row["period"], str(card.total.won), text))
    assert different == []
    assert compared == 376
    assert totals.column_differences() == []


def test_a_blank_province_is_not_assessed_and_not_zero(cards):
    open_cards = [card for card in cards if not card.is_complete]
    assert {(card.unit.id, card.year) for card in open_cards} == BLANK
    for card in open_cards:
        assert card.total.status is Status.NOT_ASSESSED
        assert card.total.possible.low == 0
        assert card.total.possible.high > 59
        assert all(node.status is Status.NOT_ASSESSED for node in card.components())


def test_investment_boards_count_until_2015_and_responsiveness_in_2016(cards):
    for card in cards:
        counted = {node.id for node in card.leaves() if node.status is not Status.NOT_APPLICABLE}
        assert ("accountability.investment" in counted) == (card.year <= 2015)
        assert ("accountability.responsive" in counted) == (card.year == 2016)
        assert rounded(card.total.maximum, 6) == 60


def test_a_batch_of_columns_gets_the_same_figures(papi: PublishedSet, cards: object) -> None:
    assert len(papi.submissions) >= len(cards)
    assert papi.column_differences() == []
