"""`parindex set sql`: a set printed for own tables, to stdout, to a file, for machines; and what is refused."""

import ast
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.support.command_line import ROOT, CommandLine
from tests.support.small_round import write_set

WITHOUT_TABLES = """
import sys
for name in ("numpy", "pyarrow", "numba", "duckdb", "polars"):
    sys.modules[name] = None
from engine.cli.main import main
sys.argv = ["parindex", "set", "sql", "vn.sipas", "--dialect", sys.argv[1]]
main()
"""


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line that finds the small set beside the bundled ones."""
    write_set(tmp_path / "sets")
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


def test_the_query_is_printed_with_its_set_status_profile_and_year(line: CommandLine) -> None:
    ran = line.run("set", "sql", "thu.nho")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("-- Bộ thử nhỏ: thu.nho 2024.3\n-- sha256 ")
    assert "\n-- Tình trạng: VÍ DỤ: không phải văn bản của quyết định nào\n" in ran.out
    assert "\n-- Nhóm đơn vị ordinary (Sở thường), năm 2024\n" in ran.out
    assert '  FROM "units"\n' in ran.out
    assert len(duckdb.extract_statements(ran.out)) == 1


def test_a_reconstructed_set_says_so(line: CommandLine) -> None:
    ran = line.run("set", "sql", "vn.par.province", "--dialect", "polars", "--lang", "en")
    assert "\n# Status: RECONSTRUCTED: not the text of a decision\n" in ran.out


def test_a_folder_another_profile_and_year_are_printed_too(line: CommandLine) -> None:
    ran = line.run("set", "sql", line.folder / "sets" / "bo_thu", "--profile", "founded", "--year", "2025")
    assert "\n-- Nhóm đơn vị founded (Sở mới lập), năm 2025\n" in ran.out


def test_the_file_is_written_whole_and_the_same_each_time(line: CommandLine) -> None:
    out = line.folder / "cham.py"
    ran = line.run("set", "sql", "thu.nho", "--dialect", "polars", "--nodes", "1, 2.1", "-o", out)
    assert (ran.code, ran.out, ran.err) == (0, "", f"Đã ghi '{out}'.\n")
    text = out.read_text("utf-8")
    ast.parse(text)
    assert "'points:2.1'" in text
    assert "'points:1.1'" not in text
    line.run("set", "sql", "thu.nho", "--dialect", "polars", "--nodes", "1,2.1", "-o", out)
    assert out.read_text("utf-8") == text


def test_machines_are_told_columns_and_text(line: CommandLine) -> None:
    out = line.folder / "cham.sql"
    document = line.run("set", "sql", "thu.nho", "--marks", "--table", "x y", "-o", out, "--json").document
    assert document["format"] == "parindex/printed-set/1"
    assert document["criteria_set"]["id"] == "thu.nho"
    assert (document["profile"], document["year"], document["dialect"]) == ("ordinary", 2024, "duckdb")
    assert document["columns"][0] == "unit.id"
    assert {"mark:1.1", "excluded:2"} <= set(document["columns"])
    assert document["text"] == out.read_text("utf-8")
    assert 'FROM "x y"' in document["text"]
    assert document["file"] == str(out)


@pytest.mark.parametrize("dialect", ["duckdb", "polars"])
def test_printing_needs_no_library_of_tables(dialect: str) -> None:
    command = [sys.executable, "-c", WITHOUT_TABLES, dialect]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert "vn.sipas 2017.1" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("thu.nho", "--dialect", "sqlite"), 2, "Không"),
        (("thu.nho", "--dialect", "polars", "--table", "x"), 2, "--table chỉ dùng với --dialect duckdb."),
        (("thu.nho", "--nodes", " , "), 2, "--nodes: chưa nêu mục nào."),
        (("thu.nho", "--nodes", "1.7"), 1, "Không có mục '1.7'."),
        (("thu.nho", "--profile", "nhom_la"), 1, "Không có nhóm đơn vị 'nhom_la'."),
        (("thu.nho", "--year", "1999"), 1, "thu.nho 2024.3 không áp dụng cho năm 1999."),
        (("thu.khong-co",), 1, "thu.khong-co"),
        (("thu.nho", "--base", "."), 2, "--base chỉ dùng với một thư mục."),
        (("thu.nho", "-o", "khong/co/cham.sql"), 1, "Không ghi được 'khong/co/cham.sql'"),
    ],
)
def test_what_cannot_be_printed_is_refused(line: CommandLine, arguments: tuple[str, ...], code: int, said: str) -> None:
    ran = line.run("set", "sql", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said.lower() in ran.err.lower()


def test_a_figure_that_no_database_holds_is_told_with_its_row(line: CommandLine) -> None:
    path = next((line.folder / "sets" / "bo_thu" / "components").glob("*.yaml"))
    path.write_text(WIDE, "utf-8")
    for other in path.parent.glob("*.yaml"):
        if other != path:
            other.unlink()
    head = line.folder / "sets" / "bo_thu" / "criteria_set.yaml"
    head.write_text(HEAD, "utf-8")
    ran = line.run("set", "sql", line.folder / "sets" / "bo_thu")
    assert ran.code == 1
    assert "error  printing.too-wide" in ran.err
    assert f"{path.name}:" in ran.err
    assert "1.1" in ran.err


HEAD = """\
format: parindex/criteria-set/1
id: thu.rong
edition: "2024"
revision: 1
status: example
title: {vi: "Bộ quá rộng", en: "Too wide"}
applies_to: {unit_kinds: [department], years: {from: 2024}}
total: {max: "2"}
missing_at_close: zero
profiles:
  - {id: ordinary, title: {vi: "Sở thường", en: "Ordinary"}}
"""
WIDE = """\
format: parindex/component/1
id: "1"
title: {vi: "Ngân sách", en: "Budgets"}
max: "2"
children:
  - id: "1.1"
    title: {vi: "Tích ba khoản", en: "Three budgets multiplied"}
    max: "2"
    facts:
      budget.first: {type: money, title: {vi: "Khoản một", en: "First"}}
      budget.second: {type: money, title: {vi: "Khoản hai", en: "Second"}}
      budget.third: {type: money, title: {vi: "Khoản ba", en: "Third"}}
      budget.whole: {type: money, min: 1, title: {vi: "Tất cả", en: "All"}}
    method: proportional
    rule: {value: budget.first * budget.second * budget.third / budget.whole}
"""
