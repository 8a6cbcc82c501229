"""What is to be printed of a set: the statements that some results need, in stages, and the columns that they read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine.columns.arrow.column_names import EXCLUDED, MARK
from engine.columns.flat.flat_program import EXCLUDED as OUT
from engine.columns.flat.flat_program import GIVEN, UNKNOWN, FlatProgram, FlatStep, Overridden, Statement
from engine.columns.flat.flat_program import MARK as MARKED
from engine.columns.flat.flattening import flatten
from engine.columns.printers.lowering import Lowering, Stage
from engine.columns.printers.proof import Proof
from engine.columns.printers.refusals import one_name, refused, with_the_field
from engine.domain.facts import Fact
from engine.domain.finding import Finding
from engine.errors import UnknownNode
from engine.program import expressions as e
from engine.program.compiled import CompiledSet
from engine.program.intervals import Interval
from engine.program.program import LeafStep, NodeStep, Program, Step
from engine.program.reading import facts_of

UNIT = "unit.id"
TOTALS, ALL = "totals", "all"


@dataclass(frozen=True, slots=True)
class MarkColumn:
    """A column of people's marks on a leaf: integers of 10^`places` from `low` to `high`, in steps (0: any)."""

    name: str
    at: int
    low: int
    high: int
    unit: int


@dataclass(frozen=True, slots=True)
class OutColumn:
    """What leaves a step out: the column of its own, and those of what it belongs to."""

    at: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldNode:
    """A node whose results are printed besides the total."""

    step: Step
    results: FlatStep


@dataclass(frozen=True, slots=True)
class PrintedSet:
    """All that a dialect needs. `facts` are read, in the order of the set; lists among them.

    Where a step has `outs`, columns of `excluded` say whether it applies.
    """

    compiled: CompiledSet
    flat: FlatProgram
    proof: Proof
    stages: tuple[Stage, ...]
    facts: tuple[Fact, ...]
    marks: tuple[MarkColumn, ...]
    excluded: tuple[str, ...]
    outs: tuple[OutColumn, ...]
    nodes: tuple[ToldNode, ...]

    @property
    def program(self) -> Program:
        """The program that is printed."""
        return self.flat.program

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the table must have, in the order in which they are told."""
        return UNIT, *(fact.id for fact in self.facts), *(mark.name for mark in self.marks), *self.excluded

    def interval(self, statement: str) -> Interval:
        """The range of a statement or column."""
        declared = self.flat.declared[statement]
        return declared.low, declared.high


def printed_set(compiled: CompiledSet, nodes: str | Sequence[str] = TOTALS, *, marks: bool = False) -> PrintedSet:
    """A set made ready. `nodes`: totals only, all, or these ids; `marks`: also marks on every leaf, and exclusions.

    Raises UnknownNode, and InvalidDocument with findings where one row of a table cannot tell all that is needed.
    """
    program = compiled.program
    if program is None:
        raise refused(compiled.findings)
    flat = flatten(program, _overridden(program, marks=marks))
    told = [ToldNode(program.steps[at], flat.steps[at]) for at in _chosen(program, nodes)]
    results = [flat.total, flat.maximum, flat.open, *(each for node in told for each in _results(node))]
    lowering = Lowering(flat)
    stages = lowering.stages(flat.needed(results))
    read = {name for statement in _all(stages) for name in facts_of(statement.expr)}
    read |= {name for result in results for name in facts_of(result)}
    facts = tuple(fact for fact in program.facts if fact.id in read or UNKNOWN + fact.id in read)
    marked = tuple(_mark(flat, at) for at in sorted(flat.overridden.marks) if _asked(read, MARKED, GIVEN, at=at))
    outs = tuple(out for out in _outs(program, flat) if _asked(read, OUT, at=out.at))
    names = {name for out in outs for name in out.names}
    excluded = tuple(EXCLUDED + step.id for step in program.steps if EXCLUDED + step.id in names)
    flat = replace(flat, declared=lowering.declared)
    printed = PrintedSet(compiled, flat, lowering.proof, stages, facts, marked, excluded, outs, tuple(told))
    if findings := [*_findings(printed)]:
        raise refused(findings)
    return printed


def _results(node: ToldNode) -> tuple[e.Expr, ...]:
    results = node.results
    return results.points, results.maximum, results.status, results.rule


def _all(stages: Iterable[Stage]) -> Iterable[Statement]:
    return (statement for stage in stages for statement in stage)


def _asked(read: set[str], *prefixes: str, at: int) -> bool:
    return any(f"{prefix}{at}" in read for prefix in prefixes)


def _chosen(program: Program, nodes: str | Sequence[str]) -> list[int]:
    """The steps that are told; raises UnknownNode."""
    if nodes == TOTALS:
        return []
    if nodes == ALL:
        return list(range(len(program.steps)))
    positions = {step.id: at for at, step in enumerate(program.steps)}
    for name in nodes:
        if name not in positions:
            raise UnknownNode("mục", "node", name, list(positions))
    return [positions[name] for name in dict.fromkeys(nodes)]


def _overridden(program: Program, *, marks: bool) -> Overridden:
    """The columns that the table may have besides facts. What only a person's mark scores always has one."""
    leaves = [(at, leaf) for at, leaf in program.leaves() if leaf.excluded_by is None]
    marked = frozenset(at for at, leaf in leaves if marks or leaf.points is None)
    excluded = frozenset(range(len(program.steps))) if marks else frozenset[int]()
    return Overridden(marked, excluded, frozenset(fact.id for fact in program.facts))


def _mark(flat: FlatProgram, at: int) -> MarkColumn:
    step = flat.program.steps[at]
    assert isinstance(step, LeafStep), "only leaves are marked"
    declared = flat.declared[f"{MARKED}{at}"]
    return MarkColumn(MARK + step.id, at, declared.low, declared.high, step.marks[2] if step.marks else 0)


def _outs(program: Program, flat: FlatProgram) -> Iterable[OutColumn]:
    """What leaves each step out: itself, or what stands above it."""
    above = {
        child: at for at, step in enumerate(program.steps) if isinstance(step, NodeStep) for child in step.children
    }
    for at in sorted(flat.overridden.excluded):
        upwards = [at]
        while upwards[-1] in above:
            upwards.append(above[upwards[-1]])
        names = [EXCLUDED + program.steps[here].id for here in upwards]
        yield OutColumn(at, tuple(names))


def _findings(printed: PrintedSet) -> Iterable[Finding]:
    read = {fact.id for fact in printed.facts}
    nodes = printed.compiled.nodes
    for _, leaf in printed.program.leaves():
        if leaf.compared is not None and read.intersection(name for _, name in leaf.compared.facts):
            yield with_the_field(leaf.id, nodes[leaf.id].place)
    spelled: dict[str, list[str]] = {}
    for name in (*printed.columns, *(f"points:{node.step.id}" for node in printed.nodes)):
        spelled.setdefault(name.casefold(), []).append(name)
    for names in spelled.values():
        if len(names) > 1:
            yield one_name(names, printed.compiled.criteria_set.place)
