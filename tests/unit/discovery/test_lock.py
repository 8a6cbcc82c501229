"""The lock: what it lets through, what it holds back and why, what is read from its file, and what is written there."""

import json
from pathlib import Path

import pytest

from engine.discovery.catalogue import Catalogue, QuarantinedCriteriaSet, open_catalogue
from engine.discovery.catalogue_checks import examine_catalogue
from engine.discovery.doctor import Health
from engine.discovery.lock import LockDoesNotHold, LockState, Pin
from engine.discovery.lock_file import LockUnusable, lock_document, read_lock, write_lock
from engine.discovery.set_name import SetName
from engine.errors import InvalidDocument
from engine.results.whole_file import FileNotWritten
from tests.unit.discovery.example_plugins import BROKEN_COMPONENT, COMPONENT, write, write_set

OTHER_COMPONENT = COMPONENT.replace('"false": "0"', '"false": "0.5"')
HASH = "0123456789abcdef" * 4


@pytest.fixture
def sets(bundled: Path, tmp_path: Path) -> Path:
    """A drop-in folder with two sets, beside an empty bundled package."""
    folder = tmp_path / "sets"
    write_set(folder / "a", "vd.mot")
    write_set(folder / "b", "vd.hai")
    return folder


def pinned(sets: Path) -> Path:
    """The lock of what is served now."""
    lock = sets.parent / "parindex.lock"
    write_lock(lock, lock_document(open_catalogue([sets], "bundled_here").pins()))
    return lock


def opened(sets: Path, lock: Path | None) -> Catalogue:
    """A catalogue of these sets under a lock."""
    return open_catalogue([sets], "bundled_here", lock=lock)


def states(catalogue: Catalogue) -> dict[str, LockState]:
    """How each set folder stands to the lock."""
    return {str(record.name): catalogue.lock_state(record) for record in catalogue.sets}


def test_what_was_pinned_is_served_and_holds(sets: Path) -> None:
    catalogue = opened(sets, pinned(sets))
    catalogue.see_that_the_lock_holds()
    assert len(catalogue.all()) == 2
    assert states(catalogue) == {"vd.mot 2022.1": LockState.PINNED, "vd.hai 2022.1": LockState.PINNED}


def test_without_a_lock_everything_is_served_and_nothing_is_compared(sets: Path) -> None:
    catalogue = opened(sets, None)
    catalogue.see_that_the_lock_holds()
    assert set(states(catalogue).values()) == {LockState.NO_LOCK}
    assert (catalogue.against_the_lock(), len(catalogue.all())) == ((), 2)


def test_a_set_that_changed_is_left_out_alone_with_both_hashes(sets: Path) -> None:
    lock = pinned(sets)
    before = opened(sets, None).get("vd.mot").content_hash
    write_set(sets / "a", "vd.mot", component=OTHER_COMPONENT)
    after = opened(sets, None).get("vd.mot").content_hash
    catalogue = opened(sets, lock)
    assert [loaded.checked().id for loaded in catalogue.all()] == ["vd.hai"]
    with pytest.raises(QuarantinedCriteriaSet) as problem:
        catalogue.get("vd.mot", "2022")
    assert f"with the hash {before[:12]} and has {after[:12]} here" in problem.value.hint("en")
    assert states(catalogue)["vd.mot 2022.1"] is LockState.DIFFERS


def test_a_set_that_is_new_is_left_out_and_stops_nobody(sets: Path) -> None:
    lock = pinned(sets)
    write_set(sets / "c", "vd.mot", revision=2)
    catalogue = opened(sets, lock)
    catalogue.see_that_the_lock_holds()
    assert catalogue.get("vd.mot").checked().revision == 1
    with pytest.raises(QuarantinedCriteriaSet) as problem:
        catalogue.get("vd.mot", "2022", 2)
    assert "vd.mot 2022.2 is not pinned" in problem.value.hint("en")
    assert states(catalogue)["vd.mot 2022.2"] is LockState.NOT_PINNED


