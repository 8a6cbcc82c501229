"""A comparison as the document that is served: `parindex/comparison/1`."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from engine.domain.numbers import Rounding, decimal_text
from engine.domain.scorecard import SetReference
from engine.results.comparison import (
    Comparison,
    GroupComparison,
    Joined,
    NodeChange,
    NodeSummary,
    Outcome,
    Round,
    UnitComparison,
)
from engine.results.difference_document import crosswalk_reference
from engine.results.printing import figure
from engine.results.scored_unit import PartFigures, Share
from engine.results.unit_overview import ComponentView, Overview, overview

FORMAT = "parindex/comparison/1"

Document = dict[str, object]


def comparison_document(comparison: Comparison, unit_id: str | None = None) -> Document:
    """Both rounds, all bodies and nodes; with a unit also all that is to be said of that one."""
    printing = comparison.after.rules.printing
    unit = comparison.unit(unit_id) if unit_id else None
    return {
        "format": FORMAT,
        "before": _round(comparison.before),
        "after": _round(comparison.after),
        "joined_by": _joined_by(comparison),
        "crosswalk": crosswalk_reference(comparison.crosswalk) if _joined_by(comparison) == "crosswalk" else None,
        "groups": [_group(group, printing) for group in comparison.groups],
        "gone": [_unit(item, printing) for item in comparison.gone],
        "not_compared": [
            {
                "side": item.side,
                "nodes": list(item.nodes),
                "title": item.title.as_mapping(),
                "reason": item.reason.as_mapping(),
            }
            for item in comparison.not_compared
        ],
        "unit": None if unit is None else _whole_unit(unit, comparison, printing),
    }


def _joined_by(comparison: Comparison) -> str:
    """What joins the nodes: a crosswalk, their ids (two revisions of one edition), or nothing."""
    if comparison.crosswalk is None:
        return "nothing"
    before, after = comparison.before.rules, comparison.after.rules
    return "ids" if (before.id, before.edition) == (after.id, after.edition) else "crosswalk"


def _round(of: Round) -> Document:
    return {
        "criteria_set": SetReference.to(of.rules).as_mapping(),
        "year": of.year,
        "stage": of.stage,
        "units": len(of.units),
    }


def _group(group: GroupComparison, printing: Rounding) -> Document:
    moved = Counter(unit.moved for unit in group.units)
    return {
        "group": group.group,
        "title": group.title.as_mapping(),
        "mean_before": _figure(group.mean_before, printing),
        "mean_after": _figure(group.mean_after, printing),
        "rose": moved["rose"],
        "fell": moved["fell"],
        "unchanged": moved["unchanged"],
        "not_compared": moved[None],
        "units": [_unit(unit, printing) for unit in group.units],
        "nodes": [_summary(node, printing) for node in group.nodes],
        "criteria": _criteria((node.joined, node.moved) for node in group.nodes),
    }


def _criteria(nodes: Iterable[tuple[Joined, str | None]]) -> list[Document]:
    """For each component how many of its criteria rose, fell, stayed: those right below it that were compared."""
    counts: dict[str, Counter[str | None]] = {}
    for joined, moved in nodes:
        own = counts.setdefault(joined.component, Counter())
        if joined.depth == 2:
            own[moved] += 1
    return [
        {
            "component": component,
            "rose": count["rose"],
            "fell": count["fell"],
            "unchanged": count["unchanged"],
            "not_compared": count[None],
        }
        for component, count in counts.items()
    ]


def _unit(unit: UnitComparison, printing: Rounding) -> Document:
    return {
        "unit": {"id": unit.unit_id, "name": unit.name.as_mapping()},
        "before": _outcome(unit.before, printing),
        "after": _outcome(unit.after, printing),
        "difference": _figure(unit.difference, printing),
        "moved": unit.moved,
        "reason": unit.reason.as_mapping(),
        "places_gained": unit.places_gained,
        "rank_reason": unit.rank_reason.as_mapping(),
        "earlier_figure": unit.label.as_mapping(),
    }


def _outcome(outcome: Outcome | None, printing: Rounding) -> Document | None:
    if outcome is None:
        return None
    return {
        "index": _figure(outcome.index, printing),
        "points": _figure(outcome.points, printing),
        "maximum": None if outcome.maximum is None else decimal_text(outcome.maximum),
        "group": outcome.group,
        "rank": outcome.rank,
        "rank_possible": {"best": outcome.best, "worst": outcome.worst} if outcome.best else None,
        "tied": outcome.tied,
        "of": outcome.of,
        "grade": outcome.grade.as_mapping(),
        "result": outcome.result,
    }


def _head(joined: Joined) -> Document:
    row = joined.row
    return {
        "before_nodes": list(row.before),
        "after_nodes": list(row.after),
        "title": joined.title.as_mapping(),
        "depth": joined.depth,
        "component": joined.component,
        "change": str(row.change),
        "note": row.note.as_mapping(),
    }


def _summary(node: NodeSummary, printing: Rounding) -> Document:
    difference = None if node.mean_before is None or node.mean_after is None else node.mean_after - node.mean_before
    return _head(node.joined) | {
        "mean_before": _percent(node.mean_before, printing),
        "mean_after": _percent(node.mean_after, printing),
        "difference": _percent(difference, printing),
        "moved": node.moved,
        "rose": list(node.rose),
        "fell": list(node.fell),
        "unchanged": list(node.unchanged),
    }


def _whole_unit(unit: UnitComparison, comparison: Comparison, printing: Rounding) -> Document:
    there = unit.unit_id in comparison.after.units
    return _unit(unit, printing) | {
        "overview": _overview(overview(comparison.after, unit.unit_id), printing) if there else None,
        "nodes": [_node(node, printing) for node in unit.nodes],
        "criteria": _criteria((node.joined, node.moved) for node in unit.nodes),
    }


def _node(node: NodeChange, printing: Rounding) -> Document:
    return _head(node.joined) | {
        "before": _share(node.before, printing),
        "after": _share(node.after, printing),
        "difference": _percent(node.difference, printing),
        "moved": node.moved,
        "reason": node.reason.as_mapping(),
        "mean_before": _percent(node.mean_before, printing),
        "mean_after": _percent(node.mean_after, printing),
    }


def _overview(view: Overview, printing: Rounding) -> Document:
    return {
        "components": [_component(component, printing) for component in view.components],
        "strong": list(view.strong),
        "full_parts": {part: list(ids) for part, ids in view.full_parts.items()},
        "below_mean": list(view.below_mean),
    }


def _component(view: ComponentView, printing: Rounding) -> Document:
    return {
        "id": view.id,
        "title": view.title.as_mapping(),
        "share": _share(view.share, printing),
        "reason": view.reason.as_mapping(),
        "mean": _percent(view.mean, printing),
        "parts": [_part(part, printing) for part in view.parts],
    }


def _part(part: PartFigures, printing: Rounding) -> Document:
    return {
        "id": part.id,
        "title": part.title.as_mapping(),
        "points": figure(part.won, printing),
        "maximum": decimal_text(part.maximum),
    }


def _share(share: Share | None, printing: Rounding) -> Document | None:
    if share is None:
        return None
    return {
        "percent": figure(share.value * 100, printing),
        "points": _figure(share.won, printing),
        "maximum": None if share.maximum is None else decimal_text(share.maximum),
    }


def _figure(value: Fraction | None, printing: Rounding) -> dict[str, str] | None:
    return None if value is None else figure(value, printing)


def _percent(value: Fraction | None, printing: Rounding) -> dict[str, str] | None:
    return None if value is None else figure(value * 100, printing)
