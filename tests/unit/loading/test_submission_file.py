"""Submissions are read from YAML and JSON alike, exactly, and everything wrong with them is told at its place."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.source_place import Place
from engine.domain.submission import EvidenceDocument, Mark, Unit, UnitExclusion
from engine.domain.text import Text
from engine.loading.json_reader import document_of
from engine.loading.submission_file import read_submission_document, read_submission_text, read_submissions
from engine.results.canonical import canonical_bytes

TEXT = """\
format: parindex/submission/1
criteria_set: {id: test.small, edition: "2022"}
unit: {id: u-1, name: {vi: "Sở Nội vụ", en: "Home Affairs"}, kind: department, profile: ordinary}
year: 2022
stage: appraisal
closed: true
facts:
  plan.issued: on_time
  people.rate: 91.170
  tasks: 12
  ready: false
  asked: null
  reports: [{due: 2022-03-15, submitted: null, complete: true, share: 0.5}]
marks: [{node: "1.5", points: "0.5", by: "Hội đồng", reason: "Đã xem", on: 2023-02-01}]
exclusions: [{node: "3", reason: {vi: "Không có", en: "None"}, basis: "Công văn 1"}]
documents:
  - {id: d1, number: "12/KH", date: 2022-01-10, title: "Kế hoạch", section: "II", page: "4", supports: [plan.issued]}
