"""`relative`: the value of a unit held against the whole field: its ends, its best, its mean or a percentile.

The figures of the field are facts that no unit hands in. While they are not there the leaf is pending.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from engine.domain.criteria_set import Plain
from engine.domain.numbers import in_points
from engine.domain.scorecard import NextGain
from engine.domain.text import LANGUAGES, Text
from engine.methods.bands import read_bands
from engine.methods.language import none_empty, read_number
from engine.methods.method import Method, Rule
from engine.methods.proportional import Ends, rows_of
from engine.methods.relative_words import Measured, explained, still
from engine.methods.scope import Scope
from engine.methods.table import Row, Table, by_edges, flat
from engine.methods.taken_value import FieldFigures, Taken, taken
from engine.methods.typed import Number
from engine.methods.value import Value, with_empty
from engine.program import expressions as e
from engine.program.arithmetic import minus, plus, times
from engine.program.field import Compared
from engine.program.plan import DECIDED_ANYWAY, Explanation, Scoring, Seen

EQUAL = "equal"
LINE = frozenset({"floor", "target", "from", "to"})
EDGES = frozenset({"from", "above", "to", "below"})
BEYOND = Fraction(2)
"""The share that stands for a field whose values are all equal: no unit has more than a whole share otherwise."""


@dataclass(frozen=True, slots=True)
class RelativePlan:
    """A comparison with the field, as a table over what is measured."""

    table: Table
    compared: Compared
    measured: Measured

    def scoring(self) -> Scoring:
        """The table, and what of the unit is compared."""
        return replace(self.table.scoring(), compared=self.compared)

    def explain(self, seen: Seen) -> Explanation:
        """The value, the figures of the field, what comes of them, and the row."""
        if any(name not in seen.facts for _, name in self.compared.facts):
            return Explanation(DECIDED_ANYWAY)
        row, name = self.table.told[seen.rule], self.table.names[seen.rule]
        return Explanation(explained(self.measured, self.table.value, seen, row, all_equal=name == EQUAL))

    def next_gain(self, seen: Seen) -> NextGain | None:
        """The least change that earns more as long as the field stays as it is; None where all of it is equal."""
        at_hand = self.table
        if EQUAL in at_hand.names:
            if self.table.names[seen.rule] == EQUAL:
                return None
            at_hand = Table(at_hand.value, at_hand.pieces[1:], at_hand.names[1:], at_hand.told[1:])
        gain = at_hand.next_gain(seen)
        return None if gain is None else replace(gain, what=still(gain.what))


def read(scope: Scope, rule: Rule) -> RelativePlan | None:
    """Read `{value, places, by, percentile, compare, direction, field, when_empty, when_equal}` and the points."""
    number = read_number(scope, rule.get("value"), "/rule/value")
    if number is None or not _goes_together(scope, rule):
        return None
    value = taken(scope, rule, number)
    if value is None:
        return None
    figures = FieldFigures(scope, value, {})
    by = str(rule["by"])
    share = _share(scope, rule) if by == "percentile" else None
    if share == (0, 0) or not _can_divide(scope, rule, value):
        return None
    ratio = _COMPARISONS[by](_Comparing(scope, rule, value, figures, share))
    made = with_empty(scope, rule, ratio)
    as_percent = value.own.as_percent if _is_distance(rule) else True
    compared = figures.compared(none_empty(number.empties), share, everyone=rule.get("field") == "all")
    measured = Measured(
        by, str(rule.get("compare", "difference")), rule.get("direction") == "less", value.own, compared
    )
    table = _table(scope, rule, replace(made, as_percent=as_percent, levers=value.own.levers))
    return RelativePlan(table, compared, measured) if table is not None else None


@dataclass(frozen=True, slots=True)
class _Comparing:
    """What a comparison is made of."""

    scope: Scope
    rule: Rule
    value: Taken
    figures: FieldFigures
    share: tuple[int, int] | None

    @property
    def less(self) -> bool:
        return self.rule.get("direction") == "less"

    def empties(self, *more: e.Expr) -> tuple[e.Expr, ...]:
        """The divisors that can be 0: those of the value, and a figure of the field where no value is below 0."""
        return (*self.value.own.number.empties, *(more if self.value.low == 0 else ()))


def _min_max(comparing: _Comparing) -> Number:
    """The way from the worst value of the field to the best; `BEYOND` where they are the same."""
    least, greatest = comparing.figures.end("least"), comparing.figures.end("greatest")
    value = comparing.value.expr
    risen, fallen = minus(e.Least((value, greatest)), least), minus(greatest, e.Greatest((value, least)))
    way = fallen if comparing.less else risen
    equal = e.Compare("==", least, greatest)
    # The value is there so that a unit whose own is not known is not taken for equal to the others.
    above, below = plus(e.Minus(value, value), e.Const(BEYOND.numerator)), e.Const(BEYOND.denominator)
    return Number(e.Choose(equal, above, way), e.Choose(equal, below, minus(greatest, least)), comparing.empties())


def _best(comparing: _Comparing) -> Number:
    """Value ÷ best; where less is better best ÷ value, and a value of 0 is the best there can be."""
    value = comparing.value
    if not comparing.less:
        best = comparing.figures.end("greatest")
        return Number(value.expr, best, comparing.empties(best))
    best = comparing.figures.end("least")
    if value.low > 0:
        return Number(best, value.expr, comparing.empties())
    none = e.Compare("==", value.expr, e.ZERO)
    return Number(e.Choose(none, e.ONE, best), e.Choose(none, e.ONE, value.expr), comparing.empties())


def _mean(comparing: _Comparing) -> Number:
    """The distance to the mean, or the ratio: over the sum and the number of units, so that nothing is rounded."""
    value, total, count = comparing.value, comparing.figures.sum(), comparing.figures.count()
    return _held_against(comparing, times(value.expr, count), total, times(count, value.unit))


def _percentile(comparing: _Comparing) -> Number:
    """The distance to a percentile, or the ratio."""
    assert comparing.share is not None
    value, below = comparing.value, e.Const(comparing.share[1])
    reference = comparing.figures.percentile(comparing.share)
    return _held_against(comparing, times(value.expr, below), reference, times(value.unit, below))


def _held_against(comparing: _Comparing, value: e.Expr, reference: e.Expr, unit: e.Expr) -> Number:
    """Difference, ratio or growth of two numbers over one unit."""
    match comparing.rule.get("compare", "difference"):
        case "ratio":
            return Number(value, reference, comparing.empties(reference))
        case "growth":
            return Number(minus(value, reference), reference, comparing.empties(reference))
    return Number(minus(value, reference), unit, comparing.empties())


_COMPARISONS: Mapping[str, Callable[[_Comparing], Number]] = {
    "min_max": _min_max,
    "best": _best,
    "mean": _mean,
    "percentile": _percentile,
}


def _is_share(rule: Rule) -> bool:
    """Whether a whole share is what there is to reach."""
    return rule["by"] in ("min_max", "best")


def _is_distance(rule: Rule) -> bool:
    """Whether what is measured is in the unit of the value."""
    return not _is_share(rule) and rule.get("compare", "difference") == "difference"


def _share(scope: Scope, rule: Rule) -> tuple[int, int]:
    """The percentile as a ratio with a power of ten below; (0, 0) with a finding where it is none."""
    wanted = scope.number(rule.get("percentile", 50), "/rule/percentile") / 100
    for below in (1, 10, 100, 1000, 10_000):
        if 0 <= wanted <= 1 and (wanted * below).denominator == 1:
            return int(wanted * below), below
    scope.refuse(
        "relative.percentile",
        "/rule/percentile",
        "Bách phân vị phải từ 0 đến 100, không quá hai chữ số thập phân.",
        "A percentile lies between 0 and 100 and has at most two decimals.",
    )
    return 0, 0


def _can_divide(scope: Scope, rule: Rule, value: Taken) -> bool:
    """Whether the values may stand below the line where the rule puts them there."""
    if _is_distance(rule) or rule["by"] == "min_max" or value.low >= 0:
        return True
    scope.refuse(
        "relative.negative",
        "/rule/value",
        "Giá trị có thể âm, không lấy làm mẫu số được.",
        "The value can be negative and cannot stand below the line.",
        "Khai báo min: 0, hoặc so bằng min_max hay difference.",
        "Declare min: 0, or compare by min_max or by difference.",
    )
    return False


def _table(scope: Scope, rule: Rule, value: Value) -> Table | None:
    """Bands, or a line, over what is measured; and what it means that all values are equal."""
    if not _within_a_share(scope, rule):
        return None
    if "bands" in rule:
        table = read_bands(scope, rule, value)
        if table is None:
            return None
        rows: list[Row] = list(zip(table.pieces, table.names, table.told, strict=True))
    else:
        ends = Ends.read(scope, rule)
        ends = replace(ends, less=ends.less and not _is_share(rule))
        if not ends.sensible(scope):
            return None
        rows = rows_of(scope, value, ends)
    if rule["by"] == "min_max":
        rows.append(_all_equal(scope, rule))
    return by_edges(rows, value)


def _within_a_share(scope: Scope, rule: Rule) -> bool:
    """Whether nothing is asked for beyond a whole share."""
    if not _is_share(rule):
        return True
    beyond = [pointer for pointer, edge in _edges(rule) if not 0 <= scope.number(edge, pointer) <= 1]
    for pointer in beyond:
        scope.refuse(
            "relative.share",
            pointer,
            "Mức này phải từ 0% đến 100%: không đơn vị nào hơn mức tốt nhất của khối.",
            "This lies between 0% and 100%: no unit passes the best of the field.",
        )
    return not beyond


def _edges(rule: Rule) -> Iterator[tuple[str, Plain]]:
    """Every edge that is written, with its pointer."""
    yield from ((f"/rule/{key}", rule[key]) for key in rule if key in LINE)
    bands = rule.get("bands", ())
    assert isinstance(bands, tuple), "the schema has seen to it"
    for at, band in enumerate(bands):
        assert isinstance(band, Mapping), "the schema has seen to it"
        yield from ((f"/rule/bands/{at}/{key}", band[key]) for key in band if key in EDGES)


def _all_equal(scope: Scope, rule: Rule) -> Row:
    meaning = rule["when_equal"]
    points = {"full": scope.maximum, "zero": 0}.get(str(meaning))
    if points is None:
        points = scope.points(meaning, "/rule/when_equal")
    told = {language: in_points(scope.told(points, language), language) for language in LANGUAGES}
    return flat((BEYOND, True), points), EQUAL, Text(f"được {told['vi']}", f"{told['en']}")


def _goes_together(scope: Scope, rule: Rule) -> bool:
    """Whether every key has a meaning beside the others; findings where not."""
    problems = [*_of_field(rule), *_of_points(rule)]
    for pointer, code, vi, en in problems:
        scope.refuse(f"relative.{code}", pointer, vi, en)
    return not problems


def _of_field(rule: Rule) -> Iterator[tuple[str, str, str, str]]:
    """What is wrong with how the field is asked."""
    by = rule["by"]
    if by == "min_max" and "when_equal" not in rule:
        yield (
            "/rule",
            "when-equal",
            "Chưa nói cả khối bằng nhau thì được bao nhiêu: thêm when_equal: full | zero | số điểm.",
            "Nothing says what it means that all values are equal: add when_equal: full | zero | points.",
        )
    if by != "min_max" and "when_equal" in rule:
        yield (
            "/rule/when_equal",
            "when-equal-unused",
            "when_equal chỉ dùng với by: min_max.",
            "when_equal goes with by: min_max only.",
        )
    if (by == "percentile") != ("percentile" in rule):
        yield (
            "/rule",
            "percentile-named",
            "by: percentile đi cùng percentile, ví dụ percentile: 90.",
            "by: percentile and percentile go together, as in percentile: 90.",
        )
    if _is_share(rule) and "compare" in rule:
        yield (
            "/rule/compare",
            "compare-unused",
            "compare chỉ dùng với by: mean hoặc percentile.",
            "compare goes with by: mean or percentile only.",
        )


def _of_points(rule: Rule) -> Iterator[tuple[str, str, str, str]]:
    """What is wrong with how points come of comparing."""
    has_line, is_share = "from" in rule or "to" in rule, _is_share(rule)
    if not is_share and "direction" in rule and not has_line:
        yield (
            "/rule/direction",
            "direction-unused",
            "Với by: mean hoặc percentile, direction chỉ đi cùng from/to.",
            "With by: mean or percentile direction goes with from/to only.",
        )
    if "bands" in rule and rule.keys() & LINE:
        yield (
            "/rule/bands",
            "bands-mixed",
            "bands không đi cùng from, to, target, floor.",
            "bands do not go with from, to, target or floor.",
        )
    if not is_share and rule.get("compare") != "ratio" and not has_line and "bands" not in rule:
        yield (
            "/rule",
            "points",
            "Khoảng cách cần bands, hoặc from và to, để thành điểm.",
            "A distance needs bands, or from and to, to become points.",
        )


METHOD = Method("relative", Text("So với cả khối", "Against the whole field"), read, waits=True)
