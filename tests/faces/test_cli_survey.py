"""`parindex survey`: raw answers to counts and facts, reports of counts, and what becomes of bad input."""

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from engine.columns.survey import means
from tests.support.command_line import CommandLine
from tests.support.small_sets import changed
from tests.support.small_survey import FORM, NAMES, SMALL, write_answers, write_survey


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line in a folder with a form, raw answers and their counts."""
    write_survey(tmp_path)
    monkeypatch.chdir(tmp_path)
    return CommandLine(tmp_path)


def test_answers_become_counts_and_facts(line: CommandLine) -> None:
    ran = line.run("survey", "aggregate", "tho.csv", "--form", "mau.yaml", "-o", "a.json", "--facts", "a.csv")
    assert ran.code == 0
    assert "Đã đọc 9 câu trả lời: 8 hợp lệ, 1 trống, 0 không hợp lệ, 0 bỏ ra ngoài" in ran.out
    assert "Số liệu: a.csv: 2 ô có, 2 ô để trống" in ran.out
    assert "survey.too-few" in ran.err
    assert (line.folder / "a.csv").read_text("utf-8").splitlines() == [
        "unit.id,unit.name,year,stage,survey.answers,survey.mean",
        "so-a,Sở A,2024,final,5,88.33",
        "so-b,,2024,final,,",
    ]
    assert (line.folder / "a.json").read_bytes() == (line.folder / "dem.json").read_bytes()


def test_facts_in_parquet_have_numbers_where_they_are_whole(line: CommandLine) -> None:
    ran = line.run("survey", "aggregate", "tho.csv", "--form", "mau.yaml", "--facts", "a.parquet", "--json")
    assert (ran.code, ran.document["counts"], ran.document["facts"]) == (0, None, "a.parquet")
    assert [finding["code"] for finding in ran.document["findings"]] == ["survey.too-few"]
    assert pq.read_table(line.folder / "a.parquet").to_pylist() == [
        {
            "unit.id": "so-a",
            "unit.name": "Sở A",
            "year": 2024,
            "stage": "final",
            "survey.mean": "88.33",
            "survey.answers": 5,
        },
        {
            "unit.id": "so-b",
            "unit.name": None,
            "year": 2024,
            "stage": "final",
            "survey.mean": None,
            "survey.answers": None,
        },
    ]


def test_the_kind_of_file_and_the_number_of_threads_give_the_same_bytes(line: CommandLine) -> None:
    for name in ("b.parquet", "b.arrow", "b.coded.parquet"):
        write_answers(line.folder / name, SMALL, NAMES[:4])
        ran = line.run("survey", "aggregate", name, "--form", "mau.yaml", "--out", "b.json", "--threads", "3")
        assert (ran.code, (line.folder / "b.json").read_bytes()) == (0, (line.folder / "dem.json").read_bytes())


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1258"])
def test_answers_in_another_encoding_are_read_where_that_is_said(line: CommandLine, encoding: str) -> None:
    text = (line.folder / "tho.csv").read_text("utf-8")
    (line.folder / "b.csv").write_bytes(text.encode(encoding))
    ran = line.run("survey", "aggregate", "b.csv", "--form", "mau.yaml", "-o", "b.json", "--encoding", encoding)
    assert (ran.code, (line.folder / "b.json").read_bytes()) == (0, (line.folder / "dem.json").read_bytes())


def test_an_encoding_that_nobody_knows_is_refused(line: CommandLine) -> None:
    ran = line.run("survey", "aggregate", "tho.csv", "--form", "mau.yaml", "-o", "b.json", "--encoding", "x", "--json")
    assert (ran.code, [finding["code"] for finding in ran.problem["findings"]]) == (1, ["many.encoding"])
    assert not (line.folder / "b.json").exists()


def test_with_errors_nothing_is_written(line: CommandLine) -> None:
    write_answers(line.folder / "sai.csv", [*SMALL, ("so-c", "dan", "q1", "1")], NAMES[:4])
    (line.folder / "cu.csv").write_text("cũ", "utf-8")
    ran = line.run(
        "survey", "aggregate", "sai.csv", "--form", "mau.yaml", "-o", "a.json", "--facts", "cu.csv", "--json"
    )
    assert (ran.code, ran.problem["code"]) == (1, "document.invalid")
    (finding,) = ran.problem["findings"]
    assert (finding["code"], finding["line"], finding["column"]) == ("survey.unknown-unit", 11, 1)
    assert not (line.folder / "a.json").exists()
    assert (line.folder / "cu.csv").read_text("utf-8") == "cũ"


def test_what_is_left_out_is_told_and_counted(line: CommandLine) -> None:
    write_answers(line.folder / "sai.csv", [*SMALL, ("so-c", "dan", "q1", "1"), ("so-a", "dan", "q1", "9")], NAMES[:4])
    ran = line.run("survey", "aggregate", "sai.csv", "--form", "mau.yaml", "--leave-out", "--json")
    assert ran.code == 0
    assert [ran.document[name] for name in ("rows", "valid", "blank", "invalid", "left_out")] == [11, 8, 1, 1, 1]
    severities = {finding["code"]: finding["severity"] for finding in ran.document["findings"]}
    assert severities["survey.unknown-unit"] == severities["survey.unknown-option"] == "warning"


def test_a_file_that_is_given_twice_is_not_passed_over(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.columns.survey.second_look.MOST_REPEATED", 10)
    rows = [(*row, "1", f"p{at}") for at, row in enumerate(SMALL)]
    write_answers(line.folder / "a.parquet", [(*row[:4], row[5]) for row in rows], (*NAMES[:4], "respondent"))
    (line.folder / "b.parquet").write_bytes((line.folder / "a.parquet").read_bytes())
    ran = line.run("survey", "aggregate", "a.parquet", "b.parquet", "--form", "mau.yaml", "--leave-out", "--lang", "en")
    assert (ran.code, "survey.file-twice" in ran.err, "--leave-out" in ran.err) == (1, True, False)


HEADINGS = "unit,group,question,option,note\n"
ROWS = "so-a,dan,q1,1,x\nso-a,dan,q1,2,x\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f'{HEADINGS}so-a,dan,q1,1,"x\n{ROWS}', (2, 5)),
        (f'{HEADINGS}{ROWS}so-a,dan,q1,1,"x\n{ROWS[:-1]}', (4, 5)),
        (f'{HEADINGS}so-a,dan,q1,"1,x\n{ROWS}so-a,dan,q1,1",x\n{ROWS}', (2, 4)),
        (f'{HEADINGS}so-a,dan,"q1,1,x\n{ROWS}', (2, 1)),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_rows_behind_a_quote_that_is_not_closed_are_never_lost(
    line: CommandLine, text: str, place: tuple[int, int], encoding: str
) -> None:
    (line.folder / "ngoac.csv").write_bytes(text.encode(encoding))
    call = ("survey", "aggregate", "ngoac.csv", "--form", "mau.yaml", "-o", "a.json", "--leave-out", "--json")
    ran = line.run(*call, "--encoding", encoding)
    (finding,) = [found for found in ran.problem["findings"] if found["severity"] == "error"]
    assert (ran.code, finding["code"], finding["line"], finding["column"]) == (1, "table.syntax", *place)
    assert not (line.folder / "a.json").exists()


def test_a_cell_may_hold_lines_where_its_quote_is_closed(line: CommandLine) -> None:
    (line.folder / "ghi_chu.csv").write_text(f'{HEADINGS}{ROWS}so-a,dan,q1,1,"x\ny\n"\n', "utf-8")
    ran = line.run("survey", "aggregate", "ghi_chu.csv", "--form", "mau.yaml", "--json")
    assert (ran.code, ran.document["rows"], ran.document["valid"]) == (0, 3, 3)


def test_a_long_text_is_told_as_far_as_it_helps(line: CommandLine) -> None:
    (line.folder / "dai.csv").write_text(f"{HEADINGS}so-a,dan,q1,{'x' * 1000},y\n", "utf-8")
    ran = line.run("survey", "aggregate", "dai.csv", "--form", "mau.yaml", "--json")
    messages = [found["message"] for found in ran.problem["findings"] if found["code"] == "survey.unknown-option"]
    assert [f"'{'x' * 60}…'" in message for message in messages] == [True]


def test_many_thin_cells_are_told_by_number(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(means, "MOST_TOLD", 1)
    write_answers(line.folder / "it.csv", [("so-a", "dan", "q1", "1")], NAMES[:4])
    ran = line.run("survey", "aggregate", "it.csv", "--form", "mau.yaml", "--json")
    codes = [finding["code"] for finding in ran.document["findings"]]
    assert (codes, ran.document["findings"][-1]["message"]) == (
        ["survey.too-few", "survey.too-few-more"],
        "Còn 3 ô như vậy.",
    )


def test_facts_are_looked_up_in_the_set_that_the_form_names(line: CommandLine) -> None:
    for set_name, code, severity in (
        ("vn.sipas", "survey.unknown-fact", "error"),
        ("vd.x", "survey.unknown-set", "warning"),
    ):
        named = f'minimum: 2\ncriteria_set: {{id: {set_name}, edition: "2017"}}\n'
        (line.folder / "co_bo.yaml").write_text(changed(FORM, ("minimum: 2\n", named)), "utf-8")
        ran = line.run("survey", "aggregate", "tho.csv", "--form", "co_bo.yaml", "--json")
        found = (ran.document if ran.out else ran.problem)["findings"]
        assert (found[0]["code"], found[0]["severity"], ran.code) == (code, severity, int(severity == "error"))


def test_counts_under_their_report_and_submissions_under_their_facts_are_not_written_over(line: CommandLine) -> None:
    write_submissions(line.folder / "phieu", a=SUBMISSION.format(unit="so-a", year=2024, more=""))
    aggregate = ("survey", "aggregate", "tho.csv", "--form", "mau.yaml", "--merge", "phieu")
    for target, call in (
        ("dem.json", ("survey", "report", "dem.json", "--out", "dem.json")),
        ("phieu/a.yaml", (*aggregate, "moi", "--facts", "phieu/a.yaml")),
        ("phieu/a.yaml", (*aggregate[:-1], "phieu/a.yaml", "moi", "-o", "phieu/a.yaml")),
    ):
        before = (line.folder / target).read_bytes()
        ran = line.run(*call)
        assert (ran.code, "survey.over-input" in ran.err, (line.folder / "moi").exists()) == (1, True, False)
        assert (line.folder / target).read_bytes() == before


def test_submissions_are_written_only_once_counts_and_facts_are(line: CommandLine) -> None:
    write_submissions(line.folder / "phieu", a=SUBMISSION.format(unit="so-a", year=2024, more=""))
    call = ("survey", "aggregate", "tho.csv", "--form", "mau.yaml", "--merge", "phieu", "moi", "--facts")
    for target, told in (("khong/a.csv", "khong/a.csv"), ("moi", "survey.same-output")):
        ran = line.run(*call, target, "-o", "dem-moi.json")
        assert (ran.code, told in ran.err, (line.folder / "moi").exists()) == (1, True, False)
        assert not (line.folder / "dem-moi.json").exists()


def test_why_there_is_no_mean_is_told_as_it_is(line: CommandLine) -> None:
    for rows, change, minimum, reason, remark in (
        ((("so-a", "dan", "q1", "1", "0"),), 'weights: {places: 0, max: "1"}', 1, "weightless", "đều có trọng số 0"),
        ((("so-a", "dan", "q1", ""),), "stage: first", 0, "too_few", "dưới 1 câu hợp lệ"),
    ):
        form = changed(FORM, ("minimum: 2", f"minimum: {minimum}"), ("stage: final", change))
        (line.folder / "khac.yaml").write_text(form, "utf-8")
        write_answers(line.folder / "khac.csv", rows, NAMES[: len(rows[0])])
        assert line.run("survey", "aggregate", "khac.csv", "--form", "khac.yaml", "-o", "khac.json").code == 0
        first = line.run("survey", "report", "khac.json", "--unit", "so-a", "--json").document["lines"][0]
        assert (first["mean"], first["reason"]) == (None, reason)
        assert remark in line.run("survey", "report", "khac.json", "--unit", "so-a").out


def test_counts_and_facts_do_not_go_into_one_file(line: CommandLine) -> None:
    ran = line.run("survey", "aggregate", "tho.csv", "--form", "mau.yaml", "-o", "x.json", "--facts", "x.json")
    assert (ran.code, "survey.same-output" in ran.err) == (1, True)
    assert not (line.folder / "x.json").exists()


def test_raw_answers_and_the_form_are_not_written_over(line: CommandLine) -> None:
    for target in ("tho.csv", "mau.yaml"):
        before = (line.folder / target).read_bytes()
        ran = line.run("survey", "aggregate", "tho.csv", "--form", "mau.yaml", "--facts", target)
        assert (ran.code, "survey.over-input" in ran.err) == (1, True)
        assert (line.folder / target).read_bytes() == before


def test_a_report_tells_every_cell(line: CommandLine) -> None:
    ran = line.run("survey", "report", "dem.json", "--lang", "en")
    assert ran.code == 0
    shown = [text.split() for text in ran.out.splitlines()]
    assert ["q1", "Citizens", "3", "1", "0", "53.33", "41.10", "0.00–100.00"] in shown
    assert ["q1", "Council", "2", "0", "0", "100.00", "0.00", "100.00"] in shown
    assert next(words for words in shown if words[1:4] == ["all", "groups,", "weighted"])[4:8] == [
        "5",
        "1",
        "0",
        "88.33",
    ]
    assert ["q1", "Council", "1", "0", "0", "–", "–", "–", "fewer", "than", "2", "valid", "answers"] in shown
    assert "statistics, from which no points are made" in ran.out


def test_a_report_is_the_same_each_time_and_of_each_part(line: CommandLine) -> None:
    whole, again = (line.run("survey", "report", "dem.json", "--json").out for _ in range(2))
    part = line.run("survey", "report", "dem.json", "--unit", "so-a", "--question", "q1", "--json").document
    other = line.run(
        "survey", "report", "dem.json", "--seed", "3", "--draws", "500", "--level", "90", "--json"
    ).document
    assert whole == again
    assert part["lines"] == json.loads(whole)["lines"][:3]
    assert other["drawing"].items() >= {"draws": 500, "seed": 3, "level": 90}.items()
    assert other["lines"][0]["mean"] == part["lines"][0]["mean"] == {"exact": "160/3", "printed": "53.33"}


def test_small_groups_are_suppressed_wherever_a_report_goes(line: CommandLine) -> None:
    ran = line.run("survey", "report", "dem.json", "--unit", "so-b", "--out", "bao_cao.csv", "--json")
    council = ran.document["lines"][1]
    assert (council["valid"], council["reason"]) == (1, "too_few")
    assert [council[name] for name in ("mean", "variance", "deviation", "interval")] == [None] * 4
    rows = (line.folder / "bao_cao.csv").read_text("utf-8-sig").splitlines()
    assert rows[0].split(";")[:4] == ["Đơn vị", "Câu hỏi", "Nhóm", "Hợp lệ"]
    assert rows[1].startswith("so-b;q1;dan;2;0;0;60,00;40,00;")
    assert rows[2:] == ["so-b;q1;hdnd;1;0;0;;;;;dưới 2 câu hợp lệ", "so-b;q1;;3;0;0;;;;;dưới 2 câu hợp lệ"]


@pytest.mark.parametrize(("option", "known"), [("--unit", "so-a"), ("--question", "q1")])
def test_a_report_about_something_else_is_refused(line: CommandLine, option: str, known: str) -> None:
    ran = line.run("survey", "report", "dem.json", option, f"{known}a", "--json")
    assert (ran.code, ran.problem["code"], known in ran.problem["hint"]) == (1, "survey.unknown-part", True)


def test_counts_that_were_changed_are_refused(line: CommandLine) -> None:
    path = line.folder / "dem.json"
    path.write_text(path.read_text("utf-8").replace('"minimum":2', '"minimum":1'), "utf-8")
    ran = line.run("survey", "report", "dem.json", "--json")
    assert (ran.code, ran.problem["code"]) == (1, "survey.counts-damaged")


def test_a_folder_in_place_of_answers_or_counts_is_refused(line: CommandLine) -> None:
    (line.folder / "a.parquet").mkdir()
    for call in (["aggregate", "a.parquet", "--form", "mau.yaml"], ["report", "a.parquet"]):
        assert line.run("survey", *call).code == 1


def test_without_the_extra_it_is_told_what_to_install(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("engine.columns.survey")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for call in (["aggregate", "tho.csv", "--form", "mau.yaml"], ["report", "dem.json"]):
        ran = line.run("survey", *call, "--json")
        assert (ran.code, ran.problem["code"]) == (1, "install.extra-missing")
        assert "parindex[many]" in ran.problem["hint"]


SUBMISSION = """\
format: parindex/submission/1
criteria_set: {{id: vd.bo, edition: "2024"}}
unit: {{id: {unit}}}
year: {year}
stage: final
facts: {{khac.rate: 0.5{more}}}
"""


def write_submissions(folder: Path, **texts: str) -> None:
    """Submissions by the name of their file."""
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")


def test_facts_are_put_into_the_submissions_of_their_units(line: CommandLine) -> None:
    of_unit = SUBMISSION.format(unit="so-a", year=2024, more="")
    of_another_year = SUBMISSION.format(unit="so-a", year=2023, more="")
    write_submissions(line.folder / "phieu", a=of_unit, b=of_another_year)
    ran = line.run("survey", "aggregate", "tho.csv", "--form", "mau.yaml", "--merge", "phieu", "moi", "--json")
    assert (ran.code, ran.document["merged"]) == (0, "moi")
    assert "survey.no-submission" in {finding["code"] for finding in ran.document["findings"]}
    written = [json.loads(path.read_text("utf-8")) for path in sorted((line.folder / "moi").iterdir())]
    assert [document["facts"] for document in written] == [
        {"khac.rate": "0.5", "survey.answers": 5, "survey.mean": "88.33"},
        {"khac.rate": "0.5"},
    ]
    assert written[0]["unit"] == {"id": "so-a"}
    assert [path.name for path in line.folder.glob(".parindex-*")] == []


@pytest.mark.parametrize(
    ("more", "there", "code"),
    [
        (", survey.mean: 3", False, "survey.fact-given"),
        ("", True, "survey.folder-taken"),
        (", a: [", False, "yaml.syntax"),
    ],
)
def test_submissions_that_cannot_take_the_facts_are_not_written(
    line: CommandLine, more: str, there: bool, code: str
) -> None:
    write_submissions(line.folder / "phieu", a=SUBMISSION.format(unit="so-a", year=2024, more=more))
    if there:
        write_submissions(line.folder / "moi", cu="cũ")
    call = ("survey", "aggregate", "tho.csv", "--form", "mau.yaml", "--merge", "phieu", "moi", "-o", "a.json", "--json")
    ran = line.run(*call)
    assert (ran.code, ran.problem["findings"][0]["code"]) == (1, code)
    assert [path.name for path in line.folder.glob("moi/*")] == (["cu.yaml"] if there else [])
    assert not (line.folder / "a.json").exists()


def test_what_the_survey_leaves_unknown_is_not_what_a_submission_says(line: CommandLine) -> None:
    write_submissions(line.folder / "phieu", b=SUBMISSION.format(unit="so-b", year=2024, more=", survey.mean: 3"))
    ran = line.run("survey", "aggregate", "tho.csv", "--form", "mau.yaml", "--merge", "phieu", "moi", "--json")
    assert (ran.code, ran.problem["findings"][0]["code"]) == (1, "survey.fact-given")
    assert not (line.folder / "moi").exists()
