"""Blocks with missing facts at their edges: between blocks, beyond 64 bits, without rows, of few steps."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pytest

from engine.columns.column_results import Wanted, all_steps
from engine.columns.fact_columns import FactColumns
from engine.columns.intervals import open_blocks
from engine.columns.intervals.columns import IntervalColumns
from engine.columns.intervals.open_blocks import OpenBlocks
from engine.domain.criteria_set import Provenance
from engine.domain.facts import Fact, FactType
from engine.domain.text import Text
from engine.evaluation.open_facts import OpenRun
from engine.evaluation.outcome import NO_OVERRIDES, Overrides
from engine.program import expressions as e
from engine.program.program import GateStep, LeafStep, NodeStep, Program, RootStep, Step
from tests.support.fact_columns_of import fact_columns_of
from tests.support.open_comparison import disagreements, everything
from tests.support.random_programs import Programs, RandomUnit, random_units

POLICIES = ("", "zero", "leave_out")


def money(name: str, high: int) -> Fact:
    """A fact from 0 up."""
    return Fact(name, Text(name, name), FactType.MONEY, 0, high)


def leaf(maximum: int, points: e.Expr | None, *, limited: bool = True) -> LeafStep:
    """A leaf between 0 and its maximum, or without limits."""
    low, high = (0, maximum) if limited else (None, None)
    return LeafStep("leaf", maximum, low, high, "part", "method", points, ())


def program_of(facts: Sequence[Fact], leaves: Sequence[LeafStep], maximum: int, combine: str = "sum") -> Program:
    """The total over leaves."""
    node = NodeStep("total", maximum, combine, tuple(range(len(leaves))), (1,) * len(leaves))
    steps: tuple[Step, ...] = tuple(leaves)
    return Program("hash", "edges", Provenance.EXAMPLE, "all", 2022, 0, tuple(facts), steps, RootStep(node))


def units_of(*facts: dict[str, object]) -> list[RandomUnit]:
    """Units of which nobody decided anything."""
    return [RandomUnit(known, NO_OVERRIDES) for known in facts]


def agree(program: Program, units: Sequence[RandomUnit], at_close: str = "") -> IntervalColumns:
    """The columns of the units, which are those of one unit at a time."""
    columns = everything(program, units, at_close)
    outcomes = [OpenRun(program, unit.facts, unit.overrides, at_close).outcome() for unit in units]
    assert disagreements(columns, outcomes) == []
    return columns


def test_ratios_of_great_sums_are_exact() -> None:
    """Above and below reach 10^15; with 10^9 points a leaf numbers of 10^24 stand on the way."""
    pieces = (e.Piece((1, 1), True, 0, 10**9, 1), e.Piece(None, True, 10**9, 0, 1))
    ratio = e.Piecewise(e.FactRef("done"), e.FactRef("planned"), pieces)
    program = program_of([money("done", 10**15), money("planned", 10**15)], [leaf(10**9, ratio)], 10**9)
    known: list[dict[str, object]] = [
        {"done": 999_999_999_999_999, "planned": 10**15},
        {"done": 333_333_333_333_333, "planned": 10**15 - 1},
        {"planned": 10**15},
        {"done": 5 * 10**14},
        {},
    ]
    columns = agree(program, units_of(*known))
    assert columns.total.low.tolist() == [10**9, 333_333_333, 0, 500_000_000, 0]
    assert columns.total.high.tolist() == [10**9, 333_333_333, 10**9, 10**9, 10**9]
    assert columns.total.low.dtype == np.int64


def test_means_over_maxima_without_common_factors_are_exact() -> None:
    """The least common multiple of the maxima is of 10^18."""
    maxima = (999_983, 1_000_003, 999_979)
    leaves = [leaf(maximum, e.FactRef(f"f{at}")) for at, maximum in enumerate(maxima)]
    facts = [money(f"f{at}", maximum) for at, maximum in enumerate(maxima)]
    program = program_of(facts, leaves, 3_000_000, "mean")
    columns = agree(program, units_of({"f0": 999_983, "f1": 1, "f2": 0}, {"f0": 1}, {"f1": 500_000, "f2": 999_979}))
    assert columns.total.low.tolist() == [1_000_001, 1, 1_499_999]
    assert columns.total.high.tolist() == [1_000_001, 2_000_001, 2_499_999]


def test_gates_of_nodes_compare_great_products_exactly() -> None:
    """10^30 is above 10^30 − 1, and 2^64 is not 0."""
    square = e.Times(e.FactRef("done"), e.FactRef("done"))
    conditions = (e.Compare(">", square, e.FactRef("limit")), e.Compare("==", square, e.ZERO))
    gates = tuple(GateStep(condition, points, points) for points, condition in enumerate(conditions, 1))
    inner = NodeStep("inner", 5, "sum", (0,), gates=gates)
    facts = [money("done", 10**15), money("limit", 10**30)]
    root = RootStep(NodeStep("total", 5, "sum", (1,)))
    program = Program(
        "hash", "gates", Provenance.EXAMPLE, "all", 2022, 0, tuple(facts), (leaf(5, e.Const(4)), inner), root
    )
    known: list[dict[str, object]] = [
        {"done": 10**15, "limit": 10**30},
        {"done": 10**15, "limit": 10**30 - 1},
        {"done": 2**32, "limit": 2**64},
        {"done": 2**32},
        {"limit": 0},
        {},
    ]
    columns = agree(program, units_of(*known))
    assert columns.total.low.tolist() == [4, 1, 4, 1, 1, 1]
    assert columns.total.high.tolist() == [4, 1, 4, 4, 4, 4]


def test_marks_that_no_proof_foresaw_are_exact() -> None:
    """Leaves without limits take any mark; three of them pass 64 bits together."""
    program = program_of([], [leaf(5, None, limited=False)] * 3, 15)
    great = 2**62 + 1
    marked = [dict.fromkeys(range(3), great), {0: 3, 1: 4}, {}, dict.fromkeys(range(3), -great)]
    units = [RandomUnit({}, Overrides(marks, frozenset())) for marks in marked]
    columns = agree(program, units)
    assert columns.total.low.tolist() == [3 * great, 7, 0, -3 * great]
    assert columns.total.high.tolist() == [3 * great, 12, 15, -3 * great]
    assert columns.maximum.low.dtype == np.int64


@pytest.mark.parametrize("seed", range(40))
def test_blocks_of_few_rows_are_as_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_blocks, "ROWS", 4)
    rng = Random(f"blocks {seed}")
    program = Programs(rng).program()
    for at_close in POLICIES:
        agree(program, random_units(rng, program, 11), at_close)


@pytest.mark.parametrize("seed", range(40))
def test_rows_out_of_a_larger_batch_are_those_rows(seed: int) -> None:
    rng = Random(f"parts {seed}")
    program = Programs(rng).program()
    units, wanted = random_units(rng, program, 12), Wanted(all_steps(len(program.steps)), told=True)
    facts, chosen = fact_columns_of(program, units), np.array([8, 3, 9], np.int64)
    outcomes = [OpenRun(program, unit.facts, unit.overrides, "").outcome() for unit in units]
    blocks = OpenBlocks(program)
    assert disagreements(blocks.run(facts.part(5, 10), wanted, ""), outcomes[5:10]) == []
    assert disagreements(blocks.run(facts.at(chosen), wanted, ""), [outcomes[row] for row in chosen]) == []


def test_no_rows_give_no_results() -> None:
    program = Programs(Random(5)).program()
    columns = OpenBlocks(program).run(FactColumns(0, {}), Wanted(all_steps(len(program.steps)), told=True), "")
    assert columns.total.low.shape == columns.complete.shape == (0,)
    assert columns.points.low.shape == (len(program.steps), 0)


def test_only_what_is_wanted_is_told() -> None:
    rng = Random("wanted")
    program = Programs(rng).program()
    facts = fact_columns_of(program, random_units(rng, program, 9))
    every = OpenBlocks(program).run(facts, Wanted(all_steps(len(program.steps)), told=True), "")
    last = len(program.steps) - 1
    some = OpenBlocks(program).run(facts, Wanted((last, 0)), "")
    assert some.steps == (last, 0)
    assert some.points.low.tolist() == every.points.low[[last, 0]].tolist()
    assert some.points.high.tolist() == every.points.high[[last, 0]].tolist()
    assert some.total.low.tolist() == every.total.low.tolist()
    assert some.complete.tolist() == every.complete.tolist()
    assert (some.maxima, some.statuses, some.rules) == (None, None, None)


def test_threads_may_share_the_blocks_of_a_program() -> None:
    rng = Random("threads")
    program = Programs(rng).program()
    facts = fact_columns_of(program, random_units(rng, program, 60))
    wanted, blocks = Wanted(all_steps(len(program.steps)), told=True), OpenBlocks(program)
    alone = OpenBlocks(program).run(facts, wanted, "")
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda _: blocks.run(facts, wanted, ""), range(16)))
    for columns in together:
        assert np.array_equal(columns.points.low, alone.points.low)
        assert np.array_equal(columns.points.high, alone.points.high)
        assert np.array_equal(columns.rules, alone.rules)
