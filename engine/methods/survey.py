"""`survey`: mean option value × maximum, question by question, group by group, then weighted."""

from collections.abc import Mapping
from fractions import Fraction

from engine.domain.criteria_set import Plain
from engine.domain.text import Text
from engine.methods.language import read_number
from engine.methods.method import Method, Rule
from engine.methods.proportional import share_rows
from engine.methods.scope import Scope
from engine.methods.table import Table, by_edges
from engine.methods.typed import Number, added, scaled
from engine.methods.value import Value, with_empty
from engine.program.expressions import ZERO


def read(scope: Scope, rule: Rule) -> Table | None:
    """Read `{scale, groups: [{weight, questions}]}` or `{scale, questions}`; a question is a mean or `{sum, valid}`."""
    scale = scope.number(rule.get("scale", 100), "/rule/scale")
    groups = _groups(rule)
    if scale <= 0 or not groups:
        scope.refuse("survey.scale", "/rule/scale", "Thang đo phải lớn hơn 0.", "The scale must be above 0.")
        return None
    weighed, weights = Number(ZERO), Fraction(0)
    for pointer, weight_text, questions in groups:
        weight = scope.number(weight_text, f"{pointer}/weight")
        mean = _mean(scope, questions, f"{pointer}/questions")
        if mean is None:
            return None
        weighed, weights = added(weighed, scaled(mean, weight)), weights + weight
    if weights <= 0:
        scope.refuse(
            "survey.weights", "/rule", "Tổng trọng số phải lớn hơn 0.", "The weights must add up to more than 0."
        )
        return None
    value = with_empty(scope, rule, scaled(weighed, 1 / (weights * scale)))
    value = Value(value.number, as_percent=True, when_empty=value.when_empty)  # answers are no lever of the unit
    return by_edges(share_rows(scope, value, None, None), value)


def _groups(rule: Rule) -> list[tuple[str, Plain, tuple[Plain, ...]]]:
    groups = rule.get("groups")
    if isinstance(groups, tuple):
        return [
            (f"/rule/groups/{at}", group.get("weight", 1), tuple(group["questions"]))  # type: ignore[arg-type]
            for at, group in enumerate(groups)
            if isinstance(group, Mapping)
        ]
    questions = rule.get("questions")
    return [("/rule", 1, questions)] if isinstance(questions, tuple) else []


def _mean(scope: Scope, questions: tuple[Plain, ...], pointer: str) -> Number | None:
    total = Number(ZERO)
    for at, question in enumerate(questions):
        number = read_number(scope, _as_value(question), f"{pointer}/{at}")
        if number is None:
            return None
        total = added(total, number)
    return scaled(total, Fraction(1, len(questions)))


def _as_value(question: Plain) -> str:
    """A question as a value: the fact with its mean, or sum of the answers ÷ valid answers."""
    if isinstance(question, Mapping):
        return f"({question['sum']}) / ({question['valid']})"
    return str(question)


METHOD = Method("survey", Text("Điều tra xã hội học", "Survey"), read, waits=True)
