"""How one body stands in its year: each component against the mean of the units; where it is strong, full, weak."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.numbers import rounded
from engine.domain.text import NOTHING, Text
from engine.results.comparison import Round
from engine.results.scored_unit import PartFigures, Share

STRONG = Fraction(90)
"""From this percentage on a component counts as strong, as published overviews count them."""


@dataclass(frozen=True, slots=True)
class ComponentView:
    """One component of one body; `mean` is that of the units of its group, a ratio. `reason`: why it has no share."""

    id: str
    title: Text
    share: Share | None
    reason: Text
    mean: Fraction | None
    parts: tuple[PartFigures, ...]

    @property
    def is_below_mean(self) -> bool:
        """Whether the body won less of it than the units on average."""
        return self.share is not None and self.mean is not None and self.share.value < self.mean


@dataclass(frozen=True, slots=True)
class Overview:
    """All components of one body, and their ids by what is to be said: `full_parts` by part, all of it won."""

    components: tuple[ComponentView, ...]
    strong: tuple[str, ...]
    full_parts: Mapping[str, tuple[str, ...]]
    below_mean: tuple[str, ...]


def overview(of: Round, unit_id: str) -> Overview:
    """The overview of a unit that is in the round."""
    unit = of.units[unit_id]
    group = next(item for item in of.ranking.groups if item.group == unit.standing.group)
    means = {component.id: component.mean for component in group.components}
    views = []
    for node in of.rules.components:
        found = unit.share((node.id,))
        share, reason = (None, found) if isinstance(found, Text) else (found, NOTHING)
        parts = unit.nodes[node.id].parts if share else ()
        views.append(ComponentView(node.id, node.title, share, reason, means.get(node.id), parts))
    places = of.rules.comparing.places
    strong = (view.id for view in views if view.share and rounded(view.share.value * 100, places) >= STRONG)
    below = (view.id for view in views if view.is_below_mean)
    full = {
        part.id: tuple(view.id for view in views for own in view.parts if own.id == part.id and own.won == own.maximum)
        for part in of.rules.parts
    }
    return Overview(tuple(views), tuple(strong), full, tuple(below))
