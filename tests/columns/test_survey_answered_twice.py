"""Answers given twice are all found, none wrongly, in memory or by way of the disk."""

import shutil
import unicodedata
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.columns import repeated_keys
from engine.columns.repeated_keys import KeptKeys, keys_of
from engine.columns.survey import counting, second_look
from engine.columns.survey.counts import counts_of
from engine.domain.survey_form import Choice, Question, RespondentGroup, SurveyForm
from engine.domain.text import Text
from engine.errors import InvalidDocument
from tests.support.small_survey import write_answers

TOLD = Text("vi", "en")
FORM = SurveyForm(
    id="vd.hai-lan",
    title=TOLD,
    year=2024,
    scale=1,
    minimum=0,
    groups=(RespondentGroup("dan", TOLD),),
    questions=tuple(
        Question(name, TOLD, (Choice("a", TOLD, 1), Choice("b", TOLD, 0)), ("dan",)) for name in ("q1", "q2")
    ),
)
NAMES = ("unit", "group", "question", "option", "respondent")


def repeated(keys: list[np.ndarray], most_in_memory: int) -> tuple[list[int], int]:
    """What KeptKeys finds among some keys."""
    with KeptKeys(most_in_memory) as kept:
        for each in keys:
            kept.add(each)
        found, answers = kept.repeated()
    return found.tolist(), answers


@given(st.lists(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 5), max_size=30), max_size=6), st.integers(0, 20))
def test_repeated_keys_are_those_of_a_dictionary(lists: list[list[int]], most: int) -> None:
    every = [key for keys in lists for key in keys]
    again = sorted({key for key in every if every.count(key) > 1})
    arrays = [np.array(keys, np.uint64) for keys in lists]
    assert repeated(arrays, most) == (again, sum(every.count(key) for key in again))


@given(st.lists(st.text(max_size=300), min_size=1, max_size=20), st.integers(0, 3))
def test_a_key_hangs_on_the_respondent_and_the_question_alone(texts: list[str], pair: int) -> None:
    def keys(column: pa.Array) -> tuple[list[int], list[bool]]:
        made, says = keys_of(column, np.full(len(column), pair, np.int64))
        return made.tolist(), says.tolist()

    plain = keys(pa.array(texts))
    assert keys(pa.array(["x", *texts, "x"]).slice(1, len(texts))) == plain
    assert keys(pa.array(texts).dictionary_encode()) == plain
    assert plain[1] == [bool(pc_trimmed(text)) for text in texts]


def pc_trimmed(text: str) -> str:
    """What Arrow leaves of a text without blanks around it."""
    return str(repeated_keys.trimmed(pa.array([text]))[0])


@pytest.mark.parametrize("in_codes", [False, True])
def test_a_respondent_is_the_same_however_the_text_is_kept_or_composed(tmp_path: Path, in_codes: bool) -> None:
    path = tmp_path / "a.arrow"
    names = ["phiếu ễ", unicodedata.normalize("NFD", "phiếu ễ"), "phieu"]
    columns = {name: pa.array([text] * 3) for name, text in zip(NAMES, ("u", "dan", "q1", "a"), strict=False)}
    columns["group"] = pa.array(["dan", "dan", "khác"])
    views = pa.array(names, pa.string_view())
    table = pa.table({**columns, "respondent": views.dictionary_encode() if in_codes else views})
    with pa.ipc.new_file(str(path), table.schema) as writer:
        writer.write_table(table)
    found = counts_of([path], FORM)
    assert [finding.code for finding in found.findings] == ["survey.unknown-group", "survey.answered-twice"]
    assert (found.counts.answers[0, 0, 0].tolist(), found.counts.left_out) == ([0, 0, 0, 2], 1)


def test_other_pairs_and_other_respondents_have_other_keys() -> None:
    texts = [f"p{at}" for at in range(10_000)]
    keys = [keys_of(pa.array(texts), np.full(len(texts), pair, np.int64))[0] for pair in range(5)]
    assert len(np.unique(np.concatenate(keys))) == 50_000


def test_equal_keys_alone_make_no_answer_a_double(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def all_the_same(column: pa.Array, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.full(len(column), 7, np.uint64), np.ones(len(column), np.bool_)

    monkeypatch.setattr(counting, "keys_of", all_the_same)
    rows = [("vd-a", "dan", "q1", "a", "p1"), ("vd-a", "dan", "q2", "a", "p1"), ("vd-b", "dan", "q1", "a", "p1")]
    different = write_answers(tmp_path / "a.parquet", [*rows, ("vd-a", "dan", "q1", "b", "p2")], NAMES)
    assert counts_of([different], FORM).findings == ()
    double = write_answers(tmp_path / "b.parquet", [*rows, ("vd-a", "dan", "q1", "b", "p1")], NAMES)
    (finding,) = counts_of([double], FORM).findings
    assert (finding.code, str(finding.place)) == ("survey.answered-twice", "b.parquet:1:5")
    assert "also at b.parquet:4:5" in finding.message.en


def test_doubles_in_two_files_are_found_with_both_places(tmp_path: Path) -> None:
    first = write_answers(tmp_path / "mot.csv", [("vd-a", "dan", "q1", "a", "p1")], NAMES)
    second = write_answers(tmp_path / "hai.arrow", [("vd-a", "dan", "q1", "a", "p1")], NAMES)
    counted = counts_of([first, second], FORM)
    assert "mot.csv:2:5" in str(counted.findings[0].place)
    assert "hai.arrow:1:5" in counted.findings[0].message.en
    assert counted.counts.answers[0, 0, 0].tolist() == [0, 0, 0, 2]


def test_too_many_doubles_are_told_and_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "MOST_REPEATED", 3)
    path = write_answers(tmp_path / "a.parquet", [("vd-a", "dan", "q1", "a", f"p{at}") for at in range(4)], NAMES)
    copy = Path(shutil.copy(path, tmp_path / "b.parquet"))
    counted = counts_of([path, copy], FORM)
    assert [finding.code for finding in counted.findings] == ["survey.file-twice"]
    assert "8" in counted.findings[0].message.en


def test_the_same_file_is_not_counted_twice(tmp_path: Path) -> None:
    path = write_answers(tmp_path / "a.csv", [("vd-a", "dan", "q1", "a")], NAMES[:4])
    (tmp_path / "b.csv").symlink_to("a.csv")
    with pytest.raises(InvalidDocument) as refused:
        counts_of([path, tmp_path / "b.csv"], FORM)
    assert [(each.code, each.place.file) for each in refused.value.findings] == [("survey.file-twice", "b.csv")]


def test_respondents_may_be_numbers_and_blanks_are_told(tmp_path: Path) -> None:
    columns = {name: pa.array([text] * 4) for name, text in zip(NAMES, ("vd-a", "dan", "q1", "a"), strict=False)}
    columns["respondent"] = pa.array([1, 2, None, 1], pa.int64())
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    findings = counts_of([tmp_path / "a.parquet"], FORM).findings
    assert [(each.code, each.place.line) for each in findings] == [
        ("survey.no-respondent", 3),
        ("survey.answered-twice", 1),
    ]
