"""`choice`: the points of the level chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.criteria_set import Plain
from engine.domain.fact_text import as_shown, as_text
from engine.domain.facts import Fact, FactType
from engine.domain.scorecard import NextGain
from engine.domain.text import Text
from engine.errors import nearest
from engine.methods.method import Method, Rule
from engine.methods.scope import Scope
from engine.program.expressions import FactRef, Levels
from engine.program.plan import Explanation, Scoring, Seen


@dataclass(frozen=True, slots=True)
class ChoicePlan:
    """Points for every option of one fact, in the order of the options."""

    fact: Fact
    names: tuple[str, ...]
    points: tuple[int, ...]

    def scoring(self) -> Scoring:
        """A table looked up by the option."""
        return Scoring(Levels(FactRef(self.fact.id), self.points), tuple(f"levels.{name}" for name in self.names))

    def explain(self, seen: Seen) -> Explanation:
        """The option chosen and its points."""
        chosen = as_shown(self.fact, seen.rule)
        return Explanation(
            Text(
                f"{self.fact.title.vi}: {chosen.vi}, được {seen.told(self.points[seen.rule], 'vi')} điểm.",
                f"{self.fact.title.en}: {chosen.en}, worth {seen.told(self.points[seen.rule], 'en')}.",
            )
        )

    def next_gain(self, seen: Seen) -> NextGain | None:
        """The next better option."""
        held = [(seen.held(points), index) for index, points in enumerate(self.points)]
        better = [(points, index) for points, index in held if points > seen.points]
        if not better or seen.rule < 0:
            return None
        points, index = min(better)
        option, gained = as_shown(self.fact, index), points - seen.points
        return NextGain(
            {self.fact.id: as_text(self.fact, index)},
            Text(
                f"{self.fact.title.vi}: đạt mức '{option.vi}' được thêm {seen.told(gained, 'vi')} điểm",
                f"{self.fact.title.en}: reaching '{option.en}' earns {seen.told(gained, 'en')} more",
            ),
            seen.of(gained),
        )


def read(scope: Scope, rule: Rule) -> ChoicePlan | None:
    """Read `{fact, levels}`; every option of the fact needs points."""
    name = str(rule["fact"])
    fact = scope.facts.get(name)
    if fact is None or fact.type not in (FactType.CHOICE, FactType.BOOL):
        near = nearest(name, [known.id for known in scope.facts.values() if known.type is FactType.CHOICE])
        scope.refuse(
            "choice.fact",
            "/rule/fact",
            f"'{name}' không phải là số liệu loại lựa chọn đã khai báo.",
            f"'{name}' is not a declared choice.",
            f"Ý bạn là '{near}'?" if near else "Khai báo type: choice với options.",
            f"Did you mean '{near}'?" if near else "Declare it with type: choice and options.",
        )
        return None
    scope.read.add(name)
    options = ["false", "true"] if fact.type is FactType.BOOL else [option.id for option in fact.options]
    levels = rule["levels"]
    assert isinstance(levels, Mapping)
    _check_options(scope, fact, options, list(levels))
    points = tuple(_points(scope, levels, option) for option in options)
    return ChoicePlan(fact, tuple(options), points)


def _points(scope: Scope, levels: Mapping[str, Plain], option: str) -> int:
    return scope.points(levels.get(option, 0), f"/rule/levels/{option}")


def _check_options(scope: Scope, fact: Fact, options: list[str], levels: list[str]) -> None:
    for level in levels:
        if level not in options:
            near = nearest(level, options)
            scope.refuse(
                "choice.unknown-level",
                f"/rule/levels/{level}",
                f"'{fact.id}' không có mức '{level}'.",
                f"'{fact.id}' has no option '{level}'.",
                f"Ý bạn là '{near}'?" if near else f"Hiện có: {', '.join(options)}.",
                f"Did you mean '{near}'?" if near else f"Known: {', '.join(options)}.",
            )
    for option in options:
        if option not in levels:
            scope.refuse(
                "choice.missing-level",
                "/rule/levels",
                f"Mức '{option}' của '{fact.id}' chưa có điểm.",
                f"The option '{option}' of '{fact.id}' has no points.",
                f"Thêm dòng {option}: …",
                f"Add a line {option}: …",
            )


METHOD = Method("choice", Text("Chọn mức", "Choice of level"), read)
