"""One changed leaf beside the leaf as it is: compiled alone, and whether any facts could tell the two apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from engine.domain.criteria_set import Node
from engine.domain.facts import Fact, FactType
from engine.domain.finding import has_errors
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.open_facts import leaf_result
from engine.methods.leaf_compiler import compile_leaf
from engine.methods.scope import Scope
from engine.program import expressions as e
from engine.program.intervals import Evaluation, Facts, Reach
from engine.program.program import LeafStep
from engine.rule_tests.curves import Curve, same_curve
from engine.rule_tests.emptiness import may_be_empty

MOST_TRIED = 3000
"""How many different facts are tried to see whether two leaves ever differ."""
_WITHIN = (e.Levels, e.Piecewise, e.Tally)
"""Points that are compared as the limits leave them."""


@dataclass(frozen=True, slots=True)
class LeafPair:
    """A leaf and the same leaf changed, for one profile and year; `changed` None where the check refuses it."""

    at: int
    leaf: LeafStep
    changed: LeafStep | None


def pair_of(scorer: OneUnit, made: Node) -> LeafPair | None:
    """Both steps; None where the leaf is not in force there."""
    program = scorer.program
    at = program.positions.get(made.id)
    if at is None:
        return None
    leaf = program.steps[at]
    assert isinstance(leaf, LeafStep)
    maximum = int(made.maximum_for(program.profile) * program.scale)
    scope = Scope(made, scorer.compiled.criteria_set.facts, program.scale, maximum)
    compiled = compile_leaf(scope)
    if compiled is None or has_errors(scope.findings):
        return LeafPair(at, leaf, None)
    return LeafPair(at, leaf, replace(compiled[0], grids=leaf.grids, excluded_by=leaf.excluded_by))


def tells_apart(scorer: OneUnit, pair: LeafPair) -> bool:
    """Whether some facts may give the two leaves different results, as far as it is cheap to know."""
    assert pair.changed is not None
    declared = scorer.compiled.declared
    if same_form(pair.leaf, pair.changed, declared):
        return False
    names = list(dict.fromkeys((*pair.leaf.facts, *pair.changed.facts)))
    facts = [declared[name] for name in names]
    if any(fact.type is FactType.LIST for fact in facts):
        return True
    if prod(fact.high - fact.low + 1 for fact in facts) > MOST_TRIED:
        return True
    for values in product(*(range(fact.low, fact.high + 1) for fact in facts)):
        evaluation = Evaluation(declared, dict(zip(names, values, strict=True)))
        if told(pair.leaf, evaluation) != told(pair.changed, evaluation):
            return True
    return False


def told(step: LeafStep, evaluation: Evaluation) -> tuple[object, ...]:
    """What a leaf gives: points, whether it applies, its status, and the name of its rule."""
    points, applies, status, rule = leaf_result(step, evaluation)
    return points, applies, status, step.rules[rule] if rule >= 0 else rule


def result_with(step: LeafStep, scorer: OneUnit, facts: Facts) -> tuple[object, ...]:
    """What a leaf gives for the facts of a case."""
    return told(step, Evaluation({fact.id: fact for fact in scorer.program.facts}, facts))


def same_form(leaf: LeafStep, changed: LeafStep, declared: Mapping[str, Fact]) -> bool:
    """Whether two leaves are the same once points beyond the limits are taken for the limits.

    Another maximum alone does not tell them apart where it gives no points: the sums that the check makes see it.
    """
    if leaf.marks != changed.marks or not _same_own(leaf, changed, declared):
        return False
    if leaf.maximum != changed.maximum and "full" in (leaf.not_arisen_then, leaf.when_empty):
        return False
    return isinstance(leaf.points, _WITHIN) or (leaf.low, leaf.high) == (changed.low, changed.high)


def _same_own(leaf: LeafStep, changed: LeafStep, declared: Mapping[str, Fact]) -> bool:
    """Whether everything but the limits is the same; tables are compared as curves, their edges may differ."""
    mine, other = _own(leaf, declared), _own(changed, declared)
    match mine.points, other.points:
        case e.Piecewise(above, below, pieces), e.Piecewise(others, under, rows) if (above, below) == (others, under):
            same = same_curve(Curve(pieces, leaf.low, leaf.high), Curve(rows, changed.low, changed.high))
            return same and replace(mine, points=None, rules=()) == replace(other, points=None, rules=())
    return mine == other


def _own(step: LeafStep, declared: Mapping[str, Fact]) -> LeafStep:
    """The leaf without its limits, which its points now hold themselves, and without an emptiness that never comes."""
    points = _limited(step.points, step, Reach(declared))
    own = replace(step, points=points, maximum=0, low=None, high=None)
    return own if step.empty is None or may_be_empty(step, declared) else replace(own, empty=None, when_empty="")


def _limited(points: e.Expr | None, step: LeafStep, reach: Reach) -> e.Expr | None:
    match points:
        case e.Levels(index, rows):
            return e.Levels(index, tuple(_held(step, row) for row in rows))
        case e.Tally():
            return _held_tally(points, step, reach)
    return points


def _held_tally(tally: e.Tally, step: LeafStep, reach: Reach) -> e.Tally:
    """A tally with its ends inside the limits; a term that alone passes the end is as good as one that reaches it."""
    low, high = (_end(max, tally.low, step.low), _end(min, tally.high, step.high))
    signs = {term.each > 0 for term in tally.terms}
    room = None
    if signs == {False} and low is not None:
        room = tally.start - low
    elif signs == {True} and high is not None:
        room = high - tally.start
    terms = tally.terms if room is None else tuple(_held_term(term, room) for term in tally.terms)
    ends = reach.value(e.Tally(tally.start, terms, None, None))
    return e.Tally(
        tally.start,
        terms,
        None if low is None or ends[0] >= low else low,
        None if high is None or ends[1] <= high else high,
    )


def _held_term(term: e.Term, room: int) -> e.Term:
    cap = None if term.cap is None or term.cap >= room else term.cap
    return e.Term(term.count, max(-room, min(room, term.each)), cap)


def _end(nearer: Callable[[int, int], int], own: int | None, limit: int | None) -> int | None:
    if own is None or limit is None:
        return limit if own is None else own
    return nearer(own, limit)


def _held(step: LeafStep, points: int) -> int:
    if step.high is not None and points > step.high:
        return step.high
    return step.low if step.low is not None and points < step.low else points
