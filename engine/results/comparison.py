"""Two rounds side by side: what rose and what fell, of each body and of all, by mapped nodes only.

What cannot be compared is not left out: it is listed with the reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from engine.domain.criteria_set import GUARD_DIGITS, CriteriaSet, Node
from engine.domain.crosswalk import CHANGE_TITLES, Change, Crosswalk, Row
from engine.domain.text import NOTHING, Text
from engine.domain.unit_registry import NO_REGISTRY, UnitRegistry
from engine.results.ranking import GroupRanking, Place, Ranking, rank
from engine.results.scored_unit import NO_MAXIMUM, ScoredUnit, Share, scored_unit
from engine.results.unit_past import Before, Past, Predecessors

Moved = Literal["rose", "fell", "unchanged"]

OPEN = Text("điểm còn là khoảng vì chưa đủ số liệu", "still a range, since facts are missing")
NO_CROSSWALK = Text(
    "hai bản không có bảng đối chiếu nên chỉ so chỉ số và hạng",
    "no crosswalk joins them: index and rank alone are compared",
)
NOT_ON_A_ROW = Text("bảng đối chiếu không nêu", "the crosswalk does not name it")
OTHER_GROUP = Text("hai năm ở hai nhóm xếp hạng khác nhau", "ranked in another group")
RANK_OPEN = Text("hạng còn là khoảng vì có đơn vị chưa đủ số liệu", "a rank is still a range, since bodies lack facts")
NOT_RANKED = Text("không có hạng cả hai năm", "not ranked in both years")
NO_RANK_OF_PREDECESSORS = Text("các đơn vị tiền thân không có hạng chung", "predecessors have no rank together")


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a unit stands: in which group, at which place, of how many that have a rank."""

    group: str
    place: Place
    of: int


@dataclass(frozen=True, slots=True)
class Round:
    """The scored units of one set, year and stage, their ranking, and where each of them stands in it."""

    rules: CriteriaSet
    year: int
    stage: str
    units: Mapping[str, ScoredUnit]
    ranking: Ranking
    placings: Mapping[str, Placing]

    def in_group(self, group: str) -> list[ScoredUnit]:
        """The units that are ranked together."""
        return [unit for unit in self.units.values() if unit.standing.group == group]


def round_of(rules: CriteriaSet, year: int, stage: str, documents: Iterable[tuple[str, Mapping[str, Any]]]) -> Round:
    """A round from scorecard documents, each with its hash; all of one set, year and stage, a unit once."""
    units = [scored_unit(document, name) for name, document in documents]
    ranking = rank(rules, (unit.standing for unit in units))
    return Round(rules, year, stage, {unit.id: unit for unit in units}, ranking, dict(_placings(ranking)))


def _placings(ranking: Ranking) -> Iterator[tuple[str, Placing]]:
    for group in ranking.groups:
        of = sum(1 for place in group.places if place.best)
        for place in group.places:
            yield place.standing.unit_id, Placing(group.group, place, of)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a body came out in one year. `index` is None while it is open.

    Its rank is between `best` and `worst` of `of` units that have one in the group; both are 0 where it has none.
    """

    index: Fraction | None
    points: Fraction | None
    maximum: Fraction | None
    group: str
    best: int
    worst: int
    tied: bool
    of: int
    grade: Text
    result: str

    @property
    def rank(self) -> int | None:
        """The rank, where it is decided."""
        return self.best if self.best and self.best == self.worst else None


@dataclass(frozen=True, slots=True)
class Joined:
    """The nodes of one row of the crosswalk, as the newer tree has them: depth from 1, the component around them.

    `maximum` is the smaller of what can be won of them in the two editions, in points.
    """

    row: Row
    title: Text
    depth: int
    component: str
    maximum: Fraction


@dataclass(frozen=True, slots=True)
class NodeChange:
    """What a body won of joined nodes in both years, and the means of the units of its group, as ratios.

    `reason` says why the two are not compared.
    """

    joined: Joined
    before: Share | None
    after: Share | None
    moved: Moved | None
    reason: Text
    mean_before: Fraction | None
    mean_after: Fraction | None

    @property
    def difference(self) -> Fraction | None:
        """Newer ratio − older ratio, where they are compared."""
        return self.after.value - self.before.value if self.moved and self.before and self.after else None


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """One body in both years. `label` says whose results stand for its earlier one; `places_gained` > 0 is up."""

    unit_id: str
    name: Text
    before: Outcome | None
    after: Outcome | None
    moved: Moved | None
    reason: Text
    places_gained: int | None
    rank_reason: Text
    label: Text = NOTHING
    nodes: tuple[NodeChange, ...] = ()

    @property
    def difference(self) -> Fraction | None:
        """Newer index − older index in percentage points, where they are compared."""
        old, new = (side.index if side else None for side in (self.before, self.after))
        return new - old if old is not None and new is not None else None


@dataclass(frozen=True, slots=True)
class NodeSummary:
    """Joined nodes over a group: which units rose and fell, and the means of these units in both years, as ratios.

    Both means are over the same units, those that are compared: a unit that came or went moves neither.
    """

    joined: Joined
    mean_before: Fraction | None
    mean_after: Fraction | None
    moved: Moved | None
    rose: tuple[str, ...]
    fell: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """The units of one group of the newer year, best first; the means are those of the complete ones, on 100."""

    group: str
    title: Text
    units: tuple[UnitComparison, ...]
    mean_before: Fraction | None
    mean_after: Fraction | None
    nodes: tuple[NodeSummary, ...]


@dataclass(frozen=True, slots=True)
class NotCompared:
    """Nodes of one side, `before` or `after`, that nothing stands against, with the reason; of `both` all of them."""

    side: str
    nodes: tuple[str, ...]
    title: Text
    reason: Text


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything; `gone` are the units of the earlier round without a newer result."""

    before: Round
    after: Round
    crosswalk: Crosswalk | None
    groups: tuple[GroupComparison, ...]
    gone: tuple[UnitComparison, ...]
    not_compared: tuple[NotCompared, ...]

    def unit(self, unit_id: str) -> UnitComparison | None:
        """The comparison of one body."""
        units = (unit for group in self.groups for unit in group.units)
        return next((unit for unit in (*units, *self.gone) if unit.unit_id == unit_id), None)


