"""Random programs built step by step, also such as no set would compile to: every order of gates, limits and rounding.

Their leaves hold expressions of every shape, and sometimes points that 64 bits cannot hold.
"""

from dataclasses import dataclass
from random import Random

from engine.domain.criteria_set import Provenance
from engine.evaluation.outcome import Overrides
from engine.program import expressions as e
from engine.program.program import UNWEIGHTED, GateStep, Grid, LeafStep, NodeStep, Program, RootStep, Step
from tests.support.random_expressions import DECLARED, Expressions, random_facts

COMBINES = ("sum", "sum", "sum", "mean", "weighted_mean", "best_of", "all_of", "any_of")
MODES = ("half_up", "half_even", "floor")


@dataclass(frozen=True)
class RandomUnit:
    """What is known of one unit."""

    facts: dict[str, object]
    overrides: Overrides


class Programs:
    """Writes one program; `scale` stretches its points."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.expressions = rng, Expressions(rng)
        self.scale = rng.choice([1, 1, 1, 10**4, 10**15])
        self.steps: list[Step] = []

    def program(self) -> Program:
        """Leaves and nodes, then the root with bonus and penalty."""
        children = tuple(self.step(self.rng.randint(0, 3)) for _ in range(self.rng.randint(1, 3)))
        node = self.node_of(children, plain=True)
        bonus, penalty = ([self.leaf() for _ in range(self.rng.choice([0, 0, 1, 2]))] for _ in range(2))
        floor, ceiling = self.limits()
        root = RootStep(node, tuple(bonus), self.points(), tuple(penalty), self.points(), floor, ceiling, self.grids())
        facts = tuple(DECLARED.values())
        return Program("hash", "random", Provenance.EXAMPLE, "all", 2022, 2, facts, tuple(self.steps), root)

    def step(self, depth: int) -> int:
        """A leaf or a node; its index."""
        if depth == 0 or self.rng.random() < 0.2:
            return self.leaf()
        node = self.node_of(tuple(self.step(depth - 1) for _ in range(self.rng.randint(0, 4))), plain=False)
        self.steps.append(node)
        return len(self.steps) - 1

    def happens(self, share: float) -> bool:
        """True in so many cases of one."""
        return self.rng.random() < share

    def points(self) -> int:
        """Points from 0 up."""
        return self.scale * self.rng.choice([0, 1, 2, 3, 5, 10])

    def limits(self) -> tuple[int | None, int | None]:
        """The least and greatest points, each perhaps not limited; 0 need not lie between them."""
        low = self.rng.choice([None, 0, 0, -2, 2])
        high = self.rng.choice([None, 2, 3, 7]) if low is None or low >= 0 else self.rng.choice([None, -1, 4])
        return low if low is None else low * self.scale, high if high is None else high * self.scale

    def grids(self) -> tuple[Grid, ...]:
        """Mostly no rounding, sometimes two."""
        count = self.rng.choice([0, 0, 0, 1, 1, 2])
        return tuple(Grid(self.rng.choice([1, 2, 3, 10, 1000]), self.rng.choice(MODES)) for _ in range(count))

    def gates(self, lowest: int) -> tuple[GateStep, ...]:
        """Conditions that force points."""
        count = self.rng.choice([0, 0, 1, 2, 3])
        return tuple(
            GateStep(self.expressions.truth(2), self.rng.choice([self.points(), lowest]), at) for at in range(count)
        )

    def leaf(self) -> int:
        """A leaf; its index."""
        rng = self.rng
        low, high = self.limits()
        arisen = self.expressions.truth(2) if self.happens(0.3) else None
        empty = self.expressions.truth(2) if self.happens(0.3) else None
        judged = self.happens(0.1)
        self.steps.append(
            LeafStep(
                str(len(self.steps)),
                self.points(),
                low,
                high,
                "part",
                "method",
                None if judged else self.counted(),
                (),
                first_rule=rng.choice([0, 3]),
                not_arisen=arisen,
                not_arisen_then=rng.choice(["exclude", "full", "zero"]),
                not_arisen_rule=20,
                gates=self.gates(-self.scale),
                empty=empty,
                when_empty=rng.choice(["exclude", "full", "zero", "not_assessed"]),
                empty_rule=21,
                grids=self.grids(),
                waits=self.happens(0.2),
                marks=(-self.scale, 9 * self.scale, 0) if judged and self.happens(0.5) else None,
                excluded_by=rng.choice([0, UNWEIGHTED]) if self.happens(0.05) else None,
            )
        )
        return len(self.steps) - 1

    def counted(self) -> e.Expr:
        """The points of a leaf."""
        expr = self.expressions.number(self.rng.randint(0, 3))
        return expr if self.scale == 1 else e.Times(expr, e.Const(self.scale))

    def node_of(self, children: tuple[int, ...], *, plain: bool) -> NodeStep:
        """A node over steps; `plain`: without gates, limits and rounding, as the root is."""
        low, high = (None, None) if plain or self.happens(0.6) else self.limits()
        combine = self.rng.choice(COMBINES)
        return NodeStep(
            str(len(self.steps)),
            self.points(),
            combine,
            children,
            tuple(self.rng.choice([0, 1, 1, 2, 7]) if combine == "weighted_mean" else 1 for _ in children),
            rescale=combine == "sum" and self.happens(0.5),
            when_empty="not_applicable" if plain else self.rng.choice(["not_applicable", "zero", "full"]),
            low=low,
            high=high,
            gates=() if plain else self.gates(-self.scale),
            grids=() if plain else self.grids(),
        )


def random_units(rng: Random, program: Program, many: int) -> list[RandomUnit]:
    """Units with facts missing, marks and exclusions."""
    missing, overriding = rng.choice([0, 5, 30, 60, 100]), rng.choice([0, 0, 5, 30])
    marks_reach = rng.choice([10, 10, 10**4, 10**15, 2**62])
    units = []
    for _ in range(many):
        marks, excluded = {}, set()
        for at, step in enumerate(program.steps):
            if isinstance(step, LeafStep) and rng.randint(1, 100) <= overriding:
                marks[at] = random_mark(rng, step, marks_reach)
            if rng.randint(1, 150) <= overriding:
                excluded |= below(program, at)
        units.append(RandomUnit(random_facts(rng, missing), Overrides(marks, frozenset(excluded))))
    return units


def random_mark(rng: Random, step: LeafStep, reach: int) -> int:
    """A mark between the limits of a leaf."""
    low, high = step.marks[:2] if step.marks else (step.low, step.high)
    return rng.randint(-reach if low is None else low, max(low or 0, reach) if high is None else high)


def below(program: Program, at: int) -> set[int]:
    """A step and all that it is made of."""
    step = program.steps[at]
    found = {at}
    for child in step.children if isinstance(step, NodeStep) else ():
        found |= below(program, child)
    return found
