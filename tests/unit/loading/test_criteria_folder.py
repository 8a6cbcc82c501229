"""A folder becomes a set with all its findings, from whatever holds the folder, and never from outside it."""

import zipfile
from pathlib import Path

import pytest

from engine.errors import InvalidDocument
from engine.loading.criteria_folder import read_set
from engine.loading.document import MOST_BYTES
from engine.loading.folder_files import MOST_FILES
from tests.support.small_sets import CASES, COMPONENT, SET, changed, write_set

BUNDLED = sorted(path.parent for path in (Path(__file__).resolve().parents[3] / "plugins").glob("*/criteria_set.yaml"))


def codes(folder: Path) -> list[str]:
    return [finding.code for finding in read_set(folder).findings]


def test_a_whole_set_has_no_findings(tmp_path):
    loaded = read_set(write_set(tmp_path / "small"))
    assert loaded.findings == ()
    assert loaded.files == ("small/criteria_set.yaml", "small/components/01_direction.yaml")
    assert loaded.checked() is loaded.criteria_set
    assert loaded.criteria_set.content_hash == loaded.content_hash
    assert len(loaded.content_hash) == 64


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda path: path.name)
def test_bundled_sets_have_nothing_open(folder):
    loaded = read_set(folder)
    assert [finding.told("en") for finding in loaded.findings if not finding.acknowledged] == []
    assert loaded.checked().content_hash == loaded.content_hash


def test_the_hash_is_of_the_content_and_not_of_its_layout(tmp_path):
    first = read_set(write_set(tmp_path / "first"))
    laid_out = changed(
        COMPONENT,
        ("format", "# a comment\nformat"),
        ('title: {vi: "Chỉ đạo", en: "Direction"}', "title:\n  en: Direction\n  vi: 'Chỉ đạo'"),
    )
    folder = write_set(tmp_path / "second", SET, a_renamed_file=laid_out)
    (folder / "cases").mkdir()
    (folder / "cases" / "01.yaml").write_text(CASES, "utf-8")
    (folder / "README.md").write_text("# Notes\n", "utf-8")
    assert read_set(folder).content_hash == first.content_hash


@pytest.mark.parametrize(
    "change",
    [('max: "6"', 'max: "5"'), ('id: "1.2"', 'id: "1.20"'), ("Kế hoạch", "Kế  hoạch"), ('"true": "6"', '"true": "5"')],
)
def test_the_hash_changes_with_the_content(tmp_path, change):
    first = read_set(write_set(tmp_path / "first"))
    assert (
        read_set(write_set(tmp_path / "second", SET, one=changed(COMPONENT, change))).content_hash != first.content_hash
    )


def test_the_hash_goes_by_the_order_of_components(tmp_path):
    other = changed(COMPONENT, ('id: "1"', 'id: "2"'), ('id: "1.1"', 'id: "2.1"'), ('id: "1.2"', 'id: "2.2"'))
    one_way = read_set(write_set(tmp_path / "first", SET, a=COMPONENT, b=other)).content_hash
    assert read_set(write_set(tmp_path / "second", SET, a=other, b=COMPONENT)).content_hash != one_way


def test_composed_and_decomposed_letters_have_one_hash(tmp_path):
    first = read_set(write_set(tmp_path / "first"))
    decomposed = changed(COMPONENT, ("Chỉ đạo", "Chi\u0309 đa\u0323o"))
    assert read_set(write_set(tmp_path / "second", SET, one=decomposed)).content_hash == first.content_hash


def test_a_set_with_errors_is_refused_when_it_is_asked_for(tmp_path):
    loaded = read_set(write_set(tmp_path / "small", changed(SET, ("status: example", "status: official"))))
    assert loaded.criteria_set is not None
    with pytest.raises(InvalidDocument) as refused:
        loaded.checked()
    assert refused.value.findings == loaded.findings
    assert refused.value.said("vi") == "Bộ tiêu chí có 3 lỗi."


def test_a_set_with_warnings_is_usable(tmp_path):
    loaded = read_set(write_set(tmp_path / "small", changed(SET, ('{max: "10"}', '{max: "11"}'))))
    assert [finding.code for finding in loaded.findings] == ["sum.components"]
    assert loaded.checked().total.maximum == 11


def test_errors_of_form_and_of_sense_are_told_together(tmp_path):
    component = changed(COMPONENT, ('max: "6"', 'max: "5"\n    weigth: "1"'), ('id: "1.2"', 'id: "1.1"'))
    found = codes(write_set(tmp_path / "small", SET, one=component))
    assert found == ["sum.children", "schema.unknown-key", "id.double"]


def test_one_broken_file_does_not_hide_the_others(tmp_path):
    folder = write_set(
        tmp_path / "small",
        changed(SET, ("revision: 1", "revision: x")),
        a="a: [",
        b=changed(COMPONENT, ("max", "maxx")),
    )
    assert {finding.place.file.rpartition("/")[2] for finding in read_set(folder).findings} == {
        "a.yaml", "b.yaml", "criteria_set.yaml",
    }  # fmt: skip