def compare(
    before: Round,
    after: Round,
    crosswalk: Crosswalk | None,
    registry: UnitRegistry = NO_REGISTRY,
    predecessors: Predecessors = "none",
) -> Comparison:
    """Compare two rounds; `crosswalk` leads from the older set to the newer, None where nothing joins their nodes."""
    return _Comparing(before, after, crosswalk, Before(before.year, before.units, registry, predecessors)).made()


class _Comparing:
    """One comparison being made."""

    def __init__(self, before: Round, after: Round, crosswalk: Crosswalk | None, past: Before) -> None:
        self.before, self.after, self.crosswalk, self.past = before, after, crosswalk, past
        self.noise = max(_noise(before.rules), _noise(after.rules))
        self.joined = tuple(_joined(before.rules, after.rules, crosswalk)) if crosswalk else ()

    def made(self) -> Comparison:
        groups = tuple(self._group(group) for group in self.after.ranking.groups)
        gone = tuple(self._gone(unit) for name, unit in self.before.units.items() if name not in self.after.units)
        left = tuple(_not_compared(self.before.rules, self.after.rules, self.crosswalk))
        return Comparison(self.before, self.after, self.crosswalk, groups, gone, left)

    def _group(self, group: GroupRanking) -> GroupComparison:
        means = [self._means(joined, group.group) for joined in self.joined]
        units = tuple(self._unit(place.standing.unit_id, means) for place in group.places)
        earlier = next((item for item in self.before.ranking.groups if item.group == group.group), None)
        nodes = tuple(self._summary(at, joined, units) for at, joined in enumerate(self.joined))
        return GroupComparison(group.group, group.title, units, earlier.mean if earlier else None, group.mean, nodes)

    def _means(self, joined: Joined, group: str) -> tuple[Fraction | None, Fraction | None]:
        """The means of both years, each over the units of the group in that year for which the nodes are decided."""
        row = joined.row
        return _mean(self.before.in_group(group), row.before), _mean(self.after.in_group(group), row.after)

    def _unit(self, unit_id: str, means: Sequence[tuple[Fraction | None, Fraction | None]]) -> UnitComparison:
        unit = self.after.units[unit_id]
        past, now = self.past.past_of(unit_id), _outcome(unit, self.after.placings[unit_id])
        nodes = tuple(self._node(unit, past, joined, mean) for joined, mean in zip(self.joined, means, strict=True))
        if isinstance(past, Text):
            return UnitComparison(unit.id, unit.standing.name, None, now, None, past, None, past, nodes=nodes)
        then = self._then(past)
        compared = then.index is not None and now.index is not None
        smaller = min(then.maximum or self.before.rules.total.maximum, now.maximum or self.after.rules.total.maximum)
        old, new = (None if side.index is None else side.index / 100 for side in (then, now))
        moved = self._moved(old, new, smaller)
        gained, rank_reason = _places_gained(then, now, past)
        reason = NOTHING if compared else OPEN
        return UnitComparison(
            unit.id, unit.standing.name, then, now, moved, reason, gained, rank_reason, past.label, nodes
        )

    def _then(self, past: Past) -> Outcome:
        """The earlier outcome; several bodies together have an index, and neither points nor a rank."""
        if past.own is None:
            return Outcome(past.index, None, None, "", 0, 0, tied=False, of=0, grade=NOTHING, result="")
        return _outcome(past.own, self.before.placings[past.own.id])

    def _node(
        self, unit: ScoredUnit, past: Past | Text, joined: Joined, mean: tuple[Fraction | None, Fraction | None]
    ) -> NodeChange:
        row = joined.row
        now = unit.share(row.after)
        then = past if isinstance(past, Text) else past.share(row.before)
        reason = next((side for side in (now, then) if isinstance(side, Text)), NOTHING)
        before, after = (None if isinstance(side, Text) else side for side in (then, now))
        old, new = (None if side is None else side.value for side in (before, after))
        moved = self._moved(old, new, joined.maximum)
        return NodeChange(joined, before, after, moved, reason, *mean)

    def _moved(self, before: Fraction | None, after: Fraction | None, maximum: Fraction) -> Moved | None:
        """Which way a ratio went. What is less than the guard digits of points is no movement but rounding.

        5/6 of 2 points is 1.666667 and of 3 points 2.5: one and the same share.
        """
        if before is None or after is None:
            return None
        if abs(after - before) * maximum <= self.noise:
            return "unchanged"
        return "rose" if after > before else "fell"

    def _summary(self, at: int, joined: Joined, units: Sequence[UnitComparison]) -> NodeSummary:
        went: dict[Moved | None, list[str]] = {}
        compared: list[tuple[Fraction, Fraction]] = []
        for unit in units:
            node = unit.nodes[at]
            went.setdefault(node.moved, []).append(unit.unit_id)
            if node.before and node.after:
                compared.append((node.before.value, node.after.value))
        rose, fell, unchanged = (tuple(went.get(way, ())) for way in ("rose", "fell", "unchanged"))
        before, after = (_mean_of([pair[side] for pair in compared]) for side in (0, 1))
        moved = self._moved(before, after, joined.maximum)
        return NodeSummary(joined, before, after, moved, rose, fell, unchanged)

    def _gone(self, unit: ScoredUnit) -> UnitComparison:
        then = _outcome(unit, self.before.placings[unit.id])
        fate = self.past.fate_of(unit.id)
        return UnitComparison(unit.id, unit.standing.name, then, None, None, fate, None, fate)


