"""`parindex set diff` and `parindex compare`: what changed in the rules, who rose and fell, what is not compared.

| body | 2021: 1.1 (2), 1.2 (3), 1.3 (2), 1.4 (2), 2 (3) | of 12 | index | 2022 | of 12 | index |
|---|---|---|---|---|---|---|
| so-a | 2, 3, 2, 1.7, 1.5 | 10.2 | 85 | 1.4 below the floor: 0 | 8.5 | 70.83 |
| so-b | 1, 1.5, 2, 2, 2.1 | 8.6 | 71.67 | the same | 8.6 | 71.67 |
| so-c | 1, 0, 2, 1.8, 1.8 | 6.6 | 55 | 1.1 in time: 2 | 7.6 | 63.33 |
"""

from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.published_schemas import misfits
from tests.support.small_sets import changed
from tests.support.two_editions import FIRST, HEAD, write_edition

ALL_SAME = '  - {change: same, nodes: ["1", "1.1", "1.2", "1.3", "2"]}\n'
CROSSWALK = """\
format: parindex/crosswalk/1
from: {id: thu.doi, edition: "2021"}
to: {id: thu.doi, edition: "2022"}
rows:
"""
STRICTER = """\
  - change: stricter
    from: ["1.4"]
    to: ["1.4"]
    note: {vi: "Sàn lên 90 %", en: "The floor rises to 90%"}
"""
NEW_HEAD = changed(HEAD, ('edition: "2021"', 'edition: "2022"'), ("{from: 2021, to: 2021}", "{from: 2022, to: 2023}"))
NEW_FIRST = changed(FIRST, ('floor: "80%"', 'floor: "90%"'))
FACTS = {
    "a": "plan.issued: on_time, money.paid: 95, people.rate: 50, tasks.done: 85",
    "b": "plan.issued: late, money.paid: 80, people.rate: 70, tasks.done: 100",
    "c": "plan.issued: late, money.paid: 50, people.rate: 60, tasks.done: 90",
}


def write_years(folder: Path, rows: str = ALL_SAME + STRICTER) -> None:
    """Both editions as drop-in folders, the newer with a crosswalk, and three submissions for each year."""
    write_edition(folder / "sets" / "cu")
    newer = write_edition(folder / "sets" / "moi", NEW_HEAD, NEW_FIRST)
    (newer / "crosswalks").mkdir()
    (newer / "crosswalks" / "2021.yaml").write_text(CROSSWALK + rows, "utf-8")
    for year, renamed in ((2021, {}), (2022, {"c": "on_time"})):
        place = folder / f"nam_{year}"
        place.mkdir()
        for unit in FACTS:
            (place / f"{unit}.yaml").write_text(submission(unit, year, renamed.get(unit, "")), "utf-8")


