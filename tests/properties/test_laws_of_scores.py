"""Laws that hold of every score, whatever the set: sums, bounds, order, scale, monotony, and no hidden state."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.domain.criteria_set import CriteriaSet, Exclusion, Node, Span
from engine.domain.numbers import Rounding
from engine.domain.scorecard import NodeScore, Scorecard, Status
from engine.domain.submission import Submission
from tests.support.changed_sets import rewritten, shuffled, tenfold, within_usual_limits, without_weightless
from tests.support.engine_comparison import Engine
from tests.support.generated_facts import FactBook, titled
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import completion, random_submission
from tests.support.single_leaf import monotone_bands, monotone_proportion, set_of_one_leaf, with_facts

law = settings(max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 10**9).map(Random)


def pairs(rng: Random, criteria_set: CriteriaSet, each: int = 3) -> Iterator[Submission]:
    """A few submissions under a set that need not be complete; none is closed."""
    for profile, year in random_years(rng, criteria_set):
        for _ in range(each):
            yield replace(random_submission(rng, criteria_set, profile, year), closed=False)


def results(scorecard: Scorecard) -> dict[str, tuple[object, ...]]:
    """State, points and maximum of every node and of the total, whatever their order."""
    nodes = {node.id: node for node in scorecard.nodes} | {"total": scorecard.total}
    return {name: (node.status, node.possible, node.maximum) for name, node in nodes.items()}


@law
@given(seeds)
def test_won_and_lost_add_up_to_the_maximum_everywhere(rng: Random) -> None:
    criteria_set = random_set(rng)
    engine = Engine(criteria_set)
    for submission in pairs(rng, criteria_set):
        scorecard = engine.score(submission)
        for node in (scorecard.total, *scorecard.nodes):
            assert node.won + node.lost == node.maximum
            assert node.possible.low == node.won <= node.possible.high
        for leaf in scorecard.leaves():
            if not leaf.status.is_open and leaf.status is not Status.NOT_APPLICABLE:
                assert sum((entry.amount for entry in leaf.entries), Fraction(0)) == leaf.won - leaf.maximum


@law
@given(seeds)
def test_points_lie_between_nothing_and_the_maximum(rng: Random) -> None:
    criteria_set = within_usual_limits(random_set(rng))
    engine = Engine(criteria_set)
    deducting = {node.id for node in criteria_set.walk() if any(not leaf.maximum for leaf in node.walk())}
    for submission in pairs(rng, criteria_set):
        for node in engine.score(replace(submission, marks=())).nodes:
            if node.id not in deducting:
                assert 0 <= node.possible.low <= node.possible.high <= node.maximum


@law
@given(seeds)
def test_the_order_of_children_does_not_matter(rng: Random) -> None:
    criteria_set = random_set(rng)
    one, other = Engine(criteria_set), Engine(shuffled(rng, criteria_set))
    for submission in pairs(rng, criteria_set):
        assert results(one.score(submission)) == results(other.score(submission))


@law
@given(seeds)
def test_excluding_nothing_changes_nothing(rng: Random) -> None:
    criteria_set = random_set(rng)
    nothing = Exclusion((), titled("nothing"))
    profiles = tuple(replace(profile, excludes=(*profile.excludes, nothing)) for profile in criteria_set.profiles)
    one, other = Engine(criteria_set), Engine(replace(criteria_set, profiles=profiles))
    for submission in pairs(rng, criteria_set):
        assert results(one.score(submission)) == results(other.score(submission))


@law
@given(seeds)
def test_a_row_that_is_not_in_force_changes_nothing(rng: Random) -> None:
    criteria_set = random_set(rng)
    extra = replace(next(criteria_set.leaves()), id="extra", span=Span(first=1990, last=1999))

    def with_extra(node: Node) -> Node:
        return node if node.is_leaf else replace(node, children=(*node.children, replace(extra, id=f"{node.id}.extra")))

    one, other = Engine(criteria_set), Engine(rewritten(criteria_set, with_extra))
    for submission in pairs(rng, criteria_set):
        assert results(one.score(submission)) == results(other.score(submission))


@law
@given(seeds)
def test_a_child_that_weighs_nothing_changes_nothing(rng: Random) -> None:
    criteria_set = random_set(rng)
    for profile, year in random_years(rng, criteria_set):
        changed = without_weightless(criteria_set, profile, year)
        submission = replace(random_submission(rng, changed, profile, year), closed=False)
        before, after = (results(Engine(each).score(submission)) for each in (criteria_set, changed))
        assert {name: before[name] for name in after} == after


@law
@given(seeds)
def test_ten_times_the_maxima_win_ten_times_the_points(rng: Random) -> None:
    criteria_set = random_set(rng, methods=("proportional", "survey", "weighted_ratio"))
    if criteria_set.places == 0 or any(rounding.places == 0 for rounding in criteria_set.roundings):
        roundings = tuple(Rounding(each.at, 1, each.mode) for each in criteria_set.roundings)
        criteria_set = replace(criteria_set, places=max(1, criteria_set.places), roundings=roundings)
    one, other = Engine(criteria_set), Engine(tenfold(criteria_set))
    for submission in pairs(rng, criteria_set):
        small, large = one.score(replace(submission, marks=())), other.score(replace(submission, marks=()))
        assert [ten_times(node) for node in (small.total, *small.nodes)] == [
            (node.status, node.possible.low, node.possible.high, node.maximum) for node in (large.total, *large.nodes)
        ]


def ten_times(node: NodeScore) -> tuple[object, ...]:
    """The state of a node, and its points and maximum ten times as large."""
    return node.status, node.possible.low * 10, node.possible.high * 10, node.maximum * 10


@law
@given(seeds, st.sampled_from([monotone_bands, monotone_proportion]))
def test_more_favourable_evidence_never_earns_less(rng: Random, rule_of: type) -> None:
    book = FactBook(rng)
    leaf, done, planned = rule_of(rng, book)
    engine = Engine(set_of_one_leaf(leaf, book.facts, rng))
    for total in (1, rng.randint(2, 12), rng.randint(13, 200)):
        won = [
            engine.score(with_facts(engine.set, {done: amount, planned: total})).node("1").won
            for amount in range(total + 1)
        ]
        assert won == sorted(won)


@law
@given(seeds)
def test_knowing_more_never_makes_more_possible(rng: Random) -> None:
    criteria_set = random_set(rng)
    engine = Engine(criteria_set)
    for submission in pairs(rng, criteria_set, each=2):
        supplied = completion(rng, criteria_set, submission).facts
        half = {name: value for name, value in supplied.items() if name in submission.facts or rng.random() < 0.5}
        before, after = engine.score(submission), engine.score(replace(submission, facts=half))
        for was, now in zip((before.total, *before.nodes), (after.total, *after.nodes), strict=True):
            if now.status is not Status.NOT_APPLICABLE:
                assert was.possible.low <= now.possible.low <= now.possible.high <= was.possible.high


@law
@given(seeds)
def test_the_order_of_facts_and_earlier_scores_leave_no_trace(rng: Random) -> None:
    criteria_set = random_set(rng)
    engine = Engine(criteria_set)
    submissions = list(pairs(rng, criteria_set))
    first = [engine.score(submission) for submission in submissions]
    for submission, scorecard in reversed(list(zip(submissions, first, strict=True))):
        names = rng.sample(list(submission.facts), len(submission.facts))
        again = replace(submission, facts={name: submission.facts[name] for name in names})
        assert engine.score(again) == scorecard
        assert Engine(criteria_set).score(again) == scorecard
