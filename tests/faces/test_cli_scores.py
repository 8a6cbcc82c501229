"""`parindex score` and `parindex explain`: points by hand, ledgers that add up, and what is kept."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import ROOT, CommandLine
from tests.support.small_round import TABLE, submission, write_round, write_set

SAMPLE = ROOT / "plugins" / "sample_data" / "vi_du_2022"


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line beside the small set and its five submissions."""
    write_set(tmp_path / "sets")
    write_round(tmp_path)
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


def file_of(line: CommandLine, unit: str) -> Path:
    """The submission of one unit."""
    return line.folder / "phieu" / f"{unit}.yaml"


def exact(figure: dict[str, str]) -> Fraction:
    """The exact value of a figure."""
    return Fraction(figure["exact"])


def test_one_submission_is_told_in_full(line: CommandLine) -> None:
    ran = line.run("score", file_of(line, "so-b"))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[:6] == [
        "Sở B (so-b) · năm 2024 · vòng kết quả cuối cùng (final)",
        "Bộ tiêu chí: Bộ thử nhỏ, thu.nho 2024.3 (VÍ DỤ: không phải văn bản của quyết định nào)",
        "Nhóm đơn vị: ordinary",
        "",
        "Chỉ số 53,33 · 5,33/10 điểm · xếp loại Khá · đủ số liệu",
        "Thẩm định 2,33/6 · Điều tra 3,00/4",
    ]
    assert re.search(r"^1 +2,33 +6 +38,89 +đã chấm +Chỉ đạo$", ran.out, flags=re.MULTILINE)
    assert re.search(r"^Mã kết quả: [0-9a-f]{64}$", ran.out, flags=re.MULTILINE)


def test_english_has_decimal_points_and_its_own_words(line: CommandLine) -> None:
    out = line.run("score", file_of(line, "so-b"), "--lang", "en").out
    assert "Department B (so-b) · year 2024 · stage final" in out
    assert "(EXAMPLE: not the text of any decision)" in out
    assert "Index 53.33 · 5.33/10 points · grade Fair · complete" in out


def test_what_is_open_is_a_range_with_the_facts_that_are_missing(line: CommandLine) -> None:
    out = line.run("score", file_of(line, "so-d")).out
    assert "Chỉ số 60,00–100,00 · 6,00–10,00/10 điểm · chưa đủ số liệu" in out
    assert "2.1  Đánh giá của người dân: Chờ kết quả: Điểm trung bình." in out


def test_closing_the_stage_counts_what_is_missing_as_the_set_says(line: CommandLine) -> None:
    opened = line.run("score", file_of(line, "so-d"), "--json").document["results"][0]
    closed = line.run("score", file_of(line, "so-d"), "--closed", "--json").document["results"][0]
    assert (opened["scorecard"]["closed"], opened["scorecard"]["index"]) == (False, None)
    assert (closed["scorecard"]["closed"], closed["scorecard"]["index"]["exact"]) == (True, "60")
    assert closed["scorecard"]["submission"] != opened["scorecard"]["submission"]


def test_many_submissions_are_a_line_each(line: CommandLine) -> None:
    out = line.run("score", line.folder / "phieu").out
    rows = [re.split(r"  +", row) for row in out.splitlines()[3:]]
    assert rows == [
        ["Sở A", "96,00", "9,60", "10", "Tốt", "đủ số liệu"],
        ["Sở B", "53,33", "5,33", "10", "Khá", "đủ số liệu"],
        ["Sở C", "53,33", "5,33", "10", "Khá", "đủ số liệu"],
        ["Sở D", "60,00–100,00", "6,00–10,00", "10", "–", "còn 1 mục chưa quyết định"],
        ["Sở E", "60,00", "6,00", "10", "Khá", "đủ số liệu"],
    ]


def test_machines_get_exact_decimals_as_text(line: CommandLine) -> None:
    document = line.run("score", file_of(line, "so-b"), "--json").document
    (result,) = document["results"]
    assert (document["format"], document["kept"]) == ("parindex/scores/1", False)
    assert result["scorecard"]["format"] == "parindex/scorecard/1"
    assert result["scorecard"]["total"]["points"] == {"exact": "5.333333", "printed": "5.33"}
    assert floats_in(document) == []


def test_a_table_is_scored_under_the_set_that_is_named(line: CommandLine) -> None:
    table = line.folder / "bang.csv"
    table.write_text(TABLE, "utf-8")
    results = line.run("score", table, "--set", "thu.nho", "--json").document["results"]
    assert [each["scorecard"]["total"]["points"]["exact"] for each in results] == ["9.6", "5.333333"]


def test_results_are_kept_only_when_asked_and_stdout_stays_the_same(line: CommandLine) -> None:
    plain = line.run("score", file_of(line, "so-a"))
    assert not (line.folder / "test.sqlite3").exists()
    kept = line.run("score", file_of(line, "so-a"), "--keep")
    assert kept.out == plain.out
    assert kept.err == f"Đã lưu 1 kết quả vào '{line.folder / 'test.sqlite3'}'.\n"


def test_the_ledger_tells_the_most_lost_first_and_adds_up(line: CommandLine) -> None:
    ran = line.run("explain", file_of(line, "so-b"))
    assert ran.code == 0
    assert re.findall(r"^(\d\.\d)  ", ran.out, flags=re.MULTILINE) == ["1.2", "1.1", "2.1"]
    assert "tối đa 4 · đạt 1,333333 · mất 2,666667 · nguồn gốc ví dụ" in ran.out
    assert "Đạt 5,333333 + mất 4,666667 = tối đa 10\n" in ran.out
    assert "In ra: Đạt 5,33 + mất 4,67 = tối đa 10\n" in ran.out


