"""`parindex rank`: ranks, ties, ranges, means and reasons, from files and from what was kept."""

import re
from pathlib import Path

import pytest

from tests.support.command_line import ROOT, CommandLine, Ran
from tests.support.small_round import submission, write_round, write_set

ROUND = ("--set", "thu.nho", "--edition", "2024", "--year", "2024", "--stage", "final")


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line beside the small set and its five submissions."""
    write_set(tmp_path / "sets")
    write_round(tmp_path)
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


def tables(ran: Ran) -> list[list[list[str]]]:
    """The tables of an answer, cell by cell; an empty cell in the middle is lost."""
    blocks = [block.splitlines() for block in ran.out.split("\n\n")]
    split = [[re.split(r"  +", row.strip()) for row in block] for block in blocks]
    return [block for block in split if len(block) > 1 and len(block[0]) > 3]


def test_ranks_have_ranges_and_ties_and_the_unranked_their_reason(line: CommandLine) -> None:
    ran = line.run("rank", line.folder / "phieu")
    main, components, founded = tables(ran)
    assert (ran.code, ran.err) == (0, "")
    assert main == [
        ["Hạng", "Đơn vị", "Chỉ số", "Điểm/tối đa", "Xếp loại", "Trọn điểm", "Dưới TB"],
        ["1–2", "Sở A", "96,00", "9,60/10", "Tốt", "1"],
        ["1–2", "Sở D", "60,00–100,00", "6,00–10,00/10", "–", "1"],
        ["3=", "Sở B", "53,33", "5,33/10", "Khá", "1–2"],
        ["3=", "Sở C", "53,33", "5,33/10", "Khá", "1–2"],
    ]
    assert components[1:] == [["1", "69,44", "2", "2", "Chỉ đạo"], ["2", "80,00", "0", "2", "Hài lòng"]]
    assert founded[1:] == [["–", "Sở E", "60,00", "6,00/10", "Khá"]]
    assert "Nhóm founded: Sở mới lập · không xếp hạng: Mới lập trong năm" in ran.out


def test_the_mean_is_that_of_the_complete_units_and_the_status_stands_above(line: CommandLine) -> None:
    out = line.run("rank", line.folder / "phieu").out
    assert out.startswith("Bộ tiêu chí: Bộ thử nhỏ, thu.nho 2024.3 (VÍ DỤ: không phải văn bản của quyết định nào)\n")
    assert "Trung bình chỉ số của nhóm: 67,56 (3 trên 4 đơn vị đủ số liệu)" in out
    assert "= đồng hạng" in out


def test_english_says_the_same(line: CommandLine) -> None:
    out = line.run("rank", line.folder / "phieu", "--lang", "en").out
    assert "Mean index of the group: 67.56 (3 of 4 units complete)" in out
    assert re.search(r"^ +3= +Department B +53\.33 +5\.33/10 +Fair +1–2$", out, flags=re.MULTILINE)
    assert "not ranked: Founded during the year" in out


def test_machines_get_ranges_and_exact_means(line: CommandLine) -> None:
    document = line.run("rank", line.folder / "phieu", "--json").document
    main, founded = document["groups"]
    assert document["format"] == "parindex/ranking/1"
    assert [(each["unit"]["id"], each["rank"], each["rank_possible"]) for each in main["units"]] == [
        ("so-a", None, {"best": 1, "worst": 2}),
        ("so-d", None, {"best": 1, "worst": 2}),
        ("so-b", 3, {"best": 3, "worst": 3}),
        ("so-c", 3, {"best": 3, "worst": 3}),
    ]
    # Points have six places: 5.333333 of 10, twice, and 9.6.
    assert main["mean"] == {"exact": "10133333/150000", "printed": "67.56"}
    assert (founded["ranked"], founded["units"][0]["rank"]) == (False, None)


def test_what_was_kept_ranks_like_its_files(line: CommandLine) -> None:
    assert line.run("score", line.folder / "phieu", "--keep").code == 0
    kept = line.run("rank", *ROUND)
    assert kept.code == 0
    assert kept.out == line.run("rank", line.folder / "phieu").out


def test_a_correction_that_is_kept_later_takes_the_place_of_the_first(line: CommandLine) -> None:
    line.run("score", line.folder / "phieu", "--keep")
    better = line.folder / "sua.yaml"
    better.write_text(
        submission("so-c", "plan.issued: on_time, tasks.done: 6, tasks.planned: 6, mean.q1: 100"), "utf-8"
    )
    line.run("score", better, "--keep")
    units = line.run("rank", *ROUND, "--json").document["groups"][0]["units"]
    assert [each["unit"]["id"] for each in units if each["rank"] == 1 or each["rank_possible"]["best"] == 1] == [
        "so-c",
        "so-d",
    ]


def test_several_rounds_are_not_mixed_and_one_can_be_chosen(line: CommandLine) -> None:
    other = line.folder / "phieu" / "vong_khac.yaml"
    other.write_text(submission("so-a").replace("stage: final", "stage: self"), "utf-8")
    refused = line.run("rank", line.folder / "phieu")
    assert (refused.code, refused.out) == (2, "")
    assert "--stage final; --set thu.nho --edition 2024 --year 2024 --stage self" in refused.err
    chosen = line.run("rank", line.folder / "phieu", "--stage", "self", "--json").document
    assert [each["unit"]["id"] for each in chosen["groups"][0]["units"]] == ["so-a"]


def test_one_unit_twice_is_refused_even_from_two_paths(line: CommandLine) -> None:
    again = line.folder / "lan_hai.yaml"
    again.write_text(submission("so-a"), "utf-8")
    ran = line.run("rank", line.folder / "phieu", again)
    assert (ran.code, ran.out) == (1, "")
    assert "lan_hai.yaml:3:12  error  submission.double" in ran.err


def test_the_sample_year_shows_a_tie_a_smaller_maximum_and_a_unit_that_is_not_ranked(line: CommandLine) -> None:
    out = line.run("rank", ROOT / "plugins" / "sample_data" / "vi_du_2022").out
    rank = {
        name: re.search(rf"^ *(\S+) +{name} .*$", out, flags=re.MULTILINE) for name in ("Sở Công Thương", "Sở Xây dựng")
    }
    assert {found[1] for found in rank.values() if found} == {"8–9="}
    assert re.search(r"Sở Quy hoạch - Kiến trúc tỉnh Ví dụ +\S+ +\S+/97 ", out)
    assert re.search(r"^ *– +Sở Chuyển đổi số tỉnh Ví dụ", out, flags=re.MULTILINE)
