"""`parindex plugins` and `parindex doctor`: what was found, what is broken, and what to do about it."""

import re
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.small_round import write_set


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line that finds the small set beside the bundled ones."""
    write_set(tmp_path / "sets")
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


def break_a_set(line: CommandLine) -> None:
    """Put a set beside the small one that cannot be used."""
    broken = line.folder / "sets" / "bo_hong"
    broken.mkdir()
    (broken / "criteria_set.yaml").write_text("format: parindex/criteria-set/1\nid: thu.hong\nedition: '1'\n", "utf-8")


def test_plugins_tell_where_they_come_from_and_which_sets_they_bring(line: CommandLine) -> None:
    ran = line.run("plugins")
    assert (ran.code, ran.err) == (0, "")
    assert re.search(
        r"^bo_thu +thư mục đặt thêm +– +dùng được +thu\.nho 2024\.3 \([0-9a-f]{12}\)$", ran.out, flags=re.MULTILINE
    )
    assert re.search(r"^department_2022 +kèm theo +parindex", ran.out, flags=re.MULTILINE)


def test_a_broken_plugin_is_quarantined_with_its_reason_and_the_others_stay(line: CommandLine) -> None:
    break_a_set(line)
    ran = line.run("plugins", "--lang", "en")
    assert ran.code == 0
    assert re.search(r"^bo_hong +drop-in +– +quarantined", ran.out, flags=re.MULTILINE)
    assert f"bo_hong · {line.folder / 'sets' / 'bo_hong'}\n  The set has " in ran.out
    assert re.search(r"^bo_thu +drop-in +– +served", ran.out, flags=re.MULTILINE)


def test_plugins_for_machines_have_origins_and_hashes(line: CommandLine) -> None:
    break_a_set(line)
    document = line.run("plugins", "--json").document
    found = {plugin["name"]: plugin for plugin in document["plugins"]}
    assert document["format"] == "parindex/plugins/1"
    assert (found["bo_hong"]["state"], found["bo_hong"]["sets"][0]["hash"]) == ("quarantined", None)
    assert (found["bo_thu"]["origin"], found["bo_thu"]["state"], found["bo_thu"]["problem"]["vi"]) == (
        "drop-in",
        "served",
        "",
    )
    assert re.fullmatch(r"[0-9a-f]{64}", found["bo_thu"]["sets"][0]["hash"])


def test_a_sound_installation_is_told_so(line: CommandLine) -> None:
    ran = line.run("doctor", "--lang", "en")
    assert ran.code == 0, ran.out
    assert "good    bo_thu (drop-in): served" in ran.out
    assert ran.out.endswith("\nEverything works.\n")


def test_the_doctor_does_not_make_a_database(line: CommandLine) -> None:
    assert "chưa có, sẽ được tạo khi cần" in line.run("doctor").out
    assert not (line.folder / "test.sqlite3").exists()
    line.run("key", "list")
    assert f"{line.folder / 'test.sqlite3'}: dùng được" in line.run("doctor").out


def test_what_is_to_be_mended_ends_with_1_and_the_next_step(line: CommandLine) -> None:
    break_a_set(line)
    (line.folder / "test.sqlite3").write_text("not a database", "utf-8")
    ran = line.run("doctor")
    assert ran.code == 1
    assert "bo_hong (drop-in): bị tách riêng\n        → " in ran.out
    assert "không phải là tệp SQLite" in ran.out
    assert ran.out.endswith("\n2 chỗ phải sửa.\n")


def test_the_doctor_speaks_to_machines(line: CommandLine) -> None:
    break_a_set(line)
    ran = line.run("doctor", "--json")
    broken = [check for check in ran.document["checks"] if check["health"] == "problem"]
    assert (ran.code, ran.document["format"], ran.document["healthy"]) == (1, "parindex/doctor/1", False)
    assert [check["code"] for check in broken] == ["doctor.plugin"]
    assert broken[0]["hint"]["vi"] != ""