def test_a_row_tells_why_the_facts_the_clause_the_evidence_and_the_next_gain(line: CommandLine) -> None:
    out = line.run("explain", file_of(line, "so-b")).out
    second, first = (block.splitlines() for block in out.split("\n\n") if block.startswith(("1.1", "1.2")))
    assert first[0] == "1.1  Ban hành kế hoạch"
    assert first[1] == "  Chỉ đạo"
    assert first[3].startswith("  Vì sao: −1  ")
    assert first[4:] == [
        "  Số liệu: Thời điểm ban hành = Muộn",
        "  Căn cứ: qd-12#dieu-1",
        "  Minh chứng: chưa có; cần: Kế hoạch",
        "  Làm tiếp: " + first[-1].removeprefix("  Làm tiếp: "),
    ]
    assert first[-1].endswith("(+1)")
    assert "  Minh chứng: 7/KH-B (18/07/2024), Kế hoạch năm, mục II, trang 4" in second


def test_english_ledgers_write_iso_dates(line: CommandLine) -> None:
    out = line.run("explain", file_of(line, "so-b"), "--lang", "en").out
    assert "Evidence: 7/KH-B (2024-07-18), Kế hoạch năm, section II, page 4" in out
    assert "Won 5.333333 + lost 4.666667 = maximum 10" in out


def test_an_open_ledger_does_not_call_lost_what_is_undecided(line: CommandLine) -> None:
    out = line.run("explain", file_of(line, "so-d")).out
    assert "Chắc chắn đạt 6 + mất hoặc chưa quyết định 4 = tối đa 10" in out
    assert "Khi đủ số liệu có thể đạt từ 6,00 đến 10,00." in out
    assert "Có thể đạt: 0–4" in out


def test_the_ledger_of_one_node_has_its_rows_alone(line: CommandLine) -> None:
    ran = line.run("explain", file_of(line, "so-b"), "--node", "1", "--json")
    assert [row["id"] for row in ran.document["rows"]] == ["1.2", "1.1"]
    assert "tối đa 10" not in line.run("explain", file_of(line, "so-b"), "--node", "1").out


def test_the_unit_is_chosen_from_a_folder(line: CommandLine) -> None:
    document = line.run("explain", line.folder / "phieu", "--unit", "so-c", "--json").document
    assert document["unit"]["id"] == "so-c"


def test_a_kept_result_is_explained_like_its_file(line: CommandLine) -> None:
    line.run("score", line.folder / "phieu", "--keep")
    of_file = line.run("explain", file_of(line, "so-b"), "--json").document
    assert line.run("explain", of_file["result"], "--json").document == of_file
    assert line.run("explain", of_file["result"]).out == line.run("explain", file_of(line, "so-b")).out


def test_a_result_that_was_cut_short_is_answered_with_the_whole_hash(line: CommandLine) -> None:
    line.run("score", file_of(line, "so-a"), "--keep")
    result = line.run("explain", file_of(line, "so-a"), "--json").document["result"]
    ran = line.run("explain", result[:20])
    assert (ran.code, ran.out) == (1, "")
    assert result in ran.err


@pytest.mark.parametrize(
    "unit", ["vd-so-y-te", "vd-so-thong-tin-va-truyen-thong", "vd-so-du-lich", "vd-so-chuyen-doi-so"]
)
def test_the_ledgers_of_the_sample_year_add_up_with_gates_bonus_and_penalty(line: CommandLine, unit: str) -> None:
    ledger = line.run("explain", SAMPLE / f"{unit}.yaml", "--json").document
    lost = [exact(row["lost"]) for row in ledger["rows"]]
    assert lost == sorted(lost, reverse=True)
    for row in [*ledger["rows"], ledger["total"]]:
        assert exact(row["points"]) + exact(row["lost"]) == Fraction(row["maximum"])
        if row["status"] in ("scored", "not_arisen", "marked") and "method" in row:
            assert sum(Fraction(entry["amount"]) for entry in row["entries"]) == -exact(row["lost"])
    assert floats_in(ledger) == []


def test_a_mark_stands_beside_what_was_computed(line: CommandLine) -> None:
    out = line.run("explain", SAMPLE / "vd-so-giao-thong-van-tai.yaml", "--node", "1.4").out
    assert "chấm trực tiếp" in out
    assert "Máy tính ra: 0\n" in out
    assert "20/03/2023" in out


def test_what_text_says_a_terminal_should_do_is_not_done(line: CommandLine) -> None:
    evil = line.folder / "xau.yaml"
    evil.write_text(submission("so-a").replace("Sở A", r"Sở \e[31mA\u202e"), "utf-8")
    ran = line.run("score", evil)
    assert "\x1b" not in ran.out + ran.err
    assert "\u202e" not in ran.out + ran.err


def floats_in(value: Any) -> list[float]:
    """Every float anywhere in a document; there should be none."""
    if isinstance(value, dict):
        return [found for item in value.values() for found in floats_in(item)]
    if isinstance(value, list):
        return [found for item in value for found in floats_in(item)]
    return [value] if isinstance(value, float) else []
