"""Every route answers as it is declared: the form, the headers, the validator, and nothing twice."""

import hashlib

import pytest

from api.operation import Operation
from api.path_parameters import names_in
from api.routes import OPERATIONS
from engine.results.versions import engine_version
from tests.support.published_schemas import misfits

READING = [operation for operation in OPERATIONS if operation.is_safe]
OF_ONE_SET = {
    "set/1",
    "scorecard/1",
    "ledger/1",
    "trace/1",
    "receipt/1",
    "ranking/1",
    "set-difference/1",
    "resolved-set/1",
    "national-proof/1",
    "comparison/1",
}
QUERIES = {
    "/v1/rankings": "?set=vn.par.department&year=2022&stage=appraisal",
    "/v1/comparisons": "?set=vn.par.department&year=2022&previous_year=2022&stage=appraisal",
    "/v1/criteria-sets/{set_id}/editions/{edition}/diff": "?with=2021",
}


def address(operation: Operation, result_hash: str) -> str:
    """A place where the operation has something to show."""
    words = {
        "set_id": "vn.par.department",
        "edition": "2022",
        "node_id": "1.1",
        "hash": result_hash,
        "name": "methods/bands/1",
        "year": "2022",
        "unit_kind": "department",
    }
    path = operation.path
    for name in names_in(path):
        path = path.replace(f"{{{name}}}", words[name])
    return path + QUERIES.get(operation.path, "")


@pytest.mark.parametrize("operation", READING, ids=lambda operation: operation.id)
def test_a_reading_route_answers_in_its_form(operation, client, kept, decided) -> None:
    answer = client.get(address(operation, kept.hash))
    assert (answer.status_code, answer.mimetype) == (200, operation.produces[0]), answer.text
    if operation.schema:
        assert misfits(answer.json, operation.schema) == []


@pytest.mark.parametrize("operation", READING, ids=lambda operation: operation.id)
def test_every_answer_has_the_common_headers(operation, client, kept, decided) -> None:
    headers = client.get(address(operation, kept.hash)).headers
    assert headers["Engine-Version"] == engine_version()
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Server" not in headers
    assert "Set-Cookie" not in headers
    assert headers["Cache-Control"]


@pytest.mark.parametrize("operation", READING, ids=lambda operation: operation.id)
def test_an_answer_made_by_one_set_names_it(operation, client, kept, decided) -> None:
    answer = client.get(address(operation, kept.hash))
    rules = client.get("/v1/criteria-sets/vn.par.department/editions/2022").json["criteria_set"]
    if operation.schema in OF_ONE_SET or operation.id in ("showCriterion", "showSheet", "verifyResult"):
        assert answer.headers["Criteria-Set"] == "vn.par.department 2022.1"
        assert answer.headers["Criteria-Hash"] == rules["hash"]
    else:
        assert "Criteria-Hash" not in answer.headers


@pytest.mark.parametrize("operation", READING, ids=lambda operation: operation.id)
def test_head_answers_as_get_does_without_the_body(operation, client, kept, decided) -> None:
    got, head = (call(address(operation, kept.hash)) for call in (client.get, client.head))
    assert (head.status_code, head.data) == (200, b"")
    volatile = {"Date"}
    assert {name: value for name, value in head.headers if name not in volatile} == {
        name: value for name, value in got.headers if name not in volatile
    }


@pytest.mark.parametrize("operation", READING, ids=lambda operation: operation.id)
def test_who_has_the_answer_already_gets_304(operation, client, kept, decided) -> None:
    place = address(operation, kept.hash)
    first = client.get(place)
    if first.headers["Cache-Control"] == "no-store":
        assert "ETag" not in first.headers
        return
    etag = first.headers["ETag"]
    assert etag.startswith('"')
    for call in (client.get, client.head):
        for condition in (etag, f'"other", {etag}', f"W/{etag}", "*"):
            again = call(place, headers={"If-None-Match": condition})
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] == etag
            assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
            assert again.headers["Engine-Version"] == engine_version()
        assert call(place, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("operation", READING, ids=lambda operation: operation.id)
def test_a_json_answer_is_canonical_and_its_tag_is_its_hash(operation, client, kept, decided) -> None:
    answer = client.get(address(operation, kept.hash))
    if answer.mimetype == "application/json" and "ETag" in answer.headers:
        assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
        assert b"\n" not in answer.data


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_nothing_but_the_declared_methods_is_taken(operation, client) -> None:
    place = address(operation, "0" * 64)
    allowed = {each.method for each in OPERATIONS if each.path == operation.path}
    allowed |= {"HEAD"} if "GET" in allowed else set()
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - allowed:
        answer = client.open(place, method=method)
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) == allowed
        assert answer.mimetype == "application/problem+json"


def test_no_operation_that_writes_can_be_declared_without_a_scope() -> None:
    reading = READING[0]
    with pytest.raises(ValueError, match="names no scope"):
        Operation("x", "/x", reading.view, reading.tag, reading.summary, method="DELETE")


def test_results_are_cached_for_ever_and_what_is_current_only_for_a_moment(client, kept, decided) -> None:
    cached = {
        place: client.get(place).headers["Cache-Control"]
        for place in (kept.address, "/v1/results", "/v1/criteria-sets", f"{kept.address}/verify")
    }
    assert cached == {
        kept.address: "public, max-age=31536000, immutable",
        "/v1/results": "public, max-age=10",
        "/v1/criteria-sets": "public, max-age=10",
        f"{kept.address}/verify": "no-store",
    }
