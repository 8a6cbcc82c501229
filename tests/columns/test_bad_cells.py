"""Cells that do not fit what is declared: each is told with its row and column, in the words of a submission."""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from engine.columns.arrow.cell_findings import CellFindings
from engine.columns.arrow.column_mapping import ColumnMapping
from engine.columns.arrow.intake import FactIntake
from engine.columns.arrow.reading.texts import TextRules
from engine.columns.fact_columns import FactColumns
from engine.columns.row_of import row_of
from engine.domain.facts import Fact, FactType, Option
from engine.domain.submission import Submission, Unit
from engine.domain.text import NOTHING, Text
from engine.evaluation.facts import FactReader

DAY = date(2022, 1, 1).toordinal()
OPTIONS = (Option("on_time", Text("Đúng hạn", "On time")), Option("late", Text("Chậm", "Late")))


def fact(kind: FactType, low: int = 0, high: int = 500, places: int = 0, **more: object) -> Fact:
    return Fact("a.b", Text("Số hồ sơ", "Dossiers"), kind, low, high, places, **more)


COUNT = fact(FactType.COUNT)
DECIMAL = fact(FactType.DECIMAL, -100, 1000, 2)
PERCENT = fact(FactType.PERCENT, 0, 10_000, 2)
MONEY = fact(FactType.MONEY, 0, 10**18)
CHOICE = fact(FactType.CHOICE, 0, 1, options=OPTIONS)
BOOL = fact(FactType.BOOL, 0, 1)
DATE = fact(FactType.DATE, DAY, DAY + 364)
LIST = fact(
    FactType.LIST,
    0,
    2,
    max_items=2,
    fields=(
        Fact("due", Text("Hạn", "Due"), FactType.DATE, DAY, DAY + 364),
        Fact("sent", Text("Gửi", "Sent"), FactType.DATE, DAY, DAY + 364, optional=True),
    ),
)


def take(declared: Fact, array: pa.Array, *, decimal_comma: bool = False) -> tuple[FactColumns, CellFindings, list]:
    """One column of a fact, the second of its batch."""
    batch = pa.RecordBatch.from_arrays([pa.nulls(len(array)), array], ["unit.id", "a.b"])
    findings = CellFindings("f.parquet", len(array), first_row=11)
    intake = FactIntake(batch, ColumnMapping({"a.b": 1}, ()), TextRules(decimal_comma), findings)
    return intake.facts({"a.b": declared}), findings, intake.headings


def values(declared: Fact, array: pa.Array, **more: bool) -> list[object]:
    """What was taken of each cell; None where it is unknown."""
    facts, findings, headings = take(declared, array, **more)
    assert (findings.kept, headings) == ((), [])
    return [row_of(facts, at)[0].get("a.b") for at in range(len(array))]


def told(declared: Fact, array: pa.Array, **more: bool) -> list[str]:
    """`row:column code message` of what is wrong; the rows that it is wrong with are unknown and marked."""
    facts, findings, headings = take(declared, array, **more)
    assert headings == []
    rows = sorted({finding.place.line - 11 for finding in findings.kept})
    assert np.flatnonzero(findings.wrong).tolist() == rows
    assert all("a.b" not in row_of(facts, at)[0] for at in rows)
    return [f"{each.place.line}:{each.place.column} {each.code} {each.message.en}" for each in findings.kept]


NEEDS_NUMBER = "a number such as 12 or 12.5 is needed."
TOO_LARGE = "a double as large as this may stand for several numbers."


@pytest.mark.parametrize("kind", [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint32(), pa.uint64()])
def test_integers_of_every_width_are_taken(kind: pa.DataType) -> None:
    assert values(COUNT, pa.array([0, 100, None, 7], kind)) == [0, 100, None, 7]
    assert values(fact(FactType.DECIMAL, 0, 10**6, 2), pa.array([1, 2], kind)) == [100, 200]


