"""`python -m tests.columns.agreement [PAIRS] [SEED]`: generated sets and submissions, with ties, in every back end.

The naive evaluator of exact ratios says what one unit at a time has to say; every other back end is held against that,
integer by integer: points, maxima, statuses, rules, totals.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from time import perf_counter

import numpy as np

from engine.columns.column_results import Wanted, all_steps
from engine.columns.fast.machine import FastMachine
from engine.columns.flat.flat_program import EXCLUDED, GIVEN, MARK, UNKNOWN, FlatProgram, Overridden
from engine.columns.flat.flattening import flatten
from engine.columns.many_units import ManyUnits
from engine.columns.numpy_machine.expressions import NotProvable
from engine.columns.numpy_machine.machine import NumpyMachine
from engine.columns.prepared_columns import MachineName
from engine.columns.printers.printed_set import ALL, printed_set
from engine.domain.criteria_set import CriteriaSet
from engine.domain.submission import Submission
from engine.errors import InvalidDocument, NotComplete
from engine.evaluation.intake import Intake
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.outcome import Outcome
from engine.methods.compiler import compile_set
from engine.program import expressions as e
from engine.program.intervals import Evaluation
from tests.columns.test_flattening import figures
from tests.columns.test_flattening import told as figures_of
from tests.support import engine_comparison
from tests.support.column_rows import expected_of, row, told
from tests.support.fact_columns_of import fact_columns_of
from tests.support.generated_facts import happens
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import completion, random_submission
from tests.support.naive_evaluator import naive_score
from tests.support.open_comparison import disagreements, everything
from tests.support.printed_tables import ANSWERS, expected, table
from tests.support.tied_submissions import Ties, with_ties

PAIRS, UNITS_AT_ONCE = 100_000, 200
SAME, WRONG, OPEN, REFUSED = "same", "wrong", "left open", "not taken"
"""What became of a pair: equal; not equal; told as open, without points; of a set that the back end does not take."""


@dataclass
class Tally:
    """What every back end said; `told` are the first disagreements."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    ties: Ties = field(default_factory=Ties)
    told: list[str] = field(default_factory=list)

    def add(self, name: str, verdict: str, about: str = "", many: int = 1) -> None:
        """Count one pair, or many of them."""
        self.counts.setdefault(name, Counter())[verdict] += many
        if verdict == WRONG and len(self.told) < 20:
            self.told.append(f"{name}: {about}")

    @property
    def wrong(self) -> int:
        """Disagreements in all back ends."""
        return sum(count[WRONG] for count in self.counts.values())

    def lines(self) -> Iterator[str]:
        """The counts as a table."""
        yield f"{'back end':22} {SAME:>9} {WRONG:>7} {OPEN:>10} {REFUSED:>10}"
        for name, count in self.counts.items():
            yield f"{name:22} {count[SAME]:9} {count[WRONG]:7} {count[OPEN]:10} {count[REFUSED]:10}"
        yield f"values put onto edges: {self.ties.edges}; onto halves of the last digit: {self.ties.halves}"
        yield from self.told


@dataclass(frozen=True)
class Batch:
    """Submissions of one set, profile and year; `outcomes` are what one unit at a time says while nothing is closed."""

    one: OneUnit
    submissions: Sequence[Submission]
    intakes: Sequence[Intake]
    outcomes: Sequence[Outcome]

    @property
    def overridden(self) -> Overridden:
        """What any of the units has besides facts."""
        return Overridden(
            frozenset(at for each in self.intakes for at in each.overrides.marks),
            frozenset(at for each in self.intakes for at in each.overrides.excluded),
            frozenset(
                fact.id for fact in self.one.program.facts if any(fact.id not in each.facts for each in self.intakes)
            ),
        )


