"""The named functions of the condition language."""

import ast
from collections.abc import Callable

from engine.domain.facts import Fact, iso_day
from engine.errors import nearest
from engine.methods.typed import Choice, Day, Number, Reads, Records, Refused, Truth, Typed, Word, common
from engine.program import expressions as e
from engine.program.arithmetic import minus, times


def call(reader: Reads, name: str, args: list[ast.expr], depth: int) -> Typed:
    """The function `name` with its arguments; raises Refused."""
    function = FUNCTIONS.get(name)
    if function is None:
        near = nearest(name, list(FUNCTIONS))
        raise Refused(
            "function.unknown",
            f"Không có hàm '{name}'.",
            f"There is no function '{name}'.",
            f"Ý bạn là '{near}'?" if near else f"Hiện có: {', '.join(FUNCTIONS)}.",
            f"Did you mean '{near}'?" if near else f"Known: {', '.join(FUNCTIONS)}.",
        )
    try:
        return function(reader, args, depth)
    except IndexError:
        raise Refused(
            "function.arguments",
            f"Hàm '{name}' thiếu tham số.",
            f"The function '{name}' lacks an argument.",
        ) from None


def _limit(args: list[ast.expr], most: int) -> None:
    if len(args) > most:
        raise Refused("function.arguments", "Hàm có thừa tham số.", "The function has too many arguments.")


def _records(reader: Reads, node: ast.expr, depth: int) -> Fact:
    value = reader.typed(node, depth)
    if not isinstance(value, Records):
        reader.refuse(node, "không phải là danh sách", "is not a list")
    if reader.records is not None:
        reader.refuse(node, "là danh sách lồng trong danh sách", "is a list inside a list")
    return value.fact


def _condition(reader: Reads, args: list[ast.expr], at: int, depth: int) -> e.Expr | None:
    return reader.truth(args[at], depth) if len(args) > at else None


def _count(reader: Reads, args: list[ast.expr], depth: int) -> Typed:
    _limit(args, 2)
    records = _records(reader, args[0], depth)
    return Number(e.FoldList("count", records.id, e.ONE, _condition(reader.inside(records), args, 1, depth)))


def _sum(reader: Reads, args: list[ast.expr], depth: int) -> Typed:
    _limit(args, 3)
    records = _records(reader, args[0], depth)
    inner = reader.inside(records)
    value = inner.number(args[1], depth)
    if value.empties or not isinstance(value.denominator, e.Const):
        reader.refuse(args[1], "không được chia trong hàm sum", "must not divide inside sum")
    return Number(e.FoldList("sum", records.id, value.numerator, _condition(inner, args, 2, depth)), value.denominator)


def _any_all(kind: e.Fold) -> Callable[[Reads, list[ast.expr], int], Typed]:
    def function(reader: Reads, args: list[ast.expr], depth: int) -> Typed:
        _limit(args, 2)
        records = _records(reader, args[0], depth)
        return Truth(e.FoldList(kind, records.id, reader.inside(records).truth(args[1], depth)))

    return function


def _extreme(kind: e.Fold) -> Callable[[Reads, list[ast.expr], int], Typed]:
    def function(reader: Reads, args: list[ast.expr], depth: int) -> Typed:
        first = reader.typed(args[0], depth)
        if isinstance(first, Records):
            _limit(args, 2)
            value = reader.inside(first.fact).number(args[1], depth)
            if value.empties or not isinstance(value.denominator, e.Const):
                reader.refuse(args[1], "không được chia ở đây", "must not divide here")
            return Number(e.FoldList(kind, first.fact.id, value.numerator), value.denominator)
        if not isinstance(first, Number):
            reader.refuse(args[0], "không phải là số", "is not a number")
        result = first
        for other in [reader.number(node, depth) for node in args[1:]]:
            left, right, denominator = common(result, other)
            chosen = e.Least((left, right)) if kind == "min" else e.Greatest((left, right))
            result = Number(chosen, denominator, result.empties + other.empties)
        return result

    return function


def _abs(reader: Reads, args: list[ast.expr], depth: int) -> Typed:
    _limit(args, 1)
    value = reader.number(args[0], depth)
    negative = times(e.Const(-1), value.numerator)
    return Number(e.Greatest((value.numerator, negative, e.ZERO)), value.denominator, value.empties)


def _clamp(reader: Reads, args: list[ast.expr], depth: int) -> Typed:
    _limit(args, 3)
    value, low, high = (reader.number(args[at], depth) for at in range(3))
    first, second, denominator = common(value, low)
    raised = Number(e.Greatest((first, second)), denominator, value.empties + low.empties)
    first, second, denominator = common(raised, high)
    return Number(e.Least((first, second)), denominator, raised.empties + high.empties)


def _days_between(reader: Reads, args: list[ast.expr], depth: int) -> Typed:
    _limit(args, 2)
    days = [reader.typed(args[at], depth) for at in range(2)]
    earlier, later = days
    if not (isinstance(earlier, Day) and isinstance(later, Day)):
        reader.refuse(args[0], "phải là ngày", "must be a date")
    return Number(minus(later.expr, earlier.expr))


def _known(reader: Reads, args: list[ast.expr], depth: int) -> Typed:
    _limit(args, 1)
    value = reader.typed(args[0], depth)
    match value:
        case Number(e.FactRef() | e.FieldRef() as of) | Truth(e.FactRef() | e.FieldRef() as of):
            return Truth(e.Known(of))
        case Day(e.FactRef() | e.FieldRef() as of) | Choice(e.FactRef() | e.FieldRef() as of):
            return Truth(e.Known(of))
        case Records(fact):
            return Truth(e.Known(e.FactRef(fact.id)))
    reader.refuse(args[0], "không phải là một số liệu", "is not a fact")


def _date(reader: Reads, args: list[ast.expr], depth: int) -> Typed:
    _limit(args, 1)
    value = reader.typed(args[0], depth)
    day = iso_day(value.text) if isinstance(value, Word) else None
    if day is None:
        reader.refuse(args[0], "không phải là ngày dạng 2022-12-31", "is not a date like 2022-12-31")
    return Day(e.Const(day))


FUNCTIONS: dict[str, Callable[[Reads, list[ast.expr], int], Typed]] = {
    "count": _count,
    "sum": _sum,
    "any": _any_all("any"),
    "all": _any_all("all"),
    "min": _extreme("min"),
    "max": _extreme("max"),
    "abs": _abs,
    "clamp": _clamp,
    "days_between": _days_between,
    "known": _known,
    "date": _date,
}
