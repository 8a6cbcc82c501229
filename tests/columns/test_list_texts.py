"""Lists that are written as JSON text hold what submissions hold, and are refused in the same words."""

import json

import pyarrow as pa
import pytest

from engine.columns.arrow.submission_batches import batch_of
from engine.domain.facts import FactType
from engine.domain.submission import Submission
from engine.results.canonical import portable
from tests.columns.test_bad_cells import COUNT, DAY, LIST, told, values
from tests.columns.test_intake_agrees_with_one_unit import SEEDS, generated, same_rows, taken_in

GOOD = '[{"due": "2022-03-15", "sent": "2022-03-20"}, {"due": "2022-06-15"}]'
READ = ((DAY + 73, DAY + 78), (DAY + 165, None))


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
def test_lists_are_read_and_empty_text_is_unknown(kind: pa.DataType) -> None:
    cells = pa.array([GOOD, None, "[]", "  ", f" {GOOD}\n", GOOD], pa.string()).cast(kind)
    assert values(LIST, cells) == [READ, None, (), None, READ, READ]
    assert values(LIST, cells.slice(2, 3)) == [(), None, READ]


def test_a_column_of_empty_cells_is_unknown() -> None:
    assert values(LIST, pa.array(["", ""])) == [None, None]


def test_what_is_wrong_is_told_in_the_words_of_a_submission() -> None:
    cells = [
        GOOD,
        "15/03/2022",
        '[{"due": "2022-03-15", "sentt": "2022-03-20"}]',
        '[{"sent": "2022-03-20"}]',
        '[{"due": "2023-03-15"}]',
        '[{"due": "2022-03-15"}, {"due": "2022-03-15"}, {"due": "2022-03-15"}]',
        '[{"due": true}]',
    ]
    assert told(LIST, pa.array(cells)) == [
        "12:2 table.list This cell must be a list of records, written as JSON.",
        "13:2 fact.unknown The criteria set has no fact 'sentt'.",
        "14:2 fact.field-missing The record lacks the field 'due' (Due).",
        "15:2 fact.range Due (due) = '2023-03-15' is outside 2022-01-01 … 2022-12-31.",
        "16:2 fact.too-many Dossiers (a.b) has 3 records, at most 2 are taken.",
        "17:2 fact.type Due (due) = true: a date like 2022-12-31 is needed.",
    ]


def test_text_that_is_a_list_is_no_number() -> None:
    assert [line.split()[1] for line in told(COUNT, pa.array(["[]"]))] == ["fact.type"]


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_lists_as_text(seed: int) -> None:
    one, submissions = generated(seed)
    batch = batch_of(one.compiled.criteria_set, submissions)
    for name, fact in one.compiled.criteria_set.facts.items():
        if fact.type is FactType.LIST and name in batch.schema.names:
            texts = [written(submission, name) for submission in submissions]
            batch = batch.set_column(batch.schema.names.index(name), name, pa.array(texts, pa.string()))
    same_rows(one, submissions, taken_in(one, batch))


def written(submission: Submission, name: str) -> str | None:
    """A list of a submission as the cell of a table."""
    value = submission.facts.get(name)
    return None if value is None else json.dumps(portable(value), ensure_ascii=False)
