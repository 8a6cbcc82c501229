"""A program: a criteria set for one profile and one year, lowered to integer expressions and a table of nodes."""

from dataclasses import dataclass, field
from math import gcd

from engine.domain.criteria_set import Provenance
from engine.domain.facts import Fact
from engine.domain.numbers import Mode
from engine.program.expressions import Expr
from engine.program.field import Compared

UNWEIGHTED = -1


@dataclass(frozen=True, slots=True)
class Grid:
    """A declared rounding on points: to multiples of `unit` (in points of the program's scale)."""

    unit: int
    mode: Mode


@dataclass(frozen=True, slots=True)
class GateStep:
    """When `condition` is 1 the points are `points`; `rule` is the number under which the trace tells it."""

    condition: Expr
    points: int
    rule: int


@dataclass(frozen=True, slots=True)
class LeafStep:
    """How one leaf is scored. Order: not arisen, gates, empty denominator, `points`, limits, rounding.

    `marks`: least, greatest and step of a person's marks where the limits do not say it.
    `rules` names every rule number; `points` yields numbers from `first_rule` on. `points` None: only a person's
    mark scores it. `excluded_by` holds the index of the profile's exclusion, None where the leaf applies,
    `UNWEIGHTED` where its weight is 0. `compared` says what the leaf compares with the whole field, where it does: its
    `points` then read figures of the field, which are facts that no unit hands in.
    """

    id: str
    maximum: int
    low: int | None
    high: int | None
    part: str
    method: str
    points: Expr | None
    rules: tuple[str, ...]
    first_rule: int = 0
    not_arisen: Expr | None = None
    not_arisen_then: str = ""
    not_arisen_rule: int = -1
    gates: tuple[GateStep, ...] = ()
    empty: Expr | None = None
    when_empty: str = ""
    empty_rule: int = -1
    grids: tuple[Grid, ...] = ()
    waits: bool = False
    marks: tuple[int, int, int] | None = None
    facts: tuple[str, ...] = ()
    excluded_by: int | None = None
    compared: Compared | None = None

    @property
    def may_leave(self) -> bool:
        """Whether facts alone can take the leaf out of the maximum."""
        return self.not_arisen_then == "exclude" or (self.empty is not None and self.when_empty == "exclude")


@dataclass(frozen=True, slots=True)
class NodeStep:
    """How one inner node is made of its children, given by index into the program's steps (all before it).

    `weights` has one for each child: those of a weighted mean, 1 elsewhere.
    """

    id: str
    maximum: int
    combine: str
    children: tuple[int, ...]
    weights: tuple[int, ...] = ()
    rescale: bool = False
    when_empty: str = "not_applicable"
    low: int | None = None
    high: int | None = None
    gates: tuple[GateStep, ...] = ()
    rules: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()


Step = LeafStep | NodeStep


@dataclass(frozen=True, slots=True)
class RootStep:
    """How the total is made: the node over the components, then bonus and penalty, then the limits."""

    node: NodeStep
    bonus: tuple[int, ...] = ()
    bonus_cap: int = 0
    penalty: tuple[int, ...] = ()
    penalty_cap: int = 0
    floor: int | None = None
    ceiling: int | None = None
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """The steps in an order in which each needs only earlier ones; `facts` are those that some step reads.

    Points are integers scaled by 10^`places`.
    """

    set_hash: str
    set_name: str
    status: Provenance
    profile: str
    year: int
    places: int
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    root: RootStep
    positions: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def scale(self) -> int:
        """10^places."""
        return int(10**self.places)

    def leaves(self) -> list[tuple[int, LeafStep]]:
        """The leaves with their index."""
        return [(index, step) for index, step in enumerate(self.steps) if isinstance(step, LeafStep)]


def lifts_past_maximum(program: Program, step: NodeStep) -> bool:
    """Whether a lower limit or rounding may lift points of a plain sum above its maximum, once children have left."""
    if step.low is not None and step.low > 0:
        return True
    units = [grid.unit for grid in step.grids if grid.mode != "floor"]
    return bool(units) and any(_measure(program, step) % unit for unit in units)


def _measure(program: Program, step: Step) -> int:
    """What every maximum that a step may have is a multiple of; 0 where it has none."""
    if isinstance(step, LeafStep) or step.combine != "sum" or step.rescale:
        return step.maximum
    whole = 0 if step.when_empty == "not_applicable" else step.maximum
    return gcd(whole, *(_measure(program, program.steps[child]) for child in step.children))
