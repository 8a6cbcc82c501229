"""Files of counts: the same content whichever kind, nothing lost, and nothing taken that was changed."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.columns.survey.counts import SurveyCounts
from engine.columns.survey.counts_file import CountsDamaged, CountsFile, counts_bytes, see_that_nothing_is_lost
from engine.domain.survey_form import SurveyForm
from engine.errors import InvalidDocument
from engine.loading.survey_file import survey_of
from engine.results.canonical import canonical_bytes, digest

FORM = {
    "format": "parindex/survey/1",
    "id": "vd.dem",
    "title": {"vi": "Đếm", "en": "Counts"},
    "year": 2024,
    "groups": [{"id": name, "title": {"vi": name, "en": name}} for name in ("dan", "hdnd")],
    "questions": [{"id": name, "title": {"vi": name, "en": name}} for name in ("q1", "q2", "q3")],
}
WEIGHTS = {"weights": {"places": 1, "max": "9.5"}}


def form_of(document: dict[str, object]) -> SurveyForm:
    """The form of a document."""
    return survey_of(document, "form").checked()


def counts_with(answers: np.ndarray, weights: np.ndarray | None = None) -> SurveyCounts:
    """Counts of two units."""
    form = form_of({**FORM, **(WEIGHTS if weights is not None else {})})
    return SurveyCounts(form, ("vd-a", "vd-b"), answers, weights, int(answers.sum()) + 3, 3)


SHAPE = (2, 3, 2, 6)
NUMBERS = arrays(np.int64, SHAPE, elements=st.integers(0, 2**40))
LARGE = arrays(np.int64, SHAPE, elements=st.integers(0, 2**62))
SOME = counts_with(np.arange(72).reshape(SHAPE))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(NUMBERS, st.none() | LARGE)
def test_what_is_written_is_read_whichever_kind(
    tmp_path: Path, answers: np.ndarray, weights: np.ndarray | None
) -> None:
    counts = counts_with(answers, weights)
    hashes = set()
    for name in ("a.json", "a.parquet"):
        data, content = counts_bytes(counts, name)
        (tmp_path / name).write_bytes(data)
        opened = CountsFile(tmp_path / name)
        read = opened.counts(survey_of(opened.form_document, name).checked())
        assert (opened.hash, read.units, read.rows, read.left_out) == (content, counts.units, counts.rows, 3)
        assert read.answers.tolist() == answers.tolist()
        assert (read.weights is None) == (weights is None)
        if weights is not None and read.weights is not None:
            assert read.weights.tolist() == weights.tolist()
        hashes.add(content)
    assert len(hashes) == 1


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", ["a.json", "a.parquet"])
def test_counts_without_a_unit_are_read_as_they_were_written(tmp_path: Path, name: str, weighted: bool) -> None:
    form, nothing = form_of({**FORM, **(WEIGHTS if weighted else {})}), np.zeros((0, *SHAPE[1:]), np.int64)
    counts = SurveyCounts(form, (), nothing, nothing if weighted else None, 4, 4)
    (tmp_path / name).write_bytes(counts_bytes(counts, name)[0])
    read = CountsFile(tmp_path / name).counts(form)
    assert (read.units, read.answers.shape, read.left_out) == ((), nothing.shape, 4)
    assert (read.weights is not None) == weighted


def test_the_hash_is_that_of_the_canonical_document() -> None:
    data, content = counts_bytes(SOME, "a.json")
    document = json.loads(data)
    assert document.pop("hash") == content == digest(document)
    assert data == canonical_bytes({**document, "hash": content})


def test_a_table_of_counts_is_one_row_a_count(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(counts_bytes(SOME, "a.parquet")[0])
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.schema.names == ["unit", "question", "group", "option", "answers"]
    last = {name: column[-1].as_py() for name, column in zip(table.schema.names, table.columns, strict=True)}
    assert last == {"unit": "vd-b", "question": "q3", "group": "hdnd", "option": "invalid", "answers": 71}


def changed_json(path: Path, change: object) -> None:
    """The file with something in it changed."""
    document = json.loads(path.read_bytes())
    change(document)  # type: ignore[operator]
    path.write_bytes(json.dumps(document).encode())


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["answers"][0][0][0].__setitem__(0, 1),
        lambda document: document.update(rows=1),
        lambda document: document["form"].update(minimum=0),
        lambda document: document.update(units=["vd-b", "vd-a"]),
        lambda document: document["answers"].pop(),
        lambda document: document["answers"][0][0][0].__setitem__(0, 1.5),
        lambda document: document["answers"][0][0][0].__setitem__(0, "1"),
        lambda document: document.pop("form"),
        lambda document: document.pop("weights"),
        lambda document: document.update(format="parindex/scorecard/1"),
    ],
)
def test_counts_that_were_changed_are_refused(tmp_path: Path, change: object) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(counts_bytes(SOME, "a.json")[0])
    changed_json(path, change)
    with pytest.raises(CountsDamaged):
        CountsFile(path)


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"null", b"\xff", b"nothing", b"[" * 100_000])
@pytest.mark.parametrize("name", ["a.json", "a.parquet"])
def test_files_of_something_else_are_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CountsDamaged):
        CountsFile(tmp_path / name)


@pytest.mark.parametrize("name", ["a.json", "a.parquet"])
def test_counts_below_0_are_refused_whatever_their_hash(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(counts_bytes(counts_with(np.arange(-1, 71).reshape(SHAPE)), name)[0])
    with pytest.raises(CountsDamaged):
        CountsFile(tmp_path / name)


def test_a_table_with_a_row_changed_missing_or_double_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(counts_bytes(SOME, "a.parquet")[0])
    table = pq.read_table(path)
    other = table.set_column(4, "answers", pa.array([7] * 72))
    for bad in (table.slice(1), pa.concat_tables([table.slice(1), table.slice(1, 1)]), other):
        pq.write_table(bad, path)
        with pytest.raises(CountsDamaged):
            CountsFile(path)


def test_counts_of_another_form_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(counts_bytes(SOME, "a.json")[0])
    opened = CountsFile(tmp_path / "a.json")
    fewer = [*FORM["questions"]][:2]
    own = [{"id": "x", "title": {"vi": "x", "en": "x"}, "value": "1"}]
    for form in ({**FORM, "questions": fewer}, {**FORM, "options": own}, {**FORM, **WEIGHTS}):
        with pytest.raises(CountsDamaged):
            opened.counts(form_of(form))


def test_raw_answers_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x", "utf-8")
    (tmp_path / "b.csv").symlink_to("a.csv")
    see_that_nothing_is_lost([tmp_path / "a.csv"], tmp_path / "c.csv")
    with pytest.raises(InvalidDocument) as refused:
        see_that_nothing_is_lost([tmp_path / "a.csv"], tmp_path / "b.csv")
    assert [finding.code for finding in refused.value.findings] == ["survey.over-input"]


def test_codes_are_compared_without_the_blanks_around_them() -> None:
    option = {"id": "a", "title": {"vi": "A", "en": "A"}, "value": "1", "codes": [" Rất  tốt ", 7]}
    form = form_of({**FORM, "options": [option], "blank": ["trống "]})
    assert (form.questions[0].options[0].codes, form.blank) == (("Rất  tốt", "7"), ("trống",))


def test_the_usual_options_are_worth_a_share_of_the_scale() -> None:
    values = [option.value for option in form_of({**FORM, "scale": "5"}).questions[0].options]
    assert values == [5, 3, 1, Fraction(0)]
