"""Everything that can be wrong with a request gets its status and a whole problem, and changes nothing."""

import json

import pytest
from sqlalchemy import func, select

from engine.settings import Limits
from engine.storage.tables import results
from tests.support.published_schemas import misfits

EVALUATE = "/v1/evaluations"
IN_FORCE = "/v1/rankings?in_force=true&year=2022&stage=appraisal"
RANKING = "/v1/rankings?set=vn.par.department&year=2022&stage=appraisal"
DEEP = b"[" * 100_000 + b"]" * 100_000
LONG = "a" * 5_000


def checked(answer, status: int, code: str) -> dict:
    """The problem, when it is a whole one with this status and code."""
    problem = answer.json
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    assert (problem["status"], problem["code"]) == (status, code)
    assert misfits(problem, "answers/1#/$defs/problem") == []
    assert problem["title"]
    assert problem["detail"]
    assert problem["type"].startswith("/docs#")
    assert answer.headers["Content-Language"] in ("vi", "en")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Engine-Version"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Traceback" not in answer.text
    assert "<" not in answer.text
    return problem


PATHS = {
    "no such path": ("/nothing", 404, "http.not-found"),
    "no version": ("/criteria-sets", 404, "http.not-found"),
    "a slash too many": ("/v1/criteria-sets/", 404, "http.not-found"),
    "double slashes": ("/v1//criteria-sets", 404, "http.not-found"),
    "upwards": ("/v1/schemas/../../../../etc/passwd", 404, "unknown"),
    "upwards, encoded": ("/v1/schemas/..%2f..%2fetc%2fpasswd", 404, "unknown"),
    "a module of ours": ("/v1/schemas/__init__", 404, "unknown"),
    "upwards in an id": ("/v1/criteria-sets/..%2F..%2Fetc", 404, "http.not-found"),
    "an absolute path": ("/v1/schemas//etc/passwd", 404, "http.not-found"),
    "a NUL": ("/v1/criteria-sets/vn%00par", 404, "http.not-found"),
    "a line break": ("/v1/criteria-sets/vn%0aGET", 404, "http.not-found"),
    "an escape": ("/v1/schemas/%1b[31m", 404, "http.not-found"),
    "no UTF-8": ("/v1/criteria-sets/%ff%fe", 404, "catalogue.unknown-set"),
    "a very long id": (f"/v1/criteria-sets/{LONG}", 404, "http.not-found"),
    "a very long schema": (f"/v1/schemas/{LONG}", 404, "http.not-found"),
    "a long id": ("/v1/criteria-sets/" + "a" * 200, 404, "catalogue.unknown-set"),
    "an unknown edition": ("/v1/criteria-sets/vn.par.department/editions/1990", 404, "catalogue.unknown-set"),
    "an unknown node": ("/v1/criteria-sets/vn.par.department/editions/2022/criteria/x", 404, "catalogue.unknown-node"),
    "no hash": ("/v1/results/x", 404, "results.unknown"),
    "a hash in capitals": ("/v1/results/" + "A" * 64, 404, "results.unknown"),
    "an unknown hash": ("/v1/results/" + "0" * 64 + "/verify", 404, "results.unknown"),
    "SQL": ("/v1/results/'%20OR%201=1--", 404, "results.unknown"),
    "an unknown schema": ("/v1/schemas/submission/2", 404, "unknown"),
    "a page that is none": ("/docs/other.css", 404, "http.not-found"),
    "the template": ("/docs/documentation.html", 404, "http.not-found"),
}


@pytest.mark.parametrize(("path", "status", "code"), PATHS.values(), ids=PATHS)
def test_an_address_that_leads_nowhere(client, path, status, code) -> None:
    checked(client.get(path), status, code)