def test_nothing_is_raised_for_a_folder_that_is_not_there(tmp_path):
    assert codes(tmp_path / "nowhere") == ["set.no-file"]
    (tmp_path / "file").write_text("x", "utf-8")
    assert codes(tmp_path / "file") == ["set.no-file"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = write_set(tmp_path / "small")
    (tmp_path / "secret.yaml").write_text(COMPONENT, "utf-8")
    (folder / "components" / "02_link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "components" / "03_gone.yaml").symlink_to(tmp_path / "not_there.yaml")
    loaded = read_set(folder)
    assert [(f.code, f.place.file) for f in loaded.findings] == [
        ("file.outside", "small/components/02_link.yaml"),
        ("file.outside", "small/components/03_gone.yaml"),
    ]
    assert loaded.criteria_set is None


def test_a_folder_of_components_elsewhere_is_not_followed(tmp_path):
    write_set(tmp_path / "other")
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "criteria_set.yaml").write_text(SET, "utf-8")
    (folder / "components").symlink_to(tmp_path / "other" / "components")
    assert codes(folder) == ["file.outside"]


def test_a_set_file_that_leads_outside_is_not_followed(tmp_path):
    folder = write_set(tmp_path / "small")
    (folder / "criteria_set.yaml").unlink()
    (tmp_path / "elsewhere.yaml").write_text(SET, "utf-8")
    (folder / "criteria_set.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert codes(folder) == ["file.outside"]


def test_a_link_inside_the_folder_is_followed(tmp_path):
    folder = write_set(tmp_path / "small", SET, zz=COMPONENT)
    (folder / "drafts").mkdir()
    (folder / "components" / "zz.yaml").rename(folder / "drafts" / "one.yaml")
    (folder / "components" / "01.yaml").symlink_to(folder / "drafts" / "one.yaml")
    assert codes(folder) == []


def test_hidden_files_are_passed_over_and_folders_are_not(tmp_path):
    folder = write_set(tmp_path / "small")
    (folder / "components" / ".gitkeep").touch()
    assert codes(folder) == []
    (folder / "components" / "deeper.yaml").mkdir()
    assert codes(folder) == ["file.unknown"]


def test_too_large_and_too_many_files(tmp_path):
    folder = write_set(tmp_path / "small")
    (folder / "components" / "02_large.yaml").write_text("#" * (MOST_BYTES + 1), "utf-8")
    assert codes(folder) == ["file.too-large"]
    for number in range(MOST_FILES):
        (folder / "components" / f"{number}.yaml").touch()
    assert codes(folder) == ["file.too-many"]


def test_an_unreadable_file_is_a_finding(tmp_path, monkeypatch):
    folder = write_set(tmp_path / "small")

    def refused(self, *_args, **_more):
        raise PermissionError(self)

    monkeypatch.setattr(Path, "open", refused)
    assert codes(folder) == ["file.unreadable"] * 2


def test_a_link_that_leads_back_to_itself_is_a_finding(tmp_path):
    folder = write_set(tmp_path / "small")
    (folder / "components" / "02_loop.yaml").symlink_to(folder / "components" / "02_loop.yaml")
    assert len(codes(folder)) == 1


def test_a_folder_that_may_not_be_listed_is_a_finding(tmp_path, monkeypatch):
    folder = write_set(tmp_path / "small")

    def refused(self):
        raise PermissionError(self)

    monkeypatch.setattr(Path, "iterdir", refused)
    assert codes(folder) == ["file.unreadable"]


def test_a_set_inside_an_archive_is_read(tmp_path):
    folder = write_set(tmp_path / "small")
    archive = tmp_path / "sets.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(folder.rglob("*.yaml")):
            packed.write(path, path.relative_to(tmp_path).as_posix())
    with zipfile.ZipFile(archive) as packed:
        loaded = read_set(zipfile.Path(packed, "small/"))
    assert loaded.findings == ()
    assert loaded.content_hash == read_set(folder).content_hash
    assert loaded.files == ("small/criteria_set.yaml", "small/components/01_direction.yaml")


def test_findings_do_not_depend_on_where_the_folder_lies(tmp_path, monkeypatch):
    broken = changed(SET, ("revision: 1", "revision: 0"))
    write_set(tmp_path / "here" / "small", broken)
    write_set(tmp_path / "there" / "deep" / "small", broken)
    monkeypatch.chdir(tmp_path / "here" / "small")
    assert read_set(Path()).findings == read_set(tmp_path / "there" / "deep" / "small").findings


def test_each_file_is_read_once(tmp_path, monkeypatch):
    folder = write_set(tmp_path / "small")
    opened: list[str] = []
    real = Path.open

    def counting(self, *args, **more):
        opened.append(self.name)
        return real(self, *args, **more)

    monkeypatch.setattr(Path, "open", counting)
    read_set(folder)
    assert sorted(opened) == ["01_direction.yaml", "criteria_set.yaml"]
