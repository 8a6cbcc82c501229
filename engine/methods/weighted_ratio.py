"""`weighted_ratio`: Σ weight of items ÷ number of items × maximum, with an optional floor."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from engine.domain.scorecard import NextGain
from engine.domain.text import Text
from engine.methods.language import read_number
from engine.methods.method import Method, Rule
from engine.methods.proportional import share_rows
from engine.methods.scope import Scope
from engine.methods.table import Table, by_edges
from engine.methods.tally import as_text
from engine.methods.typed import Number, added, scaled
from engine.methods.value import with_empty
from engine.program import expressions as e
from engine.program.arithmetic import times
from engine.program.intervals import Reach
from engine.program.plan import Explanation, Scoring, Seen


@dataclass(frozen=True, slots=True)
class ItemClass:
    """A class of items: how many there are, and what each weighs. `fact` is the single fact that counts it, if one."""

    title: Text
    count: e.Expr
    weight: Fraction

    @property
    def fact(self) -> str | None:
        """The fact that counts the class, where it is one fact."""
        return self.count.id if isinstance(self.count, e.FactRef) else None


@dataclass(frozen=True, slots=True)
class WeightedRatioPlan:
    """A share of the maximum over weighed items."""

    table: Table
    classes: tuple[ItemClass, ...]

    def scoring(self) -> Scoring:
        """The share as a table of one value."""
        return self.table.scoring()

    def explain(self, seen: Seen) -> Explanation:
        """The weighed share and the row it falls in."""
        return self.table.explain(seen)

    def next_gain(self, seen: Seen) -> NextGain | None:
        """The fewest items that, moved from the class of least weight to that of most, earn more points."""
        best = max(self.classes, key=lambda item: item.weight)
        for worst in sorted(self.classes, key=lambda item: item.weight):
            there = seen.evaluation.decided(worst.count)
            known = worst.fact in seen.facts and best.fact in seen.facts  # a row may be sure without one of them
            movable = known and worst.weight < best.weight
            if movable and there and self._points(seen, worst, best, there) > seen.points:
                return self._gain(seen, worst, best, self._fewest(seen, worst, best, there))
        return self.table.next_gain(seen)

    def _fewest(self, seen: Seen, worst: ItemClass, best: ItemClass, there: int) -> int:
        """How many of the items that are there must move: the more, the greater the share."""

        def earns(moved: int) -> bool:
            return self._points(seen, worst, best, moved) > seen.points

        return 1 + bisect_left(range(1, there), 1, key=earns)

    def _points(self, seen: Seen, worst: ItemClass, best: ItemClass, moved: int) -> int:
        facts = {**seen.facts, **self._changed(seen, worst, best, moved)}
        value = self.table.value.now(replace(seen, facts=facts))
        return 0 if value is None else seen.held(self.table.points_at(value))

    @staticmethod
    def _changed(seen: Seen, worst: ItemClass, best: ItemClass, moved: int) -> dict[str, int]:
        assert worst.fact is not None
        assert best.fact is not None
        return {
            worst.fact: int(str(seen.facts[worst.fact])) - moved,
            best.fact: int(str(seen.facts[best.fact])) + moved,
        }

    def _gain(self, seen: Seen, worst: ItemClass, best: ItemClass, moved: int) -> NextGain:
        gained = self._points(seen, worst, best, moved) - seen.points
        changes = {name: str(number) for name, number in self._changed(seen, worst, best, moved).items()}
        return NextGain(
            changes,
            Text(
                f"Chuyển {moved} mục từ '{worst.title.vi}' thành '{best.title.vi}' "
                f"được thêm {seen.told(gained, 'vi')} điểm",
                f"Moving {moved} from '{worst.title.en}' to '{best.title.en}' earns {seen.told(gained, 'en')} more",
            ),
            seen.of(gained),
        )


def read(scope: Scope, rule: Rule) -> WeightedRatioPlan | None:
    """Read `{classes: [{count, weight}], total, floor, when_empty}`; `total` defaults to the sum of the counts."""
    raw = rule["classes"]
    assert isinstance(raw, tuple)
    classes, counted, weighed = [], Number(e.ZERO), Number(e.ZERO)
    for at, item in enumerate(raw):
        assert isinstance(item, Mapping)
        count = read_number(scope, item["count"], f"/rule/classes/{at}/count")
        weight = scope.number(item["weight"], f"/rule/classes/{at}/weight")
        if count is None:
            return None
        classes.append(ItemClass(as_text(item.get("title"), str(item.get("id", at + 1))), count.numerator, weight))
        counted, weighed = added(counted, count), added(weighed, scaled(count, weight))
    total = read_number(scope, rule["total"], "/rule/total") if "total" in rule else counted
    if total is None or _refuses_negative(scope, total):
        return None
    value = with_empty(scope, rule, _share(scope, weighed, total))
    floor = scope.number(rule["floor"], "/rule/floor") if "floor" in rule else None
    table = by_edges(share_rows(scope, value, None, floor), value)
    return WeightedRatioPlan(table, tuple(classes))


def _share(scope: Scope, weighed: Number, total: Number) -> Number:
    low, _ = Reach(scope.facts).value(total.numerator)
    return Number(
        times(weighed.numerator, total.denominator),
        times(weighed.denominator, total.numerator),
        (total.numerator,) if low == 0 else (),
    )


def _refuses_negative(scope: Scope, total: Number) -> bool:
    low, _ = Reach(scope.facts).value(total.numerator)
    if low >= 0:
        return False
    scope.refuse(
        "rule.negative-total",
        "/rule",
        "Tổng số có thể âm.",
        "The total can be negative.",
        "Khai báo min: 0.",
        "Declare min: 0.",
    )
    return True


METHOD = Method("weighted_ratio", Text("Tỷ lệ có trọng số", "Weighted ratio"), read)
