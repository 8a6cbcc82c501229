"""Ranking: order within groups, ties, ranks that are still open, means, and who stands below them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.criteria_set import CriteriaSet, Profile
from engine.domain.numbers import Rounding, rounded
from engine.domain.scorecard import Range
from engine.domain.text import NOTHING, Text
from engine.results.standing import ComponentStanding, Standing


@dataclass(frozen=True, slots=True)
class Place:
    """The rank of one unit: `best` and `worst` differ while scores are open; `tied` when another has the same."""

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
    ordered = sorted(standings, key=lambda s: (-figures[s.unit_id].low, -figures[s.unit_id].high, s.unit_id))
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


def _figure(rules: CriteriaSet, standing: Standing, comparing: Rounding) -> Range:
    """What is compared: index or points, at the places that count."""
    raw = standing.points if rules.ranking.by == "points" or standing.index is None else standing.index
    return Range(
        rounded(raw.low, comparing.places, comparing.mode), rounded(raw.high, comparing.places, comparing.mode)
    )


def _places(rules: CriteriaSet, ordered: Sequence[Standing], figures: dict[str, Range]) -> list[Place]:
    placed = []
    for standing in ordered:
        own = figures[standing.unit_id]
        others = [figures[other.unit_id] for other in ordered if other is not standing]
        surely, perhaps = _above(rules.ranking.ties, own, others)
        tied = own.is_exact and any(other.is_exact and other.low == own.low for other in others)
        placed.append(Place(standing, 1 + surely, 1 + perhaps, tied))
    return placed


def _above(ties: str, own: Range, others: Sequence[Range]) -> tuple[int, int]:
    """How many stand surely and perhaps above; `dense` counts different figures where all are decided."""
    if ties == "dense" and own.is_exact and all(other.is_exact for other in others):
        number = len({other.low for other in others if other.low > own.low})
        return number, number
    surely = sum(1 for other in others if other.low > own.high)
    return surely, sum(1 for other in others if other.high > own.low)


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