def submission(unit: str, year: int, plan: str = "", stage: str = "final") -> str:
    """One submission; `plan` puts another answer in the place of the first."""
    facts = FACTS[unit].replace("late", plan) if plan else FACTS[unit]
    return f"""\
format: parindex/submission/1
criteria_set: {{id: thu.doi, edition: "{year}"}}
unit: {{id: so-{unit}, name: {{vi: "Sở {unit.upper()}", en: "Department {unit.upper()}"}}, kind: department}}
year: {year}
stage: {stage}
facts: {{{facts}, money.planned: 100, reports.late: 0, reports.annual: true, tasks.given: 100}}
"""


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line in a folder with two editions and two years."""
    write_years(tmp_path)
    monkeypatch.chdir(tmp_path)
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


@pytest.mark.parametrize(
    "pair", [("thu.doi@2021", "thu.doi@2022"), ("sets/cu", "sets/moi"), ("thu.doi@2021.1", "sets/moi")]
)
def test_two_sets_are_told_apart_in_words(line: CommandLine, pair: tuple[str, str]) -> None:
    ran = line.run("set", "diff", *pair)
    assert (ran.code, ran.err) == (0, "")
    assert "Nối mục: theo bảng đối chiếu moi/crosswalks/2021.yaml (6 hàng)" in ran.out
    assert "Mục 1.4 “Nhiệm vụ” (chấm chặt hơn)\n  Mức sàn: 80 % → 90 %\n  → Sàn lên 90 %\n" in ran.out
    assert "1 mục đổi · 0 mục thêm · 0 mục bỏ · 0 mục tách · 0 mục gộp · 0 số liệu đổi" in ran.out


def test_a_difference_in_english_and_as_json(line: CommandLine) -> None:
    assert (
        "Row 1.4 “Tasks” (stricter)\n  Floor: 80% → 90%\n"
        in line.run("set", "diff", "sets/cu", "sets/moi", "--lang", "en").out
    )
    document = line.run("set", "diff", "sets/cu", "sets/moi", "--json").document
    assert misfits(document, "set-difference/1") == []
    assert [item["after"] for item in document["subjects"]] == ["thu.doi", "1.4"]


def test_equal_sets_are_told_equal(line: CommandLine) -> None:
    ran = line.run("set", "diff", "thu.doi", "thu.doi@2022")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Hai bộ có cùng nội dung.")


def test_another_spelling_is_told(line: CommandLine) -> None:
    write_edition(line.folder / "khac", HEAD, changed(FIRST, ('max: "9"', 'max: "9.0"')))
    out = line.run("set", "diff", "sets/cu", "khac", "--lang", "en").out
    assert "differ in spelling alone" in out


@pytest.mark.parametrize(
    ("named", "words"),
    [("thu.doi@2020", "'thu.doi 2020'"), ("thu.doi@2021.7", "2021.7"), ("nobody", "'nobody'")],
)
def test_a_set_that_is_not_there_is_refused(line: CommandLine, named: str, words: str) -> None:
    ran = line.run("set", "diff", named, "thu.doi@2022")
    assert (ran.code, ran.out) == (1, "")
    assert words in ran.err


def test_a_folder_with_errors_is_refused_with_its_findings(line: CommandLine) -> None:
    write_edition(line.folder / "hong", HEAD, changed(FIRST, ('max: "9"', 'max: "x"')))
    ran = line.run("set", "diff", "hong", "sets/moi")
    assert ran.code == 1
    assert "hong/components/01_chi_dao.yaml:4:6  error  schema.wrong-form" in ran.err


def test_a_crosswalk_that_does_not_tell_the_truth_is_not_relied_on(line: CommandLine) -> None:
    path = line.folder / "sets" / "moi" / "crosswalks" / "2021.yaml"
    path.write_text(CROSSWALK + ALL_SAME.replace('"2"', '"1.4", "2"'), "utf-8")
    for command in (("set", "diff", "thu.doi@2021", "thu.doi@2022"), ("compare", "nam_2021", "nam_2022")):
        ran = line.run(*command)
        assert (ran.code, ran.out) == (1, "")
        assert "crosswalk.not-same" in ran.err
    checked = line.run("set", "check", "sets/moi")
    assert checked.code == 1
    assert "moi/crosswalks/2021.yaml:5:54  error  crosswalk.not-same" in checked.out


def test_set_check_takes_the_crosswalks_in(line: CommandLine) -> None:
    assert line.run("set", "check", "sets/moi").code == 0
    path = line.folder / "sets" / "moi" / "crosswalks" / "2021.yaml"
    path.write_text(CROSSWALK + ALL_SAME, "utf-8")
    ran = line.run("set", "check", "sets/moi", "--lang", "en")
    assert (ran.code, ran.out.count("crosswalk.unmapped")) == (1, 2)


def test_all_bodies_are_compared(line: CommandLine) -> None:
    ran = line.run("compare", "nam_2021", "nam_2022")
    assert (ran.code, ran.err) == (0, "")
    assert "1/3 đơn vị có chỉ số tăng so với trước (2021), 1 giảm, 1 không đổi, 0 không so được" in ran.out
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["2", "Sở", "A", "85,00", "70,83", "−14,17", "1", "−1"] in [row[:8] for row in rows]
    assert ["1.4", "91,67", "63,33", "−28,33", "0", "1", "chấm", "chặt", "hơn"] in [row[:9] for row in rows]
    assert "1: 1/4 tiêu chí tăng (1.1), 1 giảm, 2 không đổi" in ran.out


def test_one_body_is_told_in_full(line: CommandLine) -> None:
    ran = line.run("compare", "nam_2021", "nam_2022", "--unit", "so-c", "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    assert "Index 2022: 63.33, up 8.33 from 2021 (55.00)\nRank 2022: 3/3, same place from 2021 (3/3)\n" in ran.out
    assert "Below the mean of the units: 1 (1)" in ran.out
    assert "1: 1 of 4 criteria rose (1.1), 0 fell, 3 unchanged" in ran.out
    assert "stricter; The floor rises to 90%" in ran.out


def test_the_document_fits_its_schema(line: CommandLine) -> None:
    document = line.run("compare", "nam_2021", "nam_2022", "--unit", "so-a", "--json").document
    assert misfits(document, "comparison/1") == []
    assert (document["unit"]["moved"], document["unit"]["places_gained"]) == ("fell", -1)


def test_kept_years_give_what_files_give(line: CommandLine) -> None:
    scored = line.run("compare", "nam_2021", "nam_2022", "--json").document
    for year in (2021, 2022):
        assert line.run("score", f"nam_{year}", "--keep").code == 0
    kept = line.run("compare", "--set", "thu.doi", "--year", "2021", "2022", "--stage", "final", "--json")
    assert (kept.code, kept.document) == (0, scored)
    named = ("--edition", "2021", "2022")
    assert (
        line.run("compare", "--set", "thu.doi", "--year", "2021", "2022", "--stage", "final", *named, "--json").document
        == scored
    )


def test_nothing_kept_is_refused_with_what_to_do(line: CommandLine) -> None:
    ran = line.run("compare", "--set", "thu.doi", "--year", "2021", "2022", "--stage", "final")
    assert (ran.code, ran.out) == (1, "")
    assert "Chưa lưu kết quả nào của thu.doi 2021.1, 2021, final." in ran.err
    no_edition = line.run("compare", "--set", "thu.doi", "--year", "1990", "2022", "--stage", "final", "--lang", "en")
    assert (no_edition.code, "edition of thu.doi for the year '1990'" in no_edition.err) == (1, True)


def test_the_same_submissions_under_two_sets_show_what_moved(line: CommandLine) -> None:
    revised = changed(HEAD, ("revision: 1", "revision: 2"))
    write_edition(line.folder / "sua", revised, NEW_FIRST)
    ran = line.run("compare", "nam_2021", "--under", "thu.doi@2021.1", "sua", "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    assert "Rows joined: by their ids, within one edition" in ran.out
    assert "0 of 3 bodies have a higher index than before (2021.1), 1 fell, 2 unchanged, 0 not compared" in ran.out


def test_editions_without_a_crosswalk_are_compared_by_index_and_rank_alone(line: CommandLine) -> None:
    (line.folder / "sets" / "moi" / "crosswalks" / "2021.yaml").unlink()
    ran = line.run("compare", "nam_2021", "nam_2022")
    assert ran.code == 0
    assert "Nối mục: không có bảng đối chiếu" in ran.out
    assert "hai bản không có bảng đối chiếu nên chỉ so chỉ số và hạng" in ran.out
    one = line.run("compare", "nam_2021", "nam_2022", "--unit", "so-a")
    assert "Chỉ số 2022: 70,83, giảm 14,17 so với 2021 (85,00)" in one.out


UNITS = """\
format: parindex/units/1
title: {vi: "Đơn vị", en: "Units"}
units:
  - {id: so-b, name: {vi: "Sở B", en: "B"}, dissolved: {on: 2022-01-01}}
  - {id: so-c, name: {vi: "Sở C", en: "C"}, dissolved: {on: 2022-01-01}}
  - {id: so-moi, name: {vi: "Sở Mới", en: "New"}, formed: {on: 2022-01-01, from: [so-b, so-c]}}
