"""Reading raw answers: kinds of columns, headings, units that are not listed, files without rows, first places."""

from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.columns.survey import counting, layout, tallies
from engine.columns.survey.counts import SurveyCounts, counts_of
from engine.columns.survey.means import FactTable, Means
from engine.domain.survey_form import (
    AnswerWeights,
    Choice,
    Feed,
    Question,
    RespondentGroup,
    SurveyedUnit,
    SurveyForm,
)
from engine.domain.text import Text
from engine.errors import InvalidDocument
from tests.support.small_survey import write_answers

TOLD = Text("vi", "en")
OPTIONS = (Choice("1", TOLD, Fraction(100)), Choice("2", TOLD, Fraction(0)))


def form_of(**changes: object) -> SurveyForm:
    """A form of two questions and one group, with changes."""
    usual = {
        "id": "vd.thu",
        "title": TOLD,
        "year": 2024,
        "scale": Fraction(100),
        "minimum": 1,
        "groups": (RespondentGroup("dan", TOLD),),
        "questions": tuple(Question(str(at), TOLD, OPTIONS, ("dan",)) for at in (1, 2)),
        "blank": ("99",),
    }
    return SurveyForm(**{**usual, **changes})


def counted(path: Path, form: SurveyForm) -> SurveyCounts:
    """Counts without findings."""
    found = counts_of([path], form)
    assert found.findings == ()
    return found.counts


def write_columns(path: Path, **columns: pa.Array) -> Path:
    """A Parquet file of these columns."""
    pq.write_table(pa.table(columns), path)
    return path


UNITS = [10, 7, 10, 10]
QUESTIONS = [1, 2, 1, None]


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint8(), pa.int32(), pa.uint64(), pa.int64(), pa.string()])
def test_codes_may_be_numbers_of_any_width(tmp_path: Path, kind: pa.DataType) -> None:
    path = write_columns(
        tmp_path / "a.parquet",
        unit=pa.array(UNITS).cast(kind),
        question=pa.array([1, 2, 1, 1]).cast(kind),
        option=pa.array([1, 2, None, 99]).cast(kind),
    )
    counts = counted(path, form_of())
    assert counts.units == ("10", "7")
    assert counts.answers[:, :, 0].tolist() == [[[1, 0, 2, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 1, 0, 0]]]


@pytest.mark.parametrize("kind", [pa.int32(), pa.int64(), pa.uint16()])
def test_ranges_of_numbers_may_change_from_block_to_block(tmp_path: Path, kind: pa.DataType) -> None:
    codes = [5, 6, 3, 900, 4, None, 40_000, 5, 7, 1, 65_000, 2, 3, 3, 900]
    units = tuple(SurveyedUnit(f"u{at}", codes=(str(at),)) for at in (1, 2, 3, 5, 900, 40_000))
    table = {"question": pa.array(["1"] * len(codes)), "option": pa.array(["1"] * len(codes))}
    for rows in (1, 2, 4, 20):
        path = tmp_path / f"{rows}.parquet"
        pq.write_table(pa.table({"unit": pa.array(codes, kind), **table}), path, row_group_size=rows)
        found = counts_of([path], form_of(units=units), threads=1)
        counted_as = dict(zip(found.counts.units, found.counts.valid[:, 0, 0].tolist(), strict=True))
        assert counted_as == {"u1": 1, "u2": 1, "u3": 3, "u5": 2, "u900": 2, "u40000": 1}
        assert [each.place.line for each in found.findings] == [2, 5, 6, 9, 11]


def test_counts_of_many_rows_do_not_run_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_MOST_NEWEST", 5)
    path = write_answers(tmp_path / "a.parquet", [("u", "1", "1")] * 23, _SHORT, group_rows=3)
    assert counted(path, form_of()).valid.sum() == 23


def test_numbers_far_apart_are_looked_up_one_by_one(tmp_path: Path) -> None:
    form = form_of(units=(SurveyedUnit("a", codes=("-5",)), SurveyedUnit("b", codes=(str(2**40),))))
    path = write_columns(
        tmp_path / "a.parquet", unit=pa.array([-5, 2**40]), question=pa.array([1, 1]), option=pa.array([1, 2])
    )
    assert counted(path, form).answers[:, 0, 0].tolist() == [[1, 0, 0, 0], [0, 1, 0, 0]]


