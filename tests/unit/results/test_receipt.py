"""The receipt: hashes of set, submission, engine and result, and of itself."""

from engine.results.canonical import digest, sha256
from engine.results.documents import hashed
from engine.results.receipt import receipt
from tests.unit.results.test_documents import GIVEN, ROWS

CARD, DOCUMENT, DATA = hashed(ROWS.card(GIVEN))


def test_a_receipt_names_everything_that_a_result_was_made_of():
    made = receipt(DOCUMENT, CARD.hash, "0.1.0")
    assert made["format"] == "parindex/receipt/1"
    assert made["criteria_set"]["hash"] == ROWS.rules.content_hash
    assert made["criteria_set"]["status"] == "example"
    assert (made["submission"], made["result"]) == (CARD.submission_hash, CARD.hash)
    assert made["engine"] == {"name": "parindex", "version": "0.1.0"}
    assert made["overlays"] == []


def test_the_result_is_the_hash_of_its_document():
    assert sha256(DATA) == digest(DOCUMENT) == CARD.hash
    assert digest({**DOCUMENT, "year": 2023}) != CARD.hash


def test_a_receipt_that_was_changed_is_noticed():
    made = receipt(DOCUMENT, CARD.hash, "0.1.0")
    body = {key: value for key, value in made.items() if key != "hash"}
    assert digest(body) == made["hash"]
    assert digest({**body, "result": "0" * 64}) != made["hash"]


def test_the_same_result_has_the_same_receipt():
    assert receipt(DOCUMENT, CARD.hash, "0.1.0") == receipt(dict(reversed(DOCUMENT.items())), CARD.hash, "0.1.0")
    assert receipt(DOCUMENT, CARD.hash, "0.1.1")["hash"] != receipt(DOCUMENT, CARD.hash, "0.1.0")["hash"]
