"""What a method sees while it is compiled: the leaf, the facts, and where findings go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from engine.domain.criteria_set import Node, Plain
from engine.domain.facts import Fact
from engine.domain.finding import Finding, error, info, warning
from engine.domain.numbers import brief, divide_half_up, exact
from engine.domain.source_place import Place
from engine.program import expressions as e


@dataclass(slots=True)
class Scope:
    """One leaf (or inner node) being compiled for one profile and year.

    `scale` is 10^places, `maximum` the points of the node as an integer of that scale. `made` holds the facts that the
    leaf itself declares.
    """

    node: Node
    facts: Mapping[str, Fact]
    scale: int
    maximum: int
    findings: list[Finding] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    made: dict[str, Fact] = field(default_factory=dict)

    def declare(self, fact: Fact) -> e.FactRef:
        """Let the leaf read a fact that no unit hands in, such as a figure of its field."""
        self.facts = {**self.facts, fact.id: fact}
        self.made[fact.id] = fact
        return e.FactRef(fact.id)

    @property
    def limits(self) -> tuple[int | None, int | None]:
        """What the points of the leaf are clamped to, as integers of the scale; None: no clamp on that side."""
        limits = self.node.limits
        if limits is None:
            return 0, self.maximum
        low = None if limits.low is None else self._scaled(limits.low)
        if limits.high == self.node.maximum:
            return low, self.maximum
        return low, None if limits.high is None else self._scaled(limits.high)

    def _scaled(self, points: Fraction) -> int:
        """Points as an integer of the scale; what needs more decimals is a finding of the check and is cut."""
        return int(points * self.scale) if points else 0

    def place(self, pointer: str) -> Place:
        """Where something inside the node stands."""
        return self.node.place_of(pointer)

    def refuse(self, code: str, pointer: str, vi: str, en: str, hint_vi: str = "", hint_en: str = "") -> None:
        """Add an error."""
        self.findings.append(error(code, self.place(pointer), vi, en, hint_vi, hint_en))

    def warn(self, code: str, pointer: str, vi: str, en: str, hint_vi: str = "", hint_en: str = "") -> None:
        """Add a warning."""
        self.findings.append(warning(code, self.place(pointer), vi, en, hint_vi, hint_en))

    def tell(self, code: str, pointer: str, vi: str, en: str) -> None:
        """Add a remark."""
        self.findings.append(info(code, self.place(pointer), vi, en))

    def number(self, value: Plain, pointer: str) -> Fraction:
        """An exact number of the rule; a finding and 0 when it is none."""
        try:
            return exact(value)  # type: ignore[arg-type]
        except (ValueError, TypeError, AttributeError):
            self.refuse(
                "rule.number",
                pointer,
                f"'{value}' không phải là số.",
                f"'{value}' is not a number.",
                'Viết 2, "0.5", "80%" hoặc "1/3".',
                'Write 2, "0.5", "80%" or "1/3".',
            )
            return Fraction(0)

    def points(self, value: Plain, pointer: str) -> int:
        """Points of the rule, or a share of the maximum (`"50%"`), as an integer of the scale.

        Points that need more decimals than the set keeps are a finding; a share is rounded half up once.
        """
        number = self.number(value, pointer)
        if isinstance(value, str) and value.strip().endswith("%"):
            return divide_half_up(number.numerator * self.maximum, number.denominator)
        scaled = number * self.scale
        if scaled.denominator != 1:
            self.refuse(
                "points.places",
                pointer,
                f"{value} điểm cần nhiều chữ số thập phân hơn `numbers.places` cho phép.",
                f"{value} points need more decimals than `numbers.places` keeps.",
                "Tăng numbers.places hoặc viết số điểm chẵn.",
                "Raise numbers.places or write fewer decimals.",
            )
        return scaled.numerator // scaled.denominator

    def told(self, points: int, language: str) -> str:
        """Points of the scale as people see them."""
        return brief(Fraction(points, self.scale), language)
