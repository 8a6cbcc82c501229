"""Ranking: order within groups, ties, ranks that are still open, means, full marks, and who stands below the mean."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.criteria_set import CriteriaSet, Profile, RankingRule
from engine.domain.numbers import Rounding
from engine.domain.scorecard import Range
from engine.domain.text import Text
from engine.results.ranking import rank
from engine.results.standing import ComponentStanding, Standing
from tests.support.written_rows import row

RULES = row('method: external_index\nrule: {value: a}\nfacts: {a: {type: percent, title: {vi: "A", en: "A"}}}\n').rules


def rules(ties: str = "competition", compare: str = "exact", by: str = "index", **more: object) -> CriteriaSet:
    """A set that ranks in some way."""
    return replace(RULES, ranking=RankingRule(by, ties, compare), **more)


def standing(name: str, low: object, high: object = None, **more: object) -> Standing:
    """A unit with an index that is decided, or still between two figures."""
    figure = Range(Fraction(low), Fraction(low if high is None else high))  # type: ignore[arg-type]
    usual: dict[str, object] = {
        "unit_id": name,
        "name": Text(name, name),
        "profile": "ordinary",
        "group": "ordinary",
        "points": figure,
        "maximum": Fraction(100),
        "index": figure,
        "complete": figure.is_exact,
        "grade": None,
        "grade_title": Text("", ""),
        "components": (),
    }
    return Standing(**{**usual, **more})


def ranks(ranking_rules: CriteriaSet, *standings: Standing) -> list[tuple[str, int, int, bool]]:
    """Unit, best and worst rank, and whether it is tied, in the order of the ranking."""
    (group,) = rank(ranking_rules, standings).groups
    return [(place.standing.unit_id, place.best, place.worst, place.tied) for place in group.places]


def test_the_best_stands_first():
    assert ranks(rules(), standing("b", 70), standing("a", 90), standing("c", 80)) == [
        ("a", 1, 1, False),
        ("c", 2, 2, False),
        ("b", 3, 3, False),
    ]


@pytest.mark.parametrize(("ties", "after"), [("competition", 4), ("dense", 3)])
def test_equal_figures_share_a_rank(ties, after):
    found = ranks(rules(ties), standing("a", 90), standing("b", 80), standing("c", 80), standing("d", 70))
    assert found == [("a", 1, 1, False), ("b", 2, 2, True), ("c", 2, 2, True), ("d", after, after, False)]


def test_units_of_one_rank_are_named_in_the_order_of_their_ids():
    assert [name for name, *_ in ranks(rules(), standing("z", 80), standing("a", 80), standing("m", 80))] == [
        "a",
        "m",
        "z",
    ]


def test_three_thirds_tie_with_a_whole():
    thirds = 3 * Fraction("33.333333")
    assert [entry[1:] for entry in ranks(rules(), standing("a", 100), standing("b", thirds))] == [
        (1, 1, True),
        (1, 1, True),
    ]


def test_a_difference_beyond_the_guard_digits_is_no_tie():
    assert [entry[1] for entry in ranks(rules(), standing("a", 100), standing("b", "99.9999"))] == [1, 2]
    assert [entry[1] for entry in ranks(rules(), standing("a", 100), standing("b", "99.99995"))] == [1, 1]


@pytest.mark.parametrize(("compare", "expected"), [("exact", [1, 2]), ("printed", [1, 1])])
def test_what_is_printed_alike_ties_only_where_the_set_says_so(compare, expected):
    assert [
        entry[1] for entry in ranks(rules(compare=compare), standing("a", "92.184"), standing("b", "92.176"))
    ] == expected


def test_the_printed_figure_is_rounded_as_it_is_printed():
    floored = rules(compare="printed", roundings=(Rounding("printed", 2, "floor"),))
    assert [entry[1] for entry in ranks(floored, standing("a", "92.189"), standing("b", "92.181"))] == [1, 1]
    assert [
        entry[1] for entry in ranks(rules(compare="printed"), standing("a", "92.189"), standing("b", "92.181"))
    ] == [1, 2]


def test_points_may_be_ranked_instead_of_the_index():
    first = standing("a", 50, points=Range(Fraction(40), Fraction(40)))
    second = standing("b", 60, points=Range(Fraction(30), Fraction(30)))
    assert [name for name, *_ in ranks(rules(by="points"), first, second)] == ["a", "b"]
    assert [name for name, *_ in ranks(rules(), first, second)] == ["b", "a"]


def test_an_open_figure_has_a_best_and_a_worst_rank():
    found = ranks(rules(), standing("a", 90), standing("b", 70, 95), standing("c", 60))
    assert found == [("a", 1, 2, False), ("b", 1, 2, False), ("c", 3, 3, False)]


def test_a_dense_rank_stays_dense_while_others_are_open():
    found = ranks(rules("dense"), standing("a", 90), standing("b", 90), standing("c", 80), standing("d", 10, 20))
    assert found == [("a", 1, 1, True), ("b", 1, 1, True), ("c", 2, 2, False), ("d", 3, 3, False)]


def orders(figures: list[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Everything that open figures may still become."""
    return list(product(*(range(low, high + 1) for low, high in figures)))


