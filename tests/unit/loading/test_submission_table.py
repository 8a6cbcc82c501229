"""A wide table gives the submissions that single files would give, and no cell is guessed at."""

from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.spreadsheet_text import separator_of
from engine.domain.text import Text
from engine.loading.csv_text import NotCsv, rows
from engine.loading.submission_file import read_submission_text, read_submissions
from engine.results.canonical import canonical_bytes

ANSWERS = ("test.small", "2022")
HEAD = "unit.id,unit.name,year,stage"
SAMPLES = Path(__file__).resolve().parents[3] / "plugins" / "sample_data"


def read(text: str | bytes, answers: tuple[str, str] | None = ANSWERS):
    return read_submission_text(text if isinstance(text, bytes) else text.encode(), "table.csv", answers)


def cell(text: str, separator: str = ","):
    """The value of one fact cell, or the code of the finding about it."""
    batch = read(f"unit.id{separator}year{separator}a.b\nu{separator}2022{separator}{text}\n")
    return batch.findings[0].code if batch.findings else batch.submissions[0].facts.get("a.b")


@pytest.mark.parametrize(("text", "value"), [('" good "', "good"), ('" true"', True), ('"7 "', 7), ('"  "', None)])
def test_blanks_around_what_a_cell_holds_say_nothing_quoted_or_not(text, value):
    assert cell(text) == value


def test_a_row_is_a_submission():
    batch = read(
        f"{HEAD},closed,unit.kind,unit.profile,a,b.c\nu-1,Sở Nội vụ,2022,final,true,department,ordinary,12,x\n"
    )
    assert batch.findings == ()
    (submission,) = batch.submissions
    assert (submission.set_id, submission.edition) == ANSWERS
    assert submission.unit.name == Text("Sở Nội vụ", "Sở Nội vụ")
    assert (submission.unit.kind, submission.unit.profile) == ("department", "ordinary")
    assert (submission.year, submission.stage, submission.closed) == (2022, "final", True)
    assert submission.facts == {"a": 12, "b.c": "x"}


def test_a_row_is_the_submission_that_a_file_would_be():
    (from_table,) = read(f"{HEAD},a,b\nu-1,Sở,2022,final,1.5,\n").submissions
    text = """\
format: parindex/submission/1
criteria_set: {id: test.small, edition: "2022"}
unit: {id: u-1, name: {vi: Sở, en: Sở}}
year: 2022
stage: final
facts: {a: 1.5}
"""
    (from_file,) = read_submission_text(text.encode(), "one.yaml").submissions
    assert from_table == from_file
    again = read_submission_text(canonical_bytes(from_table.document), "one.json").submissions[0]
    assert again.content_hash == from_table.content_hash == from_file.content_hash


def test_the_set_can_stand_in_columns():
    batch = read("unit.id,year,criteria_set.id,criteria_set.edition\nu,2022,s,2021\n", None)
    assert [(s.set_id, s.edition) for s in batch.submissions] == [("s", "2021")]


def test_a_table_that_names_no_set_is_refused():
    batch = read("unit.id,year\nu,2022\n", None)
    assert [finding.code for finding in batch.findings] == ["table.missing-column"] * 2
    assert batch.submissions == ()


def test_an_empty_cell_is_unknown():
    (submission,) = read(f"{HEAD},a,b\nu,,2022,,,0\n").submissions
    assert submission.facts == {"b": 0}
    assert (submission.unit.name.vi, submission.stage) == ("u", "self")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("12.50", Fraction(25, 2)),
        ("true", True),
        ("FALSE", False),
        ("on_time", "on_time"),
        ("2022-03-15", "2022-03-15"),
        ("80%", "80%"),
        ('"a, b"', "a, b"),
        ("1.234", Fraction(1234, 1000)),
        ('"12,5"', "table.number"),
        ('"1,234.5"', "table.number"),
        ("1 234", "table.number"),
        ("007", "table.number"),
        ("1.2.3", "table.number"),
        ("15/03/2022", "table.date"),
        ("3-15-2022", "table.date"),
    ],
)
def test_cells_where_commas_separate(written, value):
    assert cell(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12,5", Fraction(25, 2)),
        ("-0,25", Fraction(-1, 4)),
        ("1,234", Fraction(1234, 1000)),
        ("12.5", Fraction(25, 2)),
        ("0.125", Fraction(1, 8)),
        ("1.234", "table.ambiguous-number"),
        ("12.345", "table.ambiguous-number"),
        ("1.234,5", "table.number"),
        ("1.234.567", "table.number"),
        ("12,", "table.number"),
    ],
)
def test_cells_where_semicolons_separate(written, value):
    assert cell(written, ";") == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("[]", ()),
        (
            '[{"due": "2022-03-15", "sent": null, "whole": true, "pages": 12, "share": 0.5}]',
            ({"due": "2022-03-15", "sent": None, "whole": True, "pages": 12, "share": Fraction(1, 2)},),
        ),
        (' [{"a": 1},\n {"a": 2}] ', ({"a": 1}, {"a": 2})),
        ("[", "table.list"),
        ("[1]", "table.list"),
        ('[{"a": 1, "a": 2}]', "table.list"),
        ('[{"a": 1e3}]', "table.list"),
        ('[{"a": NaN}]', "table.list"),
        ('[{"a": [1]}]', "table.list"),
        ('[{"a": ' + "9" * 31 + "}]", "table.list"),
        ("[" * 100_000, "table.list"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";"])
def test_a_list_of_records_is_written_as_json(written, value, separator):
    doubled = written.replace('"', '""')
    assert cell(f'"{doubled}"', separator) == value


