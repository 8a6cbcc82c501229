"""Drafted cases at the edges of a condition: a fact just below, at and just above what it is compared with."""

from collections.abc import Iterator, Mapping, Sequence

from engine.domain.criteria_set import Node
from engine.domain.fact_text import as_shown
from engine.domain.facts import NUMERIC, Fact, FactType
from engine.domain.text import Text
from engine.program import expressions as e
from engine.program.intervals import Evaluation
from engine.rule_tests.comparisons import comparisons
from engine.rule_tests.drafts import Draft
from engine.rule_tests.fact_search import NOTHING_FIRST, Known, combinations

_MEASURED = NUMERIC | {FactType.DATE}


def condition_drafts(
    node: Node, names: Sequence[str], declared: Mapping[str, Fact], condition: e.Expr
) -> Iterator[Draft]:
    """For each comparison of one fact: cases in which the whole condition hangs on it. `names`: what the leaf reads."""
    for comparison in comparisons(condition):
        fact = declared[comparison.left.id] if isinstance(comparison.left, e.FactRef) else None
        if fact is None or fact.type not in _MEASURED:
            continue
        facts = _hanging(names, declared, condition, comparison, fact)
        for number in () if facts is None else _near(declared, comparison, facts, fact):
            assert facts is not None
            shown = as_shown(fact, number)
            told = Text(f"với “{fact.title.vi}” là {shown.vi}", f"with “{fact.title.en}” at {shown.en}")
            yield Draft(node, told, {**facts, fact.id: number})


def _near(declared: Mapping[str, Fact], comparison: e.Compare, facts: Known, fact: Fact) -> list[int]:
    """The integers of a fact around the edge of its comparison."""
    edge = Evaluation(declared, facts).decided(comparison.right)
    around = () if edge is None else (edge - 1, edge, edge + 1)
    return [number for number in around if fact.low <= number <= fact.high]


def _hanging(
    names: Sequence[str], declared: Mapping[str, Fact], condition: e.Expr, comparison: e.Compare, fact: Fact
) -> Known | None:
    """Facts under which the condition is true on one side of the comparison and false on the other."""

    def hangs(facts: Known) -> bool:
        around = _near(declared, comparison, facts, fact)
        seen = {Evaluation(declared, {**facts, fact.id: number}).decided(condition) for number in around}
        return {0, 1} <= seen

    return next((facts for facts in combinations(names, declared, {}, NOTHING_FIRST) if hangs(facts)), None)