def one_unit_against_ratios(rng: Random, batch: Batch, tally: Tally) -> None:
    """One unit at a time, held against the naive evaluator; where a set refuses to close, nobody says anything."""
    rules = batch.one.compiled.criteria_set
    for submission in batch.submissions:
        naive = naive_score(rules, submission)
        try:
            found = [*engine_comparison.disagreements(rules, batch.one.score(submission), naive)]
        except NotComplete:
            is_open = any(node.status.is_open for node in naive.nodes.values())
            found = [] if is_open and rules.missing_at_close == "refuse" else ["refused to close"]
        tally.add("one unit", WRONG if found else SAME, str(found))


def flat_form(rng: Random, batch: Batch, tally: Tally) -> None:
    """The flat statements, evaluated as they are written."""
    flat = flatten(batch.one.program, batch.overridden)
    for intake, outcome in zip(batch.intakes, batch.outcomes, strict=True):
        value = values_of(flat, intake)
        if value(flat.open):
            tally.add("flat form", OPEN)
        else:
            tally.add("flat form", SAME if figures(flat, value) == figures_of(outcome) else WRONG, str(intake.facts))


def values_of(flat: FlatProgram, intake: Intake) -> Callable[[e.Expr], int]:
    """The statements run one after another for one unit of a batch; gives what looks values up."""
    facts: dict[str, object] = {name: () if fact.fields else fact.low for name, fact in flat.declared.items()}
    facts |= {name: int(name[2:] not in intake.facts) for name in flat.declared if name.startswith(UNKNOWN)}
    facts |= {f"{GIVEN}{at}": int(at in intake.overrides.marks) for at in flat.overridden.marks}
    facts |= {f"{EXCLUDED}{at}": int(at in intake.overrides.excluded) for at in flat.overridden.excluded}
    facts |= {f"{MARK}{at}": points for at, points in intake.overrides.marks.items()} | dict(intake.facts)
    evaluation = Evaluation(flat.declared, facts)

    def value(expr: e.Expr) -> int:
        found = evaluation.decided(expr)
        assert found is not None
        return found

    for statement in flat.statements:
        facts[statement.name] = value(statement.expr)
    return value


def machine(name: str, rng: Random, batch: Batch, tally: Tally) -> None:
    """A machine over columns: every figure of the rows that are not open."""
    flat = flatten(batch.one.program, batch.overridden)
    steps = [figure for s in flat.steps for figure in (s.points, s.maximum, s.status, s.rule)]
    outputs = [flat.open, flat.total, flat.maximum, flat.components, flat.bonus, flat.penalty, *steps]
    try:
        if name == "fast machine" and not FastMachine.supports(flat):
            raise NotProvable  # noqa: TRY301  # the other machine says so by itself
        made = FastMachine(flat, outputs) if name == "fast machine" else NumpyMachine(flat, outputs)
    except NotProvable:
        tally.add(name, REFUSED, many=len(batch.intakes))
        return
    into = [np.empty(len(batch.intakes), np.int64) for _ in outputs]
    made.run(fact_columns_of(batch.one.program, batch.intakes), into)
    rows = zip(*(array.tolist() for array in into), strict=True)
    for (is_open, *found), outcome in zip(rows, batch.outcomes, strict=True):
        if is_open:
            tally.add(name, OPEN)
            continue
        wanted = [number for group in figures_of(outcome) for number in group]  # type: ignore[attr-defined]
        tally.add(name, SAME if found == wanted else WRONG)


def open_blocks(rng: Random, batch: Batch, tally: Tally) -> None:
    """Intervals over columns: every row, both ends, as long as nothing is closed."""
    columns = everything(batch.one.program, batch.intakes, "")
    outcomes = [batch.one.open_outcome(each.facts, each.overrides) for each in batch.intakes]
    wrong = {said.partition(",")[0]: said for said in disagreements(columns, outcomes)}
    tally.add("open blocks", SAME, many=len(outcomes) - len(wrong))
    for said in wrong.values():
        tally.add("open blocks", WRONG, said)


