"""`parindex field`, and `--field-complete` and `--field` of score, rank and explain."""

import json
import re
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.compared_round import submission, write_round, write_set
from tests.support.small_round import submission as plain_submission
from tests.support.small_round import write_set as write_plain_set


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line beside a set whose rows compare, and its six submissions."""
    write_set(tmp_path / "sets")
    write_plain_set(tmp_path / "sets")
    write_round(tmp_path)
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


def points(ran_out: str) -> list[list[str]]:
    return [re.split(r"  +", row.strip()) for row in ran_out.splitlines() if row.startswith("Sở ")]


def test_the_field_is_shown_row_by_row(line):
    ran = line.run("field", line.folder / "phieu")
    assert (ran.code, ran.err) == (0, "")
    assert "năm 2024 · vòng kết quả cuối cùng (final) · 6 đơn vị" in ran.out
    rows = [re.split(r"  +", row.strip()) for row in ran.out.splitlines() if re.match(r"\d\.\d", row)]
    assert rows == [
        ["1.1", "main", "3", "40 %", "65 %", "90 %", "mẫu số bằng 0: 1, chấm trực tiếp: 1"],
        ["1.1", "other", "1", "50 %", "50 %", "50 %", "–"],
        ["1.2", "tất cả", "5", "2", "7", "16", "không áp dụng: 1"],
        ["2.1", "main", "4", "70", "78,75", "90", "thiếu số liệu: 1"],
        ["2.1", "other", "1", "60", "60", "60", "–"],
    ]
    assert "78.75" in line.run("field", line.folder / "phieu", "--lang", "en").out


def test_score_and_rank_take_the_round_for_complete(line):
    ran = line.run("score", line.folder / "phieu", "--field-complete")
    assert ran.code == 0
    assert re.search(r"Khối so sánh thu\.khoi 2024\.1, 2024, final: 6 đơn vị, mã [0-9a-f]{12}\.", ran.err)
    assert [row[1:3] for row in points(ran.out)] == [
        ["86,00", "8,60"],
        ["60,00", "6,00"],
        ["30,00", "3,00"],
        ["31,00–71,00", "3,10–7,10"],
        ["30,00", "1,80"],
        ["39,00", "3,90"],
    ]
    ranked = line.run("rank", line.folder / "phieu", "--field-complete")
    assert re.search(r"^ +1  Sở A +86,00 ", ranked.out, re.MULTILINE)


def test_a_kept_field_gives_the_same_results(line):
    made = line.run("field", line.folder / "phieu", "--out", line.folder / "khoi.json")
    assert (made.code, "khoi.json" in made.err) == (0, True)
    document = json.loads((line.folder / "khoi.json").read_text("utf-8"))
    assert document == line.run("field", line.folder / "phieu", "--json").document
    at_once = line.run("score", line.folder / "phieu", "--field-complete", "--json").document
    later = line.run("score", line.folder / "phieu", "--field", line.folder / "khoi.json", "--json").document
    assert later == at_once
    alone = line.run(
        "score", line.folder / "phieu" / "so-b.yaml", "--field", line.folder / "khoi.json", "--json"
    ).document
    assert alone["results"][0] == at_once["results"][1]
    assert alone["results"][0]["scorecard"]["field"]["hash"] in made.out


def test_without_a_field_the_rows_wait_and_that_is_said(line):
    ran = line.run("score", line.folder / "phieu")
    assert ran.code == 0
    assert ran.err == ("Có mục so với cả khối còn chờ. Nếu đây là toàn bộ đơn vị của vòng, thêm --field-complete.\n")
    assert "0,00–100,00" in ran.out


def test_explain_tells_the_figures_of_the_field(line):
    ran = line.run("explain", line.folder / "phieu", "--unit", "so-c", "--field-complete")
    assert "khối từ 40 % đến 90 %, đi được 50 % quãng đến mức tốt nhất" in ran.out
    assert "giá trị thấp nhất của khối = 40 %" in ran.out
    assert "khi khối giữ như đã chốt" in ran.out
    told = line.run("explain", line.folder / "phieu", "--unit", "so-c", "--field-complete", "--lang", "en").out
    assert "the mean of the field is 78.75, the distance -8.75" in told


def test_a_result_that_was_kept_is_explained_by_its_own_field(line):
    kept = line.run("score", line.folder / "phieu" / "so-c.yaml", "--json").document
    assert kept["kept"] is False
    scored = line.run("score", line.folder / "phieu", "--field-complete", "--keep", "--json").document
    result = scored["results"][2]["result"]
    out = line.run("explain", result).out
    assert "đi được 50 % quãng đến mức tốt nhất" in out
    assert "khi khối giữ như đã chốt" in out
    refused = line.run("explain", result, "--field-complete")
    assert refused.code == 2


def test_a_set_of_which_no_row_compares_has_an_empty_field(line):
    (line.folder / "khac.yaml").write_text(plain_submission("so-a"), "utf-8")
    ran = line.run("field", line.folder / "khac.yaml")
    assert (ran.code, "Không có mục nào so với cả khối." in ran.out) == (0, True)
    scored = line.run("score", line.folder / "khac.yaml", "--field-complete", "--json")
    assert (scored.code, scored.err) == (0, "")
    assert "field" not in scored.document["results"][0]["scorecard"]


def test_a_stage_is_not_closed_before_its_field_is_complete(line):
    ran = line.run("score", line.folder / "phieu", "--closed")
    assert ran.code == 1
    assert "field.not-complete" in ran.err
    assert "--field-complete" in ran.err
    closed = line.run("score", line.folder / "phieu", "--closed", "--field-complete")
    assert closed.code == 0
    assert ["31,00", "3,10"] in [row[1:3] for row in points(closed.out)]


def test_what_is_said_twice_or_does_not_fit_is_refused(line):
    khoi = line.folder / "khoi.json"
    line.run("field", line.folder / "phieu", "--out", khoi)
    both = line.run("score", line.folder / "phieu", "--field-complete", "--field", khoi)
    assert (both.code, "Chỉ dùng --field-complete hoặc --field." in both.err) == (2, True)
    kept = line.run(*("rank", "--set", "thu.khoi", "--year", "2024", "--stage", "final"), "--field-complete")
    assert kept.code == 2
    (line.folder / "vong-dau.yaml").write_text(submission("so-a", stage="self"), "utf-8")
    other = line.run("score", line.folder / "vong-dau.yaml", "--field", khoi)
    assert (other.code, "field.other-round" in other.err) == (1, True)
    several = line.run("field", line.folder / "vong-dau.yaml", line.folder / "phieu")
    assert (several.code, "2 vòng" in several.err) == (2, True)
    khoi.write_text('{"format": "parindex/field/1"}', "utf-8")
    broken = line.run("rank", line.folder / "phieu", "--field", khoi)
    assert (broken.code, "khoi.json:1" in broken.err) == (1, True)
