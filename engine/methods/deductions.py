"""`deductions`: start full, minus so much per case and class."""

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
        """One case fewer of the class where it gives back most."""
        deducted = sum(item.worth(item.cases(seen) or 0) for item in self.classes)
        best: tuple[int, CaseClass] | None = None
        for item in self.classes:
            number = item.cases(seen)
            if not number:
                continue
            back = item.worth(number) - item.worth(number - 1)
            then = self.start - deducted + back
            gained = (then if self.floor is None else max(self.floor, then)) - seen.points
            if gained > 0 and (best is None or gained > best[0]):
                best = gained, item
        if best is None:
            return None
        gained, item = best
        return NextGain(
            one_more(seen, item, -1),
            Text(
                f"Bớt một trường hợp '{item.title.vi}' được thêm {seen.told(gained, 'vi')} điểm",
                f"One '{item.title.en}' fewer earns {seen.told(gained, 'en')} more",
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
