"""Random sets of counted rows that leave some of it open, and random overlays that keep to what was left open.

Everything is made as documents, as authors write them; what was meant is kept besides, so that a test can work out the
points and maxima by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from random import Random

from engine.domain.numbers import decimal_text
from engine.loading.criteria_folder import LoadedSet
from tests.support.written_overlays import TITLE, WHY, Document, counted, group, term, write_overlay, write_set

PROFILES = ("ordinary", "small")
STEPS = [Fraction(n, 4) for n in range(1, 17)]


@dataclass
class Row:
    """One node as it was meant: its place in the tree, its maximum, what a case earns, for whom it holds."""

    id: str
    above: str
    maximum: Fraction
    points: Fraction | None = None
    profiles: tuple[str, ...] = ()


@dataclass
class Meant:
    """A set as it was meant: rows by id, exclusions by profile, and what is open to the next layer."""

    rows: dict[str, Row] = field(default_factory=dict)
    out: dict[str, set[str]] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)
    caps: dict[str, Fraction] = field(default_factory=dict)
    disable: list[str] = field(default_factory=list)
    profiles: bool = False

    def lineage(self, row_id: str) -> Iterator[str]:
        """A row and all above it but the total."""
        while row_id != "total":
            yield row_id
            row_id = self.rows[row_id].above

    def leaves(self) -> list[Row]:
        """The rows that are counted."""
        return [row for row in self.rows.values() if row.points is not None]

    def applies(self, row: Row, profile: str) -> bool:
        """Whether a leaf counts for a profile."""
        return all(
            step not in self.out[profile] and profile in (self.rows[step].profiles or (profile,))
            for step in self.lineage(row.id)
        )

    def maximum(self, profile: str) -> Fraction:
        """What units of a profile can win."""
        return sum((row.maximum for row in self.leaves() if self.applies(row, profile)), Fraction(0))


def random_base(rng: Random, folder: Path) -> tuple[LoadedSet, Meant]:
    """A set of two to four components, all sums, with much left open."""
    meant = Meant(out={profile: set() for profile in PROFILES})
    components = [_node(rng, meant, str(at), "total", 1, "") for at in range(1, rng.randint(3, 5))]
    excluded = rng.choice(list(meant.rows))
    meant.out["small"].add(excluded)
    meant.profiles = rng.random() < 0.7
    _open(rng, meant, [row.id for row in meant.leaves()], ["total", *_sums(meant)], list(meant.rows))
    loaded = write_set(
        folder / "base",
        *components,
        total={"max": decimal_text(sum((meant.rows[str(part["id"])].maximum for part in components), Fraction(0)))},
        profiles=[
            {"id": "ordinary", "title": TITLE},
            {"id": "small", "title": TITLE, "excludes": [{"nodes": [excluded], "reason": WHY}]},
        ],
        **_opening(meant),
    )
    return loaded, meant


def random_overlay(rng: Random, folder: Path, base: LoadedSet, before: Meant, tier: str) -> tuple[LoadedSet, Meant]:
    """An overlay that does some of what is open to it, and leaves some of that open again."""
    meant = Meant({**before.rows}, {name: set(nodes) for name, nodes in before.out.items()})
    more: dict[str, list[Document]] = {"disable": [], "fill": [], "add": [], "profiles": []}
    for node in rng.sample(before.disable, min(len(before.disable), rng.randint(0, 2))):
        everywhere = set.intersection(*meant.out.values())
        if everywhere.isdisjoint(before.lineage(node)) and not _is_above(before, node, everywhere):
            more["disable"].append({"node": node, "reason": WHY})
            for nodes in meant.out.values():
                nodes.add(node)
    off = {str(entry["node"]) for entry in more["disable"]}
    left = [name for name in before.terms if off.isdisjoint(before.lineage(name))]
    filled = [name for name in left if rng.random() < 0.5]
    for name in filled:
        row, value = meant.rows[name], rng.choice(STEPS)
        meant.rows[name] = Row(row.id, row.above, row.maximum, value, row.profiles)
        more["fill"].append({"term": _term_id(name), "value": decimal_text(value), "reason": WHY})
    room = {under: cap for under, cap in before.caps.items() if off.isdisjoint(_lineage(before, under))}
    for under in list(room):
        if rng.random() < 0.7:
            rows = _additions(rng, meant, under, room, folder.name)
            if rows:
                more["add"].append({"under": under, "nodes": rows})
    if before.profiles and rng.random() < 0.7:
        more["profiles"].append(_profile(rng, before, meant, folder.name))
    own = [name for name in meant.rows if name not in before.rows]
    terms = [name for name in left if name not in filled] + [row.id for row in meant.leaves() if row.id in own]
    _open(rng, meant, terms, [], [name for name in before.disable if off.isdisjoint(before.lineage(name))] + own)
    meant.caps = {under: cap for under, cap in room.items() if cap > 0 and rng.random() < 0.7}
    meant.profiles = before.profiles and rng.random() < 0.7
    keys = {key: value for key, value in more.items() if value}
    return write_overlay(folder, base, tier, **keys, **_opening(meant)), meant


def _node(rng: Random, meant: Meant, name: str, above: str, depth: int, mark: str) -> Document:
    if depth < 3 and rng.random() < 0.6:
        meant.rows[name] = Row(name, above, Fraction(0))
        children = [
            _node(rng, meant, f"{name}.{mark}{at}", name, depth + 1, mark) for at in range(1, rng.randint(2, 4))
        ]
        maximum = sum((meant.rows[str(child["id"])].maximum for child in children), Fraction(0))
        meant.rows[name].maximum = maximum
        return group(name, decimal_text(maximum), *children)
    return _leaf(meant, name, above, Fraction(rng.randint(4, 40), 4), rng.choice(STEPS))


def _leaf(meant: Meant, name: str, above: str, maximum: Fraction, points: Fraction) -> Document:
    meant.rows[name] = Row(name, above, maximum, points)
    row = counted(name, decimal_text(maximum))
    (case,) = row["rule"]["classes"]  # type: ignore[index]
    case["points"] = decimal_text(points)
    return row


def _additions(rng: Random, meant: Meant, under: str, room: dict[str, Fraction], mark: str) -> list[Document]:
    """One or two rows under an opening, worth no more than what is left of its cap, which they take from it."""
    rows = []
    for at in range(rng.randint(1, 2)):
        worth = min(Fraction(rng.randint(1, 12), 4), room[under])
        if worth > 0:
            room[under] -= worth
            name = f"{under}.{mark}{at}"
            row = _leaf(meant, name, under, worth, rng.choice(STEPS))
            if rng.random() < 0.3:
                meant.rows[name].profiles = ("small",)
                row["in_force"] = {"profiles": ["small"]}
            rows.append(row)
    return rows


def _profile(rng: Random, before: Meant, meant: Meant, mark: str) -> Document:
    """A group of units like the ordinary ones, for whom some of what may be disabled does not apply."""
    everywhere = set.intersection(*meant.out.values())
    meant.out[mark] = set(everywhere)
    document: Document = {"id": mark, "title": TITLE, "in_base": "ordinary"}
    out = [node for node in before.disable if node not in everywhere and rng.random() < 0.5]
    if out:
        meant.out[mark].update(out)
        document["excludes"] = [{"nodes": out, "reason": WHY}]
    return document


def _open(rng: Random, meant: Meant, terms: list[str], under: list[str], disable: list[str]) -> None:
    meant.terms = [name for name in terms if rng.random() < 0.5]
    meant.caps = {name: Fraction(rng.randint(4, 20), 4) for name in under if rng.random() < 0.6}
    meant.disable = [name for name in disable if rng.random() < 0.4]


def _opening(meant: Meant) -> Document:
    """The section `open:`, where anything is open."""
    opening: Document = {}
    if meant.terms:
        terms = ((name, f"{name}/rule/classes/case/points") for name in meant.terms)
        opening["terms"] = [term(_term_id(name), at, "0.25", "4", step="0.25") for name, at in terms]
    if meant.caps:
        opening["add"] = [{"under": under, "cap": decimal_text(cap)} for under, cap in meant.caps.items()]
    if meant.disable:
        opening["disable"] = meant.disable
    if meant.profiles:
        opening["profiles"] = True
    return {"open": opening} if opening else {}


def _term_id(name: str) -> str:
    return "t_" + name.lower().replace(".", "_")


def _sums(meant: Meant) -> list[str]:
    return [row.id for row in meant.rows.values() if row.points is None]


def _lineage(meant: Meant, under: str) -> list[str]:
    return [] if under == "total" else list(meant.lineage(under))


def _is_above(meant: Meant, node: str, others: set[str]) -> bool:
    return any(node in meant.lineage(other) for other in others)
