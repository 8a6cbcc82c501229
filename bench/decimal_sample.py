"""A sample of units held against a second way to score: exact ratios, walked node by node, written apart."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from bench.workload import Workload
from engine.domain.facts import Fact, FactType
from engine.domain.submission import FactValue, Submission, Unit
from engine.evaluation.one_unit import OneUnit
from tests.support.naive_evaluator import naive_score

UNITS = 100


def held_against_decimals(workload: Workload, one: OneUnit, units: int = UNITS) -> None:
    """Raise SystemExit where a unit gets other points; otherwise tell how many results were compared."""
    compared = 0
    for _ in range(units):
        facts = workload.unit()
        naive = naive_score(workload.rules, _submission(workload, facts))
        total, _, points = one.values(facts)
        own = {step.id: value for step, value in zip(one.program.steps, points, strict=True)} | {"": total}
        exact = {name: scored.low for name, scored in naive.nodes.items()} | {"": naive.total.low}
        wrong = [name for name, value in own.items() if Fraction(value, 10**one.program.places) != exact.get(name, 0)]
        if wrong:
            raise SystemExit(f"{wrong[:5]}: other points than the exact way gives")
        compared += len(own)
    print(f"  the one-body way gives the {compared:,} exact results of {units} units, counted apart; ", end="")
    print("the others are held against it")


def _submission(workload: Workload, facts: Mapping[str, object]) -> Submission:
    """A unit as it would hand itself in."""
    rules = workload.rules
    given = {name: _written(workload.facts[name], value) for name, value in facts.items()}
    return Submission(rules.id, rules.edition, Unit("unit", rules.title, "", "all"), 2022, "appraisal", given)


def _written(fact: Fact, value: object) -> FactValue:
    """The engine's integer as a document gives it; the workload has no fractions."""
    if isinstance(value, tuple):
        records = (zip(fact.fields, record, strict=True) for record in value)
        return tuple(
            {field.id: None if item is None else _one(field, item) for field, item in each} for each in records
        )
    return _one(fact, int(str(value)))


def _one(fact: Fact, number: int) -> bool | str | date | int:
    match fact.type:
        case FactType.BOOL:
            return bool(number)
        case FactType.CHOICE:
            return fact.options[number].id
        case FactType.DATE:
            return date.fromordinal(number)
    return number
