"""`deductions`: start full, minus so much per case and class."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.criteria_set import Plain
from engine.domain.scorecard import Entry, NextGain
from engine.domain.text import Text
from engine.methods.method import Method, Rule
from engine.methods.scope import Scope
from engine.methods.tally import CaseClass, entry, one_more, read_class
from engine.program.expressions import Tally, Term
from engine.program.plan import DECIDED_ANYWAY, Explanation, Scoring, Seen


@dataclass(frozen=True, slots=True)
class DeductionsPlan:
    """What one starts with, the classes of deductions, and the floor (None: there is none)."""

    start: int
    classes: tuple[CaseClass, ...]
    floor: int | None

    def scoring(self) -> Scoring:
        """A tally from `start` downwards."""
        terms = tuple(Term(item.count, -item.each, item.cap) for item in self.classes)
        return Scoring(Tally(self.start, terms, self.floor, self.start), ("deducted", "full", "floored"))

    def explain(self, seen: Seen) -> Explanation:
        """Each class of deduction that occurred, one ledger line each."""
        cases = [(item, item.cases(seen)) for item in self.classes]
        if any(number is None for _, number in cases):
            return Explanation(DECIDED_ANYWAY)
        entries = [entry(seen, item, number, -item.worth(number), "deduction") for item, number in cases if number]
        if self.start != seen.maximum:
            begins = Text("Mức xuất phát thấp hơn điểm tối đa", "The start is below the maximum")
            entries.insert(0, Entry("start", seen.of(self.start - seen.maximum), begins))
        happened = sum(number or 0 for _, number in cases)
        start = {lang: seen.told(self.start, lang) for lang in ("vi", "en")}
        if not happened:
            return Explanation(
                Text(f"Không bị trừ, giữ nguyên {start['vi']} điểm.", f"No deduction from {start['en']}."),
                tuple(entries),
            )
        return Explanation(
            Text(
                f"Bắt đầu từ {start['vi']} điểm, {happened} trường hợp bị trừ, còn {seen.told(seen.points, 'vi')}.",
                f"From {start['en']}, {happened} cases deducted, {seen.told(seen.points, 'en')} left.",
            ),
            tuple(entries),
        )

    def next_gain(self, seen: Seen) -> NextGain | None:
        """The fewest cases less of one class that give something back; of equal ones where most comes back."""
        cases = [item.cases(seen) for item in self.classes]
        known = [number for number in cases if number is not None]
        if len(known) < len(cases):
            return None
        found = [self._fewest(seen, known, at) for at in range(len(known))]
        wanted = [(fewer, -self._back(seen, known, at, fewer), at) for at, fewer in enumerate(found) if fewer]
        if not wanted:
            return None
        fewer, negative, at = min(wanted)
        return self._advice(seen, self.classes[at], fewer, -negative)

    def _fewest(self, seen: Seen, cases: list[int], at: int) -> int:
        """How many cases less of a class give something back; 0 when not even all of them do."""
        number = cases[at]
        if number < 1 or self._back(seen, cases, at, number) <= 0:
            return 0
        return 1 + bisect_left(range(1, number), 1, key=lambda fewer: self._back(seen, cases, at, fewer) > 0)

    def _back(self, seen: Seen, cases: list[int], at: int, fewer: int) -> int:
        """What so many cases less of a class give back."""
        left = [number - fewer * (index == at) for index, number in enumerate(cases)]
        points = self.start - sum(item.worth(number) for item, number in zip(self.classes, left, strict=True))
        return seen.held(points) - seen.points

    @staticmethod
    def _advice(seen: Seen, item: CaseClass, fewer: int, gained: int) -> NextGain:
        less, earn = Text("Bớt một trường hợp", "One fewer of"), "earns"
        if fewer > 1:
            less, earn = Text(f"Bớt {fewer} trường hợp", f"{fewer} fewer of"), "earn"
        return NextGain(
            one_more(seen, item, -fewer),
            Text(
                f"{less.vi} '{item.title.vi}' được thêm {seen.told(gained, 'vi')} điểm",
                f"{less.en} '{item.title.en}' {earn} {seen.told(gained, 'en')} more",
            ),
            seen.of(gained),
        )


def read(scope: Scope, rule: Rule) -> DeductionsPlan | None:
    """Read `{start, deductions}`; the floor is the lower limit of the leaf."""
    raw = rule["deductions"]
    assert isinstance(raw, tuple)
    classes = [
        read_class(scope, item, f"/rule/deductions/{at}") for at, item in enumerate(raw) if isinstance(item, Mapping)
    ]
    start: Plain = rule.get("start")
    begin = scope.maximum if start is None else scope.points(start, "/rule/start")
    found = tuple(item for item in classes if item is not None)
    return DeductionsPlan(begin, found, scope.limits[0]) if len(found) == len(raw) else None


METHOD = Method("deductions", Text("Trừ điểm theo trường hợp", "Deductions per case"), read)
