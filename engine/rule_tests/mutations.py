"""Small changes of a node that its cases should notice: a unit more or less, an edge swapped, a row dropped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from engine.domain.criteria_set import Node, Plain
from engine.domain.numbers import decimal_text, exact
from engine.domain.source_place import Place
from engine.rule_tests.expression_edits import edits_of
from engine.rule_tests.rule_terms import EDGES, Term, changed_inside, shifted, terms_of, with_value

SHIFTS = (("up", 1), ("down", -1))
DROPPED = "–"
_DROPS = {"deductions": "deductions", "count": "classes", "weighted_ratio": "classes", "checklist": "items"}
_OTHERWISE = {"full": "zero", "zero": "full", "exclude": "zero", "not_assessed": "zero"}
_OPENED = {"from": "above", "above": "from", "to": "below", "below": "to"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one node: where, what it was, what it is then, and the node as it is then."""

    node: str
    at: str
    change: str
    was: str
    now: str
    place: Place
    made: Node


def mutations_of(node: Node) -> Iterator[Mutation]:
    """Every change of a node, in the order in which it is written."""
    for term in terms_of(node):
        if not (_is_edge(term) or _is_only_weight(node, term)):
            yield from _of_term(node, term)
    if node.method in ("bands", "against", "relative") and "bands" in node.rule:
        yield from _of_bands(node)
    yield from _dropped(node)
    yield from _otherwise(node)


def _is_edge(term: Term) -> bool:
    return "/bands/" in term.pointer and term.pointer.rpartition("/")[2] in EDGES


def _is_only_weight(node: Node, term: Term) -> bool:
    """Whether a term is the weight of the only group of a survey, which cancels out."""
    groups = node.rule.get("groups")
    return isinstance(groups, tuple) and len(groups) == 1 and term.pointer == "/rule/groups/0/weight"


def _of_term(node: Node, term: Term) -> Iterator[Mutation]:
    place = node.place_of(term.pointer)
    if term.is_expression:
        for edit in edits_of(str(term.value)):
            made = with_value(node, term.pointer, edit.text)
            yield Mutation(node.id, term.at, edit.change, edit.was, edit.now, place, made)
        return
    for change, direction in SHIFTS:
        now = shifted(term.value, direction)
        made = with_value(node, term.pointer, now)
        yield Mutation(node.id, term.at, change, _written(term.value), _written(now), place, made)


def _written(value: Plain) -> str:
    return value if isinstance(value, str) else decimal_text(exact(value))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class _Side:
    """One edge as one band writes it."""

    band: int
    key: str
    value: Plain


def _of_bands(node: Node) -> Iterator[Mutation]:
    """Edges moved or swapped in both bands that meet there, so that no gap opens."""
    bands = node.rule["bands"]
    assert isinstance(bands, tuple)
    for sides in _meeting(bands):
        first = sides[-1]
        at, place = f"rule/bands/{first.band}/{first.key}", node.place_of(f"/rule/bands/{first.band}/{first.key}")
        for change, direction in SHIFTS:
            now = shifted(first.value, direction)
            moved = [replace(side, value=now) for side in sides]
            yield Mutation(
                node.id, at, change, _written(first.value), _written(now), place, _rebanded(node, sides, moved)
            )
        swapped = [replace(side, key=_OPENED[side.key]) for side in sides]
        yield Mutation(node.id, at, "swap", first.key, swapped[-1].key, place, _rebanded(node, sides, swapped))


def _meeting(bands: tuple[Plain, ...]) -> Iterator[list[_Side]]:
    """For each edge the sides that write it: the upper side of the band below, the lower side of the band above."""
    lower = {at: side for at, band in enumerate(bands) if (side := _side(at, band, ("from", "above"))) is not None}
    upper = {at: side for at, band in enumerate(bands) if (side := _side(at, band, ("to", "below"))) is not None}
    rising = sorted(range(len(bands)), key=lambda at: (at in lower, *_height(lower.get(at))))
    for below, above in pairwise(rising):
        sides = [side for side in (upper.get(below), lower.get(above)) if side is not None]
        if sides:
            yield sides
    for outermost in (lower.get(rising[0]), upper.get(rising[-1])):
        if outermost is not None:
            yield [outermost]


def _height(side: _Side | None) -> tuple[object, bool]:
    return (exact(side.value), side.key == "above") if side else (0, False)  # type: ignore[arg-type]


def _side(at: int, band: Plain, keys: tuple[str, str]) -> _Side | None:
    assert isinstance(band, Mapping)
    return next((_Side(at, key, band[key]) for key in keys if key in band), None)


def _rebanded(node: Node, before: list[_Side], after: list[_Side]) -> Node:
    bands = node.rule["bands"]
    assert isinstance(bands, tuple)
    made = [dict(band) for band in bands if isinstance(band, Mapping)]
    for old, new in zip(before, after, strict=True):
        del made[old.band][old.key]
        made[new.band][new.key] = new.value
    return replace(node, rule={**node.rule, "bands": tuple(made)})


def _dropped(node: Node) -> Iterator[Mutation]:
    """Gates, what has not arisen, and items of the rule, each left out; caps too."""
    for index, gate in enumerate(node.gates):
        made = replace(node, gates=(*node.gates[:index], *node.gates[index + 1 :]))
        yield _drop(node, f"gates/{gate.id}", f"/gates/{index}", gate.id, made)
    if node.not_arisen is not None:
        yield _drop(node, "not_arisen", "/not_arisen", node.not_arisen.when, replace(node, not_arisen=None))
    key = _DROPS.get(node.method, "")
    items = node.rule.get(key, ())
    assert isinstance(items, tuple)
    for index, item in enumerate(items):
        assert isinstance(item, Mapping)
        name, pointer = str(item.get("id", index)), f"/rule/{key}/{index}"
        left = (*items[:index], *items[index + 1 :])
        if left or node.method in ("deductions", "count"):
            made = replace(node, rule={**node.rule, key: left})
            yield _drop(node, f"rule/{key}/{name}", pointer, name, made)
        if "cap" in item:
            uncapped = {part: value for part, value in item.items() if part != "cap"}
            made = replace(node, rule=_ruled(node, f"{key}/{index}", uncapped))
            yield _drop(node, f"rule/{key}/{name}/cap", f"{pointer}/cap", _written(item["cap"]), made)


def _ruled(node: Node, steps: str, value: Plain) -> Mapping[str, Plain]:
    rule = changed_inside(node.rule, steps.split("/"), value)
    assert isinstance(rule, Mapping)
    return rule


def _drop(node: Node, at: str, pointer: str, was: str, made: Node) -> Mutation:
    return Mutation(node.id, at, "drop", was, DROPPED, node.place_of(pointer), made)


def _otherwise(node: Node) -> Iterator[Mutation]:
    """What an empty denominator, a field that is all equal, or what has not arisen, means: something else."""
    for key in ("when_empty", "when_equal"):
        meaning = node.rule.get(key)
        if isinstance(meaning, str) and meaning in _OTHERWISE:
            now = _OTHERWISE[meaning]
            made = replace(node, rule={**node.rule, key: now})
            yield Mutation(node.id, f"rule/{key}", "other", meaning, now, node.place_of(f"/rule/{key}"), made)
    if node.not_arisen is not None:
        was = node.not_arisen.then
        now = _OTHERWISE[was]
        made = replace(node, not_arisen=replace(node.not_arisen, then=now))
        place = node.place_of("/not_arisen/then")
        yield Mutation(node.id, "not_arisen/then", "other", was, now, place, made)
