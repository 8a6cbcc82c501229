"""Tables of decisions as folders of YAML: what is written, what stays open, what is refused."""

from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.criteria_set import CriteriaSet, Provenance
from engine.domain.text import Text
from engine.errors import InvalidDocument
from engine.loading.criteria_folder import LoadedSet, read_set
from engine.services.scaffolds.annex_service import AnnexRequest, ImportRefused, ImportReport, import_annex
from engine.services.scaffolds.folder import FolderNotEmpty
from engine.services.scaffolds.scaffold_service import NewSet

ANNEX = """Phụ lục ví dụ: 2 lĩnh vực, 3 tiêu chí;;;
STT;Lĩnh vực/Tiêu chí/TCTP;Điểm tối đa;ĐTXHH
1;Chỉ đạo, điều hành;10;
1.1;Kế hoạch;2;
;- Kịp thời;2;
;- Không kịp thời;0,5;
;- Không;0;
1.2;Mức độ thực hiện;5;
;> 90%;5;
;70–90%;2,5;
;< 70%;0;
1.3;=Sáng kiến;3;
;Theo quyết định công nhận;;
2;Mức độ hài lòng;5;x
;Tổng cộng;15;5
"""
TOLD = NewSet(2026, "example.annex", "2026", Text("example.annex", "[vi] example.annex"))


def imported(tmp_path: Path, text: str = ANNEX, request: AnnexRequest | None = None) -> ImportReport:
    """An import into the folder `set`."""
    (tmp_path / "annex.csv").write_text(text, "utf-8")
    return import_annex(tmp_path / "annex.csv", tmp_path / "set", request or AnnexRequest(TOLD))


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedSet:
    """The set that the table becomes."""
    assert imported(tmp_path).files
    return read_set(tmp_path / "set")


@pytest.fixture
def rules(loaded: LoadedSet) -> CriteriaSet:
    """Its rules."""
    return loaded.checked()


def test_what_the_table_prints_is_what_the_set_holds(rules: CriteriaSet) -> None:
    assert [(node.id, node.title.vi, node.maximum, node.method, node.part) for node in rules.walk()] == [
        ("1", "Chỉ đạo, điều hành", 10, "", ""),
        ("1.1", "Kế hoạch", 2, "choice", "appraisal"),
        ("1.2", "Mức độ thực hiện", 5, "bands", "appraisal"),
        ("1.3", "=Sáng kiến", 3, "judgement", "appraisal"),
        ("2", "Mức độ hài lòng", 5, "survey", "survey"),
    ]
    assert [(part.id, part.points) for part in rules.parts] == [("appraisal", 10), ("survey", 5)]
    assert (rules.total.maximum, rules.title.vi) == (15, "Phụ lục ví dụ: 2 lĩnh vực, 3 tiêu chí")


def test_levels_become_a_choice_with_a_fact_named_by_its_words(rules: CriteriaSet) -> None:
    (row,) = (node for node in rules.walk() if node.id == "1.1")
    fact = rules.facts["ke_hoach"]
    assert row.rule == {"fact": "ke_hoach", "levels": {"kip_thoi": "2", "khong_kip_thoi": "0.5", "khong": "0"}}
    assert [option.title.vi for option in fact.options] == ["Kịp thời", "Không kịp thời", "Không"]


def test_percentages_become_bands_with_the_edges_as_printed(rules: CriteriaSet) -> None:
    (row,) = (node for node in rules.walk() if node.id == "1.2")
    assert row.rule["value"] == "muc_do_thuc_hien.numerator / muc_do_thuc_hien.denominator"
    assert row.rule["bands"] == (
        {"above": "90%", "points": "5"},
        {"from": "70%", "to": "90%", "points": "2.5"},
        {"below": "70%", "points": "0"},
    )


def test_every_row_says_where_it_comes_from_and_keeps_its_notes(rules: CriteriaSet) -> None:
    assert rules.status is Provenance.RECONSTRUCTED
    assert {node.origin.status for node in rules.walk()} == {Provenance.RECONSTRUCTED}
    notes = {node.id: node.origin.note for node in rules.walk()}
    assert "Nhập từ bảng annex.csv" in notes["1"]
    assert notes["1.3"].endswith("Bảng ghi: Theo quyết định công nhận")


