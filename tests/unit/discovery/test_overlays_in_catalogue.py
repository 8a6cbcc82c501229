"""Overlays in a catalogue: found like sets, laid on the base that they name; each is left out alone with its reason."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.discovery.catalogue import Catalogue, QuarantinedCriteriaSet, open_catalogue
from engine.discovery.catalogue_checks import examine_catalogue
from engine.discovery.doctor import Health
from engine.discovery.lock_file import lock_document, write_lock
from engine.discovery.record import PluginOrigin, PluginState
from engine.discovery.set_folder import claimed_name
from tests.unit.discovery.example_plugins import BROKEN_COMPONENT, COMPONENT, HOOK, write, write_distribution, write_set

OVERLAY = """
format: parindex/overlay/1
id: {set_id}
edition: "{edition}"
revision: {revision}
status: example
tier: province
title: {{vi: "Quy định của tỉnh", en: "Rules of the province"}}
base: {{id: {base}, edition: "2022", hash: "{base_hash}"}}
annotate:
  - {{node: "1.1", note: {{vi: "Gửi qua trục liên thông", en: "Sent over the exchange"}}}}
"""
NO_HASH = "0" * 64
OTHER_COMPONENT = COMPONENT.replace('"false": "0"', '"false": "0.5"')


def write_overlay(
    folder: Path, base: str, base_hash: str, set_id: str = "vd.tinh", *, edition: str = "2022", revision: int = 1
) -> Path:
    """An overlay that adds a note; returns its folder."""
    text = OVERLAY.format(set_id=set_id, edition=edition, revision=revision, base=base, base_hash=base_hash)
    write(folder / "overlay.yaml", text)
    return folder


@pytest.fixture
def sets(bundled: Path, tmp_path: Path) -> Path:
    """A drop-in folder with one set, `vd.goc`, beside an empty bundled package."""
    folder = tmp_path / "sets"
    write_set(folder / "goc", "vd.goc")
    return folder


def opened(sets: Path, lock: Path | None = None) -> Catalogue:
    """A catalogue of these folders."""
    return open_catalogue([sets], "bundled_here", lock=lock)


def hash_of(sets: Path, set_id: str = "vd.goc", revision: int | None = None) -> str:
    """The hash of a set as it lies there now."""
    return opened(sets).get(set_id, revision=revision).content_hash


def reason(catalogue: Catalogue, set_id: str) -> str:
    """Why a set is quarantined."""
    with pytest.raises(QuarantinedCriteriaSet) as problem:
        catalogue.get(set_id)
    return problem.value.hint("en")


def test_an_overlay_in_a_drop_in_folder_is_served_on_its_base(sets: Path) -> None:
    write_overlay(sets / "tinh", "vd.goc", hash_of(sets))
    catalogue = opened(sets)
    loaded = catalogue.get("vd.tinh")
    assert loaded.root is catalogue.get("vd.goc")
    assert loaded.checked().layers is not None
    assert [one.checked().name for one in catalogue.all()] == ["vd.goc 2022.1", "vd.tinh 2022.1"]
    assert catalogue.by_hash(loaded.content_hash) is loaded


def test_a_folder_with_an_overlay_can_be_named_itself(sets: Path) -> None:
    folder = write_overlay(sets.parent / "alone", "vd.goc", hash_of(sets))
    catalogue = open_catalogue([sets, folder], "bundled_here")
    assert catalogue.get("vd.tinh").root is catalogue.get("vd.goc")


def test_bundled_and_installed_plugins_may_hold_overlays(bundled: Path, site: Path, sets: Path) -> None:
    base_hash = hash_of(sets)
    write(write_overlay(bundled / "of_ours", "vd.goc", base_hash, "vd.ours") / "__init__.py", HOOK)
    write(write_overlay(site / "theirs_package", "vd.goc", base_hash, "vd.theirs") / "__init__.py", HOOK)
    write_distribution(site, "theirs-distribution", {"theirs": "theirs_package"})
    write_overlay(bundled / "without_hook", "vd.goc", base_hash, "vd.lost")
    records = {record.name: record for record in opened(sets).records}
    assert [(name, record.origin, record.state) for name, record in records.items() if record.name != "goc"] == [
        ("of_ours", PluginOrigin.BUNDLED, PluginState.SERVED),
        ("without_hook", PluginOrigin.BUNDLED, PluginState.QUARANTINED),
        ("theirs", PluginOrigin.INSTALLED, PluginState.SERVED),
    ]


def test_the_name_of_an_overlay_is_read_from_its_first_lines(sets: Path) -> None:
    assert claimed_name(write_overlay(sets / "tinh", "vd.goc", NO_HASH, revision=4)) == ("vd.tinh", "2022", 4)


def test_an_overlay_whose_lines_do_not_tell_its_name_is_found_by_its_yaml(sets: Path) -> None:
    file = write_overlay(sets / "tinh", "vd.goc", hash_of(sets)) / "overlay.yaml"
    write(file, file.read_text("utf-8").replace("id: vd.tinh", '"id": vd.tinh'))
    assert opened(sets).get("vd.tinh", "2022", 1).base is not None


def test_a_chain_of_overlays_is_laid_from_the_bottom_whatever_is_asked_for_first(sets: Path) -> None:
    write_overlay(sets / "tinh", "vd.goc", hash_of(sets))
    write_overlay(sets / "a_xa", "vd.tinh", hash_of(sets, "vd.tinh"), "vd.a-xa")
    catalogue = opened(sets)
    commune = catalogue.get("vd.a-xa")
    assert commune.base is catalogue.get("vd.tinh")
    assert commune.root is catalogue.get("vd.goc")
    layers = commune.checked().layers
    assert layers is not None
    assert [layer.id for layer in layers.chain] == ["vd.goc", "vd.tinh", "vd.a-xa"]


def test_of_several_revisions_the_base_is_the_one_of_the_hash(sets: Path) -> None:
    older = hash_of(sets)
    write_set(sets / "goc_2", "vd.goc", revision=2, component=OTHER_COMPONENT)
    write_overlay(sets / "cu", "vd.goc", older, "vd.cu")
    write_overlay(sets / "moi", "vd.goc", hash_of(sets), "vd.moi")
    catalogue = opened(sets)
    assert catalogue.get("vd.cu").root.checked().revision == 1
    assert catalogue.get("vd.moi").root.checked().revision == 2


@pytest.mark.parametrize(
    ("base", "base_hash", "told"),
    [
        ("vd.nowhere", NO_HASH, "The base vd.nowhere 2022 is nowhere to be found."),
        ("vd.goc", NO_HASH, "hash"),
        ("vd.tinh", NO_HASH, "The overlay lies on itself: vd.tinh 2022.1 → vd.tinh 2022.1."),
    ],
)
def test_an_overlay_without_its_base_is_left_out_alone(sets: Path, base: str, base_hash: str, told: str) -> None:
    write_overlay(sets / "tinh", base, base_hash)
    catalogue = opened(sets)
    assert told in reason(catalogue, "vd.tinh")
    assert [one.checked().id for one in catalogue.all()] == ["vd.goc"]
    problems = [check for check in examine_catalogue(catalogue) if check.health is Health.PROBLEM]
    assert [(check.code, "vd.tinh 2022.1" in check.message.en) for check in problems] == [("doctor.overlay-base", True)]


def test_overlays_in_a_ring_are_all_left_out_and_the_ring_is_told(sets: Path) -> None:
    for here, there in (("mot", "hai"), ("hai", "ba"), ("ba", "mot")):
        write_overlay(sets / here, f"vd.{there}", NO_HASH, f"vd.{here}")
    write_overlay(sets / "good", "vd.goc", hash_of(sets), "vd.good")
    catalogue = opened(sets)
    assert [one.checked().id for one in catalogue.all()] == ["vd.goc", "vd.good"]
    reasons = [record.problem.en for record in catalogue.sets if record.lacks_base]
    assert len(reasons) == 3
    assert sum("lies on itself" in each for each in reasons) >= 1


def test_a_revision_that_lies_on_an_older_one_of_itself_is_no_ring_of_reading(sets: Path) -> None:
    write_overlay(sets / "tinh", "vd.goc", hash_of(sets))
    write_overlay(sets / "tinh_2", "vd.tinh", hash_of(sets, "vd.tinh"), revision=2)
    catalogue = opened(sets)
    assert catalogue.get("vd.tinh").checked().revision == 1
    (second,) = [record for record in catalogue.sets if record.name.revision == 2]
    assert [finding.code for finding in second.findings] == ["overlay.same-id"]


def test_a_base_with_errors_leaves_out_what_lies_on_it_with_the_first_of_them(sets: Path) -> None:
    write_overlay(sets / "tinh", "vd.goc", hash_of(sets))
    write_overlay(sets / "xa", "vd.tinh", hash_of(sets, "vd.tinh"), "vd.xa")
    write_set(sets / "goc", "vd.goc", component=BROKEN_COMPONENT)
    catalogue = opened(sets)
    assert "goc/components/01_bao_cao.yaml:13:48" in reason(catalogue, "vd.tinh")
    assert "vd.tinh" in reason(catalogue, "vd.xa")
    assert catalogue.all() == ()


def test_a_base_from_two_places_leaves_out_what_lies_on_it_with_the_reason(sets: Path) -> None:
    write_overlay(sets / "tinh", "vd.goc", hash_of(sets))
    write_set(sets / "again", "vd.goc")
    told = reason(opened(sets), "vd.tinh")
    assert told.startswith("The base vd.goc 2022.1 is quarantined: The set vd.goc 2022.1 comes from several places")


def test_a_base_that_the_lock_leaves_out_takes_its_overlays_with_it(sets: Path) -> None:
    write_overlay(sets / "tinh", "vd.goc", hash_of(sets))
    pins = [pin for pin in opened(sets).pins() if pin.name.id == "vd.tinh"]
    lock = sets.parent / "parindex.lock"
    write_lock(lock, lock_document(pins))
    told = reason(opened(sets, lock), "vd.tinh")
    assert told.startswith("The base vd.goc 2022.1 is quarantined: vd.goc 2022.1 is not pinned")


def test_an_overlay_is_pinned_by_its_hash_like_a_set(sets: Path) -> None:
    write_overlay(sets / "tinh", "vd.goc", hash_of(sets))
    lock = sets.parent / "parindex.lock"
    write_lock(lock, lock_document(opened(sets).pins()))
    opened(sets, lock).see_that_the_lock_holds()
    assert len(opened(sets, lock).all()) == 2


def test_a_folder_that_is_a_set_and_an_overlay_is_neither(sets: Path) -> None:
    write_overlay(write_set(sets / "both", "vd.both"), "vd.goc", hash_of(sets))
    assert "holds both criteria_set.yaml and overlay.yaml" in reason(opened(sets), "vd.both")


def test_two_overlays_of_one_name_are_both_left_out_and_named(sets: Path) -> None:
    folders = [write_overlay(sets / name, "vd.goc", hash_of(sets)) for name in ("a", "b")]
    told = reason(opened(sets), "vd.tinh")
    assert [str(folder) in told for folder in folders] == [True, True]


def test_a_long_chain_costs_the_overlays_that_are_too_deep_and_no_other(sets: Path) -> None:
    below = "vd.goc"
    for depth in range(1, 19):
        served = [record.name.id for record in opened(sets).sets if record.is_served]
        base_hash = hash_of(sets, below) if below in served else NO_HASH
        write_overlay(sets / f"o{depth:02}", below, base_hash, f"vd.o{depth:02}")
        below = f"vd.o{depth:02}"
    catalogue = opened(sets)
    with pytest.raises(QuarantinedCriteriaSet):
        catalogue.get("vd.o18")
    served = [one.checked().id for one in catalogue.all()]
    assert served[:2] == ["vd.goc", "vd.o01"]
    assert "vd.o10" in served
    assert "vd.o17" not in served


def test_threads_that_ask_for_a_ring_and_a_chain_from_all_ends_all_get_an_answer(sets: Path) -> None:
    write_overlay(sets / "tinh", "vd.goc", hash_of(sets))
    write_overlay(sets / "xa", "vd.tinh", hash_of(sets, "vd.tinh"), "vd.xa")
    write_overlay(sets / "mot", "vd.hai", NO_HASH, "vd.mot")
    write_overlay(sets / "hai", "vd.mot", NO_HASH, "vd.hai")
    catalogue = opened(sets)
    names = ["vd.xa", "vd.mot", "vd.tinh", "vd.hai", "vd.goc"] * 2
    started = threading.Barrier(len(names))

    def ask(set_id: str) -> str:
        started.wait()
        try:
            return catalogue.get(set_id).checked().id
        except QuarantinedCriteriaSet:
            return ""

    with ThreadPoolExecutor(len(names)) as pool:
        answers = list(pool.map(ask, names, timeout=300))
    assert answers == ["vd.xa", "", "vd.tinh", "", "vd.goc"] * 2
