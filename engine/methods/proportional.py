"""`proportional`: value × maximum, with floor, target, or linear between two values, either direction."""

from fractions import Fraction

from engine.domain.numbers import in_points
from engine.domain.text import LANGUAGES, Text
from engine.methods.method import Method, Rule
from engine.methods.scope import Scope
from engine.methods.table import Table, flat, line
from engine.methods.typed import Number
from engine.methods.value import Value, read_value
from engine.program.arithmetic import times
from engine.program.expressions import Const, Piece

Row = tuple[Piece, str, Text]


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


def _between_rows(scope: Scope, value: Value, start: Fraction, end: Fraction) -> list[Row]:
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


def _checked(scope: Scope, rule: Rule, key: str) -> Fraction | None:
    if key not in rule:
        return None
    return scope.number(rule[key], f"/rule/{key}")


def read(scope: Scope, rule: Rule) -> Table | None:
    """Read `{value, when_empty, floor, target, from, to, direction}`."""
    value = read_value(scope, rule)
    floor, target = _checked(scope, rule, "floor"), _checked(scope, rule, "target")
    start, end = _checked(scope, rule, "from"), _checked(scope, rule, "to")
    less = rule.get("direction") == "less"
    if value is None or not _sensible(scope, floor, target, start, end, less):
        return None
    if start is not None and end is not None:
        return Table(value, *_columns(_between_rows(scope, value, start, end)))
    if less and target is not None:
        inverted = _inverted(value, target)
        return Table(inverted, *_columns(share_rows(scope, inverted, Fraction(1), None)))
    return Table(value, *_columns(share_rows(scope, value, target, floor)))


def _columns(rows: list[Row]) -> tuple[tuple[Piece, ...], tuple[str, ...], tuple[Text, ...]]:
    return tuple(r[0] for r in rows), tuple(r[1] for r in rows), tuple(r[2] for r in rows)


def _sensible(
    scope: Scope,
    floor: Fraction | None,
    target: Fraction | None,
    start: Fraction | None,
    end: Fraction | None,
    less: bool,
) -> bool:
    problems: list[tuple[str, str, str, str]] = []
    if (start is None) != (end is None):
        problems.append(("/rule", "from-to", "`from` và `to` phải đi cùng nhau.", "`from` and `to` go together."))
    if start is not None and (floor is not None or target is not None):
        problems.append(
            ("/rule", "mixed", "`from`/`to` không đi cùng floor, target.", "`from`/`to` do not go with floor, target.")
        )
    if start is not None and end is not None and (start == end or (end < start) != less):
        problems.append(
            (
                "/rule/to",
                "direction",
                "`to` phải lớn hơn `from`, hoặc nhỏ hơn khi direction: less.",
                "`to` must be above `from`, or below it with direction: less.",
            )
        )
    if target is not None and target <= 0:
        problems.append(("/rule/target", "target", "target phải lớn hơn 0.", "target must be above 0."))
    if floor is not None and floor > (target or 1):
        problems.append(("/rule/floor", "floor", "floor cao hơn mức trọn điểm.", "floor is above the full mark."))
    if less and start is None and target is None:
        problems.append(
            (
                "/rule/direction",
                "less",
                "direction: less cần target hoặc from/to.",
                "direction: less needs target or from/to.",
            )
        )
    if less and floor is not None:
        problems.append(
            (
                "/rule/floor",
                "less-floor",
                "floor không dùng với direction: less.",
                "floor does not go with direction: less.",
            )
        )
    for pointer, code, vi, en in problems:
        scope.refuse(f"proportional.{code}", pointer, vi, en)
    return not problems


METHOD = Method("proportional", Text("Tính theo tỷ lệ", "In proportion"), read)
