"""Are names used once, and do they lead somewhere: ids, profiles, parts, units, facts."""

import keyword
from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.facts import Fact
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.domain.text import Text
from engine.errors import nearest

Named = Iterable[tuple[str, Place]]

_DOUBLE_HINTS = {
    "id.double": ("Đổi tên một trong hai, hoặc xoá bớt.", "Rename one of the two, or delete it."),
    "open.double": ("Giữ lại một mục.", "Keep one of the two."),
    "rounding.double": ("Giữ lại một trong hai.", "Keep one of the two."),
    "unit.double": ("Mỗi đơn vị chỉ thuộc một nhóm.", "A unit belongs to one profile only."),
}
_TAKEN_BY_NODES = frozenset({"total"})
_TAKEN_BY_CLASSIFICATIONS = frozenset({"total", "index", "points", "max"})
_TAKEN_BY_FACTS = frozenset({"true", "false"})


def names_findings(criteria_set: CriteriaSet) -> list[Finding]:
    """Names that stand twice, that lead nowhere, or that the engine keeps for itself."""
    return [
        *_doubles(criteria_set),
        *_taken(criteria_set),
        *_unknown_profiles(criteria_set),
        *_unknown_excluded(criteria_set),
        *_parts(criteria_set),
    ]


def _doubles(criteria_set: CriteriaSet) -> Iterator[Finding]:
    at = criteria_set.places_of
    here = criteria_set.place

    def listed(pointer: str, names: Iterable[str], key: str = "/id") -> Named:
        return ((name, at.get(f"{pointer}/{index}{key}", here)) for index, name in enumerate(names))

    openings = criteria_set.openings
    yield from _double("id.double", listed("/open/terms", (term.id for term in openings.terms)))
    yield from _double("open.double", listed("/open/terms", (term.node + term.path for term in openings.terms), "/at"))
    yield from _double("open.double", listed("/open/add", (subtree.under for subtree in openings.subtrees), "/under"))
    yield from _double("open.double", listed("/open/disable", openings.disable, ""))
    yield from _double("id.double", ((node.id, node.place_of("/id")) for node in criteria_set.walk()))
    yield from _double("id.double", listed("/parts", (part.id for part in criteria_set.parts)))
    yield from _double("id.double", listed("/profiles", (profile.id for profile in criteria_set.profiles)))
    yield from _double("id.double", listed("/legal_texts", (text.key for text in criteria_set.legal_texts), "/key"))
    yield from _double("id.double", listed("/classifications", (item.id for item in criteria_set.classifications)))
    yield from _double("id.double", listed("/grades/levels", (level.id for level in criteria_set.grades.levels)))
    yield from _double(
        "rounding.double", listed("/numbers/rounding", (item.at for item in criteria_set.roundings), "/at")
    )
    for profile, levels in criteria_set.grades.by_profile.items():
        yield from _double("id.double", listed(f"/grades/by_profile/{profile}", (level.id for level in levels)))
    for node in criteria_set.walk():
        yield from _double("id.double", ((gate.id, node.place_of(f"{gate.pointer}/id")) for gate in node.gates))
        yield from _doubles_of_rule(node)
    units = (
        (unit, at.get(f"/profiles/{index}/units/{nth}", here))
        for index, profile in enumerate(criteria_set.profiles)
        for nth, unit in enumerate(profile.units)
    )
    yield from _double("unit.double", units)


def _doubles_of_rule(node: Node) -> Iterator[Finding]:
    """Items, classes, groups and deductions of a rule are known by their ids."""
    for key, items in node.rule.items():
        if isinstance(items, tuple):
            named = (
                (str(item["id"]), node.place_of(f"/rule/{key}/{index}/id"))
                for index, item in enumerate(items)
                if isinstance(item, Mapping) and "id" in item
            )
            yield from _double("id.double", named)


def _double(code: str, named: Named) -> Iterator[Finding]:
    first: dict[str, Place] = {}
    for name, place in named:
        if name not in first:
            first[name] = place
            continue
        yield error(
            code,
            place,
            f"'{name}' đã có ở {first[name]}.",
            f"'{name}' stands already at {first[name]}.",
            *_DOUBLE_HINTS[code],
        )


