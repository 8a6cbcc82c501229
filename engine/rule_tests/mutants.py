"""Small changes of the rules run against the cases: which of them no case notices, and which of those are explained."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.domain.criteria_set import Node
from engine.domain.field_rows import is_field_fact
from engine.domain.finding import Severity, has_errors
from engine.domain.source_place import Place
from engine.domain.submission import Submission
from engine.domain.text import Text
from engine.evaluation.intake import take_in
from engine.evaluation.open_facts import OpenRun
from engine.loading.cases_file import AcceptedMutant
from engine.methods.compiler import compile_set
from engine.program.compiled import CompiledSet
from engine.program.program import Program
from engine.rule_tests.leaf_mutants import LeafPair, pair_of, result_with, tells_apart
from engine.rule_tests.mutations import Mutation, mutations_of
from engine.rule_tests.node_results import OUT, REFUSED, TOTAL, results_of
from engine.rule_tests.ownership import owned_by
from engine.rule_tests.running import RanCase
from engine.rule_tests.set_mutations import SetMutation, set_mutations
from engine.rule_tests.set_under_test import SetUnderTest


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no case noticed; `reason` is why that is accepted, empty where nobody said."""

    node: str
    at: str
    change: str
    message: Text
    place: Place
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StaleAcceptance:
    """An accepted change that is not there any more, or that the cases notice after all."""

    accepted: AcceptedMutant
    message: Text


@dataclass(frozen=True, slots=True)
class MutantReport:
    """How many changes were tried and noticed; those refused by the check or without any effect are not counted."""

    tried: int
    survivors: tuple[Survivor, ...]
    stale: tuple[StaleAcceptance, ...] = ()

    @property
    def unexplained(self) -> tuple[Survivor, ...]:
        """Survivors that nobody accepted."""
        return tuple(survivor for survivor in self.survivors if not survivor.reason)

    @property
    def clean(self) -> bool:
        """Whether every change was noticed, or accepted with a reason that still holds."""
        return not self.unexplained and not self.stale


def run_mutants(under: SetUnderTest, ran: Sequence[RanCase]) -> MutantReport:
    """Change every rule a little and see which cases notice; cases that fail as it is are left aside."""
    trial = _Trial(under, [case for case in ran if case.passed and case.intake is not None])
    judged: list[tuple[Mutation | SetMutation, bool | None]] = [
        *((mutation, trial.notices(mutation)) for mutation in _leaf_mutations(under)),
        *((mutation, trial.notices_in_set(mutation)) for mutation in _set_mutations(under)),
    ]
    tried = sum(1 for _, noticed in judged if noticed is not None)
    survivors = tuple(_survivor(under, mutation) for mutation, noticed in judged if noticed is False)
    return MutantReport(tried, survivors, tuple(_stale(under, survivors)))


def _leaf_mutations(under: SetUnderTest) -> Iterator[Mutation]:
    owned = owned_by(under.rules)
    for node in under.rules.leaves():
        yield from (mutation for mutation in mutations_of(node) if owned.holds(node.id, mutation.at))


def _set_mutations(under: SetUnderTest) -> Iterator[SetMutation]:
    return set_mutations(under.rules, owned_by(under.rules))


