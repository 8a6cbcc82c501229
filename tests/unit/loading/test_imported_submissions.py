"""What an importer made of a foreign file is checked like a file that somebody wrote."""

from typing import Any

from engine.loading import imported_submissions
from engine.loading.imported_submissions import read_imported

PLACE = "old.hsm"


def document(unit: str = "so-a", **changes: Any) -> dict[str, Any]:
    """A submission as a JSON parser gives it."""
    sound = {
        "format": "parindex/submission/1",
        "criteria_set": {"id": "thu.nho", "edition": "2024"},
        "unit": {"id": unit, "name": {"vi": "Sở A", "en": "Department A"}, "kind": "department"},
        "year": 2024,
        "stage": "final",
        "facts": {"a.done": 3, "a.share": "92.18"},
    }
    return {**sound, **changes}


def told(*documents: Any) -> list[tuple[str, str, str]]:
    """Code, file and pointer of every finding."""
    findings = read_imported(documents, PLACE).findings
    return [(finding.code, finding.place.file, finding.place.pointer) for finding in findings]


def test_a_sound_document_becomes_a_submission() -> None:
    batch = read_imported([document()], PLACE)
    assert batch.findings == ()
    (submission,) = batch.submissions
    assert (submission.unit.id, submission.facts["a.share"]) == ("so-a", "92.18")


def test_findings_name_the_file_the_number_of_the_document_and_the_pointer() -> None:
    assert told(document(), document(unit="Sở B")) == [("schema.wrong-form", f"{PLACE}[2]", "/unit/id")]
    assert told(document(unit="Sở B")) == [("schema.wrong-form", PLACE, "/unit/id")]


def test_a_float_is_refused_since_it_is_not_exact() -> None:
    assert told(document(facts={"a.share": 92.18})) == [("json.not-exact", PLACE, "/facts/a.share")]


def test_what_cannot_be_seen_what_is_unknown_and_what_is_no_document_is_found() -> None:
    assert told(document(stage="fi\u200bnal")) == [("text.unseen-character", PLACE, "/stage")]
    assert ("schema.unknown-key", PLACE, "/fact") in told(document(fact={}))
    assert [code for code, _, _ in told("text")] == ["schema.wrong-type"]


def test_a_bad_document_does_not_hide_a_good_one() -> None:
    batch = read_imported([document(unit="so-a"), {}, document(unit="so-b")], PLACE)
    assert [submission.unit.id for submission in batch.submissions] == ["so-a", "so-b"]
    assert {finding.place.file for finding in batch.findings} == {f"{PLACE}[2]"}


def test_one_body_twice_is_a_finding() -> None:
    assert [code for code, _, _ in told(document(), document())] == ["submission.double"]


def test_a_document_that_nests_too_deeply_is_refused() -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    assert [code for code, _, _ in told(document(facts=deep))] == ["json.too-many-values"]


def test_more_submissions_than_a_folder_may_hold_are_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(imported_submissions, "MOST_SUBMISSIONS", 2)
    assert told(document("a"), document("b")) == []
    assert told(document("a"), document("b"), document("c")) == [("import.too-many", PLACE, "")]