QUERIES = {
    "unknown": ("/v1/criteria-sets?limt=1", "limt", "parameter.unknown"),
    "unknown, empty name": ("/v1/criteria-sets?=1", "", "parameter.unknown"),
    "unknown on a plain route": ("/healthz?verbose=1", "verbose", "parameter.unknown"),
    "unknown beside good ones": (f"{RANKING}&colour=red", "colour", "parameter.unknown"),
    "repeated": ("/v1/criteria-sets?limit=1&limit=1", "limit", "parameter.repeated"),
    "empty": ("/v1/criteria-sets?limit=", "limit", "parameter.value"),
    "no value": ("/v1/criteria-sets?limit", "limit", "parameter.value"),
    "zero": ("/v1/criteria-sets?limit=0", "limit", "parameter.value"),
    "negative": ("/v1/criteria-sets?limit=-1", "limit", "parameter.value"),
    "above the cap": ("/v1/criteria-sets?limit=501", "limit", "parameter.value"),
    "beyond 64 bits": ("/v1/criteria-sets?limit=99999999999999999999", "limit", "parameter.value"),
    "5,000 digits": ("/v1/criteria-sets?limit=" + "9" * 5_000, "limit", "parameter.value"),
    "a decimal": ("/v1/criteria-sets?limit=1.0", "limit", "parameter.value"),
    "a plus": ("/v1/criteria-sets?limit=%2B1", "limit", "parameter.value"),
    "a space": ("/v1/criteria-sets?limit=%201", "limit", "parameter.value"),
    "other digits": ("/v1/criteria-sets?limit=%D9%A3", "limit", "parameter.value"),
    "a year that is none": ("/v1/results?year=1234", "year", "parameter.value"),
    "NUL in text": ("/v1/results?unit=a%00b", "unit", "parameter.value"),
    "a line break in text": ("/v1/results?unit=a%0ab", "unit", "parameter.value"),
    "long text": ("/v1/results?unit=" + "a" * 101, "unit", "parameter.value"),
    "a language we do not speak": ("/version?lang=fr", "lang", "parameter.value"),
    "only with another": (f"{RANKING}&on=2022-12-31", "on", "parameter.only-with"),
    "only with another, which is false": (f"{RANKING}&in_force=false&unit_kind=x", "unit_kind", "parameter.only-with"),
    "not with another": (f"{IN_FORCE}&unit_kind=x&edition=2022", "edition", "parameter.not-with"),
    "not with another, though needed without": (f"{IN_FORCE}&unit_kind=x&set=y", "set", "parameter.not-with"),
    "required with another, missing": (IN_FORCE, "unit_kind", "parameter.missing"),
    "required, missing": ("/v1/rankings?year=2022&stage=x", "set", "parameter.missing"),
}


@pytest.mark.parametrize(("path", "parameter", "code"), QUERIES.values(), ids=QUERIES)
def test_a_parameter_that_cannot_be_used(client, path, parameter, code) -> None:
    (error,) = checked(client.get(path), 400, "request.parameters")["errors"]
    assert (error["parameter"] if parameter else "", error["code"]) == (parameter, code)
    assert error["hint"]


def test_all_parameters_that_are_wrong_are_told_at_once(client) -> None:
    problem = checked(client.get("/v1/rankings?yaer=2022&year=x&stage=a&stage=b"), 400, "request.parameters")
    assert {(error["parameter"], error["code"]) for error in problem["errors"]} == {
        ("yaer", "parameter.unknown"),
        ("set", "parameter.missing"),
        ("year", "parameter.value"),
        ("stage", "parameter.repeated"),
    }
    hints = {error["parameter"]: error["hint"] for error in problem["errors"]}
    assert hints["yaer"] == "Did you mean 'year'?"


@pytest.mark.parametrize("path", ["/v1/results?unit=%ff", "/v1/results?%c3%28=1", "/docs?lang=%80"])
def test_a_query_that_is_no_utf8(client, path) -> None:
    checked(client.get(path), 400, "http.bad-request")


def test_a_flood_of_unknown_parameters_gets_a_short_answer(client) -> None:
    flood = "&".join(f"p{number}=1" for number in range(900))
    assert len(checked(client.get(f"/version?{flood}"), 400, "request.parameters")["errors"]) == 50


