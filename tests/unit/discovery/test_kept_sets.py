"""Sets that were read before: they come back as they were, and nothing that is wrong with what is kept is believed."""

import hashlib
import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.discovery import kept_folder, kept_sets
from engine.discovery.catalogue import open_catalogue
from engine.discovery.kept_folder import KeptFolder
from engine.discovery.kept_form import NotKept, read_back, written
from engine.discovery.kept_sets import KeptSets
from engine.domain.criteria_set import CriteriaSet
from engine.loading import criteria_folder
from engine.loading.criteria_folder import LoadedSet, read_set
from engine.loading.overlays import overlay_folder
from tests.unit.discovery.example_plugins import BROKEN_COMPONENT, write_set

BUNDLED = sorted(
    path.parent for path in (Path(__file__).resolve().parents[3] / "plugins").glob("*/components") if path.is_dir()
)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder for kept sets that is not there yet."""
    return tmp_path / "kept"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the folders that are really read from now on."""
    names: list[str] = []
    read = criteria_folder.read_set

    def noted(folder: Path) -> LoadedSet:
        names.append(folder.name)
        return read(folder)

    monkeypatch.setattr(criteria_folder, "read_set", noted)
    return names


def taken(folder: Path, cache: Path) -> LoadedSet:
    """The set of a folder, kept or read."""
    return KeptSets.below(cache).loaded(folder, lambda _: criteria_folder.read_set(folder), lambda *_: None)


def entries(cache: Path) -> list[Path]:
    """The entries that are kept."""
    return sorted(cache.glob("*.kept"))


