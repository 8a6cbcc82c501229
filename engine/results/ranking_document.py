"""A ranking as the document that is served: `parindex/ranking/1`."""

from fractions import Fraction

from engine.domain.criteria_set import CriteriaSet
from engine.domain.numbers import Rounding, decimal_text
from engine.domain.scorecard import SetReference
from engine.results.printing import figure, range_figure
from engine.results.ranking import ComponentMean, GroupRanking, Place, Ranking

FORMAT = "parindex/ranking/1"


def ranking_document(rules: CriteriaSet, ranking: Ranking, year: int, stage: str) -> dict[str, object]:
    """All groups, with the rules that hold and their status."""
    printing = rules.printing
    return {
        "format": FORMAT,
        "criteria_set": SetReference.to(rules).as_mapping(),
        "year": year,
        "stage": stage,
        "by": ranking.by,
        "ties": ranking.ties,
        "compare": ranking.compare,
        "groups": [_group(group, printing) for group in ranking.groups],
    }


def _group(group: GroupRanking, printing: Rounding) -> dict[str, object]:
    return {
        "group": group.group,
        "title": group.title.as_mapping(),
        "ranked": group.ranked,
        "reason": group.reason.as_mapping(),
        "mean": None if group.mean is None else figure(group.mean, printing),
        "units": [_place(place, printing) for place in group.places],
        "components": [_component(component, printing) for component in group.components],
    }


def _place(place: Place, printing: Rounding) -> dict[str, object]:
    standing = place.standing
    return {
        "rank": place.best if place.best and place.best == place.worst else None,
        "rank_possible": {"best": place.best, "worst": place.worst} if place.best else None,
        "tied": place.tied,
        "unit": {"id": standing.unit_id, "name": standing.name.as_mapping()},
        "profile": standing.profile,
        "points": range_figure(standing.points, printing),
        "maximum": decimal_text(standing.maximum),
        "index": None if standing.index is None else range_figure(standing.index, printing),
        "complete": standing.complete,
        "grade": None if standing.grade is None else {"id": standing.grade, "title": standing.grade_title.as_mapping()},
        "result": standing.result,
    }


def _component(component: ComponentMean, printing: Rounding) -> dict[str, object]:
    mean: Fraction | None = component.mean
    return {
        "id": component.id,
        "title": component.title.as_mapping(),
        "mean": None if mean is None else figure(mean * 100, printing),
        "full_marks": list(component.full),
        "below_mean": list(component.below),
    }