@pytest.mark.parametrize(
    ("kind", "given"),
    [(pa.int64(), -1), (pa.int64(), 501), (pa.uint64(), 2**64 - 1), (pa.int64(), 2**62), (pa.int16(), 501)],
)
def test_integers_out_of_range(kind: pa.DataType, given: int) -> None:
    shown = f"12:2 fact.range Dossiers (a.b) = {given} is outside 0 … 500."
    assert told(COUNT, pa.array([0, given, None, 500], kind)) == [shown]


def test_the_batch_itself_is_never_written_to() -> None:
    for array in (pa.array([1, 501, None], pa.int16()), pa.array([2, None], pa.int16()), pa.array([True, None])):
        before = array.to_pylist()
        take(BOOL if pa.types.is_boolean(array.type) else COUNT, array)
        assert array.to_pylist() == before


def test_integers_of_the_natural_width_are_not_copied() -> None:
    array = pa.array([1, 2, 3], pa.int16())
    facts, _, _ = take(COUNT, array)
    assert np.shares_memory(facts.numbers["a.b"].values, np.frombuffer(array.buffers()[1], np.int16))
    assert facts.numbers["a.b"].known is None


def test_a_null_in_a_column_that_cannot_hold_0_lies_within_its_range() -> None:
    facts, findings, _ = take(DATE, pa.array([None, date(2022, 2, 1)], pa.date32()))
    assert findings.count == 0
    assert (facts.numbers["a.b"].values >= DATE.low).all()


def test_doubles_are_taken_where_one_number_is_meant() -> None:
    given = [0.1, 0.29, 1.15, 8.07, -0.5, None, 10.0]
    assert values(DECIMAL, pa.array(given)) == [10, 29, 115, 807, -50, None, 1000]
    assert values(COUNT, pa.array([12.0, 500.0, 0.0])) == [12, 500, 0]
    assert values(PERCENT, pa.array([92.18])) == [9218]
    assert values(DECIMAL, pa.array([0.5, 0.25], pa.float32())) == [50, 25]


@pytest.mark.parametrize(
    ("declared", "given", "said"),
    [
        (DECIMAL, float("nan"), f"fact.type Dossiers (a.b) = nan: {NEEDS_NUMBER}"),
        (DECIMAL, float("inf"), f"fact.type Dossiers (a.b) = inf: {NEEDS_NUMBER}"),
        (DECIMAL, float("-inf"), f"fact.type Dossiers (a.b) = -inf: {NEEDS_NUMBER}"),
        (DECIMAL, -0.0, f"fact.type Dossiers (a.b) = -0.0: {NEEDS_NUMBER}"),
        (COUNT, -0.0, f"fact.type Dossiers (a.b) = -0.0: {NEEDS_NUMBER}"),
        (DECIMAL, 0.1 + 0.2, "fact.places Dossiers (a.b) = 0.30000000000000004: at most 2 decimals are taken."),
        (DECIMAL, 1.005, "fact.places Dossiers (a.b) = 1.005: at most 2 decimals are taken."),
        (COUNT, 0.5, "fact.places Dossiers (a.b) = 0.5: at most 0 decimals are taken."),
        (DECIMAL, 10.01, "fact.range Dossiers (a.b) = 10.01 is outside -1 … 10."),
        (COUNT, 1e300, f"fact.range Dossiers (a.b) = {10**300} is outside 0 … 500."),
        (
            MONEY,
            1e17,
            f"fact.not-exact Dossiers (a.b) = 1e+17: {TOO_LARGE}",
        ),
    ],
)
def test_doubles_that_are_no_such_number(declared: Fact, given: float, said: str) -> None:
    assert told(declared, pa.array([1.0, given, 2.0])) == [f"12:2 {said}"]