def rank_of(values: tuple[int, ...], at: int, ties: str) -> int:
    """The rank of one figure among decided ones, counted naively."""
    above = [value for value in values if value > values[at]]
    return 1 + (len(set(above)) if ties == "dense" else len(above))


FIGURES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=5)


@settings(max_examples=300, deadline=None)
@given(FIGURES, st.sampled_from(["competition", "dense"]))
def test_open_ranks_hold_every_rank_that_may_still_come_and_no_more(widths, ties):
    figures = [(low, low + width) for low, width in widths]
    places = {
        name: (best, worst)
        for name, best, worst, _ in ranks(
            rules(ties), *(standing(str(at), *figure) for at, figure in enumerate(figures))
        )
    }
    for at in range(len(figures)):
        possible = {rank_of(values, at, ties) for values in orders(figures)}
        best, worst = places[str(at)]
        assert best <= min(possible)
        assert max(possible) <= worst
        if ties == "competition" or all(low == high for low, high in figures):
            assert (best, worst) == (min(possible), max(possible))


def test_a_unit_to_which_nothing_applies_has_no_rank_and_is_not_the_last():
    found = ranks(rules(), standing("a", 0), standing("b", 0, index=None, maximum=Fraction(0)))
    assert found == [("a", 1, 1, False), ("b", 0, 0, False)]


@pytest.mark.parametrize("ties", ["competition", "dense"])
def test_a_unit_whose_maximum_may_come_to_nothing_may_be_anywhere_or_not_at_all(ties):
    known = [("a", 90), ("b", 90), ("c", 50)]
    found = ranks(rules(ties), *(standing(*each) for each in known), standing("x", 0, 100, index=None))
    places = {name: (best, worst) for name, best, worst, _ in found}
    for index in (None, 0, 50, 70, 90, 100):
        settled = (
            [standing("x", index or 0, index=None, maximum=Fraction(0))] if index is None else [standing("x", index)]
        )
        for name, best, worst, _ in ranks(rules(ties), *(standing(*each) for each in known), *settled):
            assert best == worst
            assert best == 0 or places[name][0] <= best <= places[name][1]
    assert (places["a"], places["x"]) == ((1, 2), (1, 4))


TWO_GROUPS = replace(
    RULES,
    profiles=(
        Profile("ordinary", Text("Thường", "Ordinary"), "ordinary"),
        Profile("special", Text("Đặc thù", "Special"), "ordinary"),
        Profile("new", Text("Mới", "New"), "new", ranked=False, reason=Text("Mới lập", "Just founded")),
    ),
)


def test_groups_are_ranked_apart_and_some_are_not_ranked_at_all():
    new = standing("n", 99, profile="new", group="new")
    first, second = rank(TWO_GROUPS, [new, standing("a", 90), standing("s", 80, profile="special")]).groups
    assert [(place.standing.unit_id, place.best) for place in first.places] == [("a", 1), ("s", 2)]
    assert (second.group, second.ranked, second.reason.vi) == ("new", False, "Mới lập")
    assert [(place.standing.unit_id, place.best, place.worst) for place in second.places] == [("n", 0, 0)]
    assert first.title.vi == "Thường"


def test_a_group_without_units_is_not_there():
    assert [group.group for group in rank(TWO_GROUPS, [standing("a", 90)]).groups] == ["ordinary"]
    assert rank(TWO_GROUPS, []).groups == ()


def test_the_mean_is_that_of_the_complete_units():
    (group,) = rank(rules(), [standing("a", 90), standing("b", "80.5"), standing("c", 0, 100)]).groups
    assert group.mean == Fraction("85.25")
    (none,) = rank(rules(), [standing("c", 0, 100)]).groups
    assert none.mean is None


def component(won: object, maximum: object = 2, *, applies: bool = True) -> ComponentStanding:
    """A component with a decided share, or none."""
    index = Fraction(won) / Fraction(maximum) if applies else None  # type: ignore[arg-type]
    return ComponentStanding("1", Text("Một", "One"), Fraction(won), Fraction(maximum), index)  # type: ignore[arg-type]


def test_components_name_full_marks_and_those_below_the_mean():
    units = [
        standing("a", 90, components=(component(2),)),
        standing("b", 80, components=(component(1),)),
        standing("c", 70, components=(component(0),)),
        standing("d", 60, components=(component(0, applies=False),)),
    ]
    (group,) = rank(rules(), units).groups
    (found,) = group.components
    assert (found.id, found.mean, found.full, found.below) == ("1", Fraction(1, 2), ("a",), ("c",))


def test_shares_are_compared_exactly_with_their_mean():
    third = Fraction(1, 3)
    units = [standing(name, 50, components=(component(third * 2),)) for name in "abc"]
    (group,) = rank(rules(), units).groups
    assert group.components[0].below == ()


def test_ten_thousand_units_are_ranked_at_once():
    units = [standing(f"u{number:05}", Fraction(number % 700, 7)) for number in range(10_000)]
    (group,) = rank(rules(), units).groups
    assert (group.places[0].best, group.places[-1].worst) == (1, 10_000 - 14)
