"""The methods of the naive evaluator: facts and a rule give exact points that are not rounded yet.

Each follows its row in docs/reference/set-format.md. Where facts are missing a method gives the interval of points
that are still possible; where a denominator is certainly 0 it raises NoDenominatorError.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.domain.facts import Fact
from tests.support.naive_amounts import (
    BEYOND,
    Amount,
    Choice,
    Truth,
    divided,
    exactly,
    extreme,
    minus,
    plus,
    read_number,
    times,
)
from tests.support.naive_bands import Step, band_steps, over_steps, points_of
from tests.support.naive_conditions import Evidence, Records, amount_of, truth_of
from tests.support.naive_field import Figures, line_of, measured, taken

Rule = Mapping[str, Any]


@dataclass(frozen=True)
class Task:
    """One leaf to be scored: its rule, what can be won, what is known, and what its whole field comes to."""

    rule: Rule
    maximum: Fraction
    evidence: Evidence
    figures: Figures | None = None


def choice(task: Task) -> Amount:
    """The points of the level chosen, or of any level that may still be chosen."""
    chosen = task.evidence.of(task.rule["fact"])
    if isinstance(chosen, Choice):
        names = sorted(chosen.options)
    else:
        names = ["false", "true"] if chosen is None else [str(chosen).lower()]
    points = [points_of(task.rule["levels"][name], task.maximum) for name in names]
    return Amount(min(points), max(points))


def checklist(task: Task) -> Amount:
    """The points of what is ticked, or all or nothing."""
    items = task.rule["items"]
    if task.rule.get("all_of"):
        ticked = [truth_of(item["when"], task.evidence) for item in items]
        low = task.maximum if all(tick is True for tick in ticked) else Fraction(0)
        high = Fraction(0) if any(tick is False for tick in ticked) else task.maximum
        return Amount(low, high)
    total = exactly(0)
    for item in items:
        tick = truth_of(item["when"], task.evidence)
        total = plus(total, times(zero_or_one(tick), exactly(points_of(item["points"], task.maximum))))
    return total


def zero_or_one(tick: Truth) -> Amount:
    """1 for what holds, 0 for what does not, either for what is unknown."""
    return Amount(Fraction(tick is True), Fraction(tick is not False), Fraction(1))


def bands(task: Task) -> Amount:
    """The points of the band that the value falls in."""
    return over_steps(amount_of(task.rule["value"], task.evidence), band_steps(task.rule["bands"], task.maximum))


def against(task: Task) -> Amount:
    """The bands of the difference, the ratio or the growth."""
    value, reference = (amount_of(task.rule[name], task.evidence) for name in ("value", "reference"))
    compare = task.rule.get("compare", "difference")
    if compare == "difference":
        measured = minus(value, reference)
    else:
        measured = divided(value, reference)
        if compare == "growth":
            measured = minus(measured, exactly(1))
    return over_steps(measured, band_steps(task.rule["bands"], task.maximum))


def proportional(task: Task) -> Amount:
    """The value × the maximum, or the share of a target, or the place on the way from one edge to another."""
    value = amount_of(task.rule["value"], task.evidence)
    return over_steps(value, proportional_steps(task.rule, task.maximum))


def proportional_steps(rule: Rule, full: Fraction) -> list[Step]:
    """The curve of a proportional rule as steps: between which values which formula holds."""
    numbers = {key: read_number(rule[key]) for key in ("floor", "target", "from", "to") if key in rule}
    less_is_better = rule.get("direction") == "less"
    if "from" in numbers:
        start, end = numbers["from"], numbers["to"]
        low, high = min(start, end), max(start, end)
        between = Step(low, high, lambda v: full * (v - start) / (end - start))
        below, above = (full, Fraction(0)) if less_is_better else (Fraction(0), full)
        return [
            Step(None, low, lambda _: below, high_open=True),
            between,
            Step(high, None, lambda _: above, low_open=True),
        ]
    target = numbers.get("target")
    if less_is_better:
        assert target is not None
        return [
            Step(None, target, lambda _: full),
            Step(target, None, lambda v: full * target / v, low_open=True),
        ]
    floor = numbers.get("floor")
    steps = [] if floor is None else [Step(None, floor, lambda _: Fraction(0), high_open=True)]
    if target is None:
        return [*steps, Step(floor, None, lambda v: full * v)]
    return [
        *steps,
        Step(floor, target, lambda v: full * v / target, high_open=True),
        Step(target if floor is None else max(floor, target), None, lambda _: full),
    ]


def counted(part: Rule, evidence: Evidence) -> Amount:
    """How often: a `count` expression, the records of `for_each` for which `when` holds, or one `when`."""
    if "count" in part:
        return amount_of(part["count"], evidence)
    if "for_each" not in part:
        return zero_or_one(truth_of(part["when"], evidence))
    records = evidence.of(part["for_each"])
    assert isinstance(records, Records)
    if records.items is None:
        return Amount(Fraction(0), Fraction(records.fact.max_items), Fraction(1))
    return counted_records(records.fact, records.items, part.get("when"), evidence)


def counted_records(fact: Fact, items: tuple[Any, ...], when: object, evidence: Evidence) -> Amount:
    """How many records of a given list fulfil a condition."""
    ticks = [True if when is None else truth_of(when, evidence.inside(fact, record)) for record in items]
    total = exactly(0)
    for tick in ticks:
        total = plus(total, zero_or_one(tick))
    return total


def at_most(amount: Amount, cap: object) -> Amount:
    """The amount, or the cap where it is less; None is no cap."""
    return amount if cap is None else extreme([amount, exactly(read_number(cap))], greatest=False)


def capped_sum(parts: tuple[Rule, ...], task: Task) -> Amount:
    """How often × points of each part, each at most its own cap."""
    total = exactly(0)
    for part in parts:
        points = exactly(points_of(part["points"], task.maximum))
        total = plus(total, at_most(times(counted(part, task.evidence), points), part.get("cap")))
    return total


def count(task: Task) -> Amount:
    """Points per item and class, capped."""
    return at_most(capped_sum(task.rule["classes"], task), task.rule.get("cap", task.maximum))


def deductions(task: Task) -> Amount:
    """What is there at the start, minus so much per case."""
    start = read_number(task.rule.get("start", task.maximum))
    return minus(exactly(start), capped_sum(task.rule["deductions"], task))


def weighted_ratio(task: Task) -> Amount:
    """The weighted number of items ÷ their number × maximum; 0 below the floor."""
    weighed = everything = exactly(0)
    for part in task.rule["classes"]:
        number = counted(part, task.evidence)
        weighed = plus(weighed, times(number, exactly(read_number(part["weight"]))))
        everything = plus(everything, number)
    if "total" in task.rule:
        everything = amount_of(task.rule["total"], task.evidence)
    floor = {"floor": task.rule["floor"]} if "floor" in task.rule else {}
    return over_steps(divided(weighed, everything), proportional_steps(floor, task.maximum))


def survey(task: Task) -> Amount:
    """The mean of the questions of each group, then the weighted mean of the groups, × maximum."""
    groups = task.rule.get("groups", ({"questions": task.rule.get("questions")},))
    total, weights = exactly(0), Fraction(0)
    for group in groups:
        weight = read_number(group.get("weight", 1))
        answers = exactly(0)
        for question in group["questions"]:
            answers = plus(answers, answered(question, task.evidence))
        mean = divided(answers, exactly(len(group["questions"])))
        total, weights = plus(total, times(mean, exactly(weight))), weights + weight
    share = divided(total, exactly(weights * read_number(task.rule["scale"])))
    return times(share, exactly(task.maximum))


def answered(question: object, evidence: Evidence) -> Amount:
    """The mean answer to a question: as it was given, or the sum of the answers ÷ their number."""
    if isinstance(question, Mapping):
        return divided(amount_of(question["sum"], evidence), amount_of(question["valid"], evidence))
    return amount_of(question, evidence)


def external_index(task: Task) -> Amount:
    """A published index × maximum, or published points as they stand."""
    if "points" in task.rule:
        return amount_of(task.rule["points"], task.evidence)
    return times(amount_of(task.rule["value"], task.evidence), exactly(task.maximum))


def formula(task: Task) -> Amount:
    """The points as an expression gives them."""
    return amount_of(task.rule["points"], task.evidence)


def relative(task: Task) -> Amount:
    """The curve over what comes of holding the value against its field; any of its points while that is unknown."""
    rule, full = task.rule, task.maximum
    steps = band_steps(rule["bands"], full) if "bands" in rule else proportional_steps(line_of(rule), full)
    value = taken(rule, task.evidence)
    if task.figures is None:
        return over_steps(Amount(-BEYOND, BEYOND), steps)
    if rule["by"] == "min_max" and task.figures.least == task.figures.greatest and not value.known:
        return over_steps(Amount(-BEYOND, BEYOND), steps)
    if rule["by"] == "min_max" and task.figures.least == task.figures.greatest:
        meaning = {"full": full, "zero": Fraction(0)}
        said = rule["when_equal"]
        return exactly(meaning[said] if said in meaning else points_of(said, full))
    return over_steps(measured(rule, task.figures, value), steps)


METHODS: Mapping[str, Callable[[Task], Amount]] = {
    "choice": choice,
    "checklist": checklist,
    "bands": bands,
    "proportional": proportional,
    "count": count,
    "weighted_ratio": weighted_ratio,
    "deductions": deductions,
    "survey": survey,
    "external_index": external_index,
    "against": against,
    "formula": formula,
    "relative": relative,
}
