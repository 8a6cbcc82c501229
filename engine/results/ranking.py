"""Ranking: order within groups, ties, ranks that are still open, means, and who stands below them."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.criteria_set import CriteriaSet, Profile
from engine.domain.numbers import Rounding, rounded
from engine.domain.scorecard import Range
from engine.domain.text import NOTHING, Text
from engine.results.standing import ComponentStanding, Standing


@dataclass(frozen=True, slots=True)
class Place:
    """The rank of one unit: `best` and `worst` differ while scores are open; `tied` when another has the same.

    Both are 0 where the unit has no rank: in a group that is not ranked, or where no maximum applies to it. A unit to
    which, by what is still missing, none may apply in the end may be anywhere, above all others too.
    """

    standing: Standing
    best: int
    worst: int
    tied: bool


@dataclass(frozen=True, slots=True)
class ComponentMean:
    """One component over a group: its mean share, the units with full marks, and those below the mean."""

    id: str
    title: Text
    mean: Fraction | None
    full: tuple[str, ...]
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupRanking:
    """Units ranked together, best first; `mean` is the mean index of the complete ones."""

    group: str
    title: Text
    ranked: bool
    reason: Text
    places: tuple[Place, ...]
    mean: Fraction | None
    components: tuple[ComponentMean, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All groups of a round."""

    by: str
    ties: str
    compare: str
    groups: tuple[GroupRanking, ...]


def rank(rules: CriteriaSet, standings: Iterable[Standing]) -> Ranking:
    """Rank units in the groups of their profiles; a profile that is not ranked is listed with its reason."""
    comparing = rules.comparing
    found = list(standings)
    groups = [
        _group(rules, group, [s for s in found if s.group == group], comparing) for group in _groups(rules, found)
    ]
    return Ranking(rules.ranking.by, rules.ranking.ties, rules.ranking.compare, tuple(groups))


def _groups(rules: CriteriaSet, standings: Sequence[Standing]) -> list[str]:
    known = list(dict.fromkeys(profile.group for profile in rules.profiles))
    return [group for group in known if any(standing.group == group for standing in standings)]


def _group(rules: CriteriaSet, group: str, standings: list[Standing], comparing: Rounding) -> GroupRanking:
    profiles = [profile for profile in rules.profiles if profile.group == group]
    leading: Profile = profiles[0]
    figures = {standing.unit_id: _figure(rules, standing, comparing) for standing in standings}
    ordered = sorted(standings, key=lambda standing: _best_first(standing, figures[standing.unit_id]))
    ranked = leading.ranked
    placed = _places(rules, ordered, figures) if ranked else [Place(s, 0, 0, tied=False) for s in ordered]
    complete = [s.index.low for s in ordered if s.complete and s.index is not None]
    return GroupRanking(
        group,
        leading.title,
        ranked,
        leading.reason if not ranked else NOTHING,
        tuple(placed),
        _mean(complete),
        _components(ordered),
    )


def _best_first(standing: Standing, figure: Range | None) -> tuple[bool, Fraction, Fraction, str]:
    none = Fraction(0)
    low, high = (figure.low, figure.high) if figure else (none, none)
    return figure is None, -low, -high, standing.unit_id


def _figure(rules: CriteriaSet, standing: Standing, comparing: Rounding) -> Range | None:
    """What is compared: index or points, at the places that count; None where nothing applies, or nothing may."""
    raw = standing.points if rules.ranking.by == "points" else standing.index
    if raw is None or not standing.maximum:
        return None
    return Range(
        rounded(raw.low, comparing.places, comparing.mode), rounded(raw.high, comparing.places, comparing.mode)
    )


def _places(rules: CriteriaSet, ordered: Sequence[Standing], figures: Mapping[str, Range | None]) -> list[Place]:
    known = [figure for figure in figures.values() if figure is not None]
    above = _Dense(known) if rules.ranking.ties == "dense" else _Competition(known)
    same = Counter(figure.low for figure in known if figure.is_exact)
    anywhere = sum(1 for standing in ordered if figures[standing.unit_id] is None and standing.maximum)
    placed = []
    for standing in ordered:
        own = figures[standing.unit_id]
        if own is None:
            best, worst = (1, len(known) + anywhere) if standing.maximum else (0, 0)
            placed.append(Place(standing, best, worst, tied=False))
            continue
        tied = own.is_exact and same[own.low] > 1
        placed.append(Place(standing, 1 + above.surely(own), 1 + above.perhaps(own) + anywhere, tied))
    return placed


class _Competition:
    """1, 2, 2, 4: a rank counts the units above."""

    def __init__(self, figures: Sequence[Range]) -> None:
        self.lows = sorted(figure.low for figure in figures)
        self.highs = sorted(figure.high for figure in figures)

    def surely(self, own: Range) -> int:
        """How many units must end above."""
        return len(self.lows) - bisect_right(self.lows, own.high)

    def perhaps(self, own: Range) -> int:
        """How many units may end above; a unit is not above itself."""
        return len(self.highs) - bisect_right(self.highs, own.low) - (not own.is_exact)


class _Dense:
    """1, 2, 2, 3: a rank counts the different figures above."""

    def __init__(self, figures: Sequence[Range]) -> None:
        self.decided = sorted({figure.low for figure in figures if figure.is_exact})
        self.open = sorted((figure for figure in figures if not figure.is_exact), key=lambda figure: figure.high)

    def surely(self, own: Range) -> int:
        """The fewest different figures above: what is open may still come to equal another."""
        decided = self.decided[bisect_right(self.decided, own.high) :]
        fewest, reached = len(decided), own.high
        for figure in self.open:
            if figure.low > max(own.high, reached) and not _holds_one(figure, decided):
                fewest, reached = fewest + 1, figure.high
        return fewest

    def perhaps(self, own: Range) -> int:
        """The most different figures above."""
        decided = len(self.decided) - bisect_right(self.decided, own.low)
        return decided + sum(1 for figure in self.open if figure.high > own.low) - (not own.is_exact)


def _holds_one(figure: Range, values: Sequence[Fraction]) -> bool:
    """Whether one of the sorted values lies inside."""
    at = bisect_left(values, figure.low)
    return at < len(values) and values[at] <= figure.high


def _components(standings: Sequence[Standing]) -> tuple[ComponentMean, ...]:
    found: dict[str, list[tuple[str, ComponentStanding]]] = {}
    for standing in standings:
        for component in standing.components:
            found.setdefault(component.id, []).append((standing.unit_id, component))
    return tuple(_component_mean(rows) for rows in found.values())


def _component_mean(rows: Sequence[tuple[str, ComponentStanding]]) -> ComponentMean:
    decided = [(unit, component.index) for unit, component in rows if component.index is not None]
    mean = _mean([index for _, index in decided])
    first = rows[0][1]
    return ComponentMean(
        first.id,
        first.title,
        mean,
        tuple(unit for unit, index in decided if index >= 1),
        tuple(unit for unit, index in decided if mean is not None and index < mean),
    )


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None
