"""`formula`: an expression over declared facts; the last resort, reported by the check."""

from engine.domain.text import Text
from engine.methods.external_index import AsTheyStand
from engine.methods.method import Method, Rule
from engine.methods.scope import Scope
from engine.methods.value import read_value
from engine.program.plan import Plan


def read(scope: Scope, rule: Rule) -> Plan | None:
    """Read `{points}`."""
    scope.tell(
        "formula.used",
        "/rule/points",
        "Tiêu chí dùng công thức tự do: không tự tính được bước tăng điểm tiếp theo.",
        "The row uses a free formula: the next gain cannot be derived from it.",
    )
    value = read_value(scope, rule, "points")
    said = Text("Tính theo công thức", "By the formula")
    return AsTheyStand(value, scope.scale, "formula", said) if value else None


METHOD = Method("formula", Text("Công thức", "Formula"), read)
