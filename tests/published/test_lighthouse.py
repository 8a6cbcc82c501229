"""Lighthouse: 18 categories of five reports; weights by kind of report, inapplicable audits left out, two decimals."""

from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.numbers import printed
from engine.domain.scorecard import Scorecard, Status
from engine.domain.submission import UnitExclusion
from engine.domain.text import Text
from tests.published.published_set import PublishedSet, read_rows

pytestmark = pytest.mark.published

Row = dict[str, str]
PROFILES = {
    "sample_v2": "navigation",
    "flow_step1_navigation": "navigation",
    "flow_step2_timespan": "timespan",
    "flow_step3_snapshot": "snapshot",
    "flow_step4_navigation": "navigation",
}
LEFT_OUT = ("notApplicable", "manual", "informative")
YEAR = 2024


@pytest.fixture(scope="module")
def audits(open_data: Path) -> list[Row]:
    """Every audit of every report: weight, score, mode."""
    return read_rows(open_data, "lighthouse-samples", "leaves.csv")


@pytest.fixture(scope="module")
def published(open_data: Path) -> dict[tuple[str, str], Fraction]:
    """The published score of each category, by report and category."""
    rows = read_rows(open_data, "lighthouse-samples", "published.csv")
    return {(row["report"], row["category"]): Fraction(row["score"]) for row in rows}


@pytest.fixture(scope="module")
def lighthouse() -> PublishedSet:
    return PublishedSet("lighthouse")


@pytest.fixture(scope="module")
def cards(lighthouse: PublishedSet, audits: list[Row]) -> dict[str, Scorecard]:
    """The scorecard of each report: its weighted audits as facts, those that do not apply as exclusions."""
    known = {node.id for node in lighthouse.criteria_set.leaves()}
    found = {}
    for report, profile in PROFILES.items():
        mine = [row for row in audits if row["report"] == report and node_id(row) in known]
        facts = {fact_id(row): row["score"] for row in mine if row["mode"] not in LEFT_OUT}
        exclusions = [not_applicable(row) for row in mine if row["mode"] in LEFT_OUT]
        found[report] = lighthouse.score(report, facts, year=YEAR, profile=profile, exclusions=exclusions)
    return found


def node_id(row: Row) -> str:
    """The node of an audit."""
    return f"{row['category']}.{row['audit']}"


def fact_id(row: Row) -> str:
    """The fact that holds the score of an audit."""
    return node_id(row).replace("-", "_")


def not_applicable(row: Row) -> UnitExclusion:
    """An audit that found nothing to look at."""
    return UnitExclusion(node_id(row), Text("Không áp dụng cho trang này", "Does not apply to this page"), row["mode"])


def test_18_of_18_categories_are_as_published(cards, published):
    ours = {key: cards[key[0]].node(key[1]).won for key in published}
    assert ours == published
    assert len(ours) == 18


def test_a_category_that_was_not_published_does_not_apply(cards, published):
    applying = {
        (report, category.id)
        for report, card in cards.items()
        for category in card.components()
        if category.status is not Status.NOT_APPLICABLE
    }
    assert applying == set(published)


def test_an_audit_without_weight_leaves_nothing_open(cards, published):
    """A timespan knows nothing of four of the five weighted performance audits, and lacks nothing."""
    assert {cards[report].node(category).status for report, category in published} == {Status.SCORED}


def test_a_category_without_a_weighted_audit_scores_zero_of_its_maximum(cards):
    performance = cards["flow_step3_snapshot"].node("performance")
    assert (performance.won, performance.maximum) == (0, 1)


def test_exact_halves_are_rounded_up(cards):
    """7 of 8 is 0.875 and 98.95 of 100 is 0.9895: both print the upper figure."""
    assert printed(cards["flow_step3_snapshot"].node("best-practices").won) == "0.88"
    assert printed(cards["flow_step4_navigation"].node("performance").won) == "0.99"


def test_the_set_holds_every_weight_of_the_reports(lighthouse, audits):
    """A weight of 0 in a report is an audit left out there, or one that the set does not hold."""
    nodes = {node.id: node for node in lighthouse.criteria_set.leaves()}
    compared = 0
    for row in audits:
        node = nodes.get(node_id(row))
        if node is None:
            assert row["weight"] == "0"
        elif row["mode"] not in LEFT_OUT:
            assert node.weight_for(PROFILES[row["report"]], YEAR) == Fraction(row["weight"])
            compared += 1
    assert len(nodes) == 54
    assert compared == 198


def test_a_batch_of_columns_gets_the_same_figures(lighthouse, cards):
    assert len(lighthouse.submissions) >= len(cards)
    assert lighthouse.column_differences() == []