def test_no_translation_is_made_up_and_the_check_asks_for_it(loaded: LoadedSet) -> None:
    codes = {finding.code for finding in loaded.findings}
    assert codes == {"text.untranslated"}
    texts = [node.title for node in loaded.checked().walk()]
    assert [text.en for text in texts] == [f"[vi] {text.vi}" for text in texts]


def test_rows_without_levels_are_told(tmp_path: Path) -> None:
    report = imported(tmp_path)
    assert [finding.code for finding in report.findings] == ["annex.open-row", "annex.note"]
    assert report.rows == 5


def test_the_readme_names_the_table_by_its_hash(tmp_path: Path) -> None:
    imported(tmp_path)
    import hashlib

    digest = hashlib.sha256((tmp_path / "annex.csv").read_bytes()).hexdigest()
    assert f"`annex.csv`, sha256 `{digest}`" in (tmp_path / "set" / "README.md").read_text("utf-8")


def test_the_same_table_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        imported(tmp_path / name)
    first, second = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name / "set").rglob("*.*")
            if path.is_file()
        }
        for name in ("a", "b")
    )
    assert first == second != {}


def test_a_table_that_does_not_add_up_is_written_as_printed(tmp_path: Path) -> None:
    report = imported(tmp_path, ANNEX.replace("1.3;=Sáng kiến;3;", "1.3;=Sáng kiến;4;"))
    assert "annex.sum-children" in {finding.code for finding in report.findings}
    checked = read_set(tmp_path / "set")
    assert "sum.children" in {finding.code for finding in checked.findings}
    assert {node.id: node.maximum for node in checked.checked().walk()}["1.3"] == 4


def test_clashing_codes_write_nothing(tmp_path: Path) -> None:
    report = imported(tmp_path, ANNEX.replace("1.3;", "1.2;"))
    assert (report.files, (tmp_path / "set").exists()) == ((), False)


def test_a_survey_of_points_and_decimals_keeps_its_figures(tmp_path: Path) -> None:
    text = "STT;Tiêu chí;Điểm tối đa;ĐTXHH\n1;A;2,125;\n2;B;0,5;0,5\n"
    imported(tmp_path, text)
    rules = read_set(tmp_path / "set").checked()
    assert [(node.method, node.maximum) for node in rules.leaves()] == [
        ("judgement", Fraction(17, 8)),
        ("survey", Fraction(1, 2)),
    ]
    assert rules.components[0].rule["step"] == "0.001"


@pytest.mark.parametrize("status", [Provenance.OFFICIAL, Provenance.SOURCED])
def test_a_strong_status_needs_its_source(tmp_path: Path, status: Provenance) -> None:
    with pytest.raises(ImportRefused):
        imported(tmp_path, request=AnnexRequest(TOLD, status))
    assert not (tmp_path / "set").exists()
    imported(tmp_path, request=AnnexRequest(TOLD, status, "Quyết định ví dụ 1/QĐ-VD"))
    rules = read_set(tmp_path / "set").checked()
    assert {(node.origin.status, node.origin.source) for node in rules.walk()} == {(status, "Quyết định ví dụ 1/QĐ-VD")}


def test_counts_that_cannot_be_read_an_id_that_cannot_be_used_and_a_folder_in_use_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        imported(tmp_path, request=AnnexRequest(TOLD, expect="tám/38"))
    with pytest.raises(InvalidDocument):
        imported(tmp_path, request=AnnexRequest(NewSet(2026, "KHÔNG", "2026")))
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "mine").touch()
    with pytest.raises(FolderNotEmpty):
        imported(tmp_path)
    assert [path.name for path in (tmp_path / "set").iterdir()] == ["mine"]


def test_a_title_of_the_callers_own_stands_above_that_of_the_table(tmp_path: Path) -> None:
    told = NewSet(2026, "example.annex", "2026", Text("Tên", "Name"))
    imported(tmp_path, request=AnnexRequest(told, has_title=True))
    assert read_set(tmp_path / "set").checked().title == Text("Tên", "Name")
