"""`judgement`: points set by a person within a range and a step; nothing is computed."""

from dataclasses import dataclass

from engine.domain.scorecard import NextGain
from engine.domain.text import Text
from engine.methods.method import Method, Rule
from engine.methods.scope import Scope
from engine.program.plan import Explanation, Scoring, Seen


@dataclass(frozen=True, slots=True)
class JudgementPlan:
    """Least and greatest mark and the step between marks (0: any), as integers of the scale."""

    low: int
    high: int
    step: int

    def scoring(self) -> Scoring:
        """No points without a mark."""
        return Scoring(None, (), marks=(self.low, self.high, self.step))

    def explain(self, seen: Seen) -> Explanation:
        """What is waited for."""
        low, high = ({lang: seen.told(edge, lang) for lang in ("vi", "en")} for edge in (self.low, self.high))
        return Explanation(
            Text(
                f"Chờ người có thẩm quyền chấm, từ {low['vi']} đến {high['vi']} điểm.",
                f"Waits for a person's mark, {low['en']} to {high['en']} points.",
            )
        )

    def next_gain(self, seen: Seen) -> NextGain | None:
        """None: a person decides."""
        return None


def read(scope: Scope, rule: Rule) -> JudgementPlan | None:
    """Read `{min, max, step}`; the range defaults to 0 … maximum and may not leave it."""
    low = scope.points(rule.get("min", 0), "/rule/min")
    high = scope.points(rule["max"], "/rule/max") if "max" in rule else scope.maximum
    step = scope.points(rule["step"], "/rule/step") if "step" in rule else 0
    if low >= high or high > scope.maximum or step < 0:
        scope.refuse(
            "judgement.range",
            "/rule",
            "Khoảng chấm điểm không hợp lệ: cần min < max ≤ điểm tối đa và step > 0.",
            "The range of marks is not sound: it needs min < max ≤ maximum and step > 0.",
        )
        return None
    return JudgementPlan(low, high, step)


METHOD = Method("judgement", Text("Người có thẩm quyền chấm", "Judgement"), read)
