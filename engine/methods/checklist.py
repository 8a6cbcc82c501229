"""`checklist`: the sum of what is ticked, or all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.scorecard import Entry, NextGain
from engine.domain.text import Text
from engine.methods.language import read_condition
from engine.methods.method import Method, Rule
from engine.methods.scope import Scope
from engine.methods.tally import CaseClass, as_text, one_more
from engine.program.arithmetic import both
from engine.program.expressions import ZERO, Choose, Const, Levels, Tally, Term
from engine.program.plan import Explanation, Scoring, Seen


@dataclass(frozen=True, slots=True)
class ChecklistPlan:
    """Items with their points; with `all_of` the items have none and together give `maximum`."""

    items: tuple[CaseClass, ...]
    all_of: bool
    maximum: int
    limits: tuple[int | None, int | None]

    def scoring(self) -> Scoring:
        """A tally of ticked items, or a table of none and all."""
        if self.all_of:
            everything = Choose(both(*(item.count for item in self.items)), Const(1), ZERO)
            return Scoring(Levels(everything, (0, self.maximum)), ("incomplete", "complete"))
        terms = tuple(Term(item.count, item.each) for item in self.items)
        return Scoring(Tally(0, terms, *self.limits), ("ticked", "capped", "floored"))

    def explain(self, seen: Seen) -> Explanation:
        """Which items are ticked, and what each missing one costs."""
        ticked = [item.cases(seen) for item in self.items]
        done = sum(1 for tick in ticked if tick)
        reason = Text(
            f"Đạt {done} trên {len(self.items)} nội dung{' (phải đạt tất cả)' if self.all_of else ''}.",
            f"{done} of {len(self.items)} items met{' (all are needed)' if self.all_of else ''}.",
        )
        missing = [item for item, tick in zip(self.items, ticked, strict=True) if tick == 0]
        if self.all_of:
            if not missing:
                return Explanation(reason)
            listed = Text("; ".join(item.title.vi for item in missing), "; ".join(item.title.en for item in missing))
            why = Text(f"Chưa đạt: {listed.vi}", f"Not met: {listed.en}")
            return Explanation(reason, (Entry("missing", seen.of(-self.maximum), why, len(missing)),))
        entries = [
            Entry("missing", seen.of(-item.each), Text(f"Chưa đạt: {item.title.vi}", f"Not met: {item.title.en}"), 1)
            for item in missing
        ]
        together = sum(item.each for item in self.items)
        if together != self.maximum:
            why = Text("Các mục cộng lại khác điểm tối đa", "The items do not add up to the maximum")
            entries.insert(0, Entry("start", seen.of(together - self.maximum), why))
        return Explanation(reason, tuple(entries))

    def next_gain(self, seen: Seen) -> NextGain | None:
        """The missing item that earns most; with `all_of` all missing items together."""
        ticked = [item.cases(seen) for item in self.items]
        missing = [item for item, tick in zip(self.items, ticked, strict=True) if tick == 0]
        if (self.all_of and None in ticked) or not missing:
            return None
        wanted = missing if self.all_of else [max(missing, key=lambda item: item.each)]
        now = sum(item.each for item, tick in zip(self.items, ticked, strict=True) if tick)
        gained = seen.held(self.maximum if self.all_of else now + wanted[0].each) - seen.points
        if gained <= 0:
            return None
        named = Text("; ".join(item.title.vi for item in wanted), "; ".join(item.title.en for item in wanted))
        return NextGain(
            _ticks(seen, wanted),
            Text(
                f"Thực hiện: {named.vi} được thêm {seen.told(gained, 'vi')} điểm",
                f"Do: {named.en} earns {seen.told(gained, 'en')} more",
            ),
            seen.of(gained),
        )


def _ticks(seen: Seen, items: list[CaseClass]) -> Mapping[str, str]:
    """The facts to set when every item hangs on one fact; empty otherwise."""
    named: dict[str, str] = {}
    for item in items:
        change = one_more(seen, item, 1)
        if not change:
            return {}
        named.update(change)
    return named


def read(scope: Scope, rule: Rule) -> ChecklistPlan | None:
    """Read `{items, all_of}`."""
    all_of = bool(rule.get("all_of", False))
    items: list[CaseClass] = []
    raw = rule["items"]
    assert isinstance(raw, tuple)
    for index, item in enumerate(raw):
        assert isinstance(item, Mapping)
        pointer = f"/rule/items/{index}"
        condition = read_condition(scope, item["when"], f"{pointer}/when")
        if all_of == ("points" in item):
            scope.refuse(
                "checklist.points",
                pointer,
                "Mục của all_of không có điểm riêng." if all_of else "Mục này chưa có điểm.",
                "Items of all_of have no points of their own." if all_of else "This item has no points.",
                "Bỏ points." if all_of else "Thêm points.",
                "Remove points." if all_of else "Add points.",
            )
        points = 0 if all_of else scope.points(item.get("points", 0), f"{pointer}/points")
        name = str(item.get("id", index + 1))
        if condition is not None:
            items.append(CaseClass(name, as_text(item.get("title"), name), condition, points, None))
    return ChecklistPlan(tuple(items), all_of, scope.maximum, scope.limits) if len(items) == len(raw) else None


METHOD = Method("checklist", Text("Danh mục nội dung", "Checklist"), read)
