"""`count`: points per item by class, capped."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.criteria_set import Plain
from engine.domain.scorecard import Entry, NextGain
from engine.domain.text import Text
from engine.methods.method import Method, Rule
from engine.methods.scope import Scope
from engine.methods.tally import CaseClass, one_more, read_class
from engine.program.expressions import Tally, Term
from engine.program.plan import DECIDED_ANYWAY, Explanation, Scoring, Seen


@dataclass(frozen=True, slots=True)
class CountPlan:
    """Classes of items and the cap over all."""

    classes: tuple[CaseClass, ...]
    cap: int

    def scoring(self) -> Scoring:
        """A tally from nothing up to the cap."""
        terms = tuple(Term(item.count, item.each, item.cap) for item in self.classes)
        return Scoring(Tally(0, terms, 0, self.cap), ("counted", "capped", "floored"))

    def explain(self, seen: Seen) -> Explanation:
        """How many of each class, and what was not reached."""
        cases = [(item, item.cases(seen)) for item in self.classes]
        if any(number is None for _, number in cases):
            return Explanation(DECIDED_ANYWAY)
        told = {
            lang: "; ".join(
                f"{item.title.said(lang)}: {number} × {seen.told(item.each, lang)}" for item, number in cases
            )
            for lang in ("vi", "en")
        }
        cap = {lang: seen.told(self.cap, lang) for lang in ("vi", "en")}
        reason = Text(f"{told['vi']}; tối đa {cap['vi']} điểm.", f"{told['en']}; at most {cap['en']}.")
        lost = seen.points - seen.maximum
        if not lost:
            return Explanation(reason)
        why = Text("Chưa đủ số lượng để đạt điểm tối đa", "Not enough items for the maximum")
        return Explanation(reason, (Entry("short", seen.of(lost), why),))

    def next_gain(self, seen: Seen) -> NextGain | None:
        """One more item of the class that earns most."""
        cases = [item.cases(seen) for item in self.classes]
        worth = [item.worth(number) for item, number in zip(self.classes, cases, strict=True) if number is not None]
        if len(worth) < len(cases):
            return None
        more = [item.worth((number or 0) + 1) for item, number in zip(self.classes, cases, strict=True)]
        sums = [sum(worth) - before + after for before, after in zip(worth, more, strict=True)]
        gained, at = max((seen.held(min(self.cap, points)) - seen.points, -at) for at, points in enumerate(sums))
        if gained <= 0:
            return None
        item = self.classes[-at]
        return NextGain(
            one_more(seen, item, 1),
            Text(
                f"Thêm một '{item.title.vi}' được thêm {seen.told(gained, 'vi')} điểm",
                f"One more '{item.title.en}' earns {seen.told(gained, 'en')} more",
            ),
            seen.of(gained),
        )


def read(scope: Scope, rule: Rule) -> CountPlan | None:
    """Read `{classes, cap}`; the cap defaults to the maximum and may not pass it."""
    raw = rule["classes"]
    assert isinstance(raw, tuple)
    classes = [
        read_class(scope, item, f"/rule/classes/{at}") for at, item in enumerate(raw) if isinstance(item, Mapping)
    ]
    cap: Plain = rule.get("cap")
    limit = scope.maximum if cap is None else scope.points(cap, "/rule/cap")
    found = tuple(item for item in classes if item is not None)
    return CountPlan(found, limit) if len(found) == len(raw) else None


METHOD = Method("count", Text("Điểm theo số lượng", "Points per item"), read)