def test_cells_that_are_all_empty_are_blank_answers(tmp_path: Path) -> None:
    path = write_columns(
        tmp_path / "a.parquet",
        unit=pa.array(["u", "u"]),
        question=pa.array(["1", "2"]),
        option=pa.nulls(2),
    )
    assert counted(path, form_of()).answers[0, :, 0].tolist() == [[0, 0, 1, 0], [0, 0, 1, 0]]


def test_an_empty_unit_or_question_is_told_with_its_row(tmp_path: Path) -> None:
    path = write_columns(
        tmp_path / "a.parquet",
        unit=pa.array(["u", None, "u"]),
        question=pa.array(QUESTIONS[1:]),
        option=pa.array(["1", "1", "1"]),
    )
    found = counts_of([path], form_of())
    assert [(each.code, each.place.line, each.place.column) for each in found.findings] == [
        ("survey.unknown-unit", 2, 1),
        ("survey.unknown-question", 3, 2),
    ]
    assert (found.counts.rows, found.counts.left_out) == (3, 2)


@pytest.mark.parametrize("role", ["unit", "question", "option", "respondent"])
@pytest.mark.parametrize("in_codes", [False, True])
def test_text_in_parquet_that_is_no_utf8_is_told_with_its_column(tmp_path: Path, role: str, in_codes: bool) -> None:
    cells = {"unit": b"u", "question": b"1", "option": b"1", "respondent": b"p"}
    columns = {name: pa.array([cell] * 4) for name, cell in cells.items()}
    columns[role] = pa.array([cells[role], cells[role], b"s\xe9", cells[role]])
    texts = {name: pa.Array.from_buffers(pa.string(), 4, column.buffers()) for name, column in columns.items()}
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(texts), path, row_group_size=2, use_dictionary=in_codes)
    with pytest.raises(InvalidDocument) as refused:
        counts_of([path], form_of())
    (finding,) = refused.value.findings
    assert (finding.code, str(finding.place)) == ("file.not-utf8", f"a.parquet:3:{1 + [*cells].index(role)}")


@pytest.mark.parametrize("width", [pa.int8(), pa.uint8(), pa.uint32(), pa.uint64()])
def test_what_is_unknown_among_empty_cells_is_told_whatever_codes_a_column_is_kept_in(
    tmp_path: Path, width: pa.DataType
) -> None:
    def coded(texts: list[str | None]) -> pa.Array:
        return pa.array(texts).dictionary_encode().cast(pa.dictionary(width, pa.string()))

    units, answers = coded(["u", None, "ở đâu?", "u", None]), coded(["1", "2", None, "7", "1"])
    table = pa.table({"unit": units, "question": pa.array(["1"] * 5), "option": answers})
    with pa.ipc.new_file(str(tmp_path / "a.arrow"), table.schema) as writer:
        writer.write_table(table)
    found = counts_of([tmp_path / "a.arrow"], form_of())
    told = [(each.code, each.place.line, "2 rows" in each.message.en) for each in found.findings]
    assert told == [
        ("survey.unknown-unit", 2, True),
        ("survey.unknown-unit", 3, False),
        ("survey.unknown-option", 4, False),
    ]
    assert (found.counts.answers[0, 0, 0].tolist(), found.counts.left_out) == ([1, 0, 0, 1], 3)


@pytest.mark.parametrize("kind", [pa.float64(), pa.bool_(), pa.date32(), pa.list_(pa.string())])
def test_columns_that_name_nothing_exactly_are_refused(tmp_path: Path, kind: pa.DataType) -> None:
    path = write_columns(
        tmp_path / "a.parquet",
        unit=pa.array(["u"]),
        question=pa.array(["1"]),
        option=pa.nulls(1, kind),
    )
    with pytest.raises(InvalidDocument) as refused:
        counts_of([path], form_of())
    (finding,) = refused.value.findings
    assert (finding.code, finding.place.column) == ("survey.column-kind", 3)


@pytest.mark.parametrize("kind", [pa.decimal128(5, 2), pa.decimal128(18, 9), pa.decimal128(38, 18)])
def test_weights_may_be_decimals_of_arrow(tmp_path: Path, kind: pa.DataType) -> None:
    form = form_of(weights=AnswerWeights(2, 500))
    path = write_columns(
        tmp_path / "a.parquet",
        unit=pa.array(["u", "u", "u"]),
        question=pa.array(["1", "1", "1"]),
        option=pa.array(["1", "2", None]),
        weight=pa.array(["2.50", "0.25", "0.00"]).cast(kind),
    )
    counts = counted(path, form)
    assert counts.weights is not None
    assert counts.weights[0, 0, 0].tolist() == [250, 25, 0, 0]
    assert counts.answers[0, 0, 0].tolist() == [1, 1, 1, 0]
    assert Means(counts).of_group(0, 0, 0) == Fraction(25_000, 275)


