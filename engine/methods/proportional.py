"""`proportional`: value × maximum, with floor, target, or linear between two values, either direction."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.numbers import in_points
from engine.domain.text import LANGUAGES, Text
from engine.methods.method import Method, Rule
from engine.methods.scope import Scope
from engine.methods.table import Row, Table, flat, line
from engine.methods.typed import Number
from engine.methods.value import Value, read_value
from engine.program.arithmetic import times
from engine.program.expressions import Const, Piece


def share_rows(scope: Scope, value: Value, target: Fraction | None, floor: Fraction | None) -> list[Row]:
    """Rows for value ÷ target × maximum, full from the target on, nothing below the floor.

    Without a target the whole is the maximum; it is then passed only where the limits of the row are wider.
    """
    high, passes = scope.limits[1], False
    if target is None:
        target, passes = Fraction(1), high is None or high > scope.maximum
    told = {lang: (value.told(target, lang), in_points(scope.told(scope.maximum, lang), lang)) for lang in LANGUAGES}
    rows: list[Row] = [
        (
            flat((target, True), scope.maximum),
            "full",
            Text(
                f"từ {told['vi'][0]} được trọn {told['vi'][1]}",
                f"from {told['en'][0]} the full {told['en'][1]}",
            ),
        ),
        (
            line((floor, True) if floor is not None else None, scope.maximum / target, Fraction(0)),
            "proportional",
            Text(
                f"tính theo tỷ lệ, {told['vi'][0]} ứng với {told['vi'][1]}",
                f"in proportion, {told['en'][0]} being {told['en'][1]}",
            ),
        ),
    ]
    if floor is not None:
        at = {lang: value.told(floor, lang) for lang in ("vi", "en")}
        low = Text(f"dưới ngưỡng {at['vi']} không có điểm", f"below the floor of {at['en']} nothing")
        rows.append((flat(None, 0), "below_floor", low))
    return rows[1:] if passes else rows


def between_rows(scope: Scope, value: Value, start: Fraction, end: Fraction) -> list[Row]:
    """Rows for a line from 0 points at `start` to full points at `end`, in either direction."""
    slope = Fraction(scope.maximum) / (end - start)
    at = {lang: (value.told(start, lang), value.told(end, lang)) for lang in ("vi", "en")}
    full = Text(f"đạt mức {at['vi'][1]}, trọn điểm", f"{at['en'][1]} reached, full points")
    none = Text(f"không vượt mức {at['vi'][0]}, không có điểm", f"not past {at['en'][0]}, nothing")
    middle = Text(
        f"tính tuyến tính giữa {at['vi'][0]} (0 điểm) và {at['vi'][1]} (trọn điểm)",
        f"linear between {at['en'][0]} (nothing) and {at['en'][1]} (full)",
    )
    low, high = min(start, end), max(start, end)
    upper, lower = ((scope.maximum, "full", full), (0, "none", none))
    if end < start:
        upper, lower = lower, upper
    return [
        (flat((high, True), upper[0]), upper[1], upper[2]),
        (line((low, True), slope, -slope * start), "linear", middle),
        (flat(None, lower[0]), lower[1], lower[2]),
    ]


def _inverted(value: Value, target: Fraction) -> Value:
    """Target ÷ value: full while the value is at most the target. A value of 0 counts as full."""
    number = value.number
    upside_down = Number(
        times(Const(target.numerator), number.denominator),
        times(Const(target.denominator), number.numerator),
        number.empties,
    )
    return Value(upside_down, as_percent=True, when_empty=value.when_empty, levers=value.levers)


@dataclass(frozen=True, slots=True)
class Ends:
    """Where points begin and end: `floor` and `target`, or the ends of a line; None where they are not written."""

    floor: Fraction | None
    target: Fraction | None
    start: Fraction | None
    end: Fraction | None
    less: bool

    @classmethod
    def read(cls, scope: Scope, rule: Rule) -> "Ends":
        """Read `{floor, target, from, to, direction}`."""
        written = {
            key: scope.number(rule[key], f"/rule/{key}") for key in ("floor", "target", "from", "to") if key in rule
        }
        less = rule.get("direction") == "less"
        return cls(written.get("floor"), written.get("target"), written.get("from"), written.get("to"), less)

    def sensible(self, scope: Scope) -> bool:
        """Whether they go together; findings where they do not."""
        problems = list(self._problems())
        for pointer, code, vi, en in problems:
            scope.refuse(f"proportional.{code}", pointer, vi, en)
        return not problems

    def _problems(self) -> Iterator[tuple[str, str, str, str]]:
        start, end, target = self.start, self.end, self.target
        if (start is None) != (end is None):
            yield "/rule", "from-to", "`from` và `to` phải đi cùng nhau.", "`from` and `to` go together."
        if start is not None and (self.floor is not None or target is not None):
            yield (
                "/rule",
                "mixed",
                "`from`/`to` không đi cùng floor, target.",
                "`from`/`to` do not go with floor, target.",
            )
        if start is not None and end is not None and (start == end or (end < start) != self.less):
            yield (
                "/rule/to",
                "direction",
                "`to` phải lớn hơn `from`, hoặc nhỏ hơn khi direction: less.",
                "`to` must be above `from`, or below it with direction: less.",
            )
        if target is not None and target <= 0:
            yield "/rule/target", "target", "target phải lớn hơn 0.", "target must be above 0."
        if self.floor is not None and self.floor > (target or 1):
            yield "/rule/floor", "floor", "floor cao hơn mức trọn điểm.", "floor is above the full mark."
        yield from self._problems_of_less()

    def _problems_of_less(self) -> Iterator[tuple[str, str, str, str]]:
        if self.less and self.start is None and self.target is None:
            yield (
                "/rule/direction",
                "less",
                "direction: less cần target hoặc from/to.",
                "direction: less needs target or from/to.",
            )
        if self.less and self.floor is not None:
            yield (
                "/rule/floor",
                "less-floor",
                "floor không dùng với direction: less.",
                "floor does not go with direction: less.",
            )


def read(scope: Scope, rule: Rule) -> Table | None:
    """Read `{value, when_empty, floor, target, from, to, direction}`."""
    value, ends = read_value(scope, rule), Ends.read(scope, rule)
    if value is None or not ends.sensible(scope):
        return None
    if ends.less and ends.target is not None:
        inverted = _inverted(value, ends.target)
        return Table(inverted, *_columns(share_rows(scope, inverted, Fraction(1), None)))
    return Table(value, *_columns(rows_of(scope, value, ends)))


def rows_of(scope: Scope, value: Value, ends: Ends) -> list[Row]:
    """The rows over a value: a line between two ends, or value ÷ target × maximum."""
    if ends.start is not None and ends.end is not None:
        return between_rows(scope, value, ends.start, ends.end)
    return share_rows(scope, value, ends.target, ends.floor)


def _columns(rows: list[Row]) -> tuple[tuple[Piece, ...], tuple[str, ...], tuple[Text, ...]]:
    return tuple(r[0] for r in rows), tuple(r[1] for r in rows), tuple(r[2] for r in rows)


METHOD = Method("proportional", Text("Tính theo tỷ lệ", "In proportion"), read)
