"""The field of the naive evaluator: all values of a row laid side by side, and one value held against them.

It follows docs/methods/relative.md: a unit counts where the row is scored by comparing it, and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from engine.domain.criteria_set import Node
from tests.support.naive_amounts import Amount, NoDenominatorError, divided, exactly, half_up, minus, read_number
from tests.support.naive_conditions import Evidence, amount_of, truth_of

Rule = Mapping[str, Any]


@dataclass(frozen=True)
class Figures:
    """What the values of a field come to."""

    least: Fraction
    greatest: Fraction
    mean: Fraction
    percentile: Fraction


def figures_of(rule: Rule, values: Sequence[Fraction]) -> Figures | None:
    """The figures of the values of a field; None where there is none."""
    if not values:
        return None
    rising = sorted(values)
    at = (len(rising) - 1) * read_number(rule.get("percentile", 0)) / 100
    below = rising[floor(at)]
    above = rising[min(floor(at) + 1, len(rising) - 1)]
    percentile = below + (above - below) * (at - floor(at))
    return Figures(rising[0], rising[-1], sum(rising, Fraction(0)) / len(rising), percentile)


def taken(rule: Rule, evidence: Evidence) -> Amount:
    """The value of a unit, to the decimals that the rule takes it to."""
    value = amount_of(rule["value"], evidence)
    if "places" not in rule:
        return value
    low, high = (half_up(end, rule["places"]) for end in (value.low, value.high))
    return Amount(low, high, hollow=value.hollow)


def counted_value(node: Node, evidence: Evidence) -> Fraction | None:
    """What a unit to which the row applies brings to the field; None where its points do not come of comparing."""
    if node.not_arisen is not None and truth_of(node.not_arisen.when, evidence) is not False:
        return None
    if any(truth_of(gate.when, evidence) is not False for gate in node.gates):
        return None
    try:
        value = taken(node.rule, evidence)
    except NoDenominatorError:
        return None
    return value.low if value.known else None


def measured(rule: Rule, figures: Figures, value: Amount) -> Amount:
    """What is between a value and its field: a share, a distance, a ratio or a growth."""
    less = rule.get("direction") == "less"
    if rule["by"] == "min_max":
        width = exactly(figures.greatest - figures.least)
        worst = exactly(figures.greatest if less else figures.least)
        ends = (max(end, figures.least) if less else min(end, figures.greatest) for end in (value.low, value.high))
        held = Amount(*ends, hollow=value.hollow)
        return divided(minus(worst, held) if less else minus(held, worst), width)
    if rule["by"] == "best" and not less:
        return divided(value, exactly(figures.greatest))
    if rule["by"] == "best":
        return exactly(1) if value.low == 0 else divided(exactly(figures.least), value)
    reference = exactly(figures.mean if rule["by"] == "mean" else figures.percentile)
    match rule.get("compare", "difference"):
        case "ratio":
            return divided(value, reference)
        case "growth":
            return minus(divided(value, reference), exactly(1))
    return minus(value, reference)


def line_of(rule: Rule) -> Rule:
    """The curve over a share, where the direction has been taken care of; over a distance the rule as it is."""
    if rule["by"] not in ("min_max", "best"):
        return rule
    return {key: value for key, value in rule.items() if key != "direction"}
