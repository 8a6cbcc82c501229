"""New folders: clean, scorable, whole or not there at all, with schemas that need nothing else."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from engine.discovery.catalogue import Catalogue
from engine.domain.text import Text
from engine.errors import InvalidDocument
from engine.loading.cases_file import read_cases
from engine.loading.criteria_folder import read_set
from engine.loading.schema_store import schemas
from engine.services.cases_service import CasesService
from engine.services.scaffolds import folder as scaffold_folder
from engine.services.scaffolds.folder import FolderNotEmpty, write_folder
from engine.services.scaffolds.names import distinct, numbered, slug
from engine.services.scaffolds.scaffold_service import NewSet, new_set
from engine.services.scaffolds.schemas import schema_files
from engine.services.scaffolds.yaml_text import yaml_text

ROOT = Path(__file__).resolve().parents[3]


def test_a_new_set_is_clean_and_its_cases_can_be_read(tmp_path: Path) -> None:
    files = new_set(tmp_path / "Bộ Mới", NewSet(2026))
    loaded, batch = read_set(tmp_path / "Bộ Mới"), read_cases(tmp_path / "Bộ Mới")
    assert (loaded.findings, batch.findings) == ((), ())
    assert loaded.checked().name == "example.bo-moi 2026.1"
    leaves = {leaf.id for leaf in loaded.checked().leaves()}
    assert {node for case in batch.cases for node in case.expect} == leaves
    assert set(files) == {
        "criteria_set.yaml",
        "components/01_chi_dao_dieu_hanh.yaml",
        "cases/01_chi_dao_dieu_hanh.yaml",
        "README.md",
    }


def test_the_cases_of_a_new_set_leave_nothing_open(tmp_path: Path) -> None:
    new_set(tmp_path, NewSet(2026))
    report = CasesService(Catalogue(())).report(str(tmp_path), covered=True, mutated=True)
    assert (len(report.ran), report.clean) == (11, True)


def test_what_the_author_says_stands_in_the_set(tmp_path: Path) -> None:
    told = NewSet(2027, "vn.x", "2027b", Text('Tên "một": = 1', "A # name"), "ward")
    new_set(tmp_path, told)
    rules = read_set(tmp_path).checked()
    assert (rules.id, rules.edition, rules.title, rules.unit_kinds) == ("vn.x", "2027b", told.title, ("ward",))
    assert (rules.years.first, rules.years.last) == (2027, 2027)


@pytest.mark.parametrize("changes", [{"id": "Có dấu"}, {"edition": "20/26"}, {"unit_kind": "Sở"}, {"id": "../../x"}])
def test_names_that_no_set_may_have_are_refused_before_anything_is_written(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    with pytest.raises(InvalidDocument) as caught:
        new_set(tmp_path / "a", NewSet(2026, **changes))
    assert caught.value.findings
    assert list(tmp_path.iterdir()) == []


def test_every_file_begins_with_the_schema_that_editors_find_beside_it(tmp_path: Path) -> None:
    new_set(tmp_path, NewSet(2026))
    for path in tmp_path.rglob("*.yaml"):
        first = path.read_text("utf-8").splitlines()[0]
        schema = json.loads((path.parent / first.partition("$schema=")[2]).read_text("utf-8"))
        Draft202012Validator(schema).validate(yaml.safe_load(path.read_text("utf-8")))


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(FolderNotEmpty):
        new_set(tmp_path, NewSet(2026))
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for taken in (tmp_path / "mine.txt", tmp_path / "link"):
        with pytest.raises(FolderNotEmpty):
            write_folder(taken, {"a": "a"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "mine.txt"]


def test_nothing_is_half_written_when_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        write_folder(tmp_path / "set", {"a.yaml": "a"})
    monkeypatch.undo()
    monkeypatch.setattr(scaffold_folder.os, "rename", full)
    with pytest.raises(OSError, match="No space"):
        write_folder(tmp_path / "set", {"a.yaml": "a"})
    assert list(tmp_path.iterdir()) == []


def test_a_new_folder_has_the_rights_of_any_other(tmp_path: Path) -> None:
    write_folder(tmp_path / "deep" / "set", {"x/a.yaml": "a\n"})
    (tmp_path / "other").mkdir()
    assert (tmp_path / "deep" / "set").stat().st_mode == (tmp_path / "other").stat().st_mode
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["set"]
    assert (tmp_path / "deep" / "set" / "x" / "a.yaml").read_text("utf-8") == "a\n"


def references(schema: object) -> list[str]:
    """Every reference in a schema."""
    if isinstance(schema, dict):
        return [found for key, item in schema.items() for found in ([item] if key == "$ref" else references(item))]
    return [found for item in schema for found in references(item)] if isinstance(schema, list) else []


@pytest.mark.parametrize("name", sorted(schema_files()))
def test_a_schema_for_editors_refers_to_nothing_outside_itself(name: str) -> None:
    schema = json.loads(schema_files()[name])
    Draft202012Validator.check_schema(schema)
    assert references(schema) or name == "columns.schema.json"  # which shares nothing with others
    for reference in references(schema):
        found = schema
        assert reference.startswith("#")
        for step in reference.split("/")[1:]:
            found = found[step]


def test_there_is_a_schema_for_every_document_that_says_its_format() -> None:
    formats = {name.partition("/")[0] for name in schemas() if f'"parindex/{name}"' in json.dumps(schemas()[name])}
    assert {f"{name}.schema.json" for name in formats} == set(schema_files())
    assert {"criteria-set", "component", "cases", "submission", "overlay"} <= formats


def test_schemas_for_editors_take_what_the_engine_takes_and_refuse_what_it_refuses() -> None:
    validator = Draft202012Validator(json.loads(schema_files()["component.schema.json"]))
    for path in (ROOT / "plugins" / "department_2022" / "components").glob("*.yaml"):
        document = json.loads(json.dumps(yaml.safe_load(path.read_text("utf-8")), default=str))
        assert list(validator.iter_errors(document)) == []
        document["children"][0]["titel"] = 1
        assert [error.message for error in validator.iter_errors(document)] != []


@pytest.mark.parametrize(
    "value",
    [
        {"a": ["no", "on", "1.10", "=1+1", "a: b", "- x", "#", "", " x ", "Ý", 'q"\\', "null", "~", "2026-01-01"]},
        {"vi": {"en": "yes", "x": None}, "1.1": True, "n": 3, "no": [{"a": [{"b": "c"}]}, {"k": {}}], "e": []},
    ],
)
def test_yaml_is_read_back_as_it_was_meant(value: dict[str, object]) -> None:
    assert yaml.safe_load(yaml_text(value)) == value


def test_names_are_made_of_words_and_stay_distinct() -> None:
    assert slug("Ban hành kế hoạch CCHC, đúng hạn!") == "ban_hanh_ke_hoach_cchc_dung_han"
    assert slug("100% hồ sơ") == "x_100_ho_so"
    assert slug("…") == "x"
    assert len(slug("dài " * 40)) <= 40
    assert distinct({"1.1": "Kế hoạch", "1.2": "Báo cáo", "2.1": "Kế hoạch"}) == {
        "1.1": "ke_hoach_1_1",
        "1.2": "bao_cao",
        "2.1": "ke_hoach_2_1",
    }
    assert distinct({"1.1": "?", "1.2": "!", "2": "1_1"}) == {"1.1": "x_1_1_1_1", "1.2": "x_1_2", "2": "x_1_1_2"}
    assert numbered(["Không", "Có", "không"]) == ["khong", "co", "khong_2"]