HEAD = b'{"format": "parindex/submission/1", "criteria_set": {"id": "vn.par.department", "edition": "2022"}, '
UNIT = b'"unit": {"id": "x"}, "year": 2022, "stage": "self", '
BODIES = {
    "a blank": (b" ", 400, "document.malformed", "json.syntax"),
    "no JSON": (b"{", 400, "document.malformed", "json.syntax"),
    "two documents": (b"{} {}", 400, "document.malformed", "json.syntax"),
    "a comma too many": (b'{"a": 1,}', 400, "document.malformed", "json.syntax"),
    "a comment": (b"{} // x", 400, "document.malformed", "json.syntax"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), 400, "document.malformed", "file.not-utf8"),
    "no UTF-8": (b'{"a": "\xff"}', 400, "document.malformed", "file.not-utf8"),
    "a NUL": (b'{"a": "\x00"}', 400, "document.malformed", "text.unseen-character"),
    "a lone surrogate": (b'{"a": "\\ud800"}', 400, "document.malformed", "text.unseen-character"),
    "text that turns": ('{"a": "\u202e"}'.encode(), 400, "document.malformed", "text.unseen-character"),
    "a key twice": (b'{"a": 1, "a": 2}', 400, "document.malformed", "json.double-key"),
    "NaN": (b'{"a": NaN}', 400, "document.malformed", "json.number"),
    "Infinity": (b'{"a": -Infinity}', 400, "document.malformed", "json.number"),
    "an exponent": (b'{"a": 1e400}', 400, "document.malformed", "json.number"),
    "5,000 digits": (b'{"a": ' + b"9" * 5_000 + b"}", 400, "document.malformed", "json.number"),
    "100,000 brackets": (DEEP, 400, "document.malformed", "json.too-deep"),
    "a list": (b"[]", 422, "document.invalid", "schema.wrong-type"),
    "null": (b"null", 422, "document.invalid", "schema.wrong-type"),
    "text": (b'"x"', 422, "document.invalid", "schema.wrong-type"),
    "empty": (b"{}", 422, "document.invalid", "schema.missing-key"),
    "an unknown key": (HEAD + UNIT + b'"facts": {}, "fcats": {}}', 422, "document.invalid", "schema.unknown-key"),
    "a year as text": (HEAD + b'"unit": {"id": "x"}, "year": "2022", "facts": {}}', 422, "document.invalid", None),
    "an unknown fact": (HEAD + UNIT + b'"facts": {"no.such": 1}}', 422, "document.invalid", "fact.unknown"),
    "a huge number": (HEAD + UNIT + b'"facts": {"a.b": 99999999999999999999}}', 422, "document.invalid", None),
}


@pytest.mark.parametrize(("body", "status", "code", "finding"), BODIES.values(), ids=BODIES)
def test_a_body_that_cannot_be_scored(client, engine, body, status, code, finding) -> None:
    answer = client.post(EVALUATE, data=body, content_type="application/json")
    problem = checked(answer, status, code)
    assert problem["errors"]
    if finding:
        assert finding in {error["code"] for error in problem["errors"]}
    assert all(error["message"] for error in problem["errors"])
    with engine.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(results)) == 0


YAML_BODIES = {
    "a bomb of aliases": b"a: &a [x, x]\nb: [*a, *a]\n",
    "a tag": b"!!python/object/apply:os.system [ls]\n",
    "a key twice": b"a: 1\na: 2\n",
    "100,000 brackets": b"[" * 100_000,
    "a tab": b"a:\n\t- b\n",
}


@pytest.mark.parametrize("body", YAML_BODIES.values(), ids=YAML_BODIES)
def test_a_yaml_body_that_cannot_be_read(client, body) -> None:
    checked(client.post(EVALUATE, data=body, content_type="application/yaml"), 400, "document.malformed")


MEDIA = {
    "none": None,
    "text": "text/plain",
    "a form": "application/x-www-form-urlencoded",
    "parts": "multipart/form-data; boundary=x",
    "XML": "application/xml",
    "nonsense": "nonsense",
    "another charset": "application/json; charset=utf-16",
    "almost": "application/jsonp",
    "a line of JSON": "application/x-ndjson",
}


@pytest.mark.parametrize("media", MEDIA.values(), ids=MEDIA)
def test_a_body_of_another_type(client, media) -> None:
    answer = client.post(EVALUATE, data=b"{}", headers={"Content-Type": media} if media else {})
    checked(answer, 415, "http.media-type")
    assert answer.headers["Accept"] == "application/json, application/yaml"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "identity, gzip", "x"])