"""


@pytest.fixture
def merged(line: CommandLine) -> CommandLine:
    """Two of the bodies became one at the end of the first year."""
    for unit in ("b", "c"):
        (line.folder / "nam_2022" / f"{unit}.yaml").unlink()
    (line.folder / "nam_2022" / "moi.yaml").write_text(submission("b", 2022).replace("so-b", "so-moi"), "utf-8")
    (line.folder / "units.yaml").write_text(UNITS, "utf-8")
    return line


def test_a_merged_body_has_no_earlier_result_unless_one_is_asked_for(merged: CommandLine) -> None:
    call = ("compare", "nam_2021", "nam_2022", "--units", "units.yaml", "--unit", "so-moi", "--json")
    unit = merged.run(*call).document["unit"]
    assert (unit["before"], unit["moved"]) == (None, None)
    assert unit["reason"]["vi"] == "lập ngày 01/01/2022 từ Sở B + Sở C; không có kết quả trước đó"
    blended = merged.run(*call, "--predecessors", "mean").document["unit"]
    assert blended["before"]["index"]["printed"] == "63.33"
    assert blended["earlier_figure"]["vi"] == "trung bình cộng của Sở B + Sở C"
    weighted = merged.run(*call, "--predecessors", "weighted").document["unit"]
    assert weighted["reason"]["en"].endswith("the registry has no weights of its predecessors")


def test_without_a_registry_a_body_of_one_year_has_a_reason_all_the_same(merged: CommandLine) -> None:
    document = merged.run("compare", "nam_2021", "nam_2022", "--json").document
    (group,) = document["groups"]
    assert [unit["reason"]["en"] for unit in group["units"] if unit["unit"]["id"] == "so-moi"] == ["no result of 2021"]
    assert [(unit["unit"]["id"], unit["reason"]["en"]) for unit in document["gone"]] == [
        ("so-b", "no newer result"),
        ("so-c", "no newer result"),
    ]


def test_a_registry_with_errors_is_refused(merged: CommandLine) -> None:
    (merged.folder / "units.yaml").write_text(UNITS.replace("from: [so-b", "from: [so-x"), "utf-8")
    ran = merged.run("compare", "nam_2021", "nam_2022", "--units", "units.yaml")
    assert (ran.code, "registry.unknown-predecessor" in ran.err) == (1, True)


@pytest.mark.parametrize(
    "call",
    [
        (),
        ("nam_2021",),
        ("nam_2021", "nam_2022", "nam_2022"),
        ("nam_2021", "nam_2022", "--under", "thu.doi", "thu.doi"),
        ("nam_2021", "nam_2022", "--set", "thu.doi"),
        ("--set", "thu.doi", "--year", "2021", "2022"),
        ("nam_2021", "nam_2022", "--stage", "self"),
        ("nam_2021", "nam_2022", "--predecessors", "best"),
    ],
)
def test_what_cannot_be_understood_ends_with_2(line: CommandLine, call: tuple[str, ...]) -> None:
    ran = line.run("compare", *call)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Lỗi: ")


def test_a_body_that_neither_year_knows_is_refused(line: CommandLine) -> None:
    ran = line.run("compare", "nam_2021", "nam_2022", "--unit", "so-aa", "--lang", "en")
    assert (ran.code, ran.out) == (1, "")
    assert "Did you mean 'so-a'?" in ran.err


def test_submissions_of_several_rounds_are_not_mixed(line: CommandLine) -> None:
    (line.folder / "nam_2021" / "khac.yaml").write_text(submission("a", 2021, stage="self"), "utf-8")
    ran = line.run("compare", "nam_2021", "nam_2022")
    assert (ran.code, "thu.doi 2021, 2021, self" in ran.err) == (1, True)
    assert line.run("compare", "nam_2021", "nam_2022", "--stage", "final").code == 0


def test_a_folder_that_is_not_served_brings_its_crosswalk_along(line: CommandLine) -> None:
    newer = (line.folder / "sets" / "moi").rename(line.folder / "moi")
    head = newer / "criteria_set.yaml"
    head.write_text(changed(head.read_text("utf-8"), ("{from: 2022", "{from: 2021")), "utf-8")
    ran = line.run("compare", "nam_2021", "--under", "thu.doi@2021", "moi", "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    assert "Rows joined: by the crosswalk moi/crosswalks/2021.yaml (6 rows)" in ran.out
    assert "0 of 3 bodies have a higher index than before (2021.1), 1 fell, 2 unchanged, 0 not compared" in ran.out


def test_rules_that_do_not_hold_in_the_year_are_refused(line: CommandLine) -> None:
    ran = line.run("compare", "nam_2021", "--under", "thu.doi@2021", "thu.doi@2022")
    assert (ran.code, ran.out, ran.err.count("submission.year")) == (1, "", 3)
