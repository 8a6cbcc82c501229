"""`parindex set`: listing, showing and checking criteria sets, for people in both languages and for machines."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.command_line import ROOT, CommandLine
from tests.support.small_round import write_set

EXAMPLE_VI = "(VÍ DỤ: không phải văn bản của quyết định nào)"
EXAMPLE_EN = "(EXAMPLE: not the text of any decision)"


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line that finds the small set beside the bundled ones."""
    write_set(tmp_path / "sets")
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


def test_the_list_shows_bundled_and_drop_in_sets_with_what_their_status_means(line: CommandLine) -> None:
    ran = line.run("set", "list")
    assert (ran.code, ran.err) == (0, "")
    assert re.search(r"^thu\.nho +2024\.3 +ví dụ +10 +3 +2024–2025 +bo_thu$", ran.out, flags=re.MULTILINE)
    assert "vn.par.department" in ran.out
    assert f"Bộ thử nhỏ, thu.nho 2024.3 {EXAMPLE_VI}" in ran.out


def test_the_list_speaks_english(line: CommandLine) -> None:
    ran = line.run("set", "list", "--lang", "en")
    assert ran.out.startswith("Id ")
    assert f"Small trial set, thu.nho 2024.3 {EXAMPLE_EN}" in ran.out


def test_the_list_for_machines_names_every_set_with_its_hash(line: CommandLine) -> None:
    document = line.run("set", "list", "--json").document
    (small,) = [each for each in document["sets"] if each["id"] == "thu.nho"]
    assert document["format"] == "parindex/found-sets/1"
    assert re.fullmatch(r"[0-9a-f]{64}", small.pop("hash"))
    assert small == {
        "id": "thu.nho",
        "edition": "2024",
        "plugin": "bo_thu",
        "location": str(line.folder / "sets" / "bo_thu"),
        "state": "served",
        "problem": {"vi": "", "en": ""},
        "revision": 3,
        "status": "example",
        "title": {"vi": "Bộ thử nhỏ", "en": "Small trial set"},
        "maximum": "10",
        "components": 2,
        "leaves": 3,
        "unit_kinds": ["department"],
        "years": {"from": 2024, "to": 2025, "profiles": []},
    }


def test_a_set_that_cannot_be_used_is_listed_with_the_reason(line: CommandLine) -> None:
    broken = line.folder / "sets" / "bo_hong"
    broken.mkdir()
    (broken / "criteria_set.yaml").write_text("format: parindex/criteria-set/1\nid: thu.hong\nedition: '1'\n", "utf-8")
    ran = line.run("set", "list")
    assert ran.code == 0
    assert "Không dùng được: thu.hong 1" in ran.out
    assert "parindex set check" in ran.out
    assert "thu.nho" in ran.out


def test_the_tree_shows_points_parts_methods_and_provenance(line: CommandLine) -> None:
    ran = line.run("set", "show", "thu.nho")
    assert (ran.code, ran.err) == (0, "")
    rows = ran.out.split("\n\n")[1].splitlines()
    assert [re.split(r"  +", row.strip()) for row in rows] == [
        ["Mục", "Tối đa", "Nguồn điểm", "Cách chấm", "Nguồn gốc", "Tên"],
        ["1", "6", "tổng", "ví dụ", "Chỉ đạo"],
        ["1.1", "2", "Thẩm định", "choice", "ví dụ", "Ban hành kế hoạch"],
        ["1.2", "4", "Thẩm định", "proportional", "ví dụ", "Hoàn thành nhiệm vụ"],
        ["2", "4", "tổng", "theo nguồn", "Hài lòng"],
        ["2.1", "4", "Điều tra", "survey", "theo nguồn", "Đánh giá của người dân"],
    ]


def test_the_frame_shows_the_legal_text_the_grades_and_who_is_not_ranked(line: CommandLine) -> None:
    out = line.run("set", "show", "thu.nho").out
    assert f"Bộ tiêu chí: Bộ thử nhỏ, thu.nho 2024.3 {EXAMPLE_VI}" in out
    assert "Văn bản: 12/QĐ-VD (05/01/2024) Quyết định ví dụ" in out
    assert "Điểm: 10 = Thẩm định 6 + Điều tra 4" in out
    assert "Xếp loại: Tốt ≥ 80 · Khá ≥ 50 · Kém" in out
    assert "Nhóm đơn vị: founded: Sở mới lập · không xếp hạng: Mới lập trong năm" in out


def test_one_row_is_shown_with_its_rule_facts_and_place(line: CommandLine) -> None:
    ran = line.run("set", "show", "thu.nho", "--node", "1.1", "--lang", "en")
    assert "Basis: qd-12#dieu-1" in ran.out
    assert "Facts: plan.issued (choice) When it was issued [on_time: In time; late: Late; none: Not]" in ran.out
    assert "Evidence: The plan" in ran.out
    assert "Where: bo_thu/components/01_chi_dao.yaml:8:5" in ran.out
    assert "levels: {on_time: 2, late: 1, none: 0}" in ran.out
    assert "1.2" not in ran.out


