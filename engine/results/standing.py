"""What ranking needs of a unit: its figures, exact, from a scorecard or from a stored document."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.scorecard import Range, Scorecard, Status
from engine.domain.text import Text


@dataclass(frozen=True, slots=True)
class ComponentStanding:
    """One component of one unit; `index` is won ÷ maximum, None where it does not apply or is open."""

    id: str
    title: Text
    won: Fraction
    maximum: Fraction
    index: Fraction | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit to be ranked. `index` and `points` are what is still possible, `index` on the scale of 100."""

    unit_id: str
    name: Text
    profile: str
    group: str
    points: Range
    maximum: Fraction
    index: Range | None
    complete: bool
    grade: str | None
    grade_title: Text
    components: tuple[ComponentStanding, ...]
    result: str = ""


def standing_of(card: Scorecard) -> Standing:
    """The standing of a scorecard."""
    components = tuple(
        ComponentStanding(node.id, node.title, node.won, node.maximum, node.decided_index) for node in card.components()
    )
    return Standing(
        card.unit.id,
        card.unit.name,
        card.profile,
        card.group,
        card.total.possible,
        card.total.maximum,
        card.index_range,
        card.is_complete,
        card.grade,
        card.grade_title,
        components,
        card.hash,
    )


def standing_from(document: Mapping[str, object], result_hash: str) -> Standing:
    """The standing of a stored scorecard document."""
    reader = _Reader(document)
    grade = document["grade"]
    unit = reader.mapping("unit")
    nodes = document["nodes"]
    assert isinstance(nodes, list)
    return Standing(
        str(unit["id"]),
        _text(unit["name"]),
        str(document["profile"]),
        str(document["group"]),
        _range(reader.mapping("total")["possible"]),
        Fraction(str(reader.mapping("total")["maximum"])),
        None if document["index_possible"] is None else _range(document["index_possible"]),
        bool(document["complete"]),
        str(grade["id"]) if isinstance(grade, Mapping) else None,
        _text(grade["title"]) if isinstance(grade, Mapping) else Text("", ""),
        tuple(_component(node) for node in nodes if node["depth"] == 1),
        result_hash,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    document: Mapping[str, object]

    def mapping(self, key: str) -> Mapping[str, object]:
        value = self.document[key]
        assert isinstance(value, Mapping)
        return value


def _component(node: Mapping[str, object]) -> ComponentStanding:
    possible = _range(node["possible"])
    maximum = Fraction(str(node["maximum"]))
    decided = not Status(str(node["status"])).is_open
    index = possible.low / maximum if decided and maximum else None
    return ComponentStanding(str(node["id"]), _text(node["title"]), possible.low, maximum, index)


def _range(value: object) -> Range:
    assert isinstance(value, Mapping)
    return Range(Fraction(str(value["low"]["exact"])), Fraction(str(value["high"]["exact"])))


def _text(value: object) -> Text:
    assert isinstance(value, Mapping)
    return Text(str(value["vi"]), str(value["en"]))
