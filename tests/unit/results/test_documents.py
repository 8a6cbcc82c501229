"""The scorecard as a document: the same input gives the same bytes, decimals are text, status stands at the top."""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from engine.domain.submission import EvidenceDocument
from engine.domain.text import Text
from engine.results.canonical import canonical_bytes
from engine.results.documents import gain_document, hashed, scorecard_document
from tests.support.written_rows import row

ROW = """
documents: [{vi: "Kế hoạch", en: "Plan"}]
method: proportional
rule: {value: done / planned, when_empty: zero}
facts:
  done: {type: count, title: {vi: "Đã xong", en: "Done"}, max: 100}
  planned: {type: count, title: {vi: "Kế hoạch", en: "Planned"}, max: 100}
"""
ROWS = row(ROW)
GIVEN = {"done": 1, "planned": 3}


def values(document: object) -> Iterator[object]:
    """Everything inside a document that is no container."""
    if isinstance(document, dict):
        for item in document.values():
            yield from values(item)
    elif isinstance(document, list):
        for item in document:
            yield from values(item)
    else:
        yield document


def test_the_same_input_gives_the_same_bytes():
    first, second = (scorecard_document(ROWS.card(GIVEN)) for _ in range(2))
    assert canonical_bytes(first) == canonical_bytes(second)
    again = row(ROW).card(dict(reversed(GIVEN.items())))
    assert canonical_bytes(scorecard_document(again)) == canonical_bytes(first)


def test_the_hash_is_that_of_the_document_and_changes_with_it():
    card, document, _ = hashed(ROWS.card(GIVEN))
    other, *_ = hashed(ROWS.card(GIVEN | {"done": 2}))
    assert len(card.hash) == 64
    assert card.hash != other.hash
    assert hashed(ROWS.card(GIVEN))[0].hash == card.hash
    assert document == scorecard_document(card)


def test_advice_is_no_result_and_leaves_the_hash_alone():
    with_advice = ROWS.card(GIVEN)
    without = ROWS.unit.score(ROWS.submission(GIVEN))
    assert with_advice.node("1").next_gain is not None
    assert without.node("1").next_gain is None
    assert hashed(with_advice)[0].hash == hashed(without)[0].hash


def test_no_float_is_in_a_document_and_decimals_are_text():
    document = scorecard_document(ROWS.card(GIVEN))
    assert not any(isinstance(value, float) for value in values(document))
    assert document["total"]["points"] == {"exact": "0.666667", "printed": "0.67"}
    assert document["nodes"][0]["maximum"] == "2"


def test_the_spelling_of_a_name_does_not_change_the_hash():
    apart = replace(ROWS.submission(GIVEN), unit=replace(ROWS.submission(GIVEN).unit, name=Text("So\u031b\u0309", "x")))
    together = replace(apart, unit=replace(apart.unit, name=Text("Sở", "x")))
    first, second = (hashed(ROWS.unit.score(submission))[0].hash for submission in (apart, together))
    assert first == second


def test_the_set_its_status_and_the_stage_stand_at_the_top():
    document = scorecard_document(ROWS.card(GIVEN))
    assert document["format"] == "parindex/scorecard/1"
    assert document["criteria_set"]["status"] == "example"
    assert document["criteria_set"]["hash"] == ROWS.rules.content_hash
    assert (document["stage"], document["closed"], document["complete"]) == ("appraisal", False, True)


def test_a_leaf_carries_its_facts_evidence_and_reasons():
    evidence = EvidenceDocument(
        "d1", "Kế hoạch", "12/KH-SNV", section="II.3", page="4", sha256="a" * 64, supports=("done",)
    )
    card = ROWS.unit.score(replace(ROWS.submission(GIVEN), documents=(evidence,)))
    (leaf,) = scorecard_document(card)["nodes"]
    assert leaf["facts"][0] == {
        "id": "done",
        "title": {"vi": "Đã xong", "en": "Done"},
        "value": "1",
        "shown": {"vi": "1", "en": "1"},
    }
    assert leaf["documents"][0]["number"] == "12/KH-SNV"
    assert leaf["asked_for"] == [{"vi": "Kế hoạch", "en": "Plan"}]
    assert leaf["entries"][0]["amount"] == "-1.333333"
    assert leaf["reason"]["vi"].startswith("Giá trị 33,33 %")


def test_a_mark_and_the_computed_points_stand_side_by_side():
    (leaf,) = scorecard_document(ROWS.card(GIVEN, marks={"1": "1.5"}))["nodes"]
    assert leaf["mark"]["points"] == "1.5"
    assert leaf["computed"] == {"low": "0.666667", "high": "0.666667"}
    assert leaf["points"]["exact"] == "1.5"


def test_what_is_open_says_what_is_possible_and_what_is_missing():
    document = scorecard_document(ROWS.card({"planned": 3}))
    assert (document["complete"], document["index"], document["grade"]) == (False, None, None)
    assert document["total"]["possible"]["high"]["exact"] == "2"
    assert document["nodes"][0]["missing"] == ["done"]


def test_an_advice_is_a_document_of_its_own():
    gain = ROWS.card(GIVEN).node("1").next_gain
    assert gain_document(gain) == {
        "changes": {"done": "3"},
        "what": {
            "vi": "Đã xong: từ 1 thành 3 (giá trị 33,33 % → 100 %) được thêm 1,333333 điểm",
            "en": "Done: from 1 to 3 (value 33.33% → 100%) earns 1.333333 more",
        },
        "points": "1.333333",
    }


def test_the_document_is_json_that_reads_back_as_itself():
    document = scorecard_document(ROWS.card(GIVEN))
    assert json.loads(canonical_bytes(document)) == json.loads(json.dumps(document))
    assert Fraction(document["nodes"][0]["index"]["exact"]) == Fraction("33.33335")