@pytest.mark.parametrize("kind", [pa.decimal128(38, 2), pa.decimal128(9, 4), pa.decimal256(50, 6), pa.decimal128(5, 1)])
def test_decimals_of_every_scale_are_taken(kind: pa.DataType) -> None:
    array = pa.array([Decimal("1.5"), Decimal(-1), None, Decimal(10)], kind)
    assert values(DECIMAL, array) == [150, -100, None, 1000]


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (pa.decimal128(38, 3), "1.005", "fact.places Dossiers (a.b) = 1.005: at most 2 decimals are taken."),
        (pa.decimal128(18, 3), "1.005", "fact.places Dossiers (a.b) = 1.005: at most 2 decimals are taken."),
        (pa.decimal256(60, 3), "1.005", "fact.places Dossiers (a.b) = 1.005: at most 2 decimals are taken."),
        (pa.decimal128(38, 2), "10.01", "fact.range Dossiers (a.b) = 10.01 is outside -1 … 10."),
        (pa.decimal128(38, 0), "1" * 30, f"fact.range Dossiers (a.b) = {'1' * 30} is outside -1 … 10."),
    ],
)
def test_decimals_that_do_not_fit(kind: pa.DataType, given: str, said: str) -> None:
    assert told(DECIMAL, pa.array([Decimal(1), Decimal(given), None], kind)) == [f"12:2 {said}"]


def test_a_scale_too_deep_for_64_bits_is_read_cell_by_cell() -> None:
    array = pa.array([Decimal("1.5"), Decimal("1.005"), None], pa.decimal128(38, 36))
    assert told(DECIMAL, array) == ["12:2 fact.places Dossiers (a.b) = 1.005: at most 2 decimals are taken."]
    assert values(DECIMAL, array.take(pa.array([0, 2]))) == [150, None]


def test_a_range_wider_than_64_bits_keeps_every_digit() -> None:
    wide = fact(FactType.DECIMAL, 0, 10**30, 9)
    numbers = [Decimal("123456789012345678901.123456789"), Decimal(0), None]
    assert values(wide, pa.array(numbers, pa.decimal128(38, 9))) == [123456789012345678901123456789, 0, None]
    assert values(wide, pa.array(["123456789012345678901.123456789"])) == [123456789012345678901123456789]


TEXTS = [
    "12",
    " 12 ",
    "-1",
    "+12",
    "1.5",
    "1.50",
    "1.505",
    "0.05",
    "007",
    "1e3",
    "0x1F",
    ".5",
    "5.",
    "--1",
    "",
    "  ",
    "1/4",
    "1/3",
    "12%",
    "12.5%",
    "1.000",
    "1,5",
    "1.000,5",
    "12 000",
    "true",
    "TRUE",
    "on_time",
    "18/07/2024",
    "2022-03-15",
    "2022-3-15",
    "nan",
    "NaN",
    "inf",
    "abc",
    "٣",
    "9" * 18,
    "9" * 40,
    "-0",
]


@pytest.mark.parametrize("declared", [COUNT, DECIMAL, PERCENT, MONEY, CHOICE, BOOL, DATE], ids=lambda each: each.type)
@pytest.mark.parametrize("decimal_comma", [False, True])
@pytest.mark.parametrize("form", ["plain", "large", "dictionary", "many"])
def test_text_is_read_as_the_cells_of_tables_are(declared: Fact, decimal_comma: bool, form: str) -> None:
    """Every text in a column of its own, and all in one: what is taken is what a table of submissions takes."""
    from engine.evaluation.cell_text import cell_value

    expected: list[object] = []
    for text in TEXTS:
        value = cell_value(text.strip(), decimal_comma=decimal_comma)
        reader = FactReader({"a.b": declared}, Submission("", "", Unit("", NOTHING), 0, "", {}))
        expected.append(None if value in {None, ""} else reader.number(declared, value, ""))
    array = pa.array(TEXTS * (40 if form == "many" else 1), pa.large_string() if form == "large" else pa.string())
    array = array.dictionary_encode() if form == "dictionary" else array
    facts, findings, _ = take(declared, array, decimal_comma=decimal_comma)
    taken = [row_of(facts, at)[0].get("a.b") for at in range(len(TEXTS))]
    assert taken == expected
    empty = {at for at, text in enumerate(TEXTS) if not text.strip()}
    refused = {at for at, value in enumerate(expected) if value is None} - empty
    assert set(np.flatnonzero(findings.wrong[: len(TEXTS)])) == refused
    assert findings.count == len(refused) * (40 if form == "many" else 1)


