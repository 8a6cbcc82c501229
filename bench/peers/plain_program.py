"""A program as stages of plain integer statements under names that every engine takes, and units to match.

What is counted in lists is counted beforehand: no other engine has lists of records.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from engine.columns.flat.flat_program import FlatProgram, Statement
from engine.columns.flat.flattening import flatten
from engine.columns.flat.unknowns import rebuilt
from engine.columns.printers.lowering import Lowering
from engine.program import expressions as e
from engine.program.intervals import Evaluation
from engine.program.program import LeafStep, Program
from engine.program.reading import Sizes, facts_of, parts

LONG = 12
"""Parts beyond which an expression that is used more than once stays a statement."""


class PlainProgram:
    """`stages` of statements over `inputs`; `outputs` gives the statement of every step's points and of the total."""

    def __init__(self, program: Program) -> None:
        self.flat: FlatProgram = flatten(program)
        results = [self.flat.total, *(step.points for step in self.flat.steps)]
        needed = self.flat.needed(results)
        self.counts = {one.name: one.expr for one in needed if isinstance(one.expr, e.FoldList)}
        lowered = Lowering(self.flat).stages(one for one in needed if one.name not in self.counts)
        kept = {name for result in results for name in facts_of(result)}
        self.stages = staged([_named(one) for one in written_in([one for stage in lowered for one in stage], kept)])
        made = {statement.name for stage in self.stages for statement in stage}
        read = {name: None for stage in self.stages for statement in stage for name in facts_of(statement.expr)}
        self.inputs = [name for name in read if name not in made]
        self.outputs = {"total": _reference(self.flat.total)} | {
            f"p{at}": _reference(step.points) for at, step in enumerate(self.flat.steps)
        }
        self._given = {plain(name): name for name in [*(fact.id for fact in program.facts), *self.counts]}

    def unit(self, facts: Mapping[str, object]) -> dict[str, int]:
        """The inputs of one unit by their plain names."""
        evaluation = Evaluation(self.flat.declared, facts)
        counted = {name: evaluation.decided(fold) for name, fold in self.counts.items()}
        found = {**facts, **counted}
        return {name: int(str(found[self._given[name]])) for name in self.inputs}

    def results(self, values: Mapping[str, int]) -> dict[str, int]:
        """Points of all steps and the total, of the values of all statements."""
        return {name: ref.value if isinstance(ref, e.Const) else values[ref.id] for name, ref in self.outputs.items()}

    def leaves(self) -> list[str]:
        """The outputs that are leaves."""
        steps = self.flat.program.steps
        return [f"p{at}" for at, step in enumerate(steps) if isinstance(step, LeafStep)]


def plain(name: str) -> str:
    """A name of letters, digits and underscores."""
    kept = "".join(letter if letter.isalnum() else "_" for letter in name)
    return kept if kept[0].isalpha() else f"s{kept}"


def _named(statement: Statement) -> Statement:
    return Statement(plain(statement.name), renamed(statement.expr), statement.low, statement.high)


def _reference(result: e.Expr) -> e.Const | e.FactRef:
    changed = renamed(result)
    assert isinstance(changed, (e.Const, e.FactRef)), "results are statements or numbers"
    return changed


def renamed(expr: e.Expr) -> e.Expr:
    """An expression over plain names."""
    return e.FactRef(plain(expr.id)) if isinstance(expr, e.FactRef) else rebuilt(expr, renamed)


def written_in(statements: Sequence[Statement], results: Collection[str]) -> list[Statement]:
    """The statements with those that are no results written into the others, unless they are long and used often."""
    uses = Counter(part.id for one in statements for part in references(one.expr))
    written: dict[str, e.Expr] = {}
    kept = []
    for one in statements:
        whole = _with(one.expr, written)
        if one.name in results or (uses[one.name] > 1 and Sizes().of(whole) > LONG):
            kept.append(Statement(one.name, whole, one.low, one.high))
        else:
            written[one.name] = whole
    return kept


def references(expr: object) -> Iterator[e.FactRef]:
    """Every reference in an expression, as often as it stands there."""
    if isinstance(expr, e.FactRef):
        yield expr
    for part in parts(expr):
        yield from references(part)


def _with(expr: e.Expr, written: Mapping[str, e.Expr]) -> e.Expr:
    if isinstance(expr, e.FactRef):
        return written.get(expr.id, expr)
    return rebuilt(expr, lambda part: _with(part, written))


def staged(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], ...]:
    """The statements in as few stages as may be: those of one stage need only earlier ones."""
    level: dict[str, int] = {}
    for one in statements:
        level[one.name] = 1 + max((level.get(name, 0) for name in facts_of(one.expr)), default=0)
    stages: list[list[Statement]] = [[] for _ in range(max(level.values(), default=0))]
    for one in statements:
        stages[level[one.name] - 1].append(one)
    return tuple(map(tuple, stages))
