"""Rows of columns hold what the one-body way takes in, whichever way the columns were made."""

from random import Random

import pyarrow as pa
import pytest

from engine.columns.arrow.cell_findings import CellFindings
from engine.columns.arrow.column_mapping import ColumnRules, map_columns
from engine.columns.arrow.column_names import ColumnNames
from engine.columns.arrow.intake import FactIntake
from engine.columns.arrow.overridden_rows import OverriddenRows
from engine.columns.arrow.reading.texts import TextRules
from engine.columns.arrow.submission_batches import batch_of
from engine.columns.arrow.submission_columns import columns_of
from engine.columns.fact_columns import FactColumns
from engine.columns.row_of import row_of
from engine.domain.submission import Submission
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission

SEEDS = range(40)
SUBMISSIONS = 12


def generated(seed: int) -> tuple[OneUnit, list[Submission]]:
    """A set, and submissions of one of its profiles."""
    rng = Random(seed)
    rules = random_set(rng)
    profile, year = rng.choice(random_years(rng, rules))
    one = OneUnit(compile_set(rules, profile, year))
    return one, [random_submission(rng, rules, profile, year) for _ in range(SUBMISSIONS)]


def taken_in(one: OneUnit, batch: pa.RecordBatch) -> FactColumns:
    """The columns of a batch in which nothing is wrong."""
    rules = one.compiled.criteria_set
    mapping = map_columns(batch.schema.names, ColumnNames(rules), ColumnRules())
    assert mapping.findings == ()
    findings = CellFindings("batch", batch.num_rows)
    intake = FactIntake(batch, mapping, TextRules(), findings)
    facts, overridden = intake.facts(rules.facts), OverriddenRows(intake, rules)
    rows = findings.good()
    marks = overridden.marks_of(one.compiled, one.program, rows)
    excluded = overridden.excluded_of(one.compiled, one.program, rows)
    assert (findings.kept, findings.count, intake.headings) == ((), 0, [])
    return FactColumns(facts.rows, facts.numbers, facts.lists, marks, excluded)


def same_rows(one: OneUnit, submissions: list[Submission], columns: FactColumns) -> None:
    """Each row is what its submission gives on its own."""
    assert columns.rows == len(submissions)
    for at, submission in enumerate(submissions):
        intake = one.take_in(submission)
        facts, overrides = row_of(columns, at)
        assert facts == dict(intake.facts)
        assert dict(overrides.marks) == dict(intake.overrides.marks)
        assert overrides.excluded == intake.overrides.excluded


@pytest.mark.parametrize("seed", SEEDS)
def test_submissions_laid_side_by_side(seed: int) -> None:
    one, submissions = generated(seed)
    same_rows(one, submissions, columns_of(one, submissions))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_batch_of_submissions_in_natural_types(seed: int) -> None:
    one, submissions = generated(seed)
    same_rows(one, submissions, taken_in(one, batch_of(one.compiled.criteria_set, submissions)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_slice_of_a_batch_reads_its_own_rows(seed: int) -> None:
    one, submissions = generated(seed)
    batch = batch_of(one.compiled.criteria_set, submissions)
    for start, stop in ((3, 9), (0, 1), (11, 12)):
        same_rows(one, submissions[start:stop], taken_in(one, batch.slice(start, stop - start)))