def _taken(criteria_set: CriteriaSet) -> Iterator[Finding]:
    for node in criteria_set.walk():
        if node.id in _TAKEN_BY_NODES:
            yield _reserved(node.id, node.place_of("/id"))
    for item in criteria_set.classifications:
        if item.id in _TAKEN_BY_CLASSIFICATIONS or keyword.iskeyword(item.id):
            yield _reserved(item.id, item.place)
    for fact in criteria_set.facts.values():
        yield from (_reserved(named.id, named.place) for named in (fact, *fact.fields) if _is_taken(named))


def _is_taken(fact: Fact) -> bool:
    """Whether a condition could not name the fact."""
    return fact.id in _TAKEN_BY_FACTS or any(keyword.iskeyword(word) for word in fact.id.split("."))


def _reserved(name: str, place: Place) -> Finding:
    return error(
        "id.reserved",
        place,
        f"'{name}' chứa từ mà chương trình giữ cho riêng mình.",
        f"'{name}' holds a word that the engine keeps for itself.",
        "Chọn tên khác.",
        "Choose another name.",
    )


def _unknown_profiles(criteria_set: CriteriaSet) -> Iterator[Finding]:
    known = list(dict.fromkeys(profile.id for profile in criteria_set.profiles))
    yield from (
        unknown_name("profile.unknown", Text("nhóm đơn vị", "profile"), name, place, known)
        for name, place in _profiles_named(criteria_set)
        if name not in known
    )


def _profiles_named(criteria_set: CriteriaSet) -> Named:
    at, here = criteria_set.places_of, criteria_set.place
    for profile in criteria_set.total.maximum_by_profile:
        yield profile, at.get(f"/total/max_by_profile/{profile}", here)
    for profile in criteria_set.grades.by_profile:
        yield profile, at.get(f"/grades/by_profile/{profile}", here)
    for node in criteria_set.walk():
        for profile in node.maximum_by_profile:
            yield profile, node.place_of(f"/max_by_profile/{profile}")
        for index, profile in enumerate(node.span.profiles):
            yield profile, node.place_of(f"/in_force/profiles/{index}")
        listed = [weight for weight in node.weights if "/weight" not in node.places or weight is not node.weights[0]]
        for index, weight in enumerate(listed):
            for profile in weight.span.profiles:
                yield profile, node.place_of(f"/weights/{index}/profile")


def _unknown_excluded(criteria_set: CriteriaSet) -> Iterator[Finding]:
    known = [node.id for node in criteria_set.walk()]
    for index, profile in enumerate(criteria_set.profiles):
        for nth, exclusion in enumerate(profile.excludes):
            for at, name in enumerate(exclusion.nodes):
                if name not in known:
                    pointer = f"/profiles/{index}/excludes/{nth}/nodes/{at}"
                    place = criteria_set.places_of.get(pointer, criteria_set.place)
                    yield unknown_name("exclude.unknown-node", Text("tiêu chí", "node"), name, place, known)


def _parts(criteria_set: CriteriaSet) -> Iterator[Finding]:
    known = list(dict.fromkeys(part.id for part in criteria_set.parts))
    counted = {id(leaf) for component in criteria_set.components for leaf in component.walk() if leaf.is_leaf}
    for leaf in criteria_set.leaves():
        if leaf.part and leaf.part not in known:
            yield unknown_name("part.unknown", Text("nguồn điểm", "part"), leaf.part, leaf.place_of("/part"), known)
        elif known and not leaf.part and id(leaf) in counted:
            yield error(
                "part.missing",
                leaf.place,
                f"'{leaf.id}' không ghi nguồn điểm.",
                f"'{leaf.id}' does not say its part.",
                f"Thêm `part`: {' | '.join(known)}.",
                f"Add `part`: {' | '.join(known)}.",
            )


def unknown_name(code: str, what: Text, name: str, place: Place, known: Sequence[str]) -> Finding:
    """The finding about a name that leads nowhere, with the one that was probably meant."""
    near = nearest(name, known)
    listed = ", ".join(known[:12]) or "–"
    return error(
        code,
        place,
        f"Không có {what.vi} '{name}'.",
        f"There is no {what.en} '{name}'.",
        f"Ý bạn là '{near}'?" if near else f"Hiện có: {listed}.",
        f"Did you mean '{near}'?" if near else f"Known: {listed}.",
    )