def test_a_list_in_a_table_is_that_of_a_file():
    (from_table,) = read(f'{HEAD},r\nu,Sở,2022,self,"[{{""due"": ""2022-03-15"", ""n"": 1.5}}]"\n').submissions
    text = """\
format: parindex/submission/1
criteria_set: {id: test.small, edition: "2022"}
unit: {id: u, name: {vi: Sở, en: Sở}}
year: 2022
stage: self
facts: {r: [{due: 2022-03-15, n: 1.5}]}
"""
    (from_file,) = read_submission_text(text.encode(), "one.yaml").submissions
    assert from_table.content_hash == from_file.content_hash


def test_findings_name_line_and_column():
    batch = read(f'{HEAD},a,b\nu-1,"Sở\nNội vụ",2022,self,1,2\nu-2,x,2022,self,1,"1,5"\nu-3,x,hai,self,1,2\n')
    assert [(f.code, str(f.place)) for f in batch.findings] == [
        ("table.number", "table.csv:4:19"),
        ("schema.wrong-type", "table.csv:5:7"),
    ]
    assert [submission.unit.id for submission in batch.submissions] == ["u-1"]


def test_a_fact_knows_its_cell():
    (submission,) = read(f"{HEAD},a,b\nu-1,Sở,2022,self,1,x\n").submissions
    assert str(submission.place_of("/facts/b")) == "table.csv:2:20"
    assert str(submission.place_of("/unit/id")) == "table.csv:2:1"


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("unit.id,year,year", "table.double-column"),
        ("unit.id,year,unit.nam", "table.unknown-column"),
        ("unit.id,year,Số liệu", "table.unknown-column"),
        ("unit.id,year,", "table.unknown-column"),
        ("unit.id,a", "table.missing-column"),
        ("year,a", "table.missing-column"),
        ("", "table.missing-column"),
    ],
)
def test_a_bad_header_is_told_once_and_no_row_is_read(head, code):
    batch = read(f"{head}\nu,2022,1\n" * 2)
    assert code in {finding.code for finding in batch.findings}
    assert {finding.place.line for finding in batch.findings} == {1} if head else True
    assert batch.submissions == ()


def test_rows_with_other_numbers_of_cells_are_findings():
    batch = read("unit.id,year,a\nu,2022\nv,2022,1,2\nw,2022,1\n")
    assert [(f.code, f.place.line) for f in batch.findings] == [("table.cells", 2), ("table.cells", 3)]
    assert len(batch.submissions) == 1


def test_a_unit_that_comes_twice_is_a_finding():
    batch = read("unit.id,year\nu,2022\nu,2023\nu,2022\n")
    assert [(f.code, str(f.place)) for f in batch.findings] == [("submission.double", "table.csv:4:1")]


@pytest.mark.parametrize("text", ['unit.id,year\n"u,2022\n', 'unit.id,year\n"u"x,2022\n', 'unit.id,year\nu"x",2022\n'])
def test_quotes_that_do_not_close_are_a_finding(text):
    assert [(f.code, f.place.line) for f in read(text).findings] == [("table.syntax", 2)]


@pytest.mark.parametrize("text", ["unit.id,year\nu,2022\n", "unit.id,year\r\nu,2022\r\n", "unit.id,year\nu,2022"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_do_not_matter(text, mark):
    batch = read(mark + text.encode())
    assert [(s.unit.id, s.year) for s in batch.submissions] == [("u", 2022)]


def test_the_separator_may_be_said_in_a_line_of_its_own():
    batch = read("sep=;\r\nunit.id;year;a\r\nu;2022;1,5\r\n")
    assert batch.submissions[0].facts == {"a": Fraction(3, 2)}
    assert batch.submissions[0].place_of("/facts/a").line == 3


def test_the_sample_table_says_the_same_as_the_sample_files():
    files = {s.unit.id: s for s in read_submissions(SAMPLES / "vi_du_2022").submissions}
    batch = read_submissions(SAMPLES / "vi_du_2022_rong.csv", ("vn.par.department", "2022"))
    assert batch.findings == ()
    assert len(batch.submissions) == 5
    for submission in batch.submissions:
        facts = files[submission.unit.id].facts
        assert submission.facts == {name: value for name, value in facts.items() if not isinstance(value, tuple)}


def test_bytes_that_are_no_utf8_are_a_finding():
    assert [f.code for f in read(b"unit.id,year\nS\xec,2022\n").findings] == ["file.not-utf8"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a;b\n1;2", [["a", "b"], ["1", "2"]]),
        ("\n\na;b\n;\n", [["a", "b"]]),
        ('"a ""x"" ;b" ; c ;', [['a "x" ;b', "c", ""]]),
        ("a;b\r1;2\r\n", [["a", "b"], ["1", "2"]]),
        ("", []),
    ],
)
def test_rows_of_cells(text, expected):
    assert [[found.text for found in row] for row in rows(text, ";")] == expected


def test_a_cell_after_a_broken_line_knows_its_column():
    ((_, second, third),) = rows('"x\ny";b\t;"c"', ";")
    assert (second.at, third.at) == ((2, 4), (2, 7))


def test_an_unclosed_quote_ends_reading():
    with pytest.raises(NotCsv) as problem:
        list(rows('a;b\n1;"2' + "x" * 100_000, ";"))
    assert problem.value.at == (2, 3)


@pytest.mark.parametrize(("text", "separator"), [("a;b,c", ";"), ("a,b\n1;2", ","), ("a", ","), ("SEP=,\na;b", ",")])
def test_the_separator_goes_by_the_first_line(text, separator):
    assert separator_of(text)[0] == separator