"""
SAMPLES = Path(__file__).resolve().parents[3] / "plugins" / "sample_data"


def read(text: str, name: str = "one.yaml"):
    return read_submission_text(text.encode(), name)


def codes(text: str, name: str = "one.yaml") -> list[str]:
    return [finding.code for finding in read(text, name).findings]


def test_everything_that_is_said_is_there():
    batch = read(TEXT)
    assert batch.findings == ()
    (submission,) = batch.submissions
    assert (submission.set_id, submission.edition) == ("test.small", "2022")
    assert submission.unit == Unit("u-1", Text("Sở Nội vụ", "Home Affairs"), "department", "ordinary")
    assert (submission.year, submission.stage, submission.closed) == (2022, "appraisal", True)
    assert submission.marks == (Mark("1.5", Fraction(1, 2), "Hội đồng", "Đã xem", date(2023, 2, 1)),)
    assert submission.exclusions == (UnitExclusion("3", Text("Không có", "None"), "Công văn 1"),)
    assert submission.documents == (
        EvidenceDocument("d1", "Kế hoạch", "12/KH", date(2022, 1, 10), "II", "4", "", ("plan.issued",)),
    )


def test_facts_are_kept_as_they_were_written_and_exact():
    (submission,) = read(TEXT).submissions
    assert submission.facts == {
        "plan.issued": "on_time",
        "people.rate": Fraction(9117, 100),
        "tasks": 12,
        "ready": False,
        "reports": ({"due": "2022-03-15", "submitted": None, "complete": True, "share": Fraction(1, 2)},),
    }


def test_a_fact_that_is_null_is_unknown():
    (submission,) = read(TEXT).submissions
    assert "asked" not in submission.facts


def test_what_is_not_said_has_its_default():
    text = (
        'format: parindex/submission/1\ncriteria_set: {id: s, edition: "1"}\nunit: {id: "15"}\nyear: 2022\nfacts: {}\n'
    )
    (submission,) = read(text).submissions
    assert submission.unit == Unit("15", Text("15", "15"))
    assert (submission.stage, submission.closed, submission.facts, submission.marks) == ("self", False, {}, ())


def test_places_lead_back_into_the_file():
    (submission,) = read(TEXT).submissions
    assert submission.place_of("/facts/people.rate") == Place("one.yaml", 9, 16, "/facts/people.rate")
    assert submission.place_of("/facts/reports/0/due").line == 13
    assert submission.place_of("/facts/nothing").line == 8


def test_the_canonical_document_reads_back_to_the_same_hash():
    (submission,) = read(TEXT).submissions
    again = read_submission_text(canonical_bytes(submission.document), "stored.json")
    assert again.findings == ()
    assert again.submissions[0].content_hash == submission.content_hash
    assert again.submissions[0].unit == submission.unit


def test_layout_does_not_change_the_hash_and_content_does():
    (submission,) = read(TEXT).submissions
    laid_out = TEXT.replace("year: 2022\nstage: appraisal\n", "stage: appraisal\nyear: 2022   # năm\n")
    assert read(laid_out).submissions[0].content_hash == submission.content_hash
    assert read(TEXT.replace("tasks: 12", "tasks: 13")).submissions[0].content_hash != submission.content_hash


def test_a_document_parsed_elsewhere():
    value = {
        "format": "parindex/submission/1",
        "criteria_set": {"id": "s", "edition": "1"},
        "unit": {"id": "u"},
        "year": 2022,
        "facts": {"a": "0.5", "b": [{"c": None}]},
    }
    batch = read_submission_document(document_of(value, "body").document)
    assert batch.submissions[0].facts == {"a": "0.5", "b": ({"c": None},)}
    assert batch.submissions[0].place_of("/facts/b/0/c") == Place("body", 0, 0, "/facts/b/0/c")


def test_all_samples_are_read():
    batch = read_submissions(SAMPLES / "vi_du_2022")
    assert (len(batch.submissions), batch.findings) == (20, ())
    assert len({submission.content_hash for submission in batch.submissions}) == 20


def test_one_file_is_read_by_its_path(tmp_path):
    (tmp_path / "one.yml").write_text(TEXT, "utf-8")
    batch = read_submissions(tmp_path / "one.yml")
    assert (len(batch.submissions), batch.findings) == (1, ())
    assert batch.submissions[0].place_of("").file == "one.yml"


def test_a_folder_gives_what_can_be_read_and_findings_for_the_rest(tmp_path):
    folder = tmp_path / "round"
    folder.mkdir()
    (folder / "a.yaml").write_text(TEXT, "utf-8")
    (folder / "b.yaml").write_text(TEXT.replace("u-1", "u-2").replace("year: 2022", "year: hai"), "utf-8")
    (folder / "c.json").write_bytes(canonical_bytes(read(TEXT.replace("u-1", "u-3")).submissions[0].document))
    (folder / "d.xlsx").write_bytes(b"PK")
    (folder / "README.md").write_text("Ghi chú\n", "utf-8")
    (folder / ".hidden").touch()
    batch = read_submissions(folder)
    assert [submission.unit.id for submission in batch.submissions] == ["u-1", "u-3"]
    assert [(f.code, str(f.place)) for f in batch.findings] == [
        ("schema.wrong-type", "round/b.yaml:4:7"),
        ("file.unknown", "round/d.xlsx"),
    ]


def test_the_same_unit_year_and_stage_twice_is_told_with_both_places(tmp_path):
    folder = tmp_path / "round"
    folder.mkdir()
    (folder / "a.yaml").write_text(TEXT, "utf-8")
    (folder / "b.yaml").write_text(TEXT.replace("tasks: 12", "tasks: 11"), "utf-8")
    (folder / "c.yaml").write_text(TEXT.replace("stage: appraisal", "stage: final"), "utf-8")
    (finding,) = read_submissions(folder).findings
    assert (finding.code, str(finding.place)) == ("submission.double", "round/b.yaml:3:12")
    assert finding.message.en == "'u-1, 2022, appraisal' stands already at round/a.yaml:3:12."


def test_a_file_that_is_not_there_is_a_finding(tmp_path):
    assert [f.code for f in read_submissions(tmp_path / "none.yaml").findings] == ["file.unreadable"]


@pytest.mark.parametrize("name", ["one.xlsx", "one", "one.txt"])
def test_files_of_other_kinds_are_a_finding(name):
    assert codes(TEXT, name) == ["file.unknown"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("year: 2022\n", "", "schema.missing-key"),
        ('edition: "2022"', "edition: 2022", "yaml.unquoted-id"),
        ("closed: true", "closed: yes", "schema.wrong-type"),
        ("stage: appraisal", "stage: Thẩm định", "schema.wrong-form"),
        ("facts:", "fact:", "schema.missing-key"),
        ("plan.issued: on_time", "Plan Issued: on_time", "schema.wrong-key"),
        ("tasks: 12", "tasks: {a: 1}", "schema.wrong-type"),
        ("tasks: 12", "tasks: [1]", "schema.wrong-type"),
        ("on: 2023-02-01", "on: 2023-02-30", "schema.wrong-form"),
        ('points: "0.5"', 'points: "nửa"', "schema.wrong-form"),
        ('by: "Hội đồng", ', "", "schema.missing-key"),
        ("facts:\n", "facts:\n  plan.issued: late\n", "yaml.double-key"),
        ("parindex/submission/1", "parindex/submission/2", "schema.wrong-format"),
    ],
)
def test_a_bad_submission_is_a_finding_and_no_submission(old, new, code):
    assert old in TEXT
    batch = read(TEXT.replace(old, new, 1))
    assert code in [finding.code for finding in batch.findings]
    assert batch.submissions == ()


def test_a_node_marked_or_excluded_twice_is_told():
    text = TEXT.replace("marks: [", 'marks: [{node: "1.5", points: 1, by: "a", reason: "b"}, ')
    text = text.replace("exclusions: [", 'exclusions: [{node: "3", reason: {vi: a, en: b}}, ')
    text = text.replace("documents:\n", "documents:\n  - {id: d1}\n")
    assert codes(text) == ["submission.double"] * 3
