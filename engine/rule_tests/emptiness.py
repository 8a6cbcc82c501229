"""Whether the denominator of a leaf can be 0 in a unit that nothing before it has settled."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from engine.domain.facts import Fact, FactType
from engine.program import expressions as e
from engine.program.intervals import Evaluation
from engine.program.program import LeafStep
from engine.program.reading import facts_of
from engine.rule_tests.comparisons import comparisons

Declared = Mapping[str, Fact]


def may_be_empty(step: LeafStep, declared: Declared) -> bool:
    """Whether some facts leave the leaf to its empty denominator.

    Where it says no, no facts do: each that the conditions before it read takes every value that makes a difference
    to them, or stays unknown.
    """
    before = [expr for expr in (step.not_arisen, *(gate.condition for gate in step.gates)) if expr is not None]
    telling = _telling_values(before, declared)
    for facts in _ways_to_be_empty(step, declared):
        for values in product(*telling.values()):
            evaluation = Evaluation(declared, {**dict(zip(telling, values, strict=True)), **facts})
            if not any(evaluation.decided(expr) == 1 for expr in before):
                return True
    return False


def _ways_to_be_empty(step: LeafStep, declared: Declared) -> Iterator[dict[str, int]]:
    """Facts, each alone or all together at 0, under which the denominator surely is 0."""
    assert step.empty is not None
    names = [name for name in facts_of(step.empty) if not declared[name].fields]
    for facts in (*({name: 0} for name in names), dict.fromkeys(names, 0)):
        inside = all(declared[name].low <= 0 <= declared[name].high for name in facts)
        if inside and Evaluation(declared, facts).decided(step.empty) == 1:
            yield facts


def _telling_values(conditions: Sequence[e.Expr], declared: Declared) -> dict[str, list[int]]:
    """For facts that conditions read: every option, or a value on each side of each number they are compared with."""
    found: dict[str, list[int]] = {}
    for name in dict.fromkeys(name for expr in conditions for name in facts_of(expr)):
        fact = declared[name]
        if fact.type in (FactType.BOOL, FactType.CHOICE):
            found[name] = list(range(fact.low, fact.high + 1))
        elif fact.type is not FactType.LIST:
            edges = _edges_of(conditions, name)
            near = {edge + step for edge in edges or () for step in (-1, 0, 1)}
            inside = sorted(number for number in near if fact.low <= number <= fact.high)
            if inside:
                found[name] = inside
    return found


def _edges_of(conditions: Sequence[e.Expr], name: str) -> list[int] | None:
    """The numbers that a fact is compared with; None where it is read in any other way."""
    edges: list[int] = []
    for comparison in (found for expr in conditions for found in comparisons(expr)):
        match comparison:
            case e.Compare(_, e.FactRef(id=named), e.Const(edge)) if named == name:
                edges.append(edge)
            case _ if name in facts_of(comparison):
                return None
    return edges
