"""The catalogue: which set answers to a name, what is left out and why, and what is read and compiled when."""

import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from engine.discovery import catalogue as catalogue_module
from engine.discovery import set_folder
from engine.discovery.catalogue import Catalogue, QuarantinedCriteriaSet, UnknownProfile, open_catalogue
from engine.discovery.record import PluginState
from engine.discovery.set_folder import SetFile
from engine.domain.finding import has_errors
from engine.errors import UnknownCriteriaSet
from engine.loading import criteria_folder
from engine.loading.criteria_folder import LoadedSet
from tests.unit.discovery.example_plugins import BROKEN_COMPONENT, COMPONENT, write, write_plugin, write_set


def opened(*drop_ins: Path) -> Catalogue:
    """A catalogue of these folders alone."""
    return open_catalogue(drop_ins, "bundled_here")


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the folders that are read whole, as they are read."""
    names: list[str] = []
    read_set = criteria_folder.read_set

    def read_and_note(folder: Traversable) -> LoadedSet:
        names.append(folder.name)
        return read_set(folder)

    monkeypatch.setattr(criteria_folder, "read_set", read_and_note)
    return names


@pytest.fixture
def sets(bundled: Path, tmp_path: Path) -> Path:
    """An empty drop-in folder, beside an empty bundled package."""
    folder = tmp_path / "sets"
    folder.mkdir()
    return folder


def test_every_bundled_set_is_served_without_an_error(repository: Path) -> None:
    folders = sorted(file.parent for name in SetFile for file in (repository / "plugins").glob(f"*/{name}"))
    catalogue = open_catalogue()
    mine = [record for record in catalogue.sets if Path(record.location).parent == repository / "plugins"]
    assert [record.location for record in mine] == list(map(str, folders))
    assert [(record.location, record.problem.en) for record in mine if not record.is_served] == []
    for record in mine:
        assert catalogue.get(*record.name) is record.loaded
        assert not has_errors(record.findings)


def test_a_set_is_found_by_id_and_edition(sets: Path) -> None:
    write_set(sets / "a", "vd.mot", "2022")
    write_set(sets / "b", "vd.mot", "2024")
    found = opened(sets).get("vd.mot", "2022").checked()
    assert (found.id, found.edition) == ("vd.mot", "2022")


@pytest.mark.parametrize(
    ("editions", "newest"),
    [
        (["2022", "2024", "2023"], "2024"),
        (["9", "10"], "10"),
        (["2022", "2022.1"], "2022.1"),
        (["2022b", "2022"], "2022b"),
    ],
)
def test_without_an_edition_the_newest_answers(sets: Path, editions: list[str], newest: str) -> None:
    for edition in editions:
        write_set(sets / f"set_{edition}", "vd.mot", edition)
    assert opened(sets).get("vd.mot").checked().edition == newest


OTHER_COMPONENT = COMPONENT.replace('"false": "0"', '"false": "0.5"')


def test_revisions_of_one_edition_lie_side_by_side_and_the_newest_answers(sets: Path) -> None:
    for revision in (1, 10, 9):
        write_set(sets / f"r{revision}", "vd.mot", "2022", revision=revision)
    write_set(sets / "later", "vd.mot", "2021", revision=11)
    catalogue = opened(sets)
    assert [loaded.checked().name for loaded in catalogue.all()] == [
        "vd.mot 2021.11",
        "vd.mot 2022.1",
        "vd.mot 2022.9",
        "vd.mot 2022.10",
    ]
    assert catalogue.get("vd.mot").checked().name == "vd.mot 2022.10"
    assert catalogue.get("vd.mot", "2022").checked().revision == 10
    assert catalogue.get("vd.mot", "2022", 9).checked().revision == 9
    assert catalogue.get("vd.mot", revision=11).checked().edition == "2021"


def test_an_older_revision_answers_for_a_newer_one_that_is_broken(sets: Path) -> None:
    write_set(sets / "a", "vd.mot", revision=1)
    write_set(sets / "b", "vd.mot", revision=2, component=BROKEN_COMPONENT)
    assert opened(sets).get("vd.mot", "2022").checked().revision == 1
    with pytest.raises(QuarantinedCriteriaSet) as problem:
        opened(sets).get("vd.mot", "2022", 2)
    assert "vd.mot 2022.2" in problem.value.said("vi")


def test_an_unknown_revision_gets_those_there_are(sets: Path) -> None:
    write_set(sets / "a", "vd.mot", revision=2)
    with pytest.raises(UnknownCriteriaSet) as problem:
        opened(sets).get("vd.mot", revision=3)
    assert problem.value.said("en") == "There is no criteria set 'vd.mot 2022.3'."
    assert "vd.mot 2022.2" in problem.value.hint("vi")


def test_one_revision_from_two_places_is_served_from_neither_and_its_neighbours_are(sets: Path) -> None:
    folders = [write_set(sets / name, "vd.mot", revision=2) for name in ("a", "b")]
    write_set(sets / "c", "vd.mot", revision=3)
    catalogue = opened(sets)
    assert [loaded.checked().revision for loaded in catalogue.all()] == [3]
    with pytest.raises(QuarantinedCriteriaSet) as problem:
        catalogue.get("vd.mot", "2022", 2)
    assert "vd.mot 2022.2" in problem.value.hint("en")
    for folder in folders:
        assert str(folder) in problem.value.hint("en")


def test_a_set_is_found_by_its_hash_whatever_its_revision(sets: Path, readings: list[str]) -> None:
    write_set(sets / "a", "vd.mot", revision=1)
    write_set(sets / "b", "vd.mot", revision=2, component=OTHER_COMPONENT)
    write_set(sets / "c", "vd.hai")
    older = criteria_folder.read_set(sets / "a").content_hash
    catalogue = opened(sets)
    readings.clear()
    assert catalogue.by_hash(older, "vd.mot") is catalogue.get("vd.mot", "2022", 1)
    assert "c" not in readings
    assert catalogue.by_hash(older) is catalogue.get("vd.mot", "2022", 1)


def test_a_hash_that_nobody_has_and_one_of_a_set_with_errors_are_told_apart(sets: Path) -> None:
    broken = write_set(sets / "a", "vd.mot", component=COMPONENT.replace("report.sent, levels", "report.none, levels"))
    content_hash = criteria_folder.read_set(broken).content_hash
    with pytest.raises(QuarantinedCriteriaSet) as problem:
        opened(sets).by_hash(content_hash)
    assert [finding.code for finding in problem.value.findings]
    for unknown in ("0" * 64, ""):
        with pytest.raises(UnknownCriteriaSet) as problem:
            opened(sets).by_hash(unknown)
        assert not isinstance(problem.value, QuarantinedCriteriaSet)


def test_the_digest_is_that_of_what_is_served_wherever_it_lies(sets: Path, tmp_path: Path) -> None:
    write_set(sets / "a", "vd.mot")
    before = opened(sets).digest
    write_set(sets / "broken", "vd.hong", component=BROKEN_COMPONENT)
    write_set(tmp_path / "elsewhere" / "other_name", "vd.mot")
    assert opened(sets).digest == before == opened(tmp_path / "elsewhere").digest
    write_set(sets / "a", "vd.mot", component=OTHER_COMPONENT)
    changed = opened(sets).digest
    write_set(sets / "b", "vd.mot", revision=2)
    assert len({before, changed, opened(sets).digest}) == 3


def test_editions_whose_years_overlap_are_told_and_served_all_the_same(sets: Path) -> None:
    write_set(sets / "a", "vd.mot", "2022", years="from: 2022")
    write_set(sets / "b", "vd.mot", "2023", years="from: 2023, to: 2024")
    write_set(sets / "c", "vd.mot", "2023", years="from: 2023, to: 2024", revision=2)
    write_set(sets / "d", "vd.hai", "2023", years="from: 2023")
    catalogue = opened(sets)
    (overlap,) = catalogue.overlaps
    assert (overlap.older.name, overlap.newer.name) == ("vd.mot 2022.1", "vd.mot 2023.2")
    assert (overlap.first, overlap.last) == (2023, 2024)
    assert "2023–2024: vd.mot 2022.1, vd.mot 2023.2" in overlap.message.vi
    assert len(catalogue.all()) == 4


@pytest.mark.parametrize(
    ("older", "newer"),
    [("from: 2022, to: 2022", "from: 2023"), ("from: 2023", "from: 2020, to: 2022"), ("to: 2022", "from: 2023")],
)
def test_editions_for_years_apart_do_not_overlap(sets: Path, older: str, newer: str) -> None:
    write_set(sets / "a", "vd.mot", "2022", years=older)
    write_set(sets / "b", "vd.mot", "2023", years=newer)
    assert opened(sets).overlaps == ()


def test_editions_for_other_units_do_not_overlap(sets: Path) -> None:
    write_set(sets / "a", "vd.mot", "2022")
    file = write_set(sets / "b", "vd.mot", "2023") / "criteria_set.yaml"
    assert len(opened(sets).overlaps) == 1
    write(file, file.read_text("utf-8").replace("[department]", "[commune]"))
    assert opened(sets).overlaps == ()


def test_an_unknown_id_gets_the_nearest_one(sets: Path) -> None:
    write_set(sets / "a", "vd.mot")
    with pytest.raises(UnknownCriteriaSet) as problem:
        opened(sets).get("vd.mt")
    assert problem.value.hint("en") == "Did you mean 'vd.mot'?"


def test_an_unknown_edition_gets_those_there_are(sets: Path) -> None:
    write_set(sets / "a", "vd.mot", "2022")
    with pytest.raises(UnknownCriteriaSet) as problem:
        opened(sets).get("vd.mot", "2031")
    assert "vd.mot 2031" in problem.value.said("vi")
    assert "vd.mot 2022" in problem.value.hint("en")


@pytest.mark.parametrize("set_id", ["", " ", "VD.MOT", "../a"])
def test_an_id_is_taken_as_it_stands(sets: Path, set_id: str) -> None:
    write_set(sets / "a", "vd.mot")
    write(sets / "nameless" / "criteria_set.yaml", "[]")
    with pytest.raises(UnknownCriteriaSet):
        opened(sets).get(set_id)


def test_a_broken_set_is_left_out_with_its_findings_and_its_neighbour_served(sets: Path) -> None:
    write_set(sets / "broken", "vd.hong", component=BROKEN_COMPONENT)
    write_set(sets / "good", "vd.mot")
    catalogue = opened(sets)
    assert [loaded.checked().id for loaded in catalogue.all()] == ["vd.mot"]
    broken, good = catalogue.records
    assert (broken.state, good.state) == (PluginState.QUARANTINED, PluginState.SERVED)
    assert "the first at broken/components/01_bao_cao.yaml:13:48" in broken.problem.en
    with pytest.raises(QuarantinedCriteriaSet) as problem:
        catalogue.get("vd.hong")
    assert [finding.code for finding in problem.value.findings] == ["schema.wrong-form"]
    assert problem.value.hint("vi") == broken.problem.vi


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a: [", b"id: x\nedition: y\n", b"[" * 100_000])
def test_a_set_file_that_is_none_is_left_out(sets: Path, content: bytes) -> None:
    write_set(sets / "good", "vd.mot")
    (write_set(sets / "bad") / "criteria_set.yaml").write_bytes(content)
    bad, good = opened(sets).sets
    assert (bad.is_served, good.is_served) == (False, True)
    assert has_errors(bad.findings)


def test_the_newest_that_is_served_answers_for_a_newer_one_that_is_broken(sets: Path) -> None:
    write_set(sets / "a", "vd.mot", "2022")
    write_set(sets / "b", "vd.mot", "2024", component=BROKEN_COMPONENT)
    assert opened(sets).get("vd.mot").checked().edition == "2022"
    with pytest.raises(QuarantinedCriteriaSet):
        opened(sets).get("vd.mot", "2024")


def test_a_set_that_comes_from_two_places_is_served_from_neither(
    bundled: Path, sets: Path, readings: list[str]
) -> None:
    folders = [write_plugin(bundled / "one", "vd.mot"), write_set(sets / "two", "vd.mot")]
    write_set(sets / "other", "vd.mot", "2024")
    catalogue = opened(sets)
    assert [loaded.checked().edition for loaded in catalogue.all()] == ["2024"]
    assert readings == ["other"]
    one, _, two = catalogue.records
    for record in (one, two):
        assert record.state is PluginState.QUARANTINED
        assert f"one ({folders[0]}); two ({folders[1]})" in record.problem.en
    with pytest.raises(QuarantinedCriteriaSet) as problem:
        catalogue.get("vd.mot", "2022")
    assert str(folders[1]) in problem.value.hint("vi")


def test_two_folders_that_name_no_set_are_no_doubles_of_each_other(sets: Path) -> None:
    for name in ("a", "b"):
        write(sets / name / "criteria_set.yaml", "[]")
    assert ["comes from several places" in record.problem.en for record in opened(sets).sets] == [False, False]


def test_a_plugin_is_served_in_part_when_one_of_its_sets_is_broken(bundled: Path) -> None:
    code = """
