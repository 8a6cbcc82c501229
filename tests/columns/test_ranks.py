"""Ranks from columns are those that the ranking of scorecards gives: ties, groups, open rows, figures of any size."""

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from engine.columns.column_results import ColumnResults, OpenRows, Wanted
from engine.columns.many_units import ManyUnits
from engine.columns.ranks import Ranks, ranked
from engine.domain.criteria_set import CriteriaSet, Profile, RankingRule
from engine.domain.numbers import Rounding
from engine.domain.submission import Submission
from engine.domain.text import Text
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.outcome import Outcome
from engine.evaluation.standings import standing
from engine.methods.compiler import compile_set
from engine.results.ranking import rank
from engine.results.standing import Standing
from tests.support.fact_columns_of import fact_columns_of
from tests.support.generated_sets import random_set
from tests.support.generated_submissions import random_submission

WAYS = list(product(("index", "points"), ("competition", "dense"), ("exact", "printed")))
Places = dict[str, tuple[int, int, bool]]


def by_ranking(rules: CriteriaSet, standings: list[Standing]) -> Places:
    """Unit → best and worst rank, and whether it is tied."""
    groups = rank(rules, standings).groups
    return {place.standing.unit_id: (place.best, place.worst, place.tied) for group in groups for place in group.places}


def by_columns(names: list[str], ranks: Ranks) -> Places:
    """The same of one profile's rows."""
    found = zip(ranks.best.tolist(), ranks.worst.tolist(), ranks.tied.tolist(), strict=True)
    return dict(zip(names, found, strict=True))


@pytest.mark.parametrize("number", range(24))
def test_generated_units_of_several_profiles_get_the_same_ranks(number: int) -> None:
    rng = Random(f"ranks {number}")
    by, ties, compare = WAYS[number % len(WAYS)]
    made = random_set(rng)
    groups = [rng.choice(["main", "main", "apart"]) for _ in made.profiles]
    profiles = [replace(profile, group=group) for profile, group in zip(made.profiles, groups, strict=True)]
    rules = replace(made, ranking=RankingRule(by, ties, compare), profiles=tuple(profiles))
    standings, parts, names = [], [], []
    for profile in rules.profiles:
        one = OneUnit(compile_set(rules, profile.id, 2022))
        units = [some_unit(rng, rules, profile, at) for at in range(20)]
        standings += [one.standing(unit) for unit in units]
        results = ManyUnits(one, machine="numpy").score(
            fact_columns_of(one.program, [one.take_in(unit) for unit in units])
        )
        parts.append((profile.id, results))
        names.append([unit.unit.id for unit in units])
    found: Places = {}
    for own, ranks in zip(names, ranked(rules, parts), strict=True):
        found |= by_columns(own, ranks)
    assert found == by_ranking(rules, standings)


def some_unit(rng: Random, rules: CriteriaSet, profile: Profile, at: int) -> Submission:
    """A unit of a profile, with a name of its own; its stage is open."""
    drawn = random_submission(rng, rules, profile.id, 2022)
    unit = replace(drawn.unit, id=f"{profile.id}-{at}", profile=profile.id)
    return replace(drawn, unit=unit, closed=False)


@pytest.mark.parametrize("compare", [Rounding("printed", 2, "half_even"), Rounding("printed", 0, "floor"), None])
@pytest.mark.parametrize("way", WAYS)
def test_figures_of_any_size_sign_and_width_get_the_same_ranks(
    way: tuple[str, str, str], compare: Rounding | None
) -> None:
    rng = Random(f"{way} {compare}")
    for most, decided in product((3, 40, 10**7, 10**16, 10**30), (0.7, 1)):
        rules = random_set(rng)
        roundings = tuple(rounding for rounding in rules.roundings if rounding.at != "printed")
        rules = replace(rules, ranking=RankingRule(*way), roundings=(*roundings, *([compare] if compare else [])))
        one = OneUnit(compile_set(rules, "ordinary", 2022))
        outcomes = [drawn_outcome(rng, most, decided) for _ in range(40)]
        unit = random_submission(rng, rules, "ordinary", 2022)
        units = [replace(unit, unit=replace(unit.unit, id=str(at))) for at in range(len(outcomes))]
        standings = [
            standing(one.compiled, one.program, *pair) for pair in zip(units, map(without_steps, outcomes), strict=True)
        ]
        standings = [replace(each, components=()) for each in standings]
        (found,) = ranked(rules, [("ordinary", columns_of(outcomes))])
        assert by_columns([str(at) for at in range(len(outcomes))], found) == by_ranking(rules, standings)


Drawn = tuple[tuple[int, int], tuple[int, int]]


def drawn_outcome(rng: Random, most: int, decided: float) -> Drawn:
    """Total and maximum, in such a share of cases decided, some of nothing."""
    low, maximum = rng.randint(-most // 3, most), rng.choice([0, most, most, most, rng.randint(1, most)])
    if rng.random() < decided:
        return (low, low), (maximum, maximum)
    return (low, low + rng.randint(0, most // 2)), (rng.randint(0, maximum), maximum)


def without_steps(drawn: Drawn) -> Outcome:
    """An outcome of which only the whole matters."""
    total, maximum = drawn
    many = range(100)
    zeros = [0 for _ in many]
    return Outcome(zeros, zeros, zeros, zeros, zeros, zeros, total, maximum, total, (0, 0), (0, 0))


def columns_of(drawn: list[Drawn]) -> ColumnResults:
    """The same as columns."""
    open_rows = [at for at, (total, maximum) in enumerate(drawn) if len({*total}) + len({*maximum}) > 2]
    rows = np.array(open_rows, np.int64)
    low, high = (np.array([total[end] for total, _ in drawn]) for end in (0, 1))
    least, greatest = (np.array([maximum[end] for _, maximum in drawn]) for end in (0, 1))
    none = np.empty((0, len(drawn)), np.int64)
    opened = OpenRows(rows, high[rows], least[rows], none[:, rows], none[:, rows]) if len(rows) else None
    return ColumnResults(len(drawn), (), low, greatest, none, open=opened)


def test_a_group_that_is_not_ranked_has_no_ranks() -> None:
    rules = random_set(Random(1))
    first, *others = rules.profiles
    rules = replace(rules, profiles=(replace(first, ranked=False, reason=Text("lý do", "a reason")), *others))
    results = columns_of([((1, 1), (2, 2)), ((2, 2), (2, 2))])
    (ranks,) = ranked(rules, [(first.id, results)])
    assert by_columns(["a", "b"], ranks) == {"a": (0, 0, False), "b": (0, 0, False)}


def test_a_profile_that_the_set_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        ranked(random_set(Random(1)), [("elsewhere", columns_of([((1, 1), (2, 2))]))])


def test_only_totals_are_needed() -> None:
    rng = Random(5)
    rules = random_set(rng)
    one = OneUnit(compile_set(rules, "ordinary", 2022))
    units = [replace(random_submission(rng, rules, "ordinary", 2022), closed=False) for _ in range(10)]
    facts = fact_columns_of(one.program, [one.take_in(unit) for unit in units])
    whole = Wanted(tuple(range(len(one.program.steps))), told=True)
    first, second = (
        ranked(rules, [("ordinary", ManyUnits(one, machine="numpy").score(facts, wanted))])
        for wanted in (Wanted(), whole)
    )
    assert first[0].best.tolist() == second[0].best.tolist()
