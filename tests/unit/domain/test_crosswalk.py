"""Crosswalks: rows between two editions, and the identity of two revisions of one."""

from dataclasses import replace

from engine.domain.crosswalk import CHANGE_TITLES, Change, Crosswalk, Row, Side, identity
from tests.support.two_editions import edition

RULES = edition()


def test_every_change_is_named_in_both_languages() -> None:
    assert set(CHANGE_TITLES) == set(Change)
    assert all(title.vi and title.en for title in CHANGE_TITLES.values())


def test_a_set_with_itself_joins_every_node_to_itself() -> None:
    crosswalk = identity(RULES, RULES)
    assert list(crosswalk.pairs()) == [(node.id, node.id) for node in RULES.walk()]
    assert {row.change for row in crosswalk.rows} == {Change.SAME}
    assert crosswalk.before.is_of(RULES)


def test_what_one_revision_has_alone_is_new_or_dropped() -> None:
    less = replace(RULES, components=RULES.components[:1])
    assert [row for row in identity(RULES, less).rows if row.change is not Change.SAME] == [
        Row(Change.DROPPED, ("2",), ())
    ]
    assert [row for row in identity(less, RULES).rows if row.change is not Change.SAME] == [Row(Change.NEW, (), ("2",))]


def test_rows_are_found_by_the_nodes_of_either_side() -> None:
    rows = (Row(Change.SPLIT, ("1",), ("1", "2")), Row(Change.NEW, (), ("3",)))
    crosswalk = Crosswalk(Side("a", "1"), Side("a", "2"), rows)
    assert crosswalk.rows_by_node() == {"1": rows[0], "2": rows[0], "3": rows[1]}
    assert crosswalk.rows_by_node(before=True) == {"1": rows[0]}
    assert [row.is_comparable for row in rows] == [True, False]
    assert (list(crosswalk.pairs()), str(crosswalk.after)) == ([], "a 2")
