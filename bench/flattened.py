"""A program for engines without lists: each count over a list becomes a fact of its own, counted beforehand."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from engine.domain.facts import Fact
from engine.program import expressions as e
from engine.program.intervals import Evaluation
from engine.program.program import Program


class Flattened:
    """The steps of a program with list counts replaced by facts, and units to match."""

    def __init__(self, program: Program) -> None:
        self.declared: Mapping[str, Fact] = {fact.id: fact for fact in program.facts}
        self.counts: dict[str, e.FoldList] = {}
        self.steps = [self._walk(step) for step in program.steps]
        self.root = program.root
        lists = {fold.list_id for fold in self.counts.values()}
        self.facts = [name for name in self.declared if name not in lists] + list(self.counts)

    def unit(self, facts: Mapping[str, object]) -> dict[str, int]:
        """One unit as whole numbers by name; names carry no dots."""
        evaluation = Evaluation(self.declared, facts)
        counted = {name: evaluation.decided(fold) for name, fold in self.counts.items()}
        return {plain(name): int(str(counted.get(name, facts.get(name)))) for name in self.facts}

    def _walk(self, part: Any) -> Any:
        if isinstance(part, e.FoldList):
            name = f"{part.list_id}.{'late' if isinstance(part.condition, e.And) else 'missing'}"
            self.counts[name] = part
            return e.FactRef(name)
        if isinstance(part, tuple):
            return tuple(self._walk(item) for item in part)
        if is_dataclass(part) and not isinstance(part, type):
            return replace(part, **{f.name: self._walk(getattr(part, f.name)) for f in fields(part)})
        return part


def plain(name: str) -> str:
    """A fact's id as a name that every engine takes."""
    return name.replace(".", "_")