@pytest.mark.parametrize(
    ("declared", "given", "comma", "said"),
    [
        (COUNT, "abc", False, f"fact.type Dossiers (a.b) = 'abc': {NEEDS_NUMBER}"),
        (COUNT, "nan", False, f"fact.type Dossiers (a.b) = 'nan': {NEEDS_NUMBER}"),
        (COUNT, "501", False, "fact.range Dossiers (a.b) = 501 is outside 0 … 500."),
        (COUNT, "12%", False, "fact.type Dossiers (a.b) = '12%': a number without a percent sign is needed."),
        (COUNT, "007", False, "table.number The number '007' cannot be read."),
        (DECIMAL, "1,5", False, "table.number The number '1,5' cannot be read."),
        (DECIMAL, "12 000", True, "table.number The number '12 000' cannot be read."),
        (DECIMAL, "1.000", True, "table.ambiguous-number 1.000 may be a decimal or have a point between thousands."),
        (
            PERCENT,
            "1.000 %",
            True,
            "table.ambiguous-number 1.000 % may be a decimal or have a point between thousands.",
        ),
        (PERCENT, "12 000%", True, "table.number The number '12 000%' cannot be read."),
        (DATE, "18/07/2022", False, "table.date The day 18/07/2022 is not written year-month-day."),
        (DATE, "2023-01-01", False, "fact.range Dossiers (a.b) = '2023-01-01' is outside 2022-01-01 … 2022-12-31."),
        (DATE, "soon", False, "fact.type Dossiers (a.b) = 'soon': a date like 2022-12-31 is needed."),
        (BOOL, "yes", False, "fact.type Dossiers (a.b) = 'yes': true or false is needed."),
        (CHOICE, "ontime", False, "fact.option Dossiers (a.b) has no option 'ontime'."),
        (CHOICE, "Đúng hạn", False, "fact.option Dossiers (a.b) has no option 'Đúng hạn'."),
    ],
)
def test_text_that_cannot_be_meant(declared: Fact, given: str, comma: bool, said: str) -> None:
    assert told(declared, pa.array([None, given]), decimal_comma=comma) == [f"12:2 {said}"]


def test_a_decimal_comma_is_read_only_where_the_file_has_it() -> None:
    assert values(DECIMAL, pa.array(["1,5", "2", "-0,25", "0.5"]), decimal_comma=True) == [150, 200, -25, 50]
    assert told(DECIMAL, pa.array(["1,5"])) == ["11:2 table.number The number '1,5' cannot be read."]


def test_a_percentage_has_a_decimal_comma_like_any_number() -> None:
    given = pa.array(["92,18%", "92,18 %", "85%", "7.5%", "92,18"])
    assert values(PERCENT, given, decimal_comma=True) == [9218, 9218, 8500, 750, 9218]


def test_many_different_texts_are_read_as_few_are() -> None:
    numbers = [f"{number / 100:.2f}" for number in range(-100, 1001)]
    assert values(DECIMAL, pa.array(numbers)) == list(range(-100, 1001))
    assert values(DECIMAL, pa.array([each.replace(".", ",") for each in numbers]), decimal_comma=True) == list(
        range(-100, 1001)
    )


def test_days_of_every_type() -> None:
    day = date(2022, 3, 15)
    at_midnight = datetime(2022, 3, 15)  # noqa: DTZ001
    for kind in (pa.date32(), pa.date64()):
        assert values(DATE, pa.array([day, None], kind)) == [day.toordinal(), None]
    for unit in ("s", "ms", "us", "ns"):
        assert values(DATE, pa.array([at_midnight, None], pa.timestamp(unit))) == [day.toordinal(), None]
    outside = pa.array([date(2021, 12, 31), date(2022, 1, 1)], pa.date32())
    assert told(DATE, outside) == ["11:2 fact.range Dossiers (a.b) = 2021-12-31 is outside 2022-01-01 … 2022-12-31."]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_moment_is_not_a_day(unit: str) -> None:
    noon = pa.array([datetime(2022, 3, 15, 12)], pa.timestamp(unit))  # noqa: DTZ001
    assert told(DATE, noon) == [
        "11:2 fact.type Dossiers (a.b) = '2022-03-15T12:00:00': a date like 2022-12-31 is needed."
    ]


