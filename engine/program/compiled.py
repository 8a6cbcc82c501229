"""A set compiled for one profile and one year: the program, and the plan of every leaf."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.criteria_set import CriteriaSet, Node, Profile
from engine.domain.facts import Fact
from engine.domain.finding import Finding
from engine.program.plan import Plan
from engine.program.program import Program


@dataclass(frozen=True, slots=True)
class CompiledSet:
    """What scoring needs. `program` is None when `findings` hold errors.

    `plans` and `nodes` are by node id and hold the nodes in force; `depths` counts components as 1.
    """

    criteria_set: CriteriaSet
    profile: Profile
    year: int
    program: Program | None
    plans: Mapping[str, Plan]
    nodes: Mapping[str, Node]
    depths: Mapping[str, int]
    findings: tuple[Finding, ...]
    facts_read: frozenset[str]

    @property
    def declared(self) -> Mapping[str, Fact]:
        """Every fact of the set by id, and the figures of fields that the program reads besides."""
        made = () if self.program is None else self.program.facts
        return {**self.criteria_set.facts, **{fact.id: fact for fact in made}}
