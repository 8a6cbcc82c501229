"""The proof that the total by the base alone depends on nothing local, for one profile and year."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.domain.criteria_set import CriteriaSet
from engine.domain.field_rows import is_field_fact
from engine.methods.compiler import compile_set
from engine.program.compiled import CompiledSet
from engine.program.dependence import Dependence, dependence
from engine.program.listing import fingerprint
from engine.program.program import LeafStep, Program, Step


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found when the program of the national total was walked from the total down.

    `statements` counts what it depends on by layer, 0 being the base; `facts` are those it reads. `fingerprint` is that
    of the program from before the overlays were laid, `again` that of the same documents compiled after. `local` names
    local nodes and facts that were reached, `altered` the rows of the base that do not stand in the resolved set as the
    base wrote them, though no open term of theirs was filled; `filled` those where one was.
    """

    profile: str
    in_base: str
    year: int
    statements: Mapping[int, int]
    facts: tuple[str, ...]
    fingerprint: str
    again: str
    local: tuple[str, ...]
    altered: tuple[str, ...]
    filled: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing local reaches the national total, and the base is what it was."""
        return not self.local and not self.altered and self.fingerprint == self.again


def national_proof(resolved: CompiledSet, base: CompiledSet) -> Proof:
    """Prove it for the profile and year that both were compiled for; `base` from before the overlays were laid.

    Both must have programs.
    """
    assert base.program is not None, "a base has been checked"
    assert resolved.program is not None, "a proof is made where nothing else is wrong"
    again = compile_set(base.criteria_set, base.profile.id, base.year).program
    found = dependence(base.program)
    layers = {node.id: node.layer for node in resolved.criteria_set.walk()}
    filled = _filled(resolved.criteria_set)
    return Proof(
        resolved.profile.id,
        base.profile.id,
        base.year,
        dict(sorted(Counter(layers[step.id] for step in found.statements if step.id in layers).items())),
        tuple(sorted(found.facts)),
        fingerprint(base.program),
        fingerprint(again) if again else "",
        tuple(_local(found, layers, base.criteria_set)),
        tuple(_altered(found, resolved.program, resolved.criteria_set, base.criteria_set, filled)),
        tuple(step.id for step in found.statements if step.id in filled),
    )


def _filled(rules: CriteriaSet) -> frozenset[str]:
    return frozenset(fill.node for fill in rules.layers.fills) if rules.layers else frozenset()


def _local(found: Dependence, layers: Mapping[str, int], base: CriteriaSet) -> Iterator[str]:
    yield from (step.id for step in found.statements if layers.get(step.id, 0) > 0)
    yield from sorted(fact for fact in found.facts - base.facts.keys() if not is_field_fact(fact))


def _altered(
    found: Dependence, program: Program, rules: CriteriaSet, base: CriteriaSet, filled: frozenset[str]
) -> Iterator[str]:
    """What stands otherwise in the resolved set than in the base, but for what an overlay may change."""
    for step in found.statements:
        at = program.positions.get(step.id)
        same = at is not None and _closed_part(program.steps[at]) == _closed_part(step)
        if not same and (at is None or step.id not in filled):
            yield step.id
    yield from sorted(fact for fact in found.facts if rules.facts.get(fact) != base.facts.get(fact))


def _closed_part(step: Step) -> Step:
    """A statement without what additions and exclusions may change: rows below, maxima of sums, who is left out."""
    if isinstance(step, LeafStep):
        return replace(step, excluded_by=None)
    return replace(step, maximum=0, children=(), weights=(), when_empty="")