def test_a_set_left_out_by_the_lock_is_not_found_by_its_hash(sets: Path) -> None:
    lock = pinned(sets)
    write_set(sets / "a", "vd.mot", component=OTHER_COMPONENT)
    found = opened(sets, None).get("vd.mot").content_hash
    with pytest.raises(QuarantinedCriteriaSet):
        opened(sets, lock).by_hash(found)


def test_everything_that_is_missing_or_differs_is_told_at_once_where_it_is_pinned(sets: Path) -> None:
    lock = pinned(sets)
    write_set(sets / "a", "vd.mot", component=OTHER_COMPONENT)
    for file in (sets / "b").rglob("*.yaml"):
        file.unlink()
    with pytest.raises(LockDoesNotHold) as problem:
        opened(sets, lock).see_that_the_lock_holds()
    assert [(finding.code, finding.place.pointer) for finding in problem.value.findings] == [
        ("lock.missing", "/sets/0"),
        ("lock.differs", "/sets/1"),
    ]
    assert {finding.place.file for finding in problem.value.findings} == {"parindex.lock"}
    assert [finding.place.line for finding in problem.value.findings] == [4, 14]


def test_a_pinned_set_that_is_broken_or_doubled_is_missing_with_the_reason(sets: Path) -> None:
    lock = pinned(sets)
    write_set(sets / "a", "vd.mot", component=BROKEN_COMPONENT)
    write_set(sets / "c", "vd.hai")
    compared = {str(one.name): one for one in opened(sets, lock).against_the_lock()}
    assert {name: one.state for name, one in compared.items()} == dict.fromkeys(
        ("vd.hai 2022.1", "vd.mot 2022.1"), LockState.MISSING
    )
    assert "comes from several places" in compared["vd.hai 2022.1"].problem.en
    assert "errors" in compared["vd.mot 2022.1"].problem.en


def test_a_comparison_lists_pins_first_and_then_what_is_new(sets: Path) -> None:
    lock = pinned(sets)
    write_set(sets / "c", "vd.ba")
    write_set(sets / "broken", "vd.hong", component=BROKEN_COMPONENT)
    compared = opened(sets, lock).against_the_lock()
    assert [(str(one.name), one.state.value, bool(one.pinned), bool(one.found)) for one in compared] == [
        ("vd.hai 2022.1", "pinned", True, True),
        ("vd.mot 2022.1", "pinned", True, True),
        ("vd.ba 2022.1", "not_pinned", False, True),
    ]


def test_the_file_says_what_was_pinned_and_where_it_came_from(sets: Path) -> None:
    document = json.loads(pinned(sets).read_text("utf-8"))
    assert document["format"] == "parindex/lock/1"
    assert document["sets"][1] == {
        "id": "vd.mot",
        "edition": "2022",
        "revision": 1,
        "hash": opened(sets, None).get("vd.mot").content_hash,
        "plugin": "a",
        "origin": "drop-in",
        "distribution": "",
        "version": "",
    }


def test_a_lock_is_the_same_bytes_however_its_sets_were_found(sets: Path) -> None:
    first = pinned(sets).read_bytes()
    (sets / "b").rename(sets / "0")
    assert pinned(sets).read_bytes() == first.replace(b'"plugin": "b"', b'"plugin": "0"')


def test_where_a_set_came_from_is_not_compared(sets: Path) -> None:
    lock = pinned(sets)
    (sets / "b").rename(sets / "elsewhere")
    opened(sets, lock).see_that_the_lock_holds()


