"""`weighted_ratio`: Σ weight of items ÷ number of items × maximum, with an optional floor."""

from collections.abc import Mapping
from fractions import Fraction

from engine.domain.text import Text
from engine.methods.language import read_number
from engine.methods.method import Method, Rule
from engine.methods.proportional import share_rows
from engine.methods.scope import Scope
from engine.methods.table import Table, by_edges
from engine.methods.typed import Number, common
from engine.methods.value import with_empty
from engine.program.arithmetic import plus, times
from engine.program.expressions import ZERO, Const
from engine.program.intervals import Evaluation


def read(scope: Scope, rule: Rule) -> Table | None:
    """Read `{classes: [{count, weight}], total, floor, when_empty}`; `total` defaults to the sum of the counts."""
    raw = rule["classes"]
    assert isinstance(raw, tuple)
    counted, weighed = Number(ZERO), Number(ZERO)
    for at, item in enumerate(raw):
        assert isinstance(item, Mapping)
        count = read_number(scope, item["count"], f"/rule/classes/{at}/count")
        weight = scope.number(item["weight"], f"/rule/classes/{at}/weight")
        if count is None:
            return None
        share = Number(
            times(count.numerator, Const(weight.numerator)), times(count.denominator, Const(weight.denominator))
        )
        counted, weighed = _sum(counted, count), _sum(weighed, share)
    total = read_number(scope, rule["total"], "/rule/total") if "total" in rule else counted
    if total is None:
        return None
    low, _ = Evaluation(scope.facts, {}).value(total.numerator)
    if low < 0:
        scope.refuse(
            "rule.negative-total",
            "/rule",
            "Tổng số có thể âm.",
            "The total can be negative.",
            "Khai báo min: 0.",
            "Declare min: 0.",
        )
        return None
    empties = (total.numerator,) if low == 0 else ()
    number = Number(times(weighed.numerator, total.denominator), times(weighed.denominator, total.numerator), empties)
    value = with_empty(scope, rule, number)
    floor = scope.number(rule["floor"], "/rule/floor") if "floor" in rule else None
    return by_edges(share_rows(scope, value, Fraction(1), floor), value)


def _sum(left: Number, right: Number) -> Number:
    first, second, denominator = common(left, right)
    return Number(plus(first, second), denominator)


METHOD = Method("weighted_ratio", Text("Tỷ lệ có trọng số", "Weighted ratio"), read)
