"""`judgement`: points set by a person within a range and a step; nothing is computed."""

from dataclasses import dataclass
from fractions import Fraction

from engine.domain.numbers import brief
from engine.domain.scorecard import NextGain
from engine.domain.text import Text
from engine.methods.method import Explanation, Method, Rule, Scoring, Seen
from engine.methods.scope import Scope


@dataclass(frozen=True, slots=True)
class JudgementPlan:
    """The range and step of the marks."""

    low: Fraction
    high: Fraction
    step: Fraction | None

    def scoring(self) -> Scoring:
        """No points without a mark."""
        return Scoring(None, ())

    def allows(self, points: Fraction) -> bool:
        """Whether a mark lies in the range and on a step."""
        return self.low <= points <= self.high and (self.step is None or (points - self.low) % self.step == 0)

    def told(self, language: str) -> str:
        """The range and step in words."""
        low, high = brief(self.low, language), brief(self.high, language)
        if language == "vi":
            return f"từ {low} đến {high} điểm" + (f", bước {brief(self.step, 'vi')}" if self.step else "")
        return f"{low} to {high} points" + (f" in steps of {brief(self.step, 'en')}" if self.step else "")

    def explain(self, seen: Seen) -> Explanation:
        """What is waited for."""
        return Explanation(
            Text(f"Chờ người có thẩm quyền chấm, {self.told('vi')}.", f"Waits for a person's mark, {self.told('en')}.")
        )

    def next_gain(self, seen: Seen) -> NextGain | None:
        """None: a person decides."""
        return None


def read(scope: Scope, rule: Rule) -> JudgementPlan | None:
    """Read `{min, max, step}`; the range defaults to 0 … maximum and may not leave it."""
    low = scope.number(rule.get("min", 0), "/rule/min")
    full = Fraction(scope.maximum, scope.scale)
    high = scope.number(rule["max"], "/rule/max") if "max" in rule else full
    step = scope.number(rule["step"], "/rule/step") if "step" in rule else None
    if low >= high or high > full or (step is not None and step <= 0):
        scope.refuse(
            "judgement.range",
            "/rule",
            "Khoảng chấm điểm không hợp lệ: cần min < max ≤ điểm tối đa và step > 0.",
            "The range of marks is not sound: it needs min < max ≤ maximum and step > 0.",
        )
        return None
    return JudgementPlan(low, high, step)


METHOD = Method("judgement", Text("Người có thẩm quyền chấm", "Judgement"), read)
