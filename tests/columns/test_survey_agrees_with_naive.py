"""Surveys through columns give the counts and facts of a count answer by answer, whatever the kind of file."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.columns.survey.counts import SurveyCounts, counts_of
from engine.columns.survey.counts_file import canonical_counts
from engine.columns.survey.means import FactTable
from tests.support.generated_surveys import GeneratedSurvey, surveys
from tests.support.naive_survey import Row, naive_counts, naive_facts
from tests.support.small_survey import NAMES, write_answers

KINDS = ("a.csv", "a.parquet", "a.coded.parquet", "a.arrow")


def counted(survey: GeneratedSurvey, folder: Path, kind: str, threads: int = 2) -> SurveyCounts:
    """The counts of the answers, written into two files of a kind."""
    names = [name for name in NAMES if name != "weight" or survey.form.weights]
    half = len(survey.rows) // 2
    paths = []
    for at, rows in enumerate((survey.rows[:half], survey.rows[half:])):
        kept = [_cells(row, weighted=survey.form.weights is not None) for row in rows]
        paths.append(write_answers(folder / f"{at}{kind}", kept, names))
    return counts_of(paths, survey.form, threads).counts


def _cells(row: Row, *, weighted: bool) -> tuple[str | None, ...]:
    cells = row if weighted else (*row[:4], row[5])
    return tuple(cell or None for cell in cells)


def told(counts: SurveyCounts) -> dict[tuple[str, str, str], dict[str, int]]:
    """Every cell that holds an answer: option → how many."""
    form = counts.form
    return {
        (unit, question.id, group.id): {
            name: int(count) for name, count in zip(counts.columns, counts.answers[u, q, g], strict=True) if count
        }
        for u, unit in enumerate(counts.units)
        for q, question in enumerate(form.questions)
        for g, group in enumerate(form.groups)
        if counts.answers[u, q, g].any()
    }


@settings(max_examples=60, deadline=None)
@given(survey=surveys(), kind=st.sampled_from(KINDS))
def test_counts_and_facts_are_those_of_a_count_by_hand(survey: GeneratedSurvey, kind: str) -> None:
    with TemporaryDirectory() as folder:
        counts = counted(survey, Path(folder), kind)
    naive = naive_counts(survey.form, survey.rows)
    assert told(counts) == {cell: dict(found) for cell, found in naive.answers.items()}
    assert (counts.rows, counts.left_out) == (len(survey.rows), naive.left_out)
    table = FactTable(counts)
    facts = {unit: table.facts(at) for at, unit in enumerate(counts.units)}
    assert facts == {unit: naive_facts(survey.form, naive, unit) for unit in counts.units}


@settings(max_examples=20, deadline=None)
@given(survey=surveys())
def test_neither_the_kind_of_file_nor_the_number_of_threads_matters(survey: GeneratedSurvey) -> None:
    documents = []
    for kind in KINDS:
        for threads in (1, 3):
            with TemporaryDirectory() as folder:
                counts = counted(survey, Path(folder), kind, threads)
                documents.append(canonical_counts(counts.head(), counts.answers, counts.weights))
    assert all(document == documents[0] for document in documents)