FAR = 2**31 - 1
"""Days after 1970 in a year that no calendar here has: what databases write for "never"."""


@pytest.mark.parametrize("held", [FAR, -FAR])
def test_days_and_moments_of_years_that_are_none(held: int) -> None:
    day = pa.array([held], pa.int32()).cast(pa.date32())
    never = f"= {held}: a date like 2022-12-31 is needed."
    for array in (day, day.dictionary_encode()):
        assert told(DATE, array) == [f"11:2 fact.type Dossiers (a.b) {never}"]
    records = pa.StructArray.from_arrays([day], ["due"])
    assert told(LIST, pa.ListArray.from_arrays([0, 1], records)) == [f"11:2 fact.type Due (due) {never}"]
    moment = pa.array([held * 10**9], pa.int64())
    for unit in ("s", "ms", "us"):
        assert told(DATE, moment.cast(pa.timestamp(unit))) == [
            f"11:2 fact.type Dossiers (a.b) = {held * 10**9}: a date like 2022-12-31 is needed."
        ]


def test_records_with_two_fields_of_one_name_are_no_records() -> None:
    days = pa.array([DAY], pa.int32()).cast(pa.date32())
    records = pa.StructArray.from_arrays([days, days], ["due", "due"])
    _, _, headings = take(LIST, pa.ListArray.from_arrays([0, 1], records))
    assert [finding.code for finding in headings] == ["table.column-type"]


@pytest.mark.parametrize(
    ("declared", "array", "wanted"),
    [
        (COUNT, pa.array([True]), "integers, decimals, doubles or text"),
        (COUNT, pa.array([date(2022, 1, 1)]), "integers, decimals, doubles or text"),
        (BOOL, pa.array([1]), "truth values, or true and false as text"),
        (CHOICE, pa.array([0]), "ids of options as text, plain or by dictionary"),
        (DATE, pa.array([20220101]), "days, timestamps of no zone, or text"),
        (DATE, pa.array([0], pa.timestamp("s", "UTC")), "days, timestamps of no zone, or text"),
        (LIST, pa.array([1]), "lists of records, or JSON as text"),
        (LIST, pa.array([[1]]), "lists of records, or JSON as text"),
        (LIST, pa.array([[{"due": 5}]]), "lists of records, or JSON as text"),
        (COUNT, pa.array([b"1"]), "integers, decimals, doubles or text"),
    ],
)
def test_a_column_of_the_wrong_type_is_told_once(declared: Fact, array: pa.Array, wanted: str) -> None:
    _, findings, headings = take(declared, array)
    (finding,) = headings
    assert (finding.code, finding.place.line, finding.place.column) == ("table.column-type", 0, 2)
    assert finding.message.en == (f"A column 'a.b' of type {array.type} cannot hold Dossiers (a.b): it takes {wanted}.")
    assert findings.count == 0


def test_a_column_without_any_value_is_unknown_whatever_its_type() -> None:
    for array in (pa.nulls(2), pa.nulls(2, pa.string()), pa.nulls(2, pa.float64()), pa.nulls(2, pa.binary())):
        for declared in (COUNT, DECIMAL, CHOICE, BOOL, DATE, LIST):
            assert values(declared, array) == [None, None]


RECORDS = pa.list_(pa.struct([("due", pa.date32()), ("sent", pa.date32())]))


def record(due: int | None, sent: int | None = None) -> dict[str, date | None]:
    return {
        "due": None if due is None else date.fromordinal(DAY + due),
        "sent": None if sent is None else date.fromordinal(DAY + sent),
    }


