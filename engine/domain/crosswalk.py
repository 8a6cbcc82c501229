"""Bảng đối chiếu: which nodes of one edition answer to which nodes of another, and what changed about them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from engine.domain.criteria_set import CriteriaSet
from engine.domain.source_place import NOWHERE, Place
from engine.domain.text import NOTHING, Text


class Change(StrEnum):
    """What became of the nodes of a row; the first five are one to one."""

    SAME = "same"
    RENAMED = "renamed"
    RESCALED = "rescaled"
    STRICTER = "stricter"
    LOOSER = "looser"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    DROPPED = "dropped"

    @property
    def is_one_to_one(self) -> bool:
        """Whether such a row names one node on each side."""
        return self in _ONE_TO_ONE


_ONE_TO_ONE = frozenset({Change.SAME, Change.RENAMED, Change.RESCALED, Change.STRICTER, Change.LOOSER})

CHANGE_TITLES: dict[Change, Text] = {
    Change.SAME: Text("giữ nguyên", "same"),
    Change.RENAMED: Text("đổi mã hoặc tên", "renamed"),
    Change.RESCALED: Text("đổi điểm tối đa", "another maximum"),
    Change.STRICTER: Text("chấm chặt hơn", "stricter"),
    Change.LOOSER: Text("chấm rộng hơn", "looser"),
    Change.SPLIT: Text("tách ra", "split"),
    Change.MERGED: Text("gộp lại", "merged"),
    Change.NEW: Text("mục mới", "new"),
    Change.DROPPED: Text("mục bị bỏ", "dropped"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two editions that a crosswalk joins."""

    id: str
    edition: str

    def __str__(self) -> str:
        return f"{self.id} {self.edition}"

    def is_of(self, rules: CriteriaSet) -> bool:
        """Whether a set is of this id and edition, in whatever revision."""
        return (self.id, self.edition) == (rules.id, rules.edition)


@dataclass(frozen=True, slots=True)
class Row:
    """Nodes of the older edition (`before`) that became nodes of the newer one (`after`).

    A row of one-to-one change has one id on each side; `split` one before and several after, `merged` the reverse,
    `new` none before, `dropped` none after.
    """

    change: Change
    before: tuple[str, ...]
    after: tuple[str, ...]
    note: Text = NOTHING
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def is_comparable(self) -> bool:
        """Whether there is something on both sides to compare."""
        return bool(self.before and self.after)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All rows between two editions, each node on at most one of them. What no row names is not compared."""

    before: Side
    after: Side
    rows: tuple[Row, ...]
    note: Text = NOTHING
    place: Place = field(default=NOWHERE, compare=False)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The ids of all one-to-one rows."""
        for row in self.rows:
            if row.change.is_one_to_one:
                yield row.before[0], row.after[0]

    def rows_by_node(self, *, before: bool = False) -> dict[str, Row]:
        """The row of every node of the newer edition that is named, or with `before` of the older."""
        return {name: row for row in self.rows for name in (row.before if before else row.after)}


def identity(before: CriteriaSet, after: CriteriaSet) -> Crosswalk:
    """The crosswalk of two revisions of one edition, in which an id means the same node: each is joined to itself.

    What stands in one of them alone is new or dropped.
    """
    old, new = [node.id for node in before.walk()], [node.id for node in after.walk()]
    both, were = set(old) & set(new), set(old)
    rows = [
        *(Row(Change.SAME, (name,), (name,)) for name in new if name in both),
        *(Row(Change.NEW, (), (name,)) for name in new if name not in were),
        *(Row(Change.DROPPED, (name,), ()) for name in old if name not in both),
    ]
    return Crosswalk(Side(before.id, before.edition), Side(after.id, after.edition), tuple(rows))
