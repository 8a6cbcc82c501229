"""A program → its flat form: leaves first, each with its branches as choices; then nodes and the total."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from engine.columns.flat.flat_nodes import ZERO, FlatNodes
from engine.columns.flat.flat_program import EXCLUDED, GIVEN, MARK, FlatProgram, FlatStep, Overridden, Statement, stated
from engine.columns.flat.folding import both, chosen, compared, either, greatest, least, negated, on_grids
from engine.columns.flat.unknowns import decided_fold, rebuilt, unknown_of
from engine.domain.facts import Fact
from engine.evaluation.outcome import MARKED, NO_RULE, NOT_APPLICABLE, NOT_ARISEN, SCORED
from engine.program import expressions as e
from engine.program.arithmetic import plus, times
from engine.program.intervals import Interval, Reach
from engine.program.program import LeafStep, Program


def flatten(
    program: Program, overridden: Overridden | None = None, ranges: Mapping[str, Interval] | None = None
) -> FlatProgram:
    """The flat form of a program for batches that have these overrides.

    `ranges` narrows the declared ranges of some facts: for columns of which no value lies outside.
    """
    return _Flattening(program, overridden or Overridden(), ranges or {}).flat()


@dataclass(frozen=True, slots=True)
class _Branch:
    """What a leaf has on one of its ways."""

    points: e.Expr
    maximum: e.Expr
    applies: e.Expr
    status: e.Expr
    rule: e.Expr
    open: e.Expr = e.ZERO


_GONE = (e.ZERO, e.ZERO, e.ZERO, e.Const(NOT_APPLICABLE))


class _Flattening:
    def __init__(self, program: Program, overridden: Overridden, ranges: Mapping[str, Interval]) -> None:
        self.program, self.overridden = program, overridden
        self.declared = {fact.id: _narrowed(fact, ranges.get(fact.id)) for fact in program.facts}
        self.reach = Reach(self.declared)
        self.statements: list[Statement] = []
        self.shared: dict[e.Expr, e.Expr] = {}
        self.open: list[e.Expr] = []
        self._declare_columns()
        self.nodes = FlatNodes(self)

    def _declare_columns(self) -> None:
        for at in self.overridden.marks:
            self.declared[f"{MARK}{at}"] = stated(f"{MARK}{at}", self._mark_range(at))
            self.declared[f"{GIVEN}{at}"] = stated(f"{GIVEN}{at}", (0, 1))
        for at in self.overridden.excluded:
            self.declared[f"{EXCLUDED}{at}"] = stated(f"{EXCLUDED}{at}", (0, 1))
        for name in self.overridden.unknown:
            self.declared[f"#?{name}"] = stated(f"#?{name}", (0, 1))

    def _mark_range(self, at: int) -> Interval:
        """The marks that intake lets through; without limits any that fit 53 bits do."""
        step = self.program.steps[at]
        assert isinstance(step, LeafStep)
        low, high = step.marks[:2] if step.marks else (step.low, step.high)
        return -(2**53) if low is None else low, 2**53 if high is None else high

    def put(self, name: str, expr: e.Expr, within: Interval | None = None) -> e.Expr:
        """Keep an expression as a statement; gives what refers to it. `within`: bounds proved elsewhere."""
        if isinstance(expr, (e.Const, e.FactRef)):
            return expr
        low, high = self.reach.value(expr)
        if within is not None:
            low, high = max(low, within[0]), min(high, within[1])
        if low == high and not isinstance(expr, (e.Piecewise, e.Tally)):
            return e.Const(low)
        self.statements.append(Statement(name, expr, low, high))
        self.declared[name] = stated(name, (low, high))
        return e.FactRef(name)

    def range_of(self, expr: e.Expr) -> Interval:
        """The least and greatest value of an expression."""
        return self.reach.value(expr)

    def read(self, expr: e.Expr) -> tuple[e.Expr, e.Expr]:
        """An expression of the program without unknowns, its folds kept as statements; and where it is open."""
        opened: list[e.Expr] = []

        def change(part: e.Expr) -> e.Expr:
            match part:
                case e.Known(e.FactRef()):
                    return self._known(part)
                case e.FoldList():
                    asked = rebuilt(part, self._known)
                    assert isinstance(asked, e.FoldList)
                    fold, loose = decided_fold(asked, self.declared[part.list_id].fields)
                    if loose != e.ZERO:
                        opened.append(self._once("#o", loose))
                    return self._once("#f", fold)
            return rebuilt(part, change)

        unknown = unknown_of(expr, self.overridden.unknown)
        plain = change(expr)
        return plain, either(unknown, *opened)

    def _known(self, expr: e.Expr) -> e.Expr:
        """An expression in which no fact is asked for being known: what a batch has besides facts says it."""
        match expr:
            case e.Known(e.FactRef(name)):
                return negated(e.FactRef(f"#?{name}")) if name in self.overridden.unknown else e.ONE
        return rebuilt(expr, self._known)

    def _once(self, letter: str, expr: e.Expr) -> e.Expr:
        if expr not in self.shared:
            self.shared[expr] = self.put(f"{letter}{len(self.shared)}", expr)
        return self.shared[expr]

    def flat(self) -> FlatProgram:
        """All statements, and where the results are."""
        for index, step in enumerate(self.program.steps):
            if isinstance(step, LeafStep):
                self._leaf(index, step)
            else:
                self.nodes.node(index, step)
        total, maximum, components, bonus, penalty = self.nodes.root()
        opened = self.put("#open", either(*self.open))
        steps = tuple(FlatStep(each.points, each.maximum, each.status, each.rule) for each in self.nodes.results)
        return FlatProgram(
            self.program,
            self.overridden,
            tuple(self.statements),
            self.declared,
            steps,
            total,
            maximum,
            components,
            bonus,
            penalty,
            opened,
        )

    def _leaf(self, index: int, step: LeafStep) -> None:
        if step.excluded_by is not None:
            self.nodes.keep_leaf(*_GONE, e.Const(NO_RULE), whole=step.maximum)
            return
        way = self._method(index, step)
        for at, (condition, unknown, branch) in reversed(list(enumerate(self._branches(index, step)))):
            asked = self.put(f"#c{index}.{at}", condition)
            opened = either(unknown, both(asked, branch.open), both(negated(asked), way.open))
            merged = {
                item.name: chosen(asked, getattr(branch, item.name), getattr(way, item.name)) for item in fields(way)
            }
            way = _Branch(**{**merged, "open": opened})
        self.open.append(self.put(f"#u{index}", way.open))
        applies = self.put(f"#a{index}", way.applies)
        self.nodes.keep_leaf(
            self.put(f"#p{index}", way.points),
            self.put(f"#m{index}", way.maximum),
            applies,
            self.put(f"#s{index}", way.status),
            self.put(f"#r{index}", way.rule),
            whole=step.maximum,
        )

    def _branches(self, index: int, step: LeafStep) -> list[tuple[e.Expr, e.Expr, _Branch]]:
        """(condition, where it is open, what holds then), in the order in which they are asked."""
        full = e.Const(step.maximum)
        found: list[tuple[e.Expr, e.Expr, _Branch]] = []
        if index in self.overridden.excluded:
            found.append((e.FactRef(f"{EXCLUDED}{index}"), e.ZERO, _Branch(*_GONE, e.Const(NO_RULE))))
        if index in self.overridden.marks:
            marked = self.put(f"#y{index}", on_grids(step.grids, e.FactRef(f"{MARK}{index}")))
            branch = _Branch(marked, full, e.ONE, e.Const(MARKED), e.Const(NO_RULE))
            found.append((e.FactRef(f"{GIVEN}{index}"), e.ZERO, branch))
        if step.not_arisen is not None:
            found.append((*self.read(step.not_arisen), self._arisen(step)))
        for gate in step.gates:
            points = on_grids(step.grids, e.Const(gate.points))
            branch = _Branch(points, full, e.ONE, e.Const(SCORED), e.Const(gate.rule))
            found.append((*self.read(gate.condition), branch))
        if step.empty is not None:
            found.append((*self.read(step.empty), self._empty(step)))
        return found

    @staticmethod
    def _arisen(step: LeafStep) -> _Branch:
        rule = e.Const(step.not_arisen_rule)
        if step.not_arisen_then == "exclude":
            return _Branch(*_GONE, rule)
        points = on_grids(step.grids, e.Const(step.maximum)) if step.not_arisen_then == "full" else e.ZERO
        return _Branch(points, e.Const(step.maximum), e.ONE, e.Const(NOT_ARISEN), rule)

    @staticmethod
    def _empty(step: LeafStep) -> _Branch:
        rule = e.Const(step.empty_rule)
        if step.when_empty == "exclude":
            return _Branch(*_GONE, rule)
        points = on_grids(step.grids, e.Const(step.maximum)) if step.when_empty == "full" else e.ZERO
        opened = e.Const(int(step.when_empty not in ("full", "zero")))
        return _Branch(points, e.Const(step.maximum), e.ONE, e.Const(SCORED), rule, opened)

    def _method(self, index: int, step: LeafStep) -> _Branch:
        full, scored = e.Const(step.maximum), e.Const(SCORED)
        if step.points is None:
            return _Branch(e.ZERO, full, e.ONE, scored, e.Const(NO_RULE), e.ONE)
        shape, opened = self.read(step.points)
        rule = self._rule(index, step, shape)
        is_bare = not step.grids and self._fits(step, shape) and not self._has_branches(index, step)
        raw = self.put(f"#p{index}" if is_bare else f"#w{index}", shape)
        held = self.put(f"#v{index}", self._held(step, raw))
        return _Branch(on_grids(step.grids, held), full, e.ONE, scored, rule, opened)

    def _has_branches(self, index: int, step: LeafStep) -> bool:
        overridden = index in self.overridden.excluded or index in self.overridden.marks
        return overridden or step.not_arisen is not None or bool(step.gates) or step.empty is not None

    def _fits(self, step: LeafStep, points: e.Expr) -> bool:
        low, high = self.range_of(points)
        return (step.high is None or high <= step.high) and (step.low is None or low >= step.low)

    def _held(self, step: LeafStep, points: e.Expr) -> e.Expr:
        low, high = self.range_of(points)
        if step.high is not None and high > step.high:
            points = least(points, e.Const(step.high))
        if step.low is not None and low < step.low:
            points = greatest(points, e.Const(step.low))
        return points

    def _rule(self, index: int, step: LeafStep, shape: e.Expr) -> e.Expr:
        """The rule number of a shape, as an expression."""
        first = e.Const(step.first_rule)
        match shape:
            case e.Levels(chosen_level):
                return plus(chosen_level, first)
            case e.Piecewise(numerator, denominator, pieces):
                n, d = self.put(f"#n{index}", numerator), self.put(f"#d{index}", greatest(denominator, e.ONE))
                rule: e.Expr = e.Const(step.first_rule + len(pieces) - 1)
                for row, piece in reversed(list(enumerate(pieces[:-1]))):
                    rule = chosen(reached(piece, n, d), e.Const(step.first_rule + row), rule)
                return rule
            case e.Tally(start, terms, low, high):
                counted = self.put(f"#t{index}", e.Tally(start, terms, None, None))
                below = ZERO if low is None else compared("<", counted, e.Const(low))
                above = ZERO if high is None else compared(">", counted, e.Const(high))
                return chosen(above, plus(first, e.ONE), chosen(below, plus(first, e.Const(2)), first))
        return first


def reached(piece: e.Piece, numerator: e.Expr, denominator: e.Expr) -> e.Expr:
    """1 where numerator ÷ denominator is at least the lower edge of a row, or above it where the edge is outside."""
    assert piece.edge is not None, "only the lowest row has no edge"
    p, q = piece.edge
    left, right = times(numerator, e.Const(q)), times(denominator, e.Const(p))
    return compared(">=" if piece.closed else ">", left, right)


def _narrowed(fact: Fact, interval: Interval | None) -> Fact:
    if interval is None:
        return fact
    return replace(fact, low=max(fact.low, interval[0]), high=min(fact.high, interval[1]))