def test_a_form_may_name_its_headings_and_vietnamese_ones_are_known(tmp_path: Path) -> None:
    rows = [("u", "1", "1")]
    usual = write_answers(tmp_path / "a.csv", rows, ("ĐƠN VỊ", " câu hỏi ", "Phương án"))
    own = write_answers(tmp_path / "b.csv", rows, ("Cơ quan", "Câu hỏi", "Phương án"))
    assert counted(usual, form_of()).answers.sum() == 1
    assert counted(own, form_of(columns={"unit": "Cơ quan"})).answers.sum() == 1
    taken = write_answers(tmp_path / "c.csv", rows, ("Nhóm", "Câu hỏi", "Phương án"))
    assert counted(taken, form_of(columns={"unit": "Nhóm"})).units == ("u",)
    with pytest.raises(InvalidDocument) as refused:
        counts_of([usual], form_of(columns={"unit": "Cơ quan"}))
    assert "survey.missing-column" in {finding.code for finding in refused.value.findings}


def test_units_that_are_not_listed_must_have_the_form_of_an_id(tmp_path: Path) -> None:
    path = write_answers(tmp_path / "a.csv", [("sở nội vụ", "1", "1"), ("b", "1", "1"), ("a", "1", "1")], _SHORT)
    found = counts_of([path], form_of())
    assert (found.counts.units, [each.code for each in found.findings]) == (("a", "b"), ["survey.unknown-unit"])


def test_units_beyond_what_can_be_counted_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MOST_COUNTS", 20)
    path = write_answers(tmp_path / "a.csv", [(f"u{at}", "1", "1") for at in range(5)], _SHORT)
    with pytest.raises(InvalidDocument) as refused:
        counts_of([path], form_of())
    assert [finding.code for finding in refused.value.findings] == ["survey.too-many-units"]


def test_the_counts_grow_with_the_units_that_come(tmp_path: Path) -> None:
    rows = [(f"u{at:03}", "1", "1") for at in range(300)]
    counts = counted(write_answers(tmp_path / "a.parquet", rows, _SHORT, group_rows=7), form_of())
    assert (counts.units, counts.valid.sum()) == (tuple(row[0] for row in rows), 300)


def test_the_first_row_of_a_text_is_told_whichever_thread_reads_it(tmp_path: Path) -> None:
    rows = [("u", "1", "9" if at in (41, 57, 80) else "1") for at in range(90)]
    path = write_answers(tmp_path / "a.parquet", rows, _SHORT, group_rows=5)
    (finding,) = counts_of([path], form_of(), threads=4).findings
    assert (finding.place.line, "3 rows" in finding.message.en) == (42, True)


def test_threads_name_the_same_texts_where_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "MOST_NAMES", 30)
    form = form_of(weights=AnswerWeights(0, 9), units=(SurveyedUnit("u"),))
    rows = [(f"x{at * 7 % 50}", "1", "1", f"-{at % 40}") for at in range(600)]
    path = write_answers(tmp_path / "a.parquet", rows, (*_SHORT, "weight"), group_rows=20)
    alone, *shared = [counts_of([path], form, threads).findings for threads in (1, 2, 3, 4)]
    units = [finding for finding in alone if finding.code == "survey.unknown-unit"]
    assert [(each.place.line, "12 rows" in each.message.en) for each in units] == [(at + 1, True) for at in range(20)]
    assert shared == [alone] * 3


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.arrow"])
def test_a_file_without_rows_counts_nothing(tmp_path: Path, name: str) -> None:
    counts = counted(write_answers(tmp_path / name, [], _SHORT), form_of())
    assert (counts.rows, counts.units, counts.answers.size) == (0, (), 0)


def test_sums_beyond_64_bits_stay_exact(tmp_path: Path) -> None:
    huge = (Choice("1", TOLD, Fraction(10**18 + 1)), Choice("2", TOLD, Fraction(1, 7)))
    form = form_of(
        scale=Fraction(10**19),
        questions=(Question("1", TOLD, huge, ("dan",)),),
        feeds=(Feed(("1",), sum="tong"),),
    )
    counts = counted(write_answers(tmp_path / "a.csv", [("u", "1", "1")] * 40, _SHORT), form)
    assert FactTable(counts).facts(0) == {"tong": Fraction(40 * (10**18 + 1))}


_SHORT = ("unit", "question", "option")
