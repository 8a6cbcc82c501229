"""What the headings of somebody's table mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """`named`: heading → the id of a fact, `unit.id` and its like, `mark:` or `excluded:` with a node.

    `ignored` are headings that are passed over. Headings that stand in neither speak for themselves.
    """

    named: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