class _Trial:
    """The cases of a set, by the nodes that they expect something of."""

    def __init__(self, under: SetUnderTest, ran: Sequence[RanCase]) -> None:
        self.under, self.ran = under, ran
        self.expecting: dict[str, list[RanCase]] = {}
        for case in ran:
            for node in case.case.expect:
                self.expecting.setdefault(node, []).append(case)
        self.above = {node.id: tuple(chain) for node, chain in _chains(under)}

    def notices(self, mutation: Mutation) -> bool | None:
        """Whether some case notices a changed leaf; None where it is refused, or has no effect that could be seen."""
        cases = self.expecting.get(mutation.node, [])
        scopes = dict.fromkeys([(case.profile, case.year) for case in cases] or [self._first_scope(mutation.node)])
        pairs = {scope: pair_of(self.under.scorer(*scope), mutation.made) for scope in scopes}
        if any(pair is not None and pair.changed is None for pair in pairs.values()):
            return None
        for case in cases:
            pair = pairs[case.profile, case.year]
            if pair is not None and self._differs(case, mutation, pair):
                return True
        if self._noticed_above(mutation, pairs):
            return True
        differing = [s for s, pair in pairs.items() if pair is not None and tells_apart(self.under.scorer(*s), pair)]
        return False if differing else None

    def _first_scope(self, node: str) -> tuple[str, int]:
        for profile in self.under.rules.profiles:
            if node in self.under.scorer(profile.id, self.under.first_year).program.positions:
                return profile.id, self.under.first_year
        return self.under.rules.profiles[0].id, self.under.first_year

    def _differs(self, case: RanCase, mutation: Mutation, pair: LeafPair) -> bool:
        """Whether a case that expects the leaf itself sees another result."""
        assert pair.changed is not None
        assert case.intake is not None
        scorer = self.under.scorer(case.profile, case.year)
        if mutation.node in case.case.marks:
            return self._rerun_differs(case, scorer.compiled, _with_step(scorer.program, pair))
        expected = case.case.expect[mutation.node]
        if pair.at in case.intake.overrides.excluded or pair.leaf.excluded_by is not None:
            return False
        before = result_with(pair.leaf, scorer, case.intake.facts)
        after = result_with(pair.changed, scorer, case.intake.facts)
        if before == after:
            return False
        return (
            (expected.points is not None and before[:2] != after[:2])
            or (bool(expected.status) and before[2] != after[2])
            or (bool(expected.rule) and before[3] != after[3])
        )

    def _noticed_above(self, mutation: Mutation, pairs: dict[tuple[str, int], LeafPair | None]) -> bool:
        """Whether a case that expects something of a node above sees another result."""
        for node in (*self.above.get(mutation.node, ()), TOTAL):
            for case in self.expecting.get(node, ()):
                scorer = self.under.scorer(case.profile, case.year)
                pair = pairs.get((case.profile, case.year)) or pair_of(scorer, mutation.made)
                if pair is None or pair.changed is None or not self._touches(case, pair):
                    continue
                if self._rerun_differs(case, scorer.compiled, _with_step(scorer.program, pair)):
                    return True
        return False

    def _touches(self, case: RanCase, pair: LeafPair) -> bool:
        assert case.intake is not None
        assert pair.changed is not None
        scorer = self.under.scorer(case.profile, case.year)
        facts = case.intake.facts
        return result_with(pair.leaf, scorer, facts) != result_with(pair.changed, scorer, facts)

    def notices_in_set(self, mutation: SetMutation) -> bool | None:
        """Whether some case notices a change around the leaves."""
        cases = self._around(mutation)
        compiled: dict[tuple[str, int], CompiledSet] = {}
        for case in cases:
            scope = case.profile, case.year
            if scope not in compiled:
                compiled[scope] = compile_set(mutation.made, *scope)
            program = compiled[scope].program
            if program is None or has_errors(compiled[scope].findings):
                return None
            if self._rerun_differs(case, compiled[scope], program):
                return True
        return False

    def _around(self, mutation: SetMutation) -> list[RanCase]:
        """The cases that expect something of the node, of what is below it or of what is above it."""
        if mutation.node == TOTAL:
            names = [TOTAL]
        else:
            below = [node.id for node in self.under.nodes[mutation.node].walk()]
            names = [*below, *self.above.get(mutation.node, ()), TOTAL]
        found = {id(case): case for name in names for case in self.expecting.get(name, ())}
        return [case for case in found.values() if mutation.profile in ("", case.profile)]

    def _rerun_differs(self, case: RanCase, compiled: CompiledSet, program: Program) -> bool:
        """Whether a case comes out otherwise under another program."""
        submission: Submission = self.under.submission(case.case)
        assert case.intake is not None
        taken = case.intake.facts.items()
        figures = {name: number for name, number in taken if is_field_fact(name) and isinstance(number, int)}
        intake = take_in(compiled, program, submission, figures)
        if any(finding.severity is Severity.ERROR for finding in intake.findings):
            return all(expected.status != REFUSED for expected in case.case.expect.values())
        results = results_of(program, OpenRun(program, intake.facts, intake.overrides, "").outcome())
        return any(not results.get(node, OUT).answers(expected) for node, expected in case.case.expect.items())


def _with_step(program: Program, pair: LeafPair) -> Program:
    assert pair.changed is not None
    return replace(program, steps=(*program.steps[: pair.at], pair.changed, *program.steps[pair.at + 1 :]))


def _chains(under: SetUnderTest) -> Iterator[tuple[Node, list[str]]]:
    """Every node with the ids of those above it."""

    def visit(node: Node, above: list[str]) -> Iterator[tuple[Node, list[str]]]:
        yield node, above
        for child in node.children:
            yield from visit(child, [node.id, *above])

    for component in under.rules.components:
        yield from visit(component, [])


def _survivor(under: SetUnderTest, mutation: Mutation | SetMutation) -> Survivor:
    accepted = next((item for item in under.batch.accepted if _accepts(item, mutation)), None)
    message = Text(
        f"Mục {mutation.node}, {mutation.at}: {mutation.was} → {mutation.now}, không ca mẫu nào nhận ra.",
        f"Node {mutation.node}, {mutation.at}: {mutation.was} → {mutation.now}, no case notices.",
    )
    reason = accepted.reason if accepted else ""
    return Survivor(mutation.node, mutation.at, mutation.change, message, mutation.place, reason)


def _accepts(item: AcceptedMutant, mutation: Mutation | SetMutation | Survivor) -> bool:
    return (item.node, item.at) == (mutation.node, mutation.at) and item.change in ("", mutation.change)


def _stale(under: SetUnderTest, survivors: Sequence[Survivor]) -> Iterator[StaleAcceptance]:
    for item in under.batch.accepted:
        if not any(_accepts(item, survivor) for survivor in survivors):
            yield StaleAcceptance(
                item,
                Text(
                    f"Mục {item.node}, {item.at}: không còn thay đổi nào lọt qua ở đây; bỏ dòng này.",
                    f"Node {item.node}, {item.at}: no change survives here any more; remove this line.",
                ),
            )
