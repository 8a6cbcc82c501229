"""Scorecards: what is open, what is complete, and how nodes are found."""

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.domain.scorecard import STATUS_TITLES, Range, Status
from tests.support.written_rows import row

ROW = """
method: external_index
rule: {value: sipas.rate}
facts: {sipas.rate: {type: percent, title: {vi: "SIPAS", en: "SIPAS"}}}
"""


def test_six_statuses_have_titles_in_both_languages():
    assert [str(status) for status in Status] == [
        "scored",
        "not_assessed",
        "not_applicable",
        "not_arisen",
        "marked",
        "pending",
    ]
    assert set(STATUS_TITLES) == set(Status)
    assert all(title.vi and title.en for title in STATUS_TITLES.values())


def test_points_are_undecided_while_not_assessed_or_pending_only():
    assert {status for status in Status if status.is_open} == {Status.NOT_ASSESSED, Status.PENDING}


def test_a_range_with_equal_ends_is_decided():
    assert Range(Fraction(1), Fraction(1)).is_exact
    assert not Range(Fraction(0), Fraction(1)).is_exact


def test_a_card_is_complete_when_every_leaf_is_decided():
    rows = row(ROW)
    assert rows.card({"sipas.rate": "91.17"}).is_complete
    assert not rows.card({}).is_complete


def test_nodes_are_found_by_id_and_components_by_depth():
    card = row(ROW).card({"sipas.rate": "91.17"})
    assert [node.id for node in card.components()] == [node.id for node in card.leaves()] == ["1"]
    with pytest.raises(KeyError):
        card.node("2")


def test_the_index_of_a_node_is_a_ratio_and_of_nothing_there_is_none():
    node = row(ROW).node({"sipas.rate": "50"})
    assert node.index == Fraction(1, 2)
    assert replace(node, maximum=Fraction(0)).index is None
