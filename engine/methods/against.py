"""`against`: the value against last year, a plan or a target: by the difference, the ratio or the growth."""

from dataclasses import replace

from engine.domain.text import Text
from engine.methods.bands import read_bands
from engine.methods.language import Reader, read_number
from engine.methods.method import Method, Rule
from engine.methods.scope import Scope
from engine.methods.table import Table
from engine.methods.typed import Number, common
from engine.methods.value import is_percentage, with_empty
from engine.program.arithmetic import minus, times
from engine.program.reading import facts_of


def read(scope: Scope, rule: Rule) -> Table | None:
    """Read `{value, reference, compare, when_empty, bands}`."""
    value = read_number(scope, rule.get("value"), "/rule/value")
    reference = read_number(scope, rule.get("reference"), "/rule/reference")
    if value is None or reference is None:
        return None
    compared = _difference(value, reference)
    if rule.get("compare", "difference") != "difference":
        low, _ = Reader(scope).range_of(reference.numerator)
        if low < 0:
            scope.refuse(
                "against.negative-reference",
                "/rule/reference",
                "Số làm gốc so sánh có thể âm.",
                "The reference can be negative.",
                "Khai báo min: 0 hoặc so bằng difference.",
                "Declare min: 0 or compare by difference.",
            )
            return None
        above = value if rule.get("compare") == "ratio" else compared
        compared = _ratio(above, reference, low == 0)
    made = with_empty(scope, rule, compared)
    given = facts_of(reference.numerator)
    rates = is_percentage(scope, value.numerator) and is_percentage(scope, reference.numerator)
    levers = tuple(fact for fact in facts_of(value.numerator) if fact not in given)
    return read_bands(scope, rule, replace(made, as_percent=made.as_percent or rates, levers=levers))


def _difference(value: Number, reference: Number) -> Number:
    first, second, denominator = common(value, reference)
    return Number(minus(first, second), denominator, value.empties + reference.empties)


def _ratio(above: Number, below: Number, can_be_zero: bool) -> Number:
    empties = above.empties + below.empties + ((below.numerator,) if can_be_zero else ())
    return Number(times(above.numerator, below.denominator), times(above.denominator, below.numerator), empties)


METHOD = Method("against", Text("So với kỳ trước, kế hoạch, mục tiêu", "Against a reference"), read)
