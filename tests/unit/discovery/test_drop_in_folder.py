"""Drop-in folders: plain YAML, found in a folder of sets or named one by one, and nothing from outside."""

from pathlib import Path

import pytest

from engine.discovery import drop_in_folder
from engine.discovery.drop_in_folder import drop_in_candidates
from engine.discovery.record import PluginOrigin, PluginRecord, PluginState
from tests.unit.discovery.example_plugins import write, write_set


def found(*folders: Path) -> list[PluginRecord]:
    """The records of what is found."""
    return sorted((candidate.asked() for candidate in drop_in_candidates(folders)), key=lambda record: record.name)


def test_a_folder_of_sets_gives_each_of_them(tmp_path: Path) -> None:
    folders = [write_set(tmp_path / name) for name in ("a", "b")]
    assert found(tmp_path) == [
        PluginRecord(folder.name, PluginOrigin.DROP_IN, "", "", str(folder), folders=(folder,)) for folder in folders
    ]


def test_a_set_folder_can_be_named_itself(tmp_path: Path) -> None:
    write_set(tmp_path / "beside")
    folder = write_set(tmp_path / "mine")
    assert [record.folders for record in found(folder)] == [(folder,)]


def test_a_folder_that_is_named_twice_counts_once(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "mine")
    assert len(found(tmp_path, folder, tmp_path / "mine" / ".." / "mine")) == 1


def test_folders_without_yaml_and_hidden_ones_are_passed_over(tmp_path: Path) -> None:
    write_set(tmp_path / "mine")
    write_set(tmp_path / ".git")
    write(tmp_path / "notes" / "readme.txt", "…")
    write(tmp_path / "loose.yaml", "…")
    assert [record.name for record in found(tmp_path)] == ["mine"]


@pytest.mark.parametrize("name", ["criteria-set.yaml", "criteria_set.yml"])
def test_a_folder_whose_file_has_a_wrong_name_is_told(tmp_path: Path, name: str) -> None:
    write_set(tmp_path / "good")
    write(tmp_path / "slip" / name, "id: x")
    good, slip = found(tmp_path)
    assert (good.state, slip.state) == (PluginState.SERVED, PluginState.QUARANTINED)
    assert slip.problem.en.startswith("There is no criteria_set.yaml and no overlay.yaml here.")


def test_a_folder_with_no_set_at_all_is_told(tmp_path: Path) -> None:
    assert [(record.name, record.state.value) for record in found(tmp_path)] == [(tmp_path.name, "quarantined")]


def test_a_folder_that_is_gone_is_told_and_stops_no_other(tmp_path: Path) -> None:
    good = write_set(tmp_path / "there")
    gone, served = found(tmp_path / "gone", good)
    assert (gone.name, gone.state, served.state) == ("gone", PluginState.QUARANTINED, PluginState.SERVED)
    assert "FileNotFoundError" in gone.problem.en


def test_a_file_where_a_folder_is_named_is_told(tmp_path: Path) -> None:
    (record,) = found(write(tmp_path / "sets.yaml", "id: x"))
    assert "NotADirectoryError" in record.problem.en


def test_a_ring_of_links_is_told(tmp_path: Path) -> None:
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    (record,) = found(tmp_path / "ring")
    assert record.state is PluginState.QUARANTINED


def test_a_link_out_of_the_folder_is_refused_and_its_neighbour_served(tmp_path: Path) -> None:
    write_set(tmp_path / "elsewhere" / "secret")
    write_set(tmp_path / "sets" / "good")
    (tmp_path / "sets" / "linked").symlink_to(tmp_path / "elsewhere" / "secret")
    good, linked = found(tmp_path / "sets")
    assert good.state is PluginState.SERVED
    assert (linked.name, linked.state, linked.folders) == ("linked", PluginState.QUARANTINED, ())
    assert "leads out of" in linked.problem.en


def test_a_link_inside_the_folder_is_the_folder_it_leads_to(tmp_path: Path) -> None:
    write_set(tmp_path / ".versions" / "2022")
    (tmp_path / "current").symlink_to(tmp_path / ".versions" / "2022")
    assert [(record.name, record.state.value) for record in found(tmp_path)] == [("current", "served")]


def test_the_folder_named_in_the_settings_may_itself_be_a_link(tmp_path: Path) -> None:
    write_set(tmp_path / "real" / "mine")
    (tmp_path / "sets").symlink_to(tmp_path / "real")
    assert [record.folders for record in found(tmp_path / "sets")] == [(tmp_path / "real" / "mine",)]


def test_too_many_sets_are_refused_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drop_in_folder, "MOST_FOLDERS", 2)
    for name in "ab":
        write_set(tmp_path / name)
    assert [record.state.value for record in found(tmp_path)] == ["served", "served"]
    write_set(tmp_path / "c")
    (record,) = found(tmp_path)
    assert (record.name, record.state) == (tmp_path.name, PluginState.QUARANTINED)
    assert "more than" in record.problem.en


def test_python_in_a_drop_in_folder_is_never_run(tmp_path: Path) -> None:
    marker = tmp_path / "was_run"
    folder = write_set(tmp_path / "sets" / "mine")
    for name in ("__init__.py", "plugin.py", "conftest.py"):
        write(folder / name, f"open({str(marker)!r}, 'w')")
    assert found(tmp_path / "sets")[0].state is PluginState.SERVED
    assert not marker.exists()