def test_lists_are_taken_with_what_is_empty_and_what_is_unknown_apart() -> None:
    array = pa.array([[record(1, 2)], [], None, [record(3), record(4, 5)]], RECORDS)
    expected = [((DAY + 1, DAY + 2),), (), None, ((DAY + 3, None), (DAY + 4, DAY + 5))]
    assert values(LIST, array) == expected
    assert values(LIST, array.cast(pa.large_list(RECORDS.value_type))) == expected
    assert values(LIST, array.slice(1, 3)) == expected[1:]
    assert values(LIST, pa.array([[{"due": date.fromordinal(DAY)}]])) == [((DAY, None),)]


def test_a_list_that_is_null_may_span_records() -> None:
    inside = pa.array([record(1), record(2), record(3)], RECORDS.value_type)
    spanning = pa.ListArray.from_arrays(pa.array([0, 1, 2, 3], pa.int32()), inside, mask=pa.array([False, True, False]))
    assert values(LIST, spanning) == [((DAY + 1, None),), None, ((DAY + 3, None),)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([record(0)] * 3, "fact.too-many Dossiers (a.b) has 3 records, at most 2 are taken."),
        ([record(1), record(None)], "fact.field-missing The record lacks the field 'due' (Due)."),
        ([record(999)], "fact.range Due (due) = 2024-09-26 is outside 2022-01-01 … 2022-12-31."),
        ([None], "fact.type Dossiers (a.b) = None: a record with fields is needed."),
    ],
)
def test_lists_that_do_not_fit(given: list, said: str) -> None:
    array = pa.array([[record(1)], given, [record(2), record(3)]], RECORDS)
    assert told(LIST, array) == [f"12:2 {said}"]
    facts, _, _ = take(LIST, array)
    assert row_of(facts, 2)[0] == {"a.b": ((DAY + 2, None), (DAY + 3, None))}


def test_findings_inside_lists_name_the_record_and_the_field() -> None:
    _, findings, _ = take(LIST, pa.array([[record(1), record(999)]], RECORDS))
    (finding,) = findings.kept
    assert (str(finding.place), finding.place.pointer) == ("f.parquet:11:2", "/facts/a.b/1/due")


def test_a_field_that_is_not_declared_is_told_once() -> None:
    _, findings, (finding,) = take(LIST, pa.array([[{"due": date(2022, 1, 1), "sented": None}]]))
    assert (finding.code, finding.place.pointer) == ("fact.unknown", "/facts/a.b/sented")
    assert (finding.message.en, finding.hint.en) == ("The criteria set has no fact 'sented'.", "Did you mean 'sent'?")
    assert findings.count == 0


def test_the_first_findings_are_kept_and_all_are_counted() -> None:
    array = pa.array([501] * 3000)
    batch = pa.RecordBatch.from_arrays([array, array], ["a.b", "c"])
    findings = CellFindings("f", 3000)
    other = Fact("c", NOTHING, FactType.COUNT, 0, 500)
    FactIntake(batch, ColumnMapping({"a.b": 0, "c": 1}, ()), TextRules(), findings).facts({"a.b": COUNT, "c": other})
    assert findings.count == 6000
    assert [(each.place.line, each.place.column) for each in findings.kept] == [
        (row, column) for row in range(1, 501) for column in (1, 2)
    ]


def test_findings_are_told_in_vietnamese_too() -> None:
    _, findings, _ = take(COUNT, pa.array([501]))
    (finding,) = findings.kept
    assert finding.told("vi") == (
        "f.parquet:11:2  error  fact.range\n  Số hồ sơ (a.b) = 501 nằm ngoài khoảng 0 … 500.\n  → Kiểm tra lại số liệu."
    )


@pytest.mark.parametrize("scale", [39, -39, 738_197_506])
def test_decimals_of_a_scale_that_nobody_can_write_are_told_once(scale: int) -> None:
    array = pa.Array.from_buffers(pa.decimal128(8, scale), 1, [None, pa.py_buffer((5).to_bytes(16, "little"))])
    _, _, headings = take(DECIMAL, array)
    assert [finding.code for finding in headings] == ["table.column-type"]
