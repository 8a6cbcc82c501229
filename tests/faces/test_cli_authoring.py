"""`parindex set new`, `import`, `schemas`, `sheet`, `form`: for people in both languages, for machines, and refused."""

import csv
import errno
import io
import json
import shlex
from pathlib import Path

import pytest
import yaml

from engine.loading.criteria_folder import read_set
from tests.support.command_line import ROOT, CommandLine
from tests.support.small_round import write_set

ANNEX = "STT;Tiêu chí;Điểm tối đa\n1;Kế hoạch;5\n;- Kịp thời;5\n;- Muộn;0\n2;Báo cáo;3\n"


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line beside the small set and a table."""
    write_set(tmp_path / "sets")
    (tmp_path / "annex.csv").write_text(ANNEX, "utf-8")
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


def test_a_new_set_is_clean_can_be_filled_in_and_scored(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, form = line.folder / "sets" / "bộ mới", line.folder / "so-a.yaml"
    made = line.run("set", "new", folder, "--id", "vi-du.moi", "--year", "2026", "--lang", "en")
    assert (made.code, made.err) == (0, "")
    assert made.out.endswith(f"Next: parindex set check {shlex.quote(str(folder))}\n")
    assert line.run("set", "check", folder).code == 0
    assert line.run("set", "form", folder, "--unit", "so-a", "--name-vi", "Sở A", "--out", form).code == 0
    blank = line.run("score", form, "--json").document
    assert blank["results"][0]["scorecard"]["complete"] is False
    answers = {"plan.issued": "on_time", "tasks.done": "9", "tasks.planned": "10", "satisfaction.mean": "75"}
    text = form.read_text("utf-8")
    for fact, answer in answers.items():
        text = text.replace(f"  {fact}:", f"  {fact}: {answer}")
    form.write_text(text, "utf-8")
    card = line.run("score", form, "--json").document["results"][0]["scorecard"]
    assert (card["complete"], card["index"]["exact"]) == (True, "90")


def test_nothing_is_written_over(line: CommandLine) -> None:
    before = sorted(path.name for path in line.folder.iterdir())
    for arguments in (
        ["set", "new", line.folder],
        ["set", "schemas", line.folder],
        ["set", "import", line.folder / "annex.csv", "--id", "x", "--out", line.folder],
    ):
        ran = line.run(*arguments, "--json")
        assert (ran.code, ran.problem["code"]) == (1, "scaffold.not-empty")
    assert sorted(path.name for path in line.folder.iterdir()) == before


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (["--id", "CÓ DẤU"], "document.invalid"),
        (["--id", "x", "--status", "official"], "annex.refused"),
        (["--id", "x", "--expect", "nhiều"], "annex.refused"),
        (["--id", "x", "--edition", "a b"], "document.invalid"),
    ],
)
def test_an_import_that_cannot_be_done_says_why(line: CommandLine, extra: list[str], code: str) -> None:
    ran = line.run("set", "import", line.folder / "annex.csv", *extra, "--out", line.folder / "x", "--json")
    assert (ran.code, ran.problem["code"]) == (1, code)
    assert not (line.folder / "x").exists()


@pytest.mark.parametrize("extra", [["--year", "26"], ["--status", "real"], ["--id"], []])
def test_a_slip_in_the_options_is_told(line: CommandLine, extra: list[str]) -> None:
    assert line.run("set", "import", line.folder / "annex.csv", *extra).code == 2


def test_findings_are_told_and_the_exit_code_says_whether_anything_was_written(line: CommandLine) -> None:
    written = line.run(
        "set", "import", line.folder / "annex.csv", "--id", "x", "--out", line.folder / "x", "--lang", "en"
    )
    assert (written.code, written.err) == (0, "")
    assert "annex.csv:5:1  info  annex.open-row" in written.out
    (line.folder / "hai.csv").write_text(ANNEX.replace("2;Báo", "1;Báo"), "utf-8")
    refused = line.run(
        "set", "import", line.folder / "hai.csv", "--id", "x", "--out", line.folder / "y", "--lang", "en"
    )
    assert refused.code == 1
    assert "error  annex.double-code" in refused.out
    assert refused.out.endswith("Nothing is written: the table has the errors above.\n")
    assert not (line.folder / "y").exists()


def test_an_import_is_told_to_machines(line: CommandLine) -> None:
    document = line.run(
        "set", "import", line.folder / "annex.csv", "--id", "vi-du.x", "--out", line.folder / "x", "--json"
    ).document
    assert (document["format"], document["written"], document["rows"]) == ("parindex/annex-import/1", True, 2)
    assert [finding["code"] for finding in document["findings"]] == ["annex.open-row"]
    assert read_set(line.folder / "x").checked().title.vi == "vi-du.x"


def test_schemas_are_written_complete_in_themselves(line: CommandLine) -> None:
    document = line.run("set", "schemas", line.folder / "schemas", "--json").document
    assert "component.schema.json" in document["files"]
    for name in document["files"]:
        assert json.loads((line.folder / "schemas" / name).read_text("utf-8"))["$schema"]


def test_a_sheet_of_a_folder_and_of_its_id_are_the_same(line: CommandLine) -> None:
    by_id, by_folder = (line.run("set", "sheet", name) for name in ("thu.nho", line.folder / "sets" / "bo_thu"))
    assert (by_id.code, by_id.err) == (0, "")
    assert by_id.out == by_folder.out
    assert "Ví dụ: không phải văn bản của quyết định nào." in by_id.out


@pytest.mark.parametrize("name", ["department_2022", "ministerial", "provincial_2022", "department_special", "sipas"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_bundled_set_has_a_sheet_and_a_form_that_can_be_read(line: CommandLine, name: str, language: str) -> None:
    folder = ROOT / "plugins" / name
    sheet = line.run("set", "sheet", folder, "--lang", language)
    assert (sheet.code, sheet.err) == (0, "")
    form = line.run("set", "form", folder, "--unit", "so-a", "--lang", language)
    document = yaml.safe_load(form.out)
    assert set(document["facts"].values()) <= {None}
    (line.folder / "form.yaml").write_text(form.out, "utf-8")
    assert line.run("score", line.folder / "form.yaml").code == 0


def test_a_cell_that_begins_like_a_formula_is_made_harmless(line: CommandLine) -> None:
    file = line.folder / "sets" / "bo_thu" / "components" / "01_chi_dao.yaml"
    evil = '=HYPERLINK(\\"http://x\\";\\"y\\")'
    file.write_text(file.read_text("utf-8").replace("Ban hành kế hoạch", evil), "utf-8")
    text = line.run("set", "sheet", "thu.nho", "--format", "csv").out.removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row[1] for row in rows if row[0] == "1.1"] == ['\'=HYPERLINK("http://x";"y")']
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    page = line.run("set", "sheet", "thu.nho", "--format", "html").out
    assert "&quot;http://x&quot;" in page


def test_a_workbook_is_the_same_whenever_it_is_made_and_holds_no_formula(line: CommandLine) -> None:
    from openpyxl import load_workbook

    file = line.folder / "sets" / "bo_thu" / "components" / "01_chi_dao.yaml"
    file.write_text(file.read_text("utf-8").replace("Ban hành kế hoạch", "=1+1"), "utf-8")
    first, second = line.folder / "a.xlsx", line.folder / "b.xlsx"
    for out in (first, second):
        assert line.run("set", "sheet", "thu.nho", "--format", "xlsx", "--out", out).code == 0
    assert first.read_bytes() == second.read_bytes()
    cells = [cell for row in load_workbook(first).worksheets[0].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_a_profile_that_is_not_there_and_a_folder_that_cannot_be_written_are_told(line: CommandLine) -> None:
    unknown = line.run("set", "sheet", "thu.nho", "--profile", "foundde", "--json")
    assert (unknown.code, unknown.problem["code"]) == (1, "catalogue.unknown-profile")
    nowhere = line.run("set", "sheet", "thu.nho", "--out", line.folder / "không" / "có" / "a.txt", "--json")
    assert (nowhere.code, nowhere.problem["code"]) == (1, "file.not-written")


def test_a_form_for_machines_is_a_submission_whose_facts_are_all_unknown(line: CommandLine) -> None:
    out = line.folder / "form.json"
    assert line.run("set", "form", "thu.nho", "--unit", "so-a", "--json", "--out", out).code == 0
    document = json.loads(out.read_text("utf-8"))
    assert document["format"] == "parindex/submission/1"
    assert set(document["facts"].values()) == {None}
    assert line.run("score", out).code == 0


@pytest.mark.parametrize(
    ("words", "pointer"),
    [(("--unit", "../x"), "/unit/id"), (("--unit", "=1+1"), "/unit/id"), (("--stage", "Vòng 1"), "/stage")],
)
def test_a_form_that_nobody_could_score_is_not_made(line: CommandLine, words: tuple[str, str], pointer: str) -> None:
    out = line.folder / "phieu.yaml"
    ran = line.run("set", "form", line.folder / "sets" / "bo_thu", "--unit", "so-a", *words, "--out", out, "--json")
    assert ran.code == 1
    assert [finding["pointer"] for finding in ran.problem["findings"]] == [pointer]
    assert not out.exists()


def test_a_sheet_that_cannot_be_written_leaves_the_old_one(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    out = line.folder / "phieu.html"
    out.write_text("old", "utf-8")

    def full(path: Path, other: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("engine.results.whole_file.Path.replace", full)
    ran = line.run("set", "sheet", line.folder / "sets" / "bo_thu", "--format", "html", "--out", out)
    assert ran.code == 1
    assert "hết chỗ trên đĩa" in ran.err
    assert out.read_text("utf-8") == "old"
