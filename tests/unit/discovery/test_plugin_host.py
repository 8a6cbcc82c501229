"""Finding plugins: three origins, one order, and each broken one left out by itself with its reason."""

from pathlib import Path

import pytest

from engine.discovery.hook_call import MOST_FOLDERS
from engine.discovery.plugin_host import find_plugins
from engine.discovery.record import PluginOrigin, PluginRecord, PluginState
from engine.discovery.set_folder import SetFile
from tests.unit.discovery.example_plugins import HOOK, write, write_distribution, write_plugin, write_set

EMPTY = "bundled_here"


def found(drop_ins: tuple[Path, ...] = (), package: str = EMPTY) -> dict[str, PluginRecord]:
    """The records by name, in their order."""
    return {record.name: record for record in find_plugins(drop_ins, package)}


def install(site: Path, name: str, code: str = HOOK) -> None:
    """One installed plugin: a package with a set, and the distribution that names it."""
    write_plugin(site / f"{name}_package", f"vd.{name}", code=code)
    write_distribution(site, f"{name}-distribution", {name: f"{name}_package"})


def quarantined(site: Path, code: str) -> PluginRecord:
    """The record of an installed plugin with this code, beside one that is in order and stays served."""
    install(site, "good")
    install(site, "bad", code)
    records = found()
    assert records["good"].state is PluginState.SERVED
    assert records["bad"].state is PluginState.QUARANTINED
    assert records["bad"].folders == ()
    assert records["bad"].problem.vi != records["bad"].problem.en
    return records["bad"]


def test_every_bundled_set_is_found_and_data_folders_are_no_plugins(repository: Path) -> None:
    folders = sorted(file.parent for name in SetFile for file in (repository / "plugins").glob(f"*/{name}"))
    records = [record for record in find_plugins() if record.origin is PluginOrigin.BUNDLED]
    assert [(record.name, *record.folders) for record in records] == [(folder.name, folder) for folder in folders]
    assert {(record.distribution, record.state) for record in records} == {("parindex", PluginState.SERVED)}
    assert (repository / "plugins/sample_data").is_dir()


def test_a_new_folder_in_the_bundled_package_is_found_at_once(bundled: Path) -> None:
    assert found() == {}
    folder = write_plugin(bundled / "tinh_vi_du")
    assert found()["tinh_vi_du"].folders == (folder,)


def test_a_bundled_folder_with_a_set_and_no_hook_is_named(bundled: Path) -> None:
    write_set(bundled / "forgotten")
    (bundled / "only_data").mkdir()
    assert list(found()) == ["forgotten"]
    assert "no __init__.py with the hook" in found()["forgotten"].problem.en


def test_a_bundled_package_that_is_not_there_is_told_and_stops_nothing(site: Path) -> None:
    install(site, "good")
    records = found(package="no_such_package")
    assert records["good"].state is PluginState.SERVED
    assert "ModuleNotFoundError: No module named 'no_such_package'" in records["no_such_package"].problem.en


def test_an_installed_plugin_says_who_brought_it(site: Path, bundled: Path) -> None:
    install(site, "acme")
    assert found()["acme"] == PluginRecord(
        "acme",
        PluginOrigin.INSTALLED,
        "acme-distribution",
        "1.0",
        "acme_package",
        folders=(site / "acme_package",),
    )


def test_a_plugin_may_bring_several_folders_and_paths(site: Path, bundled: Path) -> None:
    code = HOOK.replace("[folder_of(__name__)]", "(folder_of(__name__) / name for name in ('a', 'b'))")
    install(site, "acme", code)
    assert found()["acme"].folders == (site / "acme_package/a", site / "acme_package/b")


def test_the_order_is_bundled_then_installed_then_drop_in_each_by_name(
    site: Path, bundled: Path, tmp_path: Path
) -> None:
    for name in ("b_installed", "a_installed"):
        install(site, name)
    for name in ("z_bundled", "y_bundled"):
        write_plugin(bundled / name)
    for name in ("d_drop_in", "c_drop_in"):
        write_set(tmp_path / "sets" / name)
    expected = ["y_bundled", "z_bundled", "a_installed", "b_installed", "c_drop_in", "d_drop_in"]
    assert list(found((tmp_path / "sets",))) == expected


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise ValueError('no luck')", "ValueError: no luck"),
        ("import no_such_module_anywhere", "ModuleNotFoundError: No module named 'no_such_module_anywhere'"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("class Odd(BaseException): pass\nraise Odd('odd')", "Odd: odd"),
        ("def (", "SyntaxError: invalid syntax"),
    ],
)
def test_a_plugin_that_fails_to_load_is_left_out_with_its_reason_and_line(
    site: Path, bundled: Path, code: str, reason: str
) -> None:
    problem = quarantined(site, code).problem
    assert reason in problem.en
    assert reason in problem.vi


def test_the_reason_names_the_line_that_raised(site: Path, bundled: Path) -> None:
    record = quarantined(site, "x = 1\n\nraise ValueError('no luck')")
    assert f"[{site / 'bad_package' / '__init__.py'}:3]" in record.problem.en


def test_a_plugin_whose_error_cannot_be_told_is_left_out_as_well(site: Path, bundled: Path) -> None:
    code = "class Mute(Exception):\n    def __str__(self): raise RuntimeError\nraise Mute"
    assert "Mute" in quarantined(site, code).problem.en


