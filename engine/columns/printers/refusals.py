"""Why a set cannot be printed: numbers that 128 bits do not prove, a comparison with the field, names that are one."""

from collections.abc import Iterable

from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.errors import InvalidDocument


class TooWide(Exception):
    """A figure may be larger than 128 bits hold."""


def refused(findings: Iterable[Finding]) -> InvalidDocument:
    """A set cannot be printed."""
    return InvalidDocument(
        "Không in được bộ tiêu chí này.", "The criteria set cannot be printed.", findings=tuple(findings)
    )


def too_wide(name: str, place: Place) -> Finding:
    """A figure of a row is not proven to fit the widest integers of databases."""
    return error(
        "printing.too-wide",
        place,
        f"Không in được: số trung gian của {name} có thể dài hơn 128 bit.",
        f"It cannot be printed: a figure on the way to {name} may be longer than 128 bits.",
        "Thu hẹp khoảng của số liệu, giảm places, hoặc chấm bằng `parindex score`.",
        "Narrow the ranges of its facts, lower `places`, or score with `parindex score`.",
    )


def with_the_field(name: str, place: Place) -> Finding:
    """A row needs all other units before it can be scored."""
    return error(
        "printing.field",
        place,
        f"Không in được: {name} so với mọi đơn vị khác, không tính được từ một dòng.",
        f"It cannot be printed: {name} is held against all other units, which one row does not tell.",
        "Chấm bằng `parindex score`.",
        "Score with `parindex score`.",
    )


def one_name(names: Iterable[str], place: Place) -> Finding:
    """Names that a database holds for one."""
    listed = ", ".join(sorted(names))
    return error(
        "printing.one-name",
        place,
        f"Không in được: các cột {listed} chỉ khác nhau ở chữ hoa, chữ thường hoặc trùng nhau.",
        f"It cannot be printed: the columns {listed} are one name, or differ in nothing but case.",
        "Đặt mã khác nhau.",
        "Give them ids that differ.",
    )
