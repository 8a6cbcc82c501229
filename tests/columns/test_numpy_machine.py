"""The NumPy machine gives every statement of a flat program its value, whatever shapes stand inside which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from engine.columns.batch_facts import guarded, overridden_of
from engine.columns.fact_columns import FactColumns, NumberColumn, width_of_fact
from engine.columns.flat.flat_program import FlatProgram, Overridden, Statement, stated
from engine.columns.flat.flattening import flatten
from engine.columns.flat.widths import Widths
from engine.columns.numpy_machine import machine as numpy_machine
from engine.columns.numpy_machine.expressions import NotProvable
from engine.columns.numpy_machine.machine import NumpyMachine
from engine.domain.facts import Fact, FactType
from engine.evaluation.open_facts import OpenRun
from engine.evaluation.outcome import Overrides
from engine.program import expressions as e
from engine.program.intervals import Evaluation, Reach
from engine.program.program import LeafStep, NodeStep, RootStep
from engine.program.reading import facts_of
from tests.support.fact_columns_of import fact_columns_of
from tests.support.random_expressions import fact
from tests.support.random_programs import Programs, RandomUnit, random_units

PROGRAMS_IN_A_BATCH, UNITS = 20, 16


@pytest.mark.parametrize("batch", range(8))
def test_statements_of_random_programs_have_their_values(batch: int) -> None:
    compared = 0
    for number in range(PROGRAMS_IN_A_BATCH):
        rng = Random(f"numpy {batch} {number}")
        program = Programs(rng).program()
        units = random_units(rng, program, UNITS)
        facts = fact_columns_of(program, units)
        flat = flatten(program, overridden_of(program, facts))
        widths = Widths(flat)
        proved = [each for each in flat.statements if all(map(widths.proves, below(flat, each)))]
        within = guarded(facts, flat, {})
        columns = run(flat, [each.name for each in proved], within.facts)
        for row, unit in enumerate(units):
            if within.beyond is not None and within.beyond[row]:
                continue  # a mark that is wider than any proof
            known = values(flat, unit)
            for statement in proved:
                if statement.name in known:
                    compared += 1
                    assert columns[statement.name][row] == known[statement.name], (number, row, statement)
    assert compared > PROGRAMS_IN_A_BATCH * UNITS


def below(flat: FlatProgram, statement: Statement) -> Iterator[e.Expr]:
    """The expressions that a statement is made of."""
    return (each.expr for each in flat.needed([e.FactRef(statement.name)]))


def run(flat: FlatProgram, names: Sequence[str], facts: FactColumns) -> Mapping[str, list[int]]:
    """The columns of statements."""
    into = {name: np.empty(facts.rows, np.int64) for name in dict.fromkeys(names)}
    NumpyMachine(flat, [e.FactRef(name) for name in into]).run(facts, list(into.values()))
    return {name: array.tolist() for name, array in into.items()}


def values(flat: FlatProgram, unit: RandomUnit) -> Mapping[str, int]:
    """The values of the statements one after another, as far as nothing unknown stands in them."""
    marks, excluded = unit.overrides.marks, unit.overrides.excluded
    facts: dict[str, object] = dict(unit.facts)
    facts |= {name: int(name[2:] not in unit.facts) for name in flat.declared if name.startswith("#?")}
    facts |= {f"#g{at}": int(at in marks) for at in flat.overridden.marks}
    facts |= {f"#k{at}": points for at, points in marks.items()}
    facts |= {f"#x{at}": int(at in excluded) for at in flat.overridden.excluded}
    evaluation, found = Evaluation(flat.declared, facts), dict[str, int]()
    for statement in flat.statements:
        if all(name in facts for name in facts_of(statement.expr)):
            value = evaluation.decided(statement.expr)
            if value is not None:
                facts[statement.name] = found[statement.name] = value
    return found


def lone(expr: e.Expr, declared: Mapping[str, Fact]) -> FlatProgram:
    """A flat program of one statement `#e`."""
    low, high = Reach(declared).value(expr)
    program = Programs(Random(0)).program()
    made = {**declared, "#e": stated("#e", (low, high))}
    return replace(
        flatten(program), overridden=Overridden(), statements=(Statement("#e", expr, low, high),), declared=made
    )


def edges_of(declared: Fact, rng: Random, rows: int) -> NumberColumn:
    """Both ends, the numbers around nothing, and any others."""
    near = [declared.low, declared.low + 1, declared.high, declared.high - 1, 0, 1, -1]
    inside = [number for number in near if declared.low <= number <= declared.high]
    drawn = [rng.choice([rng.choice(inside), rng.randint(declared.low, declared.high)]) for _ in range(rows)]
    return NumberColumn(np.array(drawn, width_of_fact(declared)))


A, B = e.FactRef("a"), e.FactRef("b")
ONE_ROW = e.Piece(None, True, 7, -3, 2)
QUOTIENTS = {
    "half up": e.HalfUp(A, B),
    "half up of a multiple": e.HalfUp(e.Times(A, e.Const(3)), B),
    "half up by an even number": e.HalfUp(A, e.Const(10)),
    "half up by an odd number": e.HalfUp(A, e.Const(7)),
    "one row": e.Piecewise(A, B, (ONE_ROW,)),
    "rows": e.Piecewise(A, B, (e.Piece((3, 4), True, 0, 9, 2), e.Piece((1, 3), False, 5, 1, 3), ONE_ROW)),
    "equal edges": e.Piecewise(
        A, B, (e.Piece((1, 2), False, 0, 4, 1), e.Piece((1, 2), True, 0, 2, 1), e.Piece(None, True, 0, 1, 1))
    ),
    "an edge that is never reached": e.Piecewise(
        A, B, (e.Piece((1, 2), True, 0, 4, 1), e.Piece((1, 2), False, 0, 2, 1), e.Piece(None, True, 0, 1, 1))
    ),
    "many fixed rows": e.Piecewise(
        A, B, tuple(e.Piece((at, 5), at % 2 == 0, 0, at * at, 1) for at in range(6, -3, -1))
    ),
}
RANGES = [
    ((-40, 40), (-3, 12)),
    ((0, 2**15), (0, 2**15)),
    ((-(2**28), 2**28), (1, 2**28)),
    ((-(2**31), 2**31), (0, 2**20)),
    ((-(2**50), 2**50), (0, 2**49)),
    ((-(2**58), 2**58), (1, 2**57)),
]


@pytest.mark.parametrize("ranges", RANGES)
@pytest.mark.parametrize("name", QUOTIENTS)
def test_quotients_are_exact_in_every_arithmetic(name, ranges):
    rng = Random(f"{name} {ranges}")
    declared = {at: fact(at, FactType.INTEGER, *own) for at, own in zip("ab", ranges, strict=True)}
    flat = lone(QUOTIENTS[name], declared)
    facts = FactColumns(3_000, {at: edges_of(own, rng, 3_000) for at, own in declared.items()})
    ties = {at: column.values.copy() for at, column in facts.numbers.items()}
    ties["a"][::3] = np.clip(ties["b"][::3].astype(object) * rng.choice([1, 2, 3]) // 2, *ranges[0]).astype(
        ties["a"].dtype
    )
    facts = FactColumns(facts.rows, {at: NumberColumn(values) for at, values in ties.items()})
    found = run(flat, ["#e"], facts)["#e"]
    units = zip(ties["a"].tolist(), ties["b"].tolist(), strict=True)
    expected = [Evaluation(declared, {"a": a, "b": b}).decided(QUOTIENTS[name]) for a, b in units]
    assert found == expected


def test_what_64_bits_may_not_hold_is_refused():
    declared = {name: fact(name, FactType.INTEGER, 0, 2**40) for name in "ab"}
    with pytest.raises(NotProvable):
        NumpyMachine(lone(e.Times(A, B), declared), [e.FactRef("#e")])


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 16, 23])
def test_the_last_block_may_be_of_any_size(rows, monkeypatch):
    monkeypatch.setattr(numpy_machine, "BLOCK", 8)
    declared = {name: fact(name, FactType.INTEGER, -9, 9) for name in "ab"}
    flat, rng = lone(QUOTIENTS["rows"], declared), Random(rows)
    machine = NumpyMachine(flat, [e.FactRef("#e"), e.FactRef("a"), e.FactRef("#e"), e.Const(5)])
    for _ in range(3):
        facts = FactColumns(rows, {at: edges_of(own, rng, rows) for at, own in declared.items()})
        into = [np.empty(rows, width) for width in (np.int32, np.int64, np.int16, np.int8)]
        machine.run(facts, into)
        units = zip(facts.numbers["a"].values.tolist(), facts.numbers["b"].values.tolist(), strict=True)
        expected = [Evaluation(declared, {"a": a, "b": b}).decided(QUOTIENTS["rows"]) for a, b in units]
        assert into[0].tolist() == into[2].tolist() == expected
        assert into[1].tolist() == facts.numbers["a"].values.tolist()
        assert into[3].tolist() == [5] * rows


def test_a_node_of_nothing_counts_with_its_own_maximum():
    """Its only leaf can win nothing; where that leaf leaves, the node has all of its own points."""
    loses = LeafStep("1.1", 0, -1, 0, "", "", e.Const(0), ())
    node = NodeStep("1", 3, "sum", (0,), (1,), when_empty="full")
    other = LeafStep("2", 2, 0, 2, "", "", e.Const(0), ())
    root = RootStep(NodeStep("", 10, "mean", (1, 2), (1, 1)))
    program = replace(Programs(Random(0)).program(), facts=(), steps=(loses, node, other), root=root)
    excluded = Overrides({}, frozenset({0}))
    flat = flatten(program, Overridden(excluded=frozenset({0})))
    outcome = OpenRun(program, {}, excluded, "").outcome()
    assert outcome.components == (5, 5)
    assert isinstance(flat.components, e.FactRef)
    assert values(flat, RandomUnit({}, excluded))[flat.components.id] == 5
    facts = FactColumns(1, {}, excluded={0: np.array([True])})
    assert run(flat, [flat.components.id], facts)[flat.components.id] == [5]
