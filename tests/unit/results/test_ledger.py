"""The ledger of a stored result: every leaf, most lost first, with its next gain where the rules are still here."""

from fractions import Fraction

from engine.results.documents import scorecard_document
from engine.results.ledger import ledger_document, trace_document
from tests.unit.evaluation.test_scorecards import ADJUSTED, GIVEN, rows

CARD = rows(ADJUSTED).card(GIVEN | {"late": 3, "prizes": 1, "breaches": 1})
DOCUMENT = scorecard_document(CARD)


def test_the_rows_come_most_lost_first():
    ledger = ledger_document(DOCUMENT)
    lost = [Fraction(row["lost"]["exact"]) for row in ledger["rows"]]
    assert [row["id"] for row in ledger["rows"]] == ["1.1", "1.2", "P1", "B1"]
    assert lost == sorted(lost, reverse=True)


def test_only_leaves_are_rows_and_each_adds_up():
    for row in ledger_document(DOCUMENT)["rows"]:
        told = sum((Fraction(entry["amount"]) for entry in row["entries"]), Fraction(0))
        assert told == -Fraction(row["lost"]["exact"])
        assert Fraction(row["points"]["exact"]) + Fraction(row["lost"]["exact"]) == Fraction(row["maximum"])


def test_advice_is_there_only_for_an_advised_card():
    advised = {row["id"]: row["next_gain"] for row in ledger_document(DOCUMENT, CARD)["rows"]}
    assert advised["1.1"]["points"] == "0.5"
    assert advised["P1"] is None
    assert all(row["next_gain"] is None for row in ledger_document(DOCUMENT)["rows"])


def test_the_ledger_does_not_change_the_document_it_is_made_of():
    before = scorecard_document(CARD)
    ledger_document(DOCUMENT, CARD)
    assert before == DOCUMENT


def test_the_trace_is_short_and_in_the_order_of_the_set():
    trace = trace_document(DOCUMENT)
    assert trace["format"] == "parindex/trace/1"
    assert [leaf["id"] for leaf in trace["leaves"]] == ["1.1", "1.2", "B1", "P1"]
    assert trace["leaves"][0] == {
        "id": "1.1",
        "method": "deductions",
        "maximum": "2",
        "status": "scored",
        "rule": "deducted",
        "points": "0.5",
        "lost": "1.5",
        "inputs": {"late": "3"},
    }
    assert trace["total"] == DOCUMENT["total"]["points"]["exact"]