def _outcome(unit: ScoredUnit, placing: Placing) -> Outcome:
    standing, place = unit.standing, placing.place
    return Outcome(
        unit.index,
        standing.points.low if standing.points.is_exact else None,
        standing.maximum,
        placing.group,
        place.best,
        place.worst,
        place.tied,
        placing.of,
        standing.grade_title,
        standing.result,
    )


def _places_gained(then: Outcome, now: Outcome, past: Past) -> tuple[int | None, Text]:
    if past.own is None:
        return None, NO_RANK_OF_PREDECESSORS
    if then.group != now.group:
        return None, OTHER_GROUP
    if then.rank is None or now.rank is None:
        return None, RANK_OPEN if then.best and now.best else NOT_RANKED
    return then.rank - now.rank, NOTHING


def _mean(units: Sequence[ScoredUnit], nodes: Sequence[str]) -> Fraction | None:
    return _mean_of([found.value for unit in units if isinstance(found := unit.share(nodes), Share)])


def _mean_of(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _noise(rules: CriteriaSet) -> Fraction:
    """Half a unit of the last place that counts, in points: the guard digits of the set do not."""
    places = rules.places - GUARD_DIGITS if rules.places >= 2 * GUARD_DIGITS else rules.places
    return Fraction(1, 2 * 10**places)


def _joined(before: CriteriaSet, after: CriteriaSet, crosswalk: Crosswalk) -> Iterator[Joined]:
    """The rows that can be compared, in the order of the newer tree; bonus and penalty have no share."""
    rows = {row.after[0]: row for row in crosswalk.rows if row.is_comparable}
    old, new = ({node.id: node.maximum for node in rules.walk()} for rules in (before, after))
    for component in after.components:
        for node, depth in _with_depth(component, 1):
            if node.id in rows:
                row = rows[node.id]
                least = min(_sum(old, row.before), _sum(new, row.after))
                yield Joined(row, node.title, depth, component.id, least)


def _sum(maxima: Mapping[str, Fraction], nodes: Sequence[str]) -> Fraction:
    return sum((maxima.get(name, Fraction(0)) for name in nodes), Fraction(0))


def _with_depth(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
    yield node, depth
    for child in node.children:
        yield from _with_depth(child, depth + 1)


def _not_compared(before: CriteriaSet, after: CriteriaSet, crosswalk: Crosswalk | None) -> Iterator[NotCompared]:
    if crosswalk is None:
        yield NotCompared("both", (), NOTHING, NO_CROSSWALK)
        return
    for side, rules in (("before", before), ("after", after)):
        rows = crosswalk.rows_by_node(before=side == "before")
        outside = {item.id for part in (rules.bonus, rules.penalty) if part for item in part.items}
        for node in rules.walk():
            reason = _why_not(rows.get(node.id), is_outside=node.id in outside)
            if reason != NOTHING:
                yield NotCompared(side, (node.id,), node.title, reason)


def _why_not(row: Row | None, *, is_outside: bool) -> Text:
    """Why a node is not compared; nothing where it is."""
    if row is None:
        return NOT_ON_A_ROW
    if row.change in (Change.NEW, Change.DROPPED):
        title = CHANGE_TITLES[row.change]
        return Text(f"{title.vi}: {row.note.vi}", f"{title.en}: {row.note.en}") if row.note != NOTHING else title
    return NO_MAXIMUM if is_outside else NOTHING
