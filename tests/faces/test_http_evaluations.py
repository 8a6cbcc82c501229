"""Scoring over HTTP: anybody may, nothing is kept without a key, and what is kept is kept once."""

import hashlib
import json
import shutil
import unicodedata
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from engine.discovery.catalogue import open_catalogue
from engine.loading.submission_file import read_submission_text
from engine.settings import Limits
from engine.storage.tables import filings, results, submissions
from tests.support.published_schemas import misfits

PATH = "/v1/evaluations"


def rows(engine) -> tuple[int, int, int]:
    """How many submissions, results and filings are kept."""
    with engine.database.reading() as connection:
        return tuple(
            connection.scalar(select(func.count()).select_from(table)) for table in (submissions, results, filings)
        )


def test_anybody_may_score_and_nothing_is_kept(client, engine, submission) -> None:
    answer = client.post(PATH, json=submission)
    assert answer.status_code == 200
    assert misfits(answer.json, "scorecard/1") == []
    assert "Location" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert rows(engine) == (0, 0, 0)


def test_the_scorecard_is_that_of_the_engine(client, engine, submission) -> None:
    direct = engine.scoring.score(read_submission_text(json.dumps(submission).encode(), "x.json").submissions[0])
    answer = client.post(PATH, json=submission)
    assert answer.json == direct.document
    assert answer.headers["Result-Hash"] == direct.card.hash
    assert answer.headers["ETag"] == f'"{direct.card.hash}"'


def test_the_hash_is_the_sha256_of_the_body(client, submission) -> None:
    answer = client.post(PATH, json=submission)
    assert answer.headers["Result-Hash"] == hashlib.sha256(answer.data).hexdigest()


def test_the_rules_are_named(client, submission) -> None:
    answer = client.post(PATH, json=submission)
    assert answer.headers["Criteria-Set"] == "vn.par.department 2022.1"
    assert answer.headers["Criteria-Hash"] == answer.json["criteria_set"]["hash"]


def test_yaml_gives_the_same_result_as_json(client, submission) -> None:
    text = yaml.safe_dump(submission, allow_unicode=True)
    in_yaml = client.post(PATH, data=text.encode(), content_type="application/yaml; charset=utf-8")
    assert in_yaml.status_code == 200, in_yaml.text
    assert in_yaml.headers["Result-Hash"] == client.post(PATH, json=submission).headers["Result-Hash"]


def test_text_in_another_normal_form_gives_the_same_result(client, submission) -> None:
    submission["unit"]["name"] = {"vi": "Sở Nội vụ", "en": "Home Affairs"}
    composed = json.dumps(submission, ensure_ascii=False)
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    first, second = (
        client.post(PATH, data=text.encode(), content_type="application/json") for text in (composed, decomposed)
    )
    assert first.headers["Result-Hash"] == second.headers["Result-Hash"]
    assert "Sở Nội vụ" in second.text


def test_what_is_kept_is_found_again_byte_for_byte(client, key, submission) -> None:
    made = client.post(f"{PATH}?store=true", json=submission, headers=key)
    assert made.status_code == 201
    assert made.headers["Location"] == f"/v1/results/{made.headers['Result-Hash']}"
    found = client.get(made.headers["Location"])
    assert (found.status_code, found.data) == (200, made.data)
    assert made.data == client.post(PATH, json=submission).data


def test_keeping_twice_gives_one_row_and_the_same_hash(client, engine, key, submission) -> None:
    headers = key | {"Idempotency-Key": "3f0c9a4e-one"}
    answers = [client.post(f"{PATH}?store=true", json=submission, headers=headers) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len({answer.data for answer in answers}) == 1
    assert rows(engine) == (1, 1, 1)


def test_another_submission_is_another_result_and_the_first_stays(client, engine, key, submission, kept) -> None:
    before = client.get(kept.address).data
    submission["facts"].pop(next(iter(submission["facts"])))
    second = client.post(f"{PATH}?store=true", json=submission, headers=key)
    assert second.headers["Result-Hash"] != kept.hash
    assert client.get(kept.address).data == before
    assert rows(engine) == (2, 2, 2)


def test_store_false_keeps_nothing_and_asks_for_no_key(client, engine, submission) -> None:
    assert client.post(f"{PATH}?store=false", json=submission).status_code == 200
    assert rows(engine) == (0, 0, 0)


def test_a_missing_fact_leaves_a_range_and_no_zero(client, submission) -> None:
    submission |= {"facts": {}, "closed": False}
    answer = client.post(PATH, json=submission).json
    assert answer["complete"] is False
    assert answer["index_possible"]["low"] != answer["index_possible"]["high"]


def test_everything_that_does_not_fit_the_set_is_told_at_once_with_pointers(client, engine, submission) -> None:
    submission["facts"]["no.such.fact"] = 1
    submission["marks"] = [{"node": "99.99", "points": "1", "by": "x", "reason": "y"}]
    submission["year"] = 1999
    answer = client.post(PATH, json=submission)
    assert (answer.status_code, answer.json["code"]) == (422, "document.invalid")
    found = {(error["code"], error["pointer"]) for error in answer.json["errors"]}
    pointers = {pointer for _, pointer in found}
    assert {"/year", "/facts/no.such.fact", "/marks/0/node"} <= pointers
    assert rows(engine) == (0, 0, 0)


def test_an_unknown_set_is_a_fault_of_the_document_with_a_suggestion(client, submission) -> None:
    submission["criteria_set"]["id"] = "vn.par.departmen"
    answer = client.post(PATH, json=submission)
    (error,) = answer.json["errors"]
    assert (answer.status_code, error["code"]) == (422, "submission.unknown-set")
    assert error["pointer"] == "/criteria_set"
    assert error["hint"] == "Did you mean 'vn.par.department'?"


def test_a_finding_in_the_body_has_its_line_and_column(client, submission) -> None:
    text = json.dumps(submission, indent=2).replace('"year": 2022', '"year": "soon"')
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "soon" in row)
    answer = client.post(PATH, data=text, content_type="application/json")
    (error,) = answer.json["errors"]
    assert (answer.status_code, error["pointer"], error["line"]) == (422, "/year", line)
    assert error["file"] == "body.json"


@pytest.mark.parametrize(
    ("limit", "told"), [({"facts": 3}, "facts; at most 3"), ({"list_items": 1}, "list items; at most 1")]
)
def test_more_than_one_request_may_bring_is_refused(make_client, submission, limit, told) -> None:
    submission["facts"]["reports"] = [{"due": "2022-03-15"}, {"due": "2022-06-15"}]
    answer = make_client(limits=Limits(**limit)).post(PATH, json=submission)
    assert (answer.status_code, answer.json["code"]) == (413, "request.too-much")
    assert told in answer.json["detail"]


def test_a_stage_that_cannot_be_closed_is_refused(make_client, submission, tmp_path) -> None:
    folder = tmp_path / "sets" / "strict"
    shutil.copytree(Path(__file__).resolve().parents[2] / "plugins" / "department_2022", folder)
    (folder / "__init__.py").unlink()
    head = folder / "criteria_set.yaml"
    text = head.read_text("utf-8").replace("missing_at_close: zero", "missing_at_close: refuse")
    head.write_text(text.replace("id: vn.par.department", "id: vn.par.strict"), "utf-8")
    client = make_client(served=open_catalogue([tmp_path / "sets"]))
    submission["criteria_set"]["id"] = "vn.par.strict"
    submission["closed"] = True
    submission["facts"].clear()
    answer = client.post(PATH, json=submission)
    assert (answer.status_code, answer.json["code"]) == (422, "scoring.not-complete")
