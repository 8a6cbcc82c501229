"""`parindex lock` and what it means for the other commands: pinned, compared, refused, told."""

import json
from pathlib import Path

import pytest

from api.app import create_app
from engine.discovery.lock import LockDoesNotHold
from engine.discovery.lock_file import LockUnusable
from engine.settings import Settings
from tests.support.command_line import CommandLine
from tests.support.small_round import write_round, write_set


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line that finds the small set, with a lock in its settings that is not written yet."""
    write_set(tmp_path / "sets")
    write_round(tmp_path)
    settings = {"PARINDEX_SETS": str(tmp_path / "sets"), "PARINDEX_LOCK": str(tmp_path / "parindex.lock")}
    return CommandLine(tmp_path, settings)


def change_the_set(line: CommandLine) -> None:
    """Put other points into the small set without raising its revision."""
    file = line.folder / "sets" / "bo_thu" / "components" / "01_chi_dao.yaml"
    file.write_text(file.read_text("utf-8").replace('late: "1"', 'late: "0.5"'), "utf-8")


def states(line: CommandLine) -> dict[str, str]:
    """What `plugins` says of the small set."""
    document = line.run("plugins", "--json").document
    (plugin,) = [plugin for plugin in document["plugins"] if plugin["name"] == "bo_thu"]
    (one,) = plugin["sets"]
    return {"state": one["state"], "lock": one["lock"]}


def test_a_lock_is_written_where_the_settings_say_and_holds(line: CommandLine) -> None:
    ran = line.run("lock")
    assert (ran.code, ran.err) == (0, "")
    assert "thu.nho 2024.3" in ran.out
    assert f"vào '{line.folder / 'parindex.lock'}'" in ran.out
    checked = line.run("lock", "--check")
    assert (checked.code, checked.err) == (0, "")
    assert states(line) == {"state": "served", "lock": "pinned"}


def test_a_file_that_is_named_goes_before_the_settings(line: CommandLine) -> None:
    other = line.folder / "other.lock"
    assert line.run("lock", other).code == 0
    assert [entry["id"] for entry in json.loads(other.read_text("utf-8"))["sets"]].count("thu.nho") == 1
    assert not (line.folder / "parindex.lock").exists()


def test_a_set_that_changed_is_refused_everywhere_and_told(line: CommandLine) -> None:
    line.run("lock")
    change_the_set(line)
    checked = line.run("lock", "--check", "--lang", "en")
    assert checked.code == 1
    assert "differs" in checked.out
    assert states(line) == {"state": "quarantined", "lock": "differs"}
    scored = line.run("score", line.folder / "phieu" / "so-a.yaml")
    assert scored.code == 1
    served = line.run("serve", "--port", "8099", "--lang", "en")
    assert (served.code, served.out) == (1, "")
    assert "lock.differs" in served.err
    assert "Put back the sets that are pinned" in served.err
    doctor = line.run("doctor", "--json")
    assert doctor.code == 1
    told = [check["health"] for check in doctor.document["checks"] if check["code"] == "doctor.lock"]
    assert told == ["problem"]


def test_a_set_that_is_gone_is_missing_and_stops_serving(line: CommandLine) -> None:
    line.run("lock")
    (line.folder / "sets" / "bo_thu" / "criteria_set.yaml").rename(line.folder / "kept.yaml")
    ran = line.run("lock", "--check", "--json")
    (missing,) = [one for one in ran.document["sets"] if one["state"] != "pinned"]
    assert (ran.code, ran.document["holds"], missing["state"], missing["found"]) == (1, False, "missing", None)
    assert "lock.missing" in line.run("serve", "--port", "8099").err


def test_a_set_that_is_not_pinned_is_not_used_and_the_check_says_so(line: CommandLine) -> None:
    (line.folder / "parindex.lock").write_text('{"format": "parindex/lock/1", "sets": []}', "utf-8")
    assert states(line) == {"state": "quarantined", "lock": "not_pinned"}
    ran = line.run("lock", "--check", "--json")
    assert (ran.code, {one["state"] for one in ran.document["sets"]}) == (1, {"not_pinned"})
    assert "chưa ghim" in line.run("plugins").out


def test_pinning_anew_takes_the_change_in(line: CommandLine) -> None:
    line.run("lock")
    change_the_set(line)
    assert line.run("lock").code == 0
    assert states(line) == {"state": "served", "lock": "pinned"}


def test_what_is_quarantined_is_not_pinned_and_told(line: CommandLine) -> None:
    broken = line.folder / "sets" / "bo_hong"
    broken.mkdir()
    (broken / "criteria_set.yaml").write_text("format: parindex/criteria-set/1\nid: thu.hong\nedition: '1'\n", "utf-8")
    ran = line.run("lock", "--lang", "en")
    assert ran.code == 0
    assert "Not pinned, since it is quarantined: thu.hong 1: " in ran.err
    assert "thu.hong" not in (line.folder / "parindex.lock").read_text("utf-8")


@pytest.mark.parametrize("text", [None, "", "{}", '{"format": "parindex/lock/1", "sets": [{}]}'])
def test_a_lock_that_cannot_be_used_stops_every_command_and_the_doctor_says_why(
    line: CommandLine, text: str | None
) -> None:
    if text is not None:
        (line.folder / "parindex.lock").write_text(text, "utf-8")
    for call in (
        ["set", "list"],
        ["plugins"],
        ["rank", line.folder / "phieu"],
        ["serve", "--port", "8099"],
        ["lock", "--check"],
    ):
        ran = line.run(*call, "--lang", "en")
        assert (call, ran.code, ran.out) == (call, 1, "")
        assert "The lock" in ran.err
    ran = line.run("doctor", "--lang", "en")
    assert ran.code == 1
    assert "cannot be used" in ran.out
    assert "bo_thu (drop-in): served" in ran.out


def test_a_folder_is_no_lock(line: CommandLine) -> None:
    ran = line.run("set", "list", PARINDEX_LOCK=str(line.folder))
    assert ran.code == 2
    assert "PARINDEX_LOCK" in ran.err


def test_an_application_that_some_server_starts_itself_does_not_begin_either(line: CommandLine) -> None:
    line.run("lock")
    sets, lock = line.folder / "sets", line.folder / "parindex.lock"
    settings = Settings(str(line.folder / "test.sqlite3"), sets=(sets,), lock=lock)
    assert create_app(settings).test_client().get("/readyz").status_code == 200
    change_the_set(line)
    with pytest.raises(LockDoesNotHold):
        create_app(settings)
    lock.unlink()
    with pytest.raises(LockUnusable):
        create_app(settings)


def test_pinning_puts_nothing_in_force(line: CommandLine) -> None:
    line.run("lock")
    assert not (line.folder / "test.sqlite3").exists()


def test_a_folder_in_the_place_of_the_lock_is_told_in_both_languages(line: CommandLine) -> None:
    folder = line.folder / "so_ghim"
    folder.mkdir()
    ran = line.run("lock", folder)
    assert ran.code == 1
    assert ran.err.startswith(f"Lỗi: Không ghi được '{folder}': đó là một thư mục.")
    assert line.run("lock", folder, "--check").code == 1