ENTRY = f'{{"id": "vd.mot", "edition": "2022", "revision": 1, "hash": "{HASH}"}}'


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["json.syntax"]),
        ("[]", ["schema.wrong-type"]),
        ('{"format": "parindex/lock/2", "sets": []}', ["schema.wrong-format"]),
        ('{"format": "parindex/lock/1"}', ["schema.missing-key"]),
        ('{"format": "parindex/lock/1", "sets": [], "sets": []}', ["json.double-key"]),
        ('{"format": "parindex/lock/1", "sets": [], "extra": 1}', ["schema.unknown-key"]),
        (f'{{"format": "parindex/lock/1", "sets": [{ENTRY}, {ENTRY}]}}', ["lock.double"]),
        (
            '{"format": "parindex/lock/1", "sets": [{"id": "A", "edition": 2022, "revision": 0, "hash": "12"}]}',
            ["schema.wrong-form", "yaml.unquoted-id", "schema.out-of-range", "schema.wrong-form"],
        ),
    ],
)
def test_a_file_that_is_not_in_order_is_refused_with_all_findings(tmp_path: Path, text: str, codes: list[str]) -> None:
    lock = write(tmp_path / "parindex.lock", text)
    with pytest.raises(LockUnusable) as problem:
        read_lock(lock)
    assert isinstance(problem.value, InvalidDocument)
    assert sorted(finding.code for finding in problem.value.findings) == sorted(codes)
    assert {finding.place.file for finding in problem.value.findings} == {"parindex.lock"}


def test_a_file_that_is_missing_lets_nothing_be_served(sets: Path) -> None:
    with pytest.raises(LockUnusable) as problem:
        opened(sets, sets / "parindex.lock")
    assert [finding.code for finding in problem.value.findings] == ["file.unreadable"]


def test_an_entry_needs_no_more_than_name_and_hash(tmp_path: Path) -> None:
    lock = read_lock(write(tmp_path / "x.lock", f'{{"format": "parindex/lock/1", "sets": [{ENTRY}]}}'))
    name = SetName("vd.mot", "2022", 1)
    assert lock.pins[name].hash == HASH
    assert lock.pins[name].origin == ""


def test_a_lock_that_cannot_be_written_leaves_the_old_one_and_no_scraps(tmp_path: Path) -> None:
    folder = tmp_path / "parindex.lock"
    (folder / "inside").mkdir(parents=True)
    with pytest.raises(FileNotWritten):
        write_lock(folder, lock_document([Pin(SetName("a", "1", 1), HASH)]))
    with pytest.raises(FileNotWritten):
        write_lock(tmp_path / "nowhere" / "parindex.lock", lock_document([]))
    assert [entry.name for entry in tmp_path.iterdir()] == ["parindex.lock"]


def test_the_doctor_tells_problems_from_what_is_only_new(sets: Path) -> None:
    lock = pinned(sets)
    assert [(check.code, check.health) for check in examine_catalogue(opened(sets, lock))] == [
        ("doctor.lock", Health.GOOD)
    ]
    write_set(sets / "a", "vd.mot", component=OTHER_COMPONENT)
    write_set(sets / "c", "vd.mot", "2023")
    checks = list(examine_catalogue(opened(sets, lock)))
    assert [(check.code, check.health) for check in checks] == [
        ("doctor.lock", Health.PROBLEM),
        ("doctor.lock", Health.NOTICE),
    ]
    assert "vd.mot 2023.1" in checks[1].message.en


def test_the_doctor_tells_editions_that_overlap(sets: Path) -> None:
    write_set(sets / "c", "vd.mot", "2023", years="from: 2023")
    overlap, lock = examine_catalogue(opened(sets, None))
    assert (overlap.code, overlap.health, lock.health) == ("doctor.overlap", Health.NOTICE, Health.GOOD)
    assert "2023–: vd.mot 2022.1, vd.mot 2023.1" in overlap.message.en


def test_the_doctor_tells_a_lock_that_cannot_be_used_and_looks_at_the_rest(sets: Path) -> None:
    problem = LockUnusable(sets / "parindex.lock", [])
    (check,) = examine_catalogue(opened(sets, None), problem)
    assert (check.code, check.health) == ("doctor.lock", Health.PROBLEM)
    assert "parindex.lock" in check.message.vi