def test_a_bonus_item_is_shown_as_one(line: CommandLine) -> None:
    rows = line.run("set", "show", "vn.par.department", "--node", "B1").out.split("\n\n")[1].splitlines()
    assert [re.split(r"  +", row)[0] for row in rows] == ["Mục", "B1"]
    assert "Điểm cộng: " in rows[1]


def test_a_node_for_machines_has_the_rows_below_it_alone(line: CommandLine) -> None:
    document = line.run("set", "show", "thu.nho", "--edition", "2024", "--node", "1", "--json").document
    assert document["format"] == "parindex/criterion/1"
    assert document["criteria_set"]["status"] == "example"
    assert (document["node"]["id"], document["node"]["maximum"], document["above"]) == ("1", "6", [])
    assert [(node["id"], node["maximum"]) for node in document["node"]["children"]] == [("1.1", "2"), ("1.2", "4")]
    assert [fact["id"] for fact in document["facts"]] == ["plan.issued", "tasks.done", "tasks.planned"]


@pytest.mark.parametrize("set_id", ["vn.par.department", "vn.par.ministry", "vn.par.province"])
def test_machines_are_told_the_same_here_and_over_http(line: CommandLine, client: FlaskClient, set_id: str) -> None:
    place = f"/v1/criteria-sets/{set_id}/editions/2022"
    assert line.run("set", "show", set_id, "--json").document == client.get(place).json

    leaf = line.run("set", "show", set_id, "--node", "1.1.1", "--json").document
    told = client.get(f"{place}/criteria/1.1.1").json
    for step in told["above"]:
        del step["href"]
    assert leaf == told
    assert [step["id"] for step in leaf["above"]] == ["1", "1.1"]

    sets = line.run("set", "list", "--json").document["sets"]
    (listed,) = [each for each in sets if (each["id"], each["edition"]) == (set_id, "2022")]
    items = client.get("/v1/criteria-sets").json["items"]
    (item,) = [each for each in items if (each["id"], each["edition"]) == (set_id, "2022")]
    del item["href"]
    assert listed | item == listed


def test_every_bundled_set_can_be_shown_in_full(line: CommandLine) -> None:
    ids = [each["id"] for each in line.run("set", "list", "--json").document["sets"]]
    for set_id in ids:
        assert line.run("set", "show", set_id).code == 0
        document = line.run("set", "show", set_id, "--json").document
        components = [component["id"] for component in document["components"]]
        assert line.run("set", "show", set_id, "--node", components[0]).code == 0


def test_a_clean_set_ends_with_0(line: CommandLine) -> None:
    ran = line.run("set", "check", line.folder / "sets" / "bo_thu")
    assert ran.code == 0, ran.out
    assert "thu.nho 2024.3: sạch (0 lỗi, 0 cảnh báo" in ran.out


def test_a_set_with_an_error_ends_with_1_and_tells_place_message_and_next_step(line: CommandLine) -> None:
    file = line.folder / "sets" / "bo_thu" / "components" / "02_hai_long.yaml"
    file.write_text(file.read_text("utf-8").replace("method: survey", "method: survay"), "utf-8")
    ran = line.run("set", "check", line.folder / "sets" / "bo_thu", "--lang", "en")
    assert (ran.code, ran.err) == (1, "")
    head, message, hint = ran.out.splitlines()[:3]
    assert re.fullmatch(r"bo_thu/components/02_hai_long\.yaml:13:13  error  \S+", head)
    assert "survay" in message
    assert hint.startswith("  → ")
    assert "not clean (errors: 1," in ran.out


def test_findings_for_machines_have_place_and_pointer(line: CommandLine) -> None:
    file = line.folder / "sets" / "bo_thu" / "components" / "01_chi_dao.yaml"
    file.write_text(file.read_text("utf-8").replace('max: "6"', 'max: "7"'), "utf-8")
    ran = line.run("set", "check", "--json", line.folder / "sets" / "bo_thu", ROOT / "plugins" / "department_2022")
    assert ran.code == 1
    broken, bundled = ran.document["sets"]
    assert (ran.document["clean"], broken["clean"], bundled["clean"]) == (False, False, True)
    finding = broken["findings"][0]
    assert (finding["file"], finding["line"]) == ("bo_thu/components/01_chi_dao.yaml", 4)
    assert set(finding) == {
        "severity", "code", "file", "line", "column", "pointer", "message", "hint", "acknowledged",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["department_2022", "ministerial", "provincial_2022"])
def test_every_bundled_set_is_clean(line: CommandLine, name: str) -> None:
    ran = line.run("set", "check", ROOT / "plugins" / name)
    assert ran.code == 0, ran.out