def test_a_very_long_reason_is_cut(site: Path, bundled: Path) -> None:
    assert len(quarantined(site, "raise ValueError('long ' * 10_000)").problem.en) < 700


def test_the_users_own_interruption_is_not_swallowed(site: Path, bundled: Path) -> None:
    install(site, "bad", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        found()


def test_a_misspelt_hook_is_refused_and_the_right_name_offered(site: Path, bundled: Path) -> None:
    problem = quarantined(site, HOOK.replace("criteria_folders", "criteria_folder")).problem
    assert problem.en == "There is no hook called criteria_folder. Did you mean criteria_folders?"


def test_a_misspelt_hook_beside_a_right_one_is_refused_too(site: Path, bundled: Path) -> None:
    problem = quarantined(site, HOOK + "\n@hookimpl\ndef sets_of_mine(): pass\n").problem
    assert problem.en == "There is no hook called sets_of_mine. The only one is criteria_folders."


def test_a_plugin_without_a_hook_is_refused(site: Path, bundled: Path) -> None:
    assert "has no hook criteria_folders" in quarantined(site, HOOK.replace("@hookimpl", "")).problem.en


def test_a_hook_that_asks_for_what_there_is_not_is_refused(site: Path, bundled: Path) -> None:
    problem = quarantined(site, HOOK.replace("criteria_folders()", "criteria_folders(year)")).problem
    assert "PluginValidationError" in problem.en
    assert "year" in problem.en


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("(1 / 0 for _ in 'ab')", "ZeroDivisionError"),
        ("'some/folder'", "gives str where a list of folders is needed"),
        ("7", "gives int where a list of folders is needed"),
        ("['some/folder']", "gives str where a folder is needed"),
        ("[]", "names no folder"),
        ("None", "names no folder"),
        ("__import__('itertools').repeat(folder_of(__name__))", f"more than {MOST_FOLDERS} folders"),
    ],
)
def test_a_hook_that_gives_something_else_is_refused(site: Path, bundled: Path, result: str, reason: str) -> None:
    assert reason in quarantined(site, HOOK.replace("[folder_of(__name__)]", result)).problem.en


def test_of_two_plugins_of_one_name_neither_is_loaded_and_both_are_named(site: Path, bundled: Path) -> None:
    for owner in ("first", "second"):
        write_plugin(site / owner, code="raise RuntimeError('loaded after all')")
        write_distribution(site, f"{owner}-distribution", {"acme": owner})
    install(site, "good")
    records = [record for record in find_plugins((), EMPTY) if record.name == "acme"]
    assert [record.state for record in records] == [PluginState.QUARANTINED] * 2
    for record in records:
        assert "first-distribution 1.0 (first); second-distribution 1.0 (second)" in record.problem.en
    assert found()["good"].state is PluginState.SERVED


def test_a_name_may_not_be_taken_from_another_origin_either(site: Path, bundled: Path, tmp_path: Path) -> None:
    write_plugin(bundled / "acme")
    install(site, "acme")
    drop_in = write_set(tmp_path / "sets" / "acme")
    records = find_plugins((drop_in,), EMPTY)
    assert [(record.origin.value, record.state.value) for record in records] == [
        ("bundled", "quarantined"),
        ("installed", "quarantined"),
        ("drop-in", "quarantined"),
    ]
    assert str(bundled / "acme") in records[2].problem.vi


def test_one_distribution_that_names_a_plugin_twice_is_a_double(site: Path, bundled: Path) -> None:
    install(site, "acme")
    write(
        site / "acme_distribution-1.0.dist-info/entry_points.txt",
        "[parindex.criteria_sets]\nacme = acme_package\nacme = other_package\n",
    )
    states = [record.state for record in find_plugins((), EMPTY) if record.name == "acme"]
    assert states == [PluginState.QUARANTINED] * 2


def test_of_two_copies_of_a_distribution_the_one_in_front_counts(
    site: Path, bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_distribution(tmp_path / "older", "Acme.Distribution", {"acme": "acme_package"}, version="0.9")
    monkeypatch.syspath_prepend(tmp_path / "older")
    monkeypatch.syspath_prepend(site)
    write_plugin(site / "acme_package")
    write_distribution(site, "acme-distribution", {"acme": "acme_package"})
    assert (found()["acme"].state, found()["acme"].version) == (PluginState.SERVED, "1.0")


def test_a_distribution_with_damaged_metadata_hides_no_other(site: Path, bundled: Path) -> None:
    install(site, "good")
    for name in ("damaged", "damaged-too"):
        metadata = write_distribution(site, name, {"x": "y"})
        (metadata / "entry_points.txt").write_bytes(b"[parindex.criteria_sets]\nx = \xff\n")
    assert found()["good"].state is PluginState.SERVED
    unreadable = [record for record in find_plugins((), EMPTY) if record.state is PluginState.QUARANTINED]
    assert ["UnicodeDecodeError" in record.problem.en for record in unreadable] == [True, True]


def test_an_entry_point_that_is_no_dotted_name_is_left_out(site: Path, bundled: Path) -> None:
    install(site, "good")
    write_distribution(site, "odd", {"odd": "not a module!"})
    assert found()["odd"].state is PluginState.QUARANTINED
    assert found()["good"].state is PluginState.SERVED
