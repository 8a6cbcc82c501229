"""Counted cases: the shared shape of `count`, `deductions` and `checklist`."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.criteria_set import Plain
from engine.domain.fact_text import as_text as as_written
from engine.domain.facts import FactType
from engine.domain.numbers import in_points
from engine.domain.scorecard import Entry
from engine.domain.text import Text
from engine.methods.language import read_condition, read_number
from engine.methods.method import Rule
from engine.methods.scope import Scope
from engine.program import expressions as e
from engine.program.plan import Seen


@dataclass(frozen=True, slots=True)
class CaseClass:
    """One kind of case: how it is counted, what each is worth (above 0), and its cap."""

    id: str
    title: Text
    count: e.Expr
    each: int
    cap: int | None

    def worth(self, cases: int) -> int:
        """The points of so many cases."""
        return cases * self.each if self.cap is None else min(self.cap, cases * self.each)

    def cases(self, seen: Seen) -> int | None:
        """How many cases there are; None while unknown."""
        return seen.evaluation.decided(self.count)


def as_text(value: object, fallback: str) -> Text:
    """A bilingual title of the rule, or the id where none is given."""
    if isinstance(value, Mapping):
        return Text(str(value.get("vi", fallback)), str(value.get("en", fallback)))
    return Text(fallback, fallback)


def read_class(scope: Scope, item: Rule, pointer: str, key: str = "points") -> CaseClass | None:
    """Read one class: `count`, or `for_each` with `when`, or `when` alone (one case)."""
    count = read_count(scope, item, pointer)
    if count is None:
        return None
    each = scope.points(item.get(key, 0), f"{pointer}/{key}")
    if each < 0:
        scope.refuse(
            "points.negative",
            f"{pointer}/{key}",
            "Điểm phải viết là số không âm; phương pháp tự cộng hay trừ.",
            "Write points that are not negative; the method adds or takes them off itself.",
        )
    cap: Plain = item.get("cap")
    identity = str(item.get("id", ""))
    limit = None if cap is None else scope.points(cap, f"{pointer}/cap")
    return CaseClass(identity, as_text(item.get("title"), identity), count, each, limit)


def read_count(scope: Scope, item: Rule, pointer: str) -> e.Expr | None:
    """How the cases of a class are counted."""
    if "for_each" in item:
        return _count_records(scope, item, pointer)
    if "when" in item:
        return read_condition(scope, item["when"], f"{pointer}/when")
    number = read_number(scope, item.get("count"), f"{pointer}/count")
    if number is None:
        return None
    if number.denominator != e.ONE:
        scope.refuse(
            "count.not-whole",
            f"{pointer}/count",
            f"'{item.get('count')}' không phải là số đếm nguyên.",
            f"'{item.get('count')}' is not a whole count.",
            "Dùng số liệu loại count.",
            "Use facts of type count.",
        )
        return None
    return number.numerator


def _count_records(scope: Scope, item: Rule, pointer: str) -> e.Expr | None:
    name = str(item["for_each"])
    fact = scope.facts.get(name)
    if fact is None or fact.type is not FactType.LIST:
        scope.refuse(
            "for-each.list",
            f"{pointer}/for_each",
            f"'{name}' không phải là danh sách đã khai báo.",
            f"'{name}' is not a declared list.",
            "Khai báo type: list với fields.",
            "Declare it with type: list and fields.",
        )
        return None
    scope.read.add(name)
    condition = None
    if "when" in item:
        condition = read_condition(scope, item["when"], f"{pointer}/when", fact)
        if condition is None:
            return None
    return e.FoldList("count", name, e.ONE, condition)


def entry(seen: Seen, case: CaseClass, cases: int, points: int, kind: str) -> Entry:
    """A ledger line for so many cases."""
    capped = case.cap is not None and cases * case.each > case.cap
    said = []
    for language, most in (("vi", " (mức tối đa)"), ("en", " (capped)")):
        amount = in_points(seen.told(abs(points), language), language)
        sum_text = f"{cases} × {seen.told(case.each, language)} = {amount}"
        said.append(f"{case.title.said(language)}: {sum_text}{most if capped else ''}")
    return Entry(kind, seen.of(points), Text(*said), cases)


def one_more(seen: Seen, case: CaseClass, step: int) -> Mapping[str, str]:
    """The change of one fact that makes a case more (1) or fewer (-1); empty where it takes more than one fact."""
    match case.count:
        case e.FactRef(name) if name in seen.facts:
            return _moved(seen, name, int(str(seen.facts[name])) + step)
        case e.Not(e.FactRef(name)) if name in seen.facts:
            return _moved(seen, name, int(str(seen.facts[name])) - step)
        case e.Compare(operation, e.FactRef(name), e.Const(edge)):
            offset = (_TO_HOLD if step > 0 else _TO_FAIL).get(operation)
            return {} if offset is None else _moved(seen, name, edge + offset)
    return {}


# How far from the edge of a comparison the nearest integer lies for which it holds, or fails.
_TO_HOLD: Mapping[str, int] = {"==": 0, ">=": 0, "<=": 0, ">": 1, "<": -1}
_TO_FAIL: Mapping[str, int] = {"!=": 0, ">": 0, "<": 0, ">=": -1, "<=": 1}


def _moved(seen: Seen, name: str, number: int) -> Mapping[str, str]:
    fact = seen.declared[name]
    return {name: as_written(fact, number)} if fact.low <= number <= fact.high else {}
