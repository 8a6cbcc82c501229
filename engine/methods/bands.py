"""`bands`: the points of the interval that the value falls in."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from engine.domain.criteria_set import Plain
from engine.domain.numbers import brief, in_points, percent
from engine.domain.text import Text
from engine.methods.method import Method, Rule
from engine.methods.scope import Scope
from engine.methods.table import Edge, Table, by_edges, flat, line
from engine.methods.value import Value, read_value
from engine.program.expressions import Const, Piece
from engine.program.intervals import Reach


@dataclass(frozen=True, slots=True)
class Band:
    """One interval as written: lower and upper edge with whether each is inside, and the position in the rule."""

    lower: Edge | None
    upper: Edge | None
    points: Plain
    pointer: str
    number: int


def read_bands(scope: Scope, rule: Rule, value: Value) -> Table | None:
    """Read `bands` over a value; gaps, overlaps and rows that can never hold are findings."""
    raw = rule["bands"]
    assert isinstance(raw, tuple)
    bands = [_band(scope, item, at) for at, item in enumerate(raw) if isinstance(item, Mapping)]
    ordered = sorted(bands, key=_from_below)
    before = len(scope.findings)
    _check_edges(scope, ordered, value)
    if len(scope.findings) > before and any(f.severity == "error" for f in scope.findings[before:]):
        return None
    rows = [
        (piece, f"bands[{band.number}]", _told(scope, band, value))
        for band in ordered
        if (piece := _piece(scope, band)) is not None
    ]
    return by_edges(rows, value) if len(rows) == len(bands) else None


def _band(scope: Scope, item: Rule, at: int) -> Band:
    pointer = f"/rule/bands/{at}"
    lower = _edge(scope, item, pointer, ("from", True), ("above", False))
    upper = _edge(scope, item, pointer, ("to", True), ("below", False))
    return Band(lower, upper, item.get("points", 0), pointer, at)


def _edge(scope: Scope, item: Rule, pointer: str, closed: tuple[str, bool], opened: tuple[str, bool]) -> Edge | None:
    for key, inside in (closed, opened):
        if key in item:
            return scope.number(item[key], f"{pointer}/{key}"), inside
    return None


def _from_below(band: Band) -> tuple[bool, Fraction, bool]:
    if band.lower is None:
        return (False, Fraction(0), False)
    return (True, band.lower[0], not band.lower[1])


def _reach(scope: Scope, value: Value) -> tuple[Fraction | None, Fraction | None]:
    """Least and greatest value over the declared ranges; None on the upper side where a divisor can be 0."""
    evaluation = Reach(scope.facts)
    low, high = evaluation.value(value.number.numerator)
    least, most = evaluation.value(value.number.denominator)
    below = Fraction(low, max(1, most if low >= 0 else least))
    return below, Fraction(high, max(1, least if high >= 0 else most))


def _check_edges(scope: Scope, bands: list[Band], value: Value) -> None:
    least, most = _reach(scope, value)
    first, last = bands[0], bands[-1]
    if first.lower is not None and least is not None and (first.lower[0] > least or (first.lower == (least, False))):
        _gap(scope, first, _edge_text(value, least), _edge_text(value, first.lower[0]))
    if last.upper is not None and most is not None and (last.upper[0] < most or last.upper == (most, False)):
        _gap(scope, last, _edge_text(value, last.upper[0]), _edge_text(value, most))
    for band in bands:
        if band.lower and band.upper and band.lower[0] >= band.upper[0]:
            if band.lower[0] > band.upper[0] or not (band.lower[1] and band.upper[1]):
                _never(scope, band)
        elif (band.lower and most is not None and band.lower[0] > most) or (
            band.upper and least is not None and band.upper[0] < least
        ):
            _never(scope, band)
    for lower, upper in pairwise(bands):
        _check_neighbours(scope, lower, upper, value)


def _check_neighbours(scope: Scope, lower: Band, upper: Band, value: Value) -> None:
    top, start = lower.upper, upper.lower
    if start is None:
        _overlap(scope, upper, lower)
    elif top is None:
        return
    elif top[0] < start[0] or (top[0] == start[0] and not top[1] and not start[1]):
        _gap(scope, upper, _edge_text(value, top[0]), _edge_text(value, start[0]))
    elif top[0] > start[0] or (top[1] and start[1]):
        _overlap(scope, upper, lower)


def _edge_text(value: Value, edge: Fraction) -> tuple[str, str]:
    if value.as_percent:
        return percent(edge, "vi"), percent(edge, "en")
    return brief(edge, "vi"), brief(edge, "en")


def _gap(scope: Scope, band: Band, low: tuple[str, str], high: tuple[str, str]) -> None:
    scope.refuse(
        "bands.gap",
        band.pointer,
        f"Từ {low[0]} đến {high[0]} không có mức điểm nào.",
        f"Between {low[1]} and {high[1]} no band applies.",
        "Nối hai mức lại, hoặc bỏ cận của mức ngoài cùng.",
        "Join the bands, or leave out the outer edge of the outermost one.",
    )


def _overlap(scope: Scope, band: Band, other: Band) -> None:
    scope.refuse(
        "bands.overlap",
        band.pointer,
        f"Mức này chồng lên mức thứ {other.number + 1}.",
        f"This band overlaps band {other.number + 1}.",
        "Cho cận trên của mức dưới bằng cận dưới của mức trên, một bên đóng, một bên mở.",
        "Let the upper edge of one be the lower edge of the other, one side closed and one open.",
    )


def _never(scope: Scope, band: Band) -> None:
    scope.warn(
        "bands.unreachable",
        band.pointer,
        "Mức này không bao giờ đạt tới.",
        "This band can never be reached.",
        "Kiểm tra cận của mức và khoảng giá trị của số liệu.",
        "Check its edges and the ranges of the facts.",
    )


def _piece(scope: Scope, band: Band) -> Piece | None:
    """The row of a band. A band without a lower edge whose neighbour says where it ends begins below all others."""
    points, pointer = band.points, f"{band.pointer}/points"
    if points == "proportional":
        return line(band.lower, Fraction(scope.maximum), Fraction(0))
    if isinstance(points, Mapping):
        return _sloped(scope, band, points, pointer)
    return flat(band.lower, scope.points(points, pointer))


def _sloped(scope: Scope, band: Band, points: Mapping[str, Plain], pointer: str) -> Piece | None:
    if band.lower is None or band.upper is None:
        scope.refuse(
            "bands.slope-edges",
            pointer,
            "Điểm tuyến tính cần cả hai cận của mức.",
            "Linear points need both edges of the band.",
        )
        return None
    start = scope.points(points.get("start", 0), f"{pointer}/start")
    end = scope.points(points.get("end", 0), f"{pointer}/end")
    width = band.upper[0] - band.lower[0]
    if width <= 0:
        return None
    slope = Fraction(end - start) / width
    return line(band.lower, slope, start - slope * band.lower[0])


def _told(scope: Scope, band: Band, value: Value) -> Text:
    return Text(*(_told_in(scope, band, value, language) for language in ("vi", "en")))


def _told_in(scope: Scope, band: Band, value: Value, language: str) -> str:
    vi = language == "vi"
    edges = []
    if band.lower:
        word = ("từ" if band.lower[1] else "trên") if vi else ("from" if band.lower[1] else "above")
        edges.append(f"{word} {value.told(band.lower[0], language)}")
    if band.upper:
        word = ("đến" if band.upper[1] else "dưới") if vi else ("to" if band.upper[1] else "below")
        if band.lower and not band.upper[1]:
            word = "đến dưới" if vi else "to below"
        edges.append(f"{word} {value.told(band.upper[0], language)}")
    where = " ".join(edges) or ("mọi giá trị" if vi else "any value")
    if band.points == "proportional":
        worth = "tính theo tỷ lệ" if vi else "in proportion"
    elif isinstance(band.points, Mapping):
        worth = "tính tuyến tính" if vi else "linear"
    else:
        points = scope.points(band.points, f"{band.pointer}/points")
        worth = in_points(scope.told(points, language), language)
    return f"mức {where}: {worth}" if vi else f"band {where}: {worth}"


def read(scope: Scope, rule: Rule) -> Table | None:
    """Read `{value, when_empty, bands}`."""
    value = read_value(scope, rule)
    if value is None:
        return None
    if isinstance(value.number.numerator, Const):
        scope.warn("value.constant", "/rule/value", "Giá trị không đổi.", "The value never changes.")
    return read_bands(scope, rule, value)


METHOD = Method("bands", Text("Mức theo khoảng giá trị", "Bands"), read)