def test_every_bundled_set_and_overlay_comes_back_as_it_was(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = open_catalogue(cache=cache).all()
    for module, name in ((criteria_folder, "read_set"), (overlay_folder, "read_overlay")):
        monkeypatch.setattr(module, name, lambda *_: pytest.fail("it was read again"))
    kept = open_catalogue(cache=cache).all()
    assert kept == read != ()
    assert len(entries(cache)) == len(read)
    assert [loaded.base for loaded in kept] == [loaded.base for loaded in read]


def test_the_places_and_the_programs_of_a_kept_set_are_those_of_the_files() -> None:
    read = read_set(BUNDLED[0])
    kept = read_back(written(read), None)
    assert read.criteria_set is not None
    assert kept.criteria_set is not None
    for before, after in zip(read.criteria_set.walk(), kept.criteria_set.walk(), strict=True):
        assert dict(before.places) == dict(after.places)
    profile, year = read.criteria_set.profiles[0].id, read.compiled[0].year
    assert kept.compiled_for(profile, year).program == read.compiled_for(profile, year).program
    assert kept.compiled_for(profile, year + 1).program == read.compiled_for(profile, year + 1).program


def test_a_set_is_read_once_and_then_taken(tmp_path: Path, cache: Path, readings: list[str]) -> None:
    folder = write_set(tmp_path / "nho")
    assert taken(folder, cache) == taken(folder, cache)
    assert readings == ["nho"]


def test_without_a_folder_every_set_is_read(tmp_path: Path, readings: list[str]) -> None:
    folder = write_set(tmp_path / "nho")
    for _ in range(2):
        KeptSets.below(None).loaded(folder, lambda _: criteria_folder.read_set(folder), lambda *_: None)
    assert readings == ["nho"] * 2


@pytest.mark.parametrize("name", ["criteria_set.yaml", "components/01_bao_cao.yaml"])
def test_a_file_that_changed_by_one_byte_is_read(tmp_path: Path, cache: Path, readings: list[str], name: str) -> None:
    folder = write_set(tmp_path / "nho")
    taken(folder, cache)
    file = folder / name
    file.write_bytes(file.read_bytes() + b"#")
    taken(folder, cache)
    assert len(readings) == 2


def test_a_file_more_a_file_less_and_another_name_of_the_folder_are_seen(
    tmp_path: Path, cache: Path, readings: list[str]
) -> None:
    folder = write_set(tmp_path / "nho")
    taken(folder, cache)
    (folder / "components" / "02_more.yaml").write_text("format: parindex/component/1\n", "utf-8")
    assert taken(folder, cache).findings != ()
    (folder / "components" / "02_more.yaml").unlink()
    folder.rename(tmp_path / "khac")
    assert taken(tmp_path / "khac", cache).files[0].startswith("khac/")
    assert readings == ["nho", "nho", "khac"]


def test_another_engine_another_python_or_changed_sources_keep_their_own(
    tmp_path: Path, cache: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_set(tmp_path / "nho")
    for change in ("engine_version", "version", "stat"):
        kept_sets._engine_stamp.cache_clear()
        before = kept_sets._engine_stamp()
        with monkeypatch.context() as patch:
            if change == "engine_version":
                patch.setattr(kept_sets, "engine_version", lambda: "9.9.9")
            elif change == "version":
                patch.setattr("sys.version", "3.99")
            else:
                patch.setattr(kept_sets, "_sources", one_file_less)
            kept_sets._engine_stamp.cache_clear()
            assert kept_sets._engine_stamp() != before
            taken(folder, cache)
    kept_sets._engine_stamp.cache_clear()
    assert readings == ["nho"] * 3
    assert len(entries(cache)) == 3


def one_file_less(folder: Path) -> Iterator[Path]:
    """The sources of the engine, without the first."""
    return iter(sorted(folder.rglob("*.py"))[1:])


def test_a_set_with_errors_is_not_kept(tmp_path: Path, cache: Path) -> None:
    assert taken(write_set(tmp_path / "hong", component=BROKEN_COMPONENT), cache).findings
    assert entries(cache) == []


def test_a_set_that_changes_while_it_is_read_is_not_kept_under_what_it_was(tmp_path: Path, cache: Path) -> None:
    folder = write_set(tmp_path / "nho")

    def slow(_: object) -> LoadedSet:
        (folder / "criteria_set.yaml").write_text((folder / "criteria_set.yaml").read_text("utf-8") + "#", "utf-8")
        return read_set(folder)

    KeptSets.below(cache).loaded(folder, slow, lambda *_: None)
    assert entries(cache) == []


DAMAGES = {
    "empty": lambda data: data[:0],
    "cut short": lambda data: data[:-10],
    "one bit": lambda data: data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
    "another format": lambda data: data.replace(b"kept-set/1", b"kept-set/2"),
    "garbage": lambda data: data[:0] + b"\x80\x05garbage",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_not_believed_and_written_anew(
    tmp_path: Path, cache: Path, readings: list[str], damage: str
) -> None:
    folder = write_set(tmp_path / "nho")
    sound = taken(folder, cache)
    (entry,) = entries(cache)
    before = entry.read_bytes()
    entry.write_bytes(DAMAGES[damage](before))
    assert taken(folder, cache) == sound
    assert readings == ["nho"] * 2
    assert entry.read_bytes() == before


class Evil:
    """What must never be made: it would run a command."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch was_run",)


def sealed(body: bytes) -> bytes:
    """An entry with a right sum over wrong content."""
    return b"parindex/kept-set/1\n" + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


@pytest.mark.parametrize(
    "content",
    [
        b'{"asked": null, "base": ""}\n' + pickle.dumps(Evil()),
        b'{"asked": null, "base": ""}\n' + pickle.dumps("no set"),
        b'{"asked": null, "base": ""}\n' + pickle.dumps(LoadedSet(None, (), "", ())),
        b'{"asked": ["a"], "base": ""}\n',
        b"[]\n",
        b"no json",
    ],
)
def test_an_entry_whose_sum_is_right_and_whose_content_is_foreign_is_not_believed(
    tmp_path: Path, cache: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = write_set(tmp_path / "nho")
    sound = taken(folder, cache)
    (entry,) = entries(cache)
    entry.write_bytes(sealed(content))
    assert taken(folder, cache) == sound
    assert readings == ["nho"] * 2
    assert not (tmp_path / "was_run").exists()


class Named:
    """Pickles as a call of something by its name."""

    def __init__(self, made: object) -> None:
        self.made = made

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return self.made, ("x",)


@pytest.mark.parametrize(
    "made",
    [os.system, eval, print, Path, KeptFolder, pickle.loads, read_set, CriteriaSet.walk, Evil],
    ids=lambda made: made.__qualname__,
)
def test_nothing_but_data_of_ours_is_ever_made(made: object) -> None:
    with pytest.raises(NotKept):
        read_back(pickle.dumps(Named(made)), None)


def test_a_folder_that_others_may_enter_is_not_used(tmp_path: Path, cache: Path, readings: list[str]) -> None:
    folder = write_set(tmp_path / "nho")
    cache.mkdir()
    cache.chmod(0o750)
    taken(folder, cache)
    taken(folder, cache)
    assert (readings, entries(cache)) == (["nho"] * 2, [])
    cache.chmod(0o700)
    taken(folder, cache)
    assert len(entries(cache)) == 1
    cache.chmod(0o701)
    taken(folder, cache)
    assert len(readings) == 4


def test_a_folder_of_somebody_else_a_link_and_a_file_are_not_used(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(cache)
    (tmp_path / "file").touch()
    assert KeptFolder(cache).problem() == ""
    assert KeptFolder(tmp_path / "link").problem() == "not-a-folder"
    assert KeptFolder(tmp_path / "file").problem() == "not-a-folder"
    assert KeptFolder(tmp_path / "file" / "below").problem() == "not-a-folder"
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert KeptFolder(cache).problem() == "not-ours"


def test_a_folder_is_made_for_us_alone_and_so_are_its_entries(tmp_path: Path, cache: Path) -> None:
    taken(write_set(tmp_path / "nho"), cache / "deeper")
    assert (cache / "deeper").stat().st_mode & 0o777 == 0o700
    assert [entry.stat().st_mode & 0o777 for entry in entries(cache / "deeper")] == [0o600]


def test_an_entry_that_is_a_link_is_not_followed(tmp_path: Path, cache: Path) -> None:
    KeptFolder(cache).write("a", b"content")
    (cache / "a.kept").rename(tmp_path / "elsewhere")
    (cache / "a.kept").symlink_to(tmp_path / "elsewhere")
    assert KeptFolder(cache).read("a") is None


def test_a_folder_that_cannot_be_written_to_stops_nobody(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept_folder.tempfile, "mkstemp", full)
    assert taken(write_set(tmp_path / "nho"), cache).criteria_set is not None
    assert entries(cache) == []


def test_a_write_that_breaks_off_leaves_nothing_behind(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", torn)
    KeptFolder(cache).write("a", b"content")
    assert list(cache.iterdir()) == []


def test_only_so_many_are_kept_and_what_was_used_last_stays(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_folder, "MOST_ENTRIES", 3)
    folder = KeptFolder(cache)
    for at, key in enumerate("abc"):
        folder.write(key, key.encode())
        os.utime(cache / f"{key}.kept", (at, at))
    assert folder.read("a") == b"a"
    folder.write("d", b"d")
    assert [entry.stem for entry in entries(cache)] == ["a", "c", "d"]


def test_what_is_too_long_is_neither_written_nor_read(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = KeptFolder(cache)
    folder.write("a", b"x" * 200)
    monkeypatch.setattr(kept_folder, "MOST_BYTES", 100)
    assert folder.read("a") is None
    folder.write("b", b"x" * 200)
    assert [entry.stem for entry in entries(cache)] == ["a"]
