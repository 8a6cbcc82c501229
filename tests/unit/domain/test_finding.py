"""Findings: what is wrong, where, and what to do next; only errors keep a document from being used."""

from dataclasses import replace

from engine.domain.finding import Finding, Severity, error, has_errors, info, is_open, warning
from engine.domain.source_place import Place

PLACE = Place("set/components/01.yaml", 41, 9, "/rule/bands/1")
GAP = error("bands.gap", PLACE, "Có khoảng trống.", "There is a gap.", "Nối hai mức.", "Join the bands.")


def test_a_finding_is_told_with_its_place_and_its_next_step():
    assert GAP.told("vi").splitlines() == [
        "set/components/01.yaml:41:9  error  bands.gap",
        "  Có khoảng trống.",
        "  → Nối hai mức.",
    ]
    assert GAP.told("en").splitlines()[1:] == ["  There is a gap.", "  → Join the bands."]


def test_an_acknowledged_warning_shows_the_reason_and_not_the_next_step():
    kept = replace(warning("sum.children", PLACE, "Lệch.", "Off.", "Sửa.", "Mend."), acknowledged="in 10,05")
    assert kept.told("vi").splitlines() == [
        "set/components/01.yaml:41:9  warning  sum.children  (đã chấp nhận)",
        "  Lệch.",
        "  Lý do: in 10,05",
    ]
    assert "(acknowledged)" in kept.told("en")


def test_machines_read_a_finding_as_a_mapping_in_one_language():
    assert GAP.as_mapping("en") == {
        "severity": "error",
        "code": "bands.gap",
        "file": "set/components/01.yaml",
        "line": 41,
        "column": 9,
        "pointer": "/rule/bands/1",
        "message": "There is a gap.",
        "hint": "Join the bands.",
        "acknowledged": "",
    }


def test_only_errors_keep_a_document_from_being_used():
    mild = [warning("a.b", PLACE, "x", "x"), info("a.c", PLACE, "x", "x")]
    assert not has_errors(mild)
    assert has_errors([*mild, GAP])


def test_an_error_stays_open_and_a_warning_until_it_is_acknowledged():
    slip = warning("sum.children", PLACE, "Lệch.", "Off.")
    assert [is_open(GAP), is_open(slip), is_open(replace(slip, acknowledged="bảng gốc"))] == [True, True, False]
    assert is_open(replace(GAP, acknowledged="không thể")), "an error cannot be acknowledged"
    assert not is_open(info("formula.used", PLACE, "x", "x"))


def test_findings_are_told_in_the_order_of_the_text():
    late, early = replace(GAP, place=replace(PLACE, line=50)), replace(GAP, place=replace(PLACE, line=7))
    assert sorted([late, GAP, early], key=Finding.sort_key) == [early, GAP, late]
    assert str(Severity.ERROR) == "error"
