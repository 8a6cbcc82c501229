"""What changed from one criteria set to another: node by node, fact by fact, and around them; nothing is passed over.

Nodes answer to each other by a crosswalk where there is one, and by their ids where it says nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.crosswalk import Change, Crosswalk, Row
from engine.domain.source_place import NOWHERE, Place
from engine.domain.text import NOTHING, Text
from engine.results.set_outline import fact_outline, node_outline, set_outline
from engine.results.value_difference import Difference, differences, order_of

SECTIONS = ("components", "bonus", "penalty")


@dataclass(frozen=True, slots=True)
class Subject:
    """What changed: `kind` is set, node or fact; its id on each side, empty where it is on one side only."""

    kind: str
    before: str
    after: str
    title: Text
    place_before: Place = NOWHERE
    place_after: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class SubjectDifference:
    """All that differs in one subject. `row` is the row of the crosswalk that joins or separates nodes.

    `what`: changed, added, removed, split or merged.
    """

    subject: Subject
    what: str
    differences: tuple[Difference, ...] = ()
    row: Row | None = None
    points_before: Fraction | None = None
    points_after: Fraction | None = None

    @property
    def note(self) -> Text:
        """What the crosswalk says about it."""
        return self.row.note if self.row else NOTHING


@dataclass(frozen=True, slots=True)
class SetDifference:
    """Everything that changed, in the order of the newer text; `only_spelling` where nothing but the writing did."""

    before: CriteriaSet
    after: CriteriaSet
    crosswalk: Crosswalk | None
    subjects: tuple[SubjectDifference, ...]

    @property
    def only_spelling(self) -> bool:
        """Whether the contents differ and mean the same: `"3.0"` in place of `3`."""
        return not self.subjects and self.before.content_hash != self.after.content_hash

    @property
    def is_nothing(self) -> bool:
        """Whether both have the same content."""
        return not self.subjects and not self.only_spelling

    def of_kind(self, kind: str) -> Iterator[SubjectDifference]:
        """The subjects of one kind."""
        return (item for item in self.subjects if item.subject.kind == kind)


def set_difference(before: CriteriaSet, after: CriteriaSet, crosswalk: Crosswalk | None = None) -> SetDifference:
    """Compare two sets; `crosswalk` leads from `before` to `after`."""
    found = [*_around(before, after), *_facts(before, after), *_Trees(before, after, crosswalk).compared()]
    return SetDifference(before, after, crosswalk, tuple(found))


def node_differences(before: Node, after: Node) -> tuple[Difference, ...]:
    """What two nodes say differently of themselves, their ids and children left out."""
    return tuple(item for item in differences(node_outline(before), node_outline(after)) if item.steps != ("id",))


def _around(before: CriteriaSet, after: CriteriaSet) -> Iterator[SubjectDifference]:
    found = tuple(differences(set_outline(before), set_outline(after)))
    if found:
        yield SubjectDifference(
            Subject("set", before.id, after.id, after.title, before.place, after.place), "changed", found
        )


def _facts(before: CriteriaSet, after: CriteriaSet) -> Iterator[SubjectDifference]:
    for name in dict.fromkeys((*after.facts, *before.facts)):
        old, new = before.facts.get(name), after.facts.get(name)
        if new is None and old is not None:
            yield SubjectDifference(Subject("fact", name, "", old.title, place_before=old.place), "removed")
        elif old is None and new is not None:
            yield SubjectDifference(Subject("fact", "", name, new.title, place_after=new.place), "added")
        elif old is not None and new is not None:
            found = tuple(differences(fact_outline(old), fact_outline(new)))
            if found:
                subject = Subject("fact", name, name, new.title, old.place, new.place)
                yield SubjectDifference(subject, "changed", found)


@dataclass(frozen=True, slots=True)
class _Where:
    """A node, the id of what is right above it, and that by which its neighbours are in order."""

    node: Node
    above: str


def _tree(rules: CriteriaSet) -> dict[str, _Where]:
    """Every node by id; what is above components, bonus and penalty items has the name of the section in brackets."""
    found: dict[str, _Where] = {}

    def visit(node: Node, above: str) -> None:
        found[node.id] = _Where(node, above)
        for child in node.children:
            visit(child, node.id)

    for section, nodes in _sections(rules):
        for node in nodes:
            visit(node, f"({section})")
    return found


def _sections(rules: CriteriaSet) -> Iterator[tuple[str, Sequence[Node]]]:
    adjusted = (part.items if part else () for part in (rules.bonus, rules.penalty))
    return zip(SECTIONS, (rules.components, *adjusted), strict=True)


class _Trees:
    """Both trees, and which node of the newer one each node of the older became."""

    def __init__(self, before: CriteriaSet, after: CriteriaSet, crosswalk: Crosswalk | None) -> None:
        self.before, self.after = _tree(before), _tree(after)
        self.rows = [row for row in crosswalk.rows if self._holds(row)] if crosswalk else []
        self.row_before = {name: row for row in self.rows for name in row.before}
        self.row_after = {name: row for row in self.rows for name in row.after}
        self.became = self._joined()
        self.was = {new: old for old, new in self.became.items()}

    def _holds(self, row: Row) -> bool:
        """Whether the row speaks of nodes that are there; a crosswalk may be older than a correction of the set."""
        return all(name in self.before for name in row.before) and all(name in self.after for name in row.after)

    def _joined(self) -> dict[str, str]:
        joined = {row.before[0]: row.after[0] for row in self.rows if row.change.is_one_to_one}
        by_id = {name: name for name in self.before if name in self.after and not self._on_a_row(name)}
        return {**joined, **by_id}

    def compared(self) -> Iterator[SubjectDifference]:
        """What happened to every node: rows of several first told where their first newer node stands."""
        told: set[int] = set()
        for name, where in self.after.items():
            row = self.row_after.get(name)
            if name in self.was:
                yield from self._both(self.was[name], name, row)
            elif row is None or not row.before:
                yield SubjectDifference(_subject(None, where.node), "added", row=row, points_after=where.node.maximum)
            elif id(row) not in told:
                told.add(id(row))
                yield self._several(row)
        for name, where in self.before.items():
            row = self.row_before.get(name)
            if name not in self.became and (row is None or not row.after):
                subject = _subject(where.node, None)
                yield SubjectDifference(subject, "removed", row=row, points_before=where.node.maximum)
        yield from self._orders()

    def _on_a_row(self, name: str) -> bool:
        return name in self.row_before or name in self.row_after

    def _both(self, old: str, new: str, row: Row | None) -> Iterator[SubjectDifference]:
        before, after = self.before[old], self.after[new]
        found = list(node_differences(before.node, after.node))
        if old != new:
            found.insert(0, Difference("changed", ("id",), old, new))
        if self.became.get(before.above, before.above) != after.above:
            found.append(Difference("changed", ("above",), before.above, after.above))
        says = row is not None and row.change in (Change.STRICTER, Change.LOOSER)
        if found or says:
            subject = _subject(before.node, after.node)
            yield SubjectDifference(subject, "changed", tuple(found), row, before.node.maximum, after.node.maximum)

    def _several(self, row: Row) -> SubjectDifference:
        old = [self.before[name].node for name in row.before]
        new = [self.after[name].node for name in row.after]
        subject = Subject("node", ", ".join(row.before), ", ".join(row.after), new[0].title, old[0].place, new[0].place)
        return SubjectDifference(subject, str(row.change), (), row, _sum(old), _sum(new))

    def _orders(self) -> Iterator[SubjectDifference]:
        """Neighbours that stayed under one node and stand in another order."""
        before, after = _children(self.before), _children(self.after)
        for above, children in after.items():
            old_above = self.was.get(above, above)
            stayed = [self.became[name] for name in before.get(old_above, ()) if name in self.became]
            now = [name for name in children if name in self.was]
            both = set(stayed) & set(now)
            found = order_of([n for n in stayed if n in both], [n for n in now if n in both], ("children",))
            for item in found:
                where = self.after.get(above)
                subject = _subject(None, where.node, above) if where else Subject("node", above, above, NOTHING)
                yield SubjectDifference(subject, "changed", (item,))


def _children(tree: Mapping[str, _Where]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, where in tree.items():
        found.setdefault(where.above, []).append(name)
    return found


def _subject(before: Node | None, after: Node | None, was: str = "") -> Subject:
    known = after or before
    assert known is not None, "a node stands on one side at least"
    return Subject(
        "node",
        before.id if before else was,
        after.id if after else "",
        known.title,
        before.place if before else NOWHERE,
        after.place if after else NOWHERE,
    )


def _sum(nodes: Sequence[Node]) -> Fraction:
    return sum((node.maximum for node in nodes), Fraction(0))