def many_units(name: MachineName, rng: Random, batch: Batch, tally: Tally) -> None:
    """All rows, open or not, closed or not."""
    many = ManyUnits(batch.one, machine=name)
    wanted = Wanted(all_steps(len(batch.one.program.steps)), told=True)
    for closed in (False, True):
        here = [at for at, each in enumerate(batch.submissions) if each.closed is closed]
        if not here:
            continue
        intakes = [batch.intakes[at] for at in here]
        results = many.score(fact_columns_of(batch.one.program, intakes), wanted, closed=closed)
        for at, intake in enumerate(intakes):
            outcome = expected_of(batch.one, dict(intake.facts), intake.overrides, closed=closed)
            tally.add(f"many units, {name}", SAME if row(results, at) == told(outcome) else WRONG, str(intake.facts))


def printed(dialect: str, rng: Random, batch: Batch, tally: Tally) -> None:
    """The printed set over a table of these units."""
    ready = printed_set(batch.one.compiled, ALL, marks=True)
    try:
        answered = ANSWERS[dialect](ready, table(rng, ready, batch.submissions, batch.intakes))
    except InvalidDocument:
        tally.add(dialect, REFUSED, many=len(batch.intakes))
        return
    for line, outcome in zip(answered, batch.outcomes, strict=True):
        found = {name: value for name, value in line.items() if name not in ("unit.id", "open", "problem")}
        if line["open"] and set(found.values()) == {None}:
            tally.add(dialect, OPEN)
            continue
        is_same = line["problem"] is None and outcome.total[0] == outcome.total[1]
        tally.add(dialect, SAME if is_same and found == expected(ready, outcome) else WRONG, str(line))


BACK_ENDS: Sequence[Callable[[Random, Batch, Tally], None]] = (
    one_unit_against_ratios,
    flat_form,
    partial(machine, "numpy machine"),
    partial(machine, "fast machine"),
    open_blocks,
    partial(many_units, "numpy"),
    partial(many_units, "fast"),
    partial(printed, "duckdb"),
    partial(printed, "polars"),
)


def batch_of(rng: Random, rules: CriteriaSet, scope: tuple[str, int], units: int, ties: Ties) -> Batch:
    """Units of one set, profile and year, half of them moved onto edges."""
    one = OneUnit(compile_set(rules, *scope))
    submissions = []
    for at in range(units):
        # The profile is named, so that the unit is of the scope whatever its id is.
        submission = random_submission(rng, rules, *scope)
        submission = completion(rng, rules, submission) if happens(rng, 50) else submission
        submission = replace(submission, unit=replace(submission.unit, profile=scope[0]))
        submissions.append(with_ties(rng, one, submission, ties) if at % 2 else submission)
    intakes = [one.take_in(submission) for submission in submissions]
    outcomes = [
        one.outcome(each.facts, each.overrides) or one.open_outcome(each.facts, each.overrides) for each in intakes
    ]
    return Batch(one, submissions, intakes, outcomes)


def compare(pairs: int, units: int = UNITS_AT_ONCE, seed: str = "agreement", progress: bool = False) -> Tally:
    """Compare so many pairs in every back end."""
    tally, number, began = Tally(), 0, perf_counter()
    while number * units < pairs:
        rng = Random(f"{seed} {number}")
        rules = random_set(rng)
        batch = batch_of(rng, rules, rng.choice(random_years(rng, rules)), units, tally.ties)
        for back_end in BACK_ENDS:
            back_end(rng, batch, tally)
        number += 1
        if progress and number % 10 == 0:
            say(f"{number * units} pairs, {tally.wrong} wrong, {perf_counter() - began:.0f} s")
    return tally


def say(text: str) -> None:
    """A line on stdout, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """Compare as many pairs as asked for, print the counts; 1 where a back end is wrong."""
    pairs = int(arguments[0]) if arguments else PAIRS
    tally = compare(pairs, seed=arguments[1] if len(arguments) > 1 else "agreement", progress=True)
    say("\n".join(tally.lines()))
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