def test_a_compressed_body(client, encoding) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
    checked(client.post(EVALUATE, data=b"{}", headers=headers), 415, "http.media-type")


class Unreadable:
    """A body that must not be read."""

    def read(self, *_: int) -> bytes:
        """Fail."""
        raise AssertionError("the body was read")


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(make_client) -> None:
    client = make_client(limits=Limits(body_bytes=1_024))
    environ = {"CONTENT_LENGTH": "1025", "wsgi.input": Unreadable(), "CONTENT_TYPE": "application/json"}
    checked(client.post(EVALUATE, environ_overrides=environ), 413, "http.body-too-large")
    assert client.post(EVALUATE, data=b" " * 1_024, content_type="application/json").status_code == 400


def test_an_empty_body(client) -> None:
    environ = {"CONTENT_LENGTH": "0", "CONTENT_TYPE": "application/json"}
    checked(client.post(EVALUATE, environ_overrides=environ), 400, "document.malformed")


@pytest.mark.parametrize("length", ["x", "-1", "1.5", "99999999999999999999999"])
def test_a_length_that_is_none(client, length) -> None:
    environ = {"CONTENT_LENGTH": length, "wsgi.input": Unreadable(), "CONTENT_TYPE": "application/json"}
    answer = client.post(EVALUATE, environ_overrides=environ)
    checked(answer, answer.status_code, answer.json["code"])
    assert answer.status_code in (400, 411, 413)


def test_a_body_of_unstated_length_is_refused_before_it_is_read(client) -> None:
    environ = {"wsgi.input": Unreadable(), "CONTENT_TYPE": "application/json", "HTTP_TRANSFER_ENCODING": "chunked"}
    checked(client.post(EVALUATE, environ_overrides=environ), 411, "http.length-required")


def test_a_document_beyond_what_is_read_is_too_large_though_the_limit_is_higher(make_client) -> None:
    client = make_client(limits=Limits(body_bytes=5_000_000))
    body = b'{"a": "' + b"x" * 2_000_000 + b'"}'
    checked(client.post(EVALUATE, data=body, content_type="application/json"), 413, "document.too-large")


@pytest.mark.parametrize("value", ["", " ", "a b", "é", "a" * 256])
def test_an_idempotency_key_that_is_none(client, submission, value) -> None:
    answer = client.post(EVALUATE, json=submission, headers={"Idempotency-Key": value})
    checked(answer, 400, "request.idempotency-key")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/json;q=0", "text/*", "nonsense"])
@pytest.mark.parametrize("path", ["/v1/criteria-sets", "/", "/v1/openapi.json", RANKING])
def test_a_form_that_is_not_offered(client, path, accept) -> None:
    checked(client.get(path, headers={"Accept": accept}), 406, "http.not-acceptable")


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/*", "text/html, */*;q=0.1", "application/json", "", "text/html,application/json;q=0.9"],
)
def test_a_form_that_is_offered(client, accept) -> None:
    assert client.get("/v1/criteria-sets", headers={"Accept": accept}).status_code == 200


def test_a_browser_gets_the_page_and_a_program_that_wants_json_does_not(client) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get("/docs", headers={"Accept": browser}).status_code == 200
    checked(client.get("/docs", headers={"Accept": "application/json"}), 406, "http.not-acceptable")


def test_a_method_that_does_not_exist(client) -> None:
    checked(client.open("/v1/criteria-sets", method="BREW"), 405, "http.method-not-allowed")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_nothing_that_is_kept_can_be_changed(client, kept, method) -> None:
    before = client.get(kept.address).data
    answer = client.open(kept.address, method=method, json={}, headers=kept.key)
    checked(answer, 405, "http.method-not-allowed")
    assert client.get(kept.address).data == before


def test_what_a_caller_wrote_is_quoted_short_and_cannot_break_the_answer(client) -> None:
    nasty = "%3Cscript%3E" + "x" * 300 + "%22%0a%1b"
    answer = client.get(f"/v1/results?unit={nasty}")
    assert answer.status_code == 400
    assert len(answer.json["errors"][0]["message"]) < 120
    assert "\x1b" not in answer.json["errors"][0]["message"]
    assert json.loads(answer.data)
