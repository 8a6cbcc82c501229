"""`POST /v1/evaluations?feed=stored`: a kept index of another set becomes a fact of the submission that was sent."""

import json

import pytest
from flask.testing import FlaskClient

from engine.assembly import Engine

QUESTIONS = {
    "access": ("information", "place", "equipment"),
    "procedures": ("posted", "papers", "fees"),
    "staff": ("manner", "guidance", "diligence"),
    "results": ("on_time", "correct", "lawful"),
    "feedback": ("easy", "handled", "answered"),
}


def document(set_id: str, edition: str, facts: dict[str, object], stage: str) -> dict[str, object]:
    """A submission of the province A for 2022."""
    return {
        "format": "parindex/submission/1",
        "criteria_set": {"id": set_id, "edition": edition},
        "unit": {"id": "tinh-a"},
        "year": 2022,
        "stage": stage,
        "facts": facts,
    }


@pytest.fixture
def index(client: FlaskClient, key: dict[str, str]) -> str:
    """The hash of a kept satisfaction index of 83.33."""
    asked = [f"{factor}.{question}" for factor, questions in QUESTIONS.items() for question in questions]
    facts = {f"{question}_satisfied": 5 for question in asked} | {f"{question}_valid": 6 for question in asked}
    answer = client.post("/v1/evaluations?store=true", json=document("vn.sipas", "2017", facts, "final"), headers=key)
    assert answer.json["index"]["printed"] == "83.33"
    return answer.headers["Result-Hash"]


def row(answer: dict) -> dict:
    """The row that the index feeds."""
    (found,) = [node for node in answer["nodes"] if node["id"] == "8.1"]
    return found


def test_a_kept_index_goes_in_with_its_evidence(client: FlaskClient, index: str) -> None:
    answer = client.post("/v1/evaluations?feed=stored", json=document("vn.par.province", "2022", {}, "appraisal"))
    assert answer.status_code == 200
    assert row(answer.json)["points"]["exact"] == "8.333"
    assert row(answer.json)["documents"][0]["sha256"] == index


def test_nothing_goes_in_unless_asked_for(client: FlaskClient, index: str) -> None:
    answer = client.post("/v1/evaluations", json=document("vn.par.province", "2022", {}, "appraisal"))
    assert row(answer.json)["status"] == "pending"


def test_without_a_kept_index_the_row_stays_open(client: FlaskClient) -> None:
    answer = client.post("/v1/evaluations?feed=stored", json=document("vn.par.province", "2022", {}, "appraisal"))
    assert row(answer.json)["status"] == "pending"


def test_what_is_kept_is_the_submission_that_was_fed_and_verifies(
    client: FlaskClient, index: str, key: dict[str, str]
) -> None:
    body = document("vn.par.province", "2022", {}, "appraisal")
    answer = client.post("/v1/evaluations?feed=stored&store=true", json=body, headers=key)
    assert answer.status_code == 201
    assert client.get(f"{answer.headers['Location']}/verify").json["verified"] is True


def test_a_given_fact_that_differs_is_refused_with_its_pointer(client: FlaskClient, index: str) -> None:
    body = document("vn.par.province", "2022", {"sipas.rate": "83.34"}, "appraisal")
    answer = client.post("/v1/evaluations?feed=stored", json=body)
    assert answer.status_code == 422
    (problem,) = answer.json["errors"]
    assert (problem["code"], problem["pointer"]) == ("fact.other-index", "/facts/sipas.rate")


def test_a_kept_index_that_was_tampered_with_is_not_taken(client: FlaskClient, index: str, engine: Engine) -> None:
    with engine.database.writing() as connection:
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        (text,) = connection.exec_driver_sql("SELECT document FROM results").one()
        changed = json.dumps(json.loads(text) | {"year": 2021})
        connection.exec_driver_sql("UPDATE results SET document = ?", (changed,))
    answer = client.post("/v1/evaluations?feed=stored", json=document("vn.par.province", "2022", {}, "appraisal"))
    assert (answer.status_code, answer.json["code"]) == (500, "results.damaged")


def test_any_other_word_is_refused(client: FlaskClient) -> None:
    answer = client.post("/v1/evaluations?feed=file", json=document("vn.par.province", "2022", {}, "appraisal"))
    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (400, "feed")
