"""`external_index`: a published percentage × maximum, or published points as they stand."""

from dataclasses import dataclass

from engine.domain.numbers import in_points
from engine.domain.scorecard import NextGain
from engine.domain.text import Text
from engine.methods.language import none_empty
from engine.methods.method import Method, Rule
from engine.methods.proportional import share_rows
from engine.methods.scope import Scope
from engine.methods.table import by_edges
from engine.methods.value import Value, read_value
from engine.program.arithmetic import times
from engine.program.expressions import Const, HalfUp
from engine.program.plan import Explanation, Plan, Scoring, Seen


@dataclass(frozen=True, slots=True)
class AsTheyStand:
    """Points computed elsewhere, or by a formula: taken over, rounded half up once."""

    value: Value
    scale: int
    name: str
    said: Text

    def scoring(self) -> Scoring:
        """The value times the scale, over its denominator."""
        number = self.value.number
        points = HalfUp(times(number.numerator, Const(self.scale)), number.denominator)
        return Scoring(points, (self.name,), none_empty(number.empties), self.value.when_empty)

    def explain(self, seen: Seen) -> Explanation:
        """The points and where they come from."""
        return Explanation(
            Text(
                f"{self.said.vi}: {in_points(seen.told(seen.points, 'vi'), 'vi')}.",
                f"{self.said.en}: {in_points(seen.told(seen.points, 'en'), 'en')}.",
            )
        )

    def next_gain(self, seen: Seen) -> NextGain | None:
        """None: what earns more is decided elsewhere."""
        return None


def read(scope: Scope, rule: Rule) -> Plan | None:
    """Read `{value}` or `{points}`."""
    if "points" in rule:
        value = read_value(scope, rule, "points")
        said = Text("Lấy theo điểm đã công bố", "Taken as published")
        return AsTheyStand(value, scope.scale, "as_published", said) if value else None
    value = read_value(scope, rule)
    if value is None:
        return None
    return by_edges(share_rows(scope, value, None, None), value)


METHOD = Method("external_index", Text("Chỉ số khác đã công bố", "Published index"), read, waits=True)
