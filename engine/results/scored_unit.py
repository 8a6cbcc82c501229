"""One scored unit as comparisons see it: its standing, and the figures of every node, from a scorecard document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.domain.text import NOTHING, Text
from engine.results.standing import Standing, standing_from

NOT_THERE = Text("không có mục này ở đơn vị", "the body has no such row")
NOT_APPLICABLE = Text("không áp dụng cho đơn vị", "does not apply to the body")
UNDECIDED = Text("chưa đủ số liệu", "facts are missing")
NO_MAXIMUM = Text("không có điểm tối đa của riêng mục (điểm cộng, điểm trừ)", "no maximum of its own (bonus, penalty)")

_OPEN = ("not_assessed", "pending")


@dataclass(frozen=True, slots=True)
class PartFigures:
    """What a component won of one part (nguồn điểm), and its maximum of that part."""

    id: str
    title: Text
    won: Fraction
    maximum: Fraction


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """What a unit won at a node. `reason` says why the node cannot be compared; empty where it can.

    `parts` add up to the node's own points and maximum; empty where they do not, as under a mean.
    """

    id: str
    won: Fraction
    maximum: Fraction
    reason: Text = NOTHING
    parts: tuple[PartFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """Points won of a maximum, and their ratio; points and maximum are None where several bodies stand behind it."""

    value: Fraction
    won: Fraction | None = None
    maximum: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ScoredUnit:
    """One unit of a round."""

    standing: Standing
    kind: str
    nodes: Mapping[str, NodeFigures]

    @property
    def id(self) -> str:
        """The stable id of the unit."""
        return self.standing.unit_id

    @property
    def index(self) -> Fraction | None:
        """The index on the scale of 100; None while it is open or where nothing applies."""
        bounds = self.standing.index
        return bounds.low if bounds is not None and bounds.is_exact and self.standing.complete else None

    def share(self, nodes: Sequence[str]) -> Share | Text:
        """What was won of nodes taken together, those left out that do not apply; or why that cannot be said."""
        found = [self.nodes.get(name) for name in nodes]
        there = [figures for figures in found if figures is not None]
        counted = [figures for figures in there if figures.reason is not NOT_APPLICABLE]
        if not counted:
            return NOT_APPLICABLE if there else NOT_THERE
        for figures in counted:
            if figures.reason != NOTHING:
                return figures.reason
        won = sum((figures.won for figures in counted), Fraction(0))
        maximum = sum((figures.maximum for figures in counted), Fraction(0))
        return Share(won / maximum, won, maximum)


def scored_unit(document: Mapping[str, Any], result_hash: str) -> ScoredUnit:
    """A unit from its scorecard document."""
    titles = {part["id"]: _text(part["title"]) for part in document["parts"]}
    nodes = document["nodes"]
    figures = {node["id"]: _figures(nodes, at, titles) for at, node in enumerate(nodes)}
    return ScoredUnit(standing_from(document, result_hash), str(document["unit"]["kind"]), figures)


def _figures(nodes: Sequence[Mapping[str, Any]], at: int, titles: Mapping[str, Text]) -> NodeFigures:
    node = nodes[at]
    won, maximum = _exact(node["points"]), Fraction(node["maximum"])
    reason = NOTHING
    if node["status"] == "not_applicable":
        reason = NOT_APPLICABLE
    elif node["status"] in _OPEN or node["possible"]["low"]["exact"] != node["possible"]["high"]["exact"]:
        reason = UNDECIDED
    elif maximum <= 0:
        reason = NO_MAXIMUM
    parts = _parts(nodes, at, titles) if node["depth"] == 1 and reason == NOTHING else ()
    adds_up = (sum(part.won for part in parts), sum(part.maximum for part in parts)) == (won, maximum)
    return NodeFigures(node["id"], won, maximum, reason, parts if adds_up else ())


def _parts(nodes: Sequence[Mapping[str, Any]], at: int, titles: Mapping[str, Text]) -> tuple[PartFigures, ...]:
    """The leaves below a component summed by part; the nodes below it follow it and lie deeper."""
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    leaves = [nodes[at]] if "method" in nodes[at] else []
    for node in nodes[at + 1 :]:
        if node["depth"] <= nodes[at]["depth"]:
            break
        if "method" in node:
            leaves.append(node)
    for leaf in leaves:
        if leaf["part"] and Fraction(leaf["maximum"]):
            won, maximum = sums.get(leaf["part"], (Fraction(0), Fraction(0)))
            sums[leaf["part"]] = won + _exact(leaf["points"]), maximum + Fraction(leaf["maximum"])
    return tuple(PartFigures(name, titles.get(name, Text(name, name)), *sums[name]) for name in titles if name in sums)


def _exact(figure: Mapping[str, str]) -> Fraction:
    return Fraction(figure["exact"])


def _text(value: Mapping[str, str]) -> Text:
    return Text(value["vi"], value["en"])
