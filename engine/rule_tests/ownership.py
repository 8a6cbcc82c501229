"""Which rules the cases of a folder answer for: all of a set; of local rules only what their own document changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.criteria_set import CriteriaSet, Profile
from engine.domain.layers import TOTAL


@dataclass(frozen=True, slots=True)
class Owned:
    """`layer` None: everything. Otherwise the nodes, filled amounts, disabled nodes and profiles of that layer."""

    layer: int | None = None
    nodes: frozenset[str] = frozenset()
    fills: Mapping[str, tuple[str, ...]] | None = None
    disabled: frozenset[str] = frozenset()

    def holds(self, node: str, at: str) -> bool:
        """Whether something at a place inside a node is for these cases to exercise."""
        if self.layer is None or node in self.nodes:
            return True
        return any(_same_item(path, at) for path in (self.fills or {}).get(node, ()))

    def excludes(self, profile: Profile, node: str) -> bool:
        """Whether an exclusion is for these cases to exercise."""
        return self.layer is None or profile.layer == self.layer or node in self.disabled


def _same_item(path: str, at: str) -> bool:
    """Whether `at` is the filled amount itself, or the item around it."""
    return bool(at) and (path == at or path.startswith(at + "/")) and at.count("/") >= path.count("/") - 1


def owned_by(rules: CriteriaSet) -> Owned:
    """What the cases beside a set answer for; the cases of its base answer for the rest."""
    if rules.layers is None:
        return Owned()
    top = len(rules.layers.chain) - 1
    fills: dict[str, tuple[str, ...]] = {}
    for fill in rules.layers.fills:
        if fill.layer == top:
            fills[fill.node] = (*fills.get(fill.node, ()), fill.path.strip("/"))
    nodes = frozenset(node.id for node in rules.walk() if node.layer == top)
    disabled = frozenset(item.node for item in rules.layers.disabled if item.layer == top)
    return Owned(top, nodes - {TOTAL}, fills, disabled)