from engine.authoring import folder_of, hookimpl

@hookimpl
def criteria_folders():
    return [folder_of(__name__) / name for name in ("good", "bad")]
"""
    write(bundled / "both" / "__init__.py", code)
    write_set(bundled / "both" / "good", "vd.mot")
    write_set(bundled / "both" / "bad", "vd.hong", component=BROKEN_COMPONENT)
    (plugin,) = opened().records
    assert plugin.state is PluginState.SERVED
    assert "bad/components/01_bao_cao.yaml" in plugin.problem.en


def test_a_huge_set_is_left_out_before_it_is_read(
    sets: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(sets / "good", "vd.mot")
    huge = write_set(sets / "huge", "vd.lon")
    monkeypatch.setattr(set_folder, "MOST_BYTES", 10_000)
    for number in range(4):
        write(huge / "components" / f"1{number}.yaml", "# " + "x" * 3_000)
    good, left_out = opened(sets).sets
    assert (good.is_served, left_out.is_served) == (True, False)
    assert "bytes of YAML" in left_out.problem.en
    assert readings == ["good"]


def test_a_link_out_of_a_set_is_not_followed(sets: Path, tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.yaml", "password: 1")
    (write_set(sets / "mine") / "components" / "02.yaml").symlink_to(secret)
    (record,) = opened(sets).sets
    assert not record.is_served
    assert [finding.code for finding in record.findings] == ["file.outside"]


def test_a_reader_that_stumbles_stops_no_other(sets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_set(sets / "a", "vd.mot")
    write_set(sets / "b", "vd.hai")
    read_set = criteria_folder.read_set

    def stumble_on_a(folder: Traversable) -> LoadedSet:
        if folder.name == "a":
            raise IndexError
        return read_set(folder)

    monkeypatch.setattr(criteria_folder, "read_set", stumble_on_a)
    first, second = opened(sets).records
    assert "IndexError" in first.problem.en
    assert second.state is PluginState.SERVED


def test_only_the_set_that_is_asked_for_is_read_and_only_once(sets: Path, readings: list[str]) -> None:
    for name in ("mot", "hai", "ba"):
        write_set(sets / name, f"vd.{name}")
    catalogue = opened(sets)
    assert readings == []
    first = catalogue.get("vd.hai")
    assert catalogue.get("vd.hai", "2022") is first
    assert readings == ["hai"]
    assert [loaded.checked().id for loaded in catalogue.all()] == ["vd.ba", "vd.hai", "vd.mot"]
    assert sorted(readings) == ["ba", "hai", "mot"]


def test_a_set_whose_first_lines_do_not_tell_its_name_is_read_to_know_it(sets: Path, readings: list[str]) -> None:
    folder = write_set(sets / "mine")
    file = folder / "criteria_set.yaml"
    write(file, file.read_text("utf-8").replace("id: vd.nho", '"id": vd.mot'))
    catalogue = opened(sets)
    assert readings == ["mine"]
    assert catalogue.get("vd.mot", "2022").checked().id == "vd.mot"
    assert readings == ["mine"]


def test_two_folders_without_a_revision_are_no_doubles_and_answer_to_their_names(sets: Path) -> None:
    for name in ("a", "b"):
        file = write_set(sets / name, "vd.mot") / "criteria_set.yaml"
        write(file, file.read_text("utf-8").replace("revision: 1", "revision: 0"))
    catalogue = opened(sets)
    with pytest.raises(QuarantinedCriteriaSet) as problem:
        catalogue.get("vd.mot", "2022")
    assert problem.value.said("en").startswith("The criteria set vd.mot 2022 is quarantined")
    assert [finding.code for finding in problem.value.findings] == ["schema.out-of-range"]
    assert ["comes from several places" in record.problem.en for record in catalogue.records] == [False, False]


def test_what_was_handed_out_stays_and_another_catalogue_sees_the_change(sets: Path) -> None:
    write_set(sets / "mine", "vd.mot")
    catalogue = opened(sets)
    before = catalogue.get("vd.mot")
    write_set(sets / "mine", "vd.mot", component=BROKEN_COMPONENT)
    write_set(sets / "new", "vd.hai")
    assert catalogue.get("vd.mot") is before
    assert [loaded.checked().id for loaded in catalogue.all()] == ["vd.mot"]
    assert [loaded.checked().id for loaded in opened(sets).all()] == ["vd.hai"]


def test_a_set_that_changed_its_name_since_it_was_found_is_not_passed_off(sets: Path) -> None:
    write_set(sets / "mine", "vd.mot", "2022")
    catalogue = opened(sets)
    write_set(sets / "mine", "vd.mot", "2024")
    with pytest.raises(QuarantinedCriteriaSet) as problem:
        catalogue.get("vd.mot", "2022")
    assert problem.value.hint("en").startswith(
        "It was the set vd.mot 2022.1 when it was found and is vd.mot 2024.1 now"
    )


def test_a_scorer_is_compiled_once_for_each_profile_and_year(sets: Path) -> None:
    write_set(sets / "mine", "vd.mot")
    catalogue = opened(sets)
    loaded = catalogue.get("vd.mot")
    scorer = catalogue.scorer(loaded, "ordinary", 2022)
    assert catalogue.scorer(loaded, "ordinary", 2022) is scorer
    others = {catalogue.scorer(loaded, *asked) for asked in (("special", 2022), ("ordinary", 2023))}
    assert len(others | {scorer}) == 3
    assert (scorer.compiled.profile.id, scorer.compiled.year) == ("ordinary", 2022)
    assert scorer.program.set_hash == catalogue.get("vd.mot").content_hash


def test_scorers_are_kept_up_to_a_number(sets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_module, "MOST_SCORERS", 2)
    write_set(sets / "mine", "vd.mot")
    catalogue = opened(sets)
    loaded = catalogue.get("vd.mot")
    scorers = [catalogue.scorer(loaded, "ordinary", year) for year in (2022, 2023, 2024)]
    assert catalogue.scorer(loaded, "ordinary", 2024) is scorers[2]
    assert catalogue.scorer(loaded, "ordinary", 2022) is not scorers[0]


def test_an_unknown_profile_gets_the_nearest_one(sets: Path) -> None:
    write_set(sets / "mine", "vd.mot")
    catalogue = opened(sets)
    with pytest.raises(UnknownProfile) as problem:
        catalogue.scorer(catalogue.get("vd.mot"), "ordinari", 2022)
    assert problem.value.hint("vi") == "Ý bạn là 'ordinary'?"


def test_threads_that_ask_together_share_one_reading_and_one_scorer(sets: Path, readings: list[str]) -> None:
    write_set(sets / "mine", "vd.mot")
    catalogue = opened(sets)
    started = threading.Barrier(8)

    def ask(_: int) -> tuple[int, int]:
        started.wait()
        loaded = catalogue.get("vd.mot")
        return id(loaded), id(catalogue.scorer(loaded, "ordinary", 2022))

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))
    assert len(answers) == 1
    assert readings == ["mine"]
