"""Acts over HTTP: recorded by decision, told by two clocks, protected against each other; and what refuses them."""

import hashlib
import logging
from datetime import UTC, datetime

import pytest

from engine.discovery.catalogue import Catalogue
from engine.domain.activation import SetRevision
from engine.storage.revision_store import publish
from tests.support.published_schemas import misfits

PLACE = "/v1/activations/2022/department"
FIRST = {"If-None-Match": "*"}


@pytest.fixture
def rules(client) -> dict[str, object]:
    """The bundled set of departments, as the list of sets names it."""
    sets = client.get("/v1/criteria-sets").json["items"]
    (found,) = [one for one in sets if (one["id"], one["edition"]) == ("vn.par.department", "2022")]
    return found


@pytest.fixture
def order(rules) -> dict[str, object]:
    """An order that may be given."""
    return {
        "format": "parindex/activation-order/1",
        "criteria_set": {"hash": rules["hash"]},
        "decision": {"number": "12/QĐ-VD", "date": "2022-03-01"},
        "override_reason": "Bộ ví dụ, chạy thử",
    }


def put(client, order, key, **conditions: str):
    """The answer to an order."""
    headers = {**key, **{name.replace("_", "-"): value for name, value in conditions.items()}}
    return client.put(PLACE, json=order, headers=headers)


def first(client, order, key):
    """The answer to the first order of a year and kind."""
    return client.put(PLACE, json=order, headers={**key, **FIRST})


def test_an_act_is_recorded_and_told(client, order, activator, rules) -> None:
    assert client.get(PLACE).status_code == 404
    made = first(client, order, activator)
    assert made.status_code == 201, made.text
    assert misfits(made.json, "answers/1#/$defs/inForce") == []
    act = made.json["in_force"]
    assert act["criteria_set"] == {name: rules[name] for name in ("id", "edition", "revision", "hash")}
    assert (act["decision"], act["in_force_from"]) == ({"number": "12/QĐ-VD", "date": "2022-03-01"}, "2022-01-01")
    assert (act["by"], act["override_reason"]) == ("home affairs", "Bộ ví dụ, chạy thử")
    assert made.json["on"] == "2022-12-31"
    told = client.get(PLACE)
    assert (told.json, told.headers["ETag"]) == (made.json, made.headers["ETag"])
    assert told.headers["Cache-Control"] == "public, no-cache"
    assert client.get("/v1/activations").json["items"] == [act]


def test_the_answer_names_the_generation_that_it_made(client, order, activator) -> None:
    before = int(client.get("/version").headers["Catalogue-Generation"])
    made = first(client, order, activator)
    assert int(made.headers["Catalogue-Generation"]) == before + 1
    version = client.get("/version")
    assert (version.json["generation"], version.headers["Catalogue-Generation"]) == (before + 1, str(before + 1))
    assert client.get("/nothing").headers["Catalogue-Generation"] == str(before + 1)


def test_a_writer_has_to_say_what_it_saw(client, order, activator) -> None:
    for conditions in ({}, {"If_Match": "*"}, {"If_None_Match": '"abc"'}):
        answer = put(client, order, activator, **conditions)
        assert (answer.status_code, answer.json["code"]) == (428, "request.precondition-required")
    assert put(client, order, activator, If_Match='"abc"').status_code == 412
    assert client.get("/v1/activations").json["items"] == []


def test_who_saw_something_else_is_refused(client, order, activator) -> None:
    etag = first(client, order, activator).headers["ETag"]
    again = first(client, order, activator)
    assert (again.status_code, again.json["code"]) == (412, "activation.overtaken")
    later = order | {"decision": {"number": "40/QĐ-VD", "date": "2022-06-01"}, "in_force_from": "2022-07-01"}
    assert put(client, later, activator, If_Match=f"W/{etag}").status_code == 412
    second = put(client, later, activator, If_Match=etag)
    assert (second.status_code, second.json["in_force"]["decision"]["number"]) == (200, "40/QĐ-VD")
    assert put(client, later, activator, If_Match=etag).status_code == 412


def test_a_set_changes_within_the_year_and_what_was_known_stays(client, order, activator) -> None:
    etag = first(client, order, activator).headers["ETag"]
    between = datetime.now(UTC).isoformat()
    later = order | {"decision": {"number": "40/QĐ-VD", "date": "2022-06-01"}, "in_force_from": "2022-07-01"}
    put(client, later, activator, If_Match=etag)

    def number(**query: str) -> str:
        return client.get(PLACE, query_string=query).json["in_force"]["decision"]["number"]

    assert [number(), number(on="2022-06-30"), number(on="2022-07-01")] == ["40/QĐ-VD", "12/QĐ-VD", "40/QĐ-VD"]
    assert number(on="2022-07-01", as_of=between) == "12/QĐ-VD"
    early = client.get(PLACE, query_string={"as_of": "2022-12-31"}, headers={"Accept-Language": "en"})
    assert early.status_code == 404
    assert early.get_json(force=True)["hint"].startswith("The first was recorded at ")
    assert client.get(PLACE, query_string={"on": "2021-12-31"}).json["in_force"] is None


@pytest.mark.parametrize(
    ("query", "parameter"),
    [({"on": "31/12/2022"}, "on"), ({"on": "2022-02-30"}, "on"), ({"as_of": "2022-01-01T00:00"}, "as_of")],
)
def test_a_day_or_moment_that_is_none_is_refused(client, query, parameter) -> None:
    answer = client.get(PLACE, query_string=query)
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]


@pytest.mark.parametrize("year", ["22", "20222", "abcd", "1899", "2201", "２０２２"])
def test_a_year_that_is_none_is_refused(client, order, activator, year) -> None:
    for answer in (
        client.get(f"/v1/activations/{year}/department"),
        client.put(f"/v1/activations/{year}/department", json=order, headers={**activator, **FIRST}),
    ):
        assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (400, "year")


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"override_reason": None}, "activation.not-official", "/override_reason"),
        ({"criteria_set": {"hash": "0" * 64}}, "activation.unknown-set", "/criteria_set/hash"),
        ({"in_force_from": "2023-01-01"}, "activation.in-force-from", "/in_force_from"),
        ({"decision": {"number": "1", "date": "2199-01-01"}}, "activation.dated-ahead", "/decision/date"),
        ({"override_reason": "two\nlines"}, "activation.text", "/override_reason"),
        ({"decision": {"number": "x" * 201, "date": "2022-01-01"}}, "activation.text", "/decision/number"),
    ],
)
def test_what_speaks_against_an_order_is_told_at_its_place(client, order, activator, change, code, pointer) -> None:
    changed = {name: value for name, value in {**order, **change}.items() if value is not None}
    answer = first(client, changed, activator)
    assert (answer.status_code, answer.json["code"]) == (422, "activation.refused"), answer.text
    assert [(error["code"], error["pointer"]) for error in answer.json["errors"]] == [(code, pointer)]
    assert client.get("/v1/activations").json["items"] == []


def test_all_that_speaks_against_an_order_is_told_at_once(client, order, activator) -> None:
    changed = order | {"criteria_set": order["criteria_set"] | {"edition": "1999"}}
    del changed["override_reason"]
    answer = client.put("/v1/activations/2030/province", json=changed, headers={**activator, **FIRST})
    assert [error["code"] for error in answer.json["errors"]] == [
        "activation.other-set",
        "activation.year",
        "activation.unit-kind",
        "activation.not-official",
    ]


def test_an_order_is_held_to_its_schema(client, order, activator) -> None:
    answer = first(client, order | {"fcats": 1, "criteria_set": {"hash": "abc"}}, activator)
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json["errors"]} == {"/fcats", "/criteria_set/hash"}
    empty = client.put(PLACE, data=b"{", headers={**activator, **FIRST}, content_type="application/json")
    assert (empty.status_code, empty.json["code"]) == (400, "document.malformed")


def test_only_a_key_of_the_scope_may_decide(client, order, key) -> None:
    assert client.put(PLACE, json=order, headers=FIRST).status_code == 401
    assert first(client, order, key).status_code == 403
    assert client.post("/v1/catalogue/generations").status_code == 401
    assert client.post("/v1/catalogue/generations", headers=key).status_code == 403


def test_an_override_is_logged_without_the_key(client, order, activator, caplog) -> None:
    caplog.set_level(logging.WARNING, "parindex.activation")
    first(client, order | {"by": "Nguyễn Thị Hoa"}, activator)
    (told,) = [record.getMessage() for record in caplog.records if record.name == "parindex.activation"]
    assert "not official" in told
    assert "Bộ ví dụ, chạy thử" in told
    assert "Nguyễn Thị Hoa (home affairs)" in told
    assert "pix_" not in caplog.text


def test_the_history_is_paged_newest_first_and_stays_consistent(client, order, activator) -> None:
    etag = first(client, order, activator).headers["ETag"]
    for number in ("2", "3"):
        changed = order | {"decision": {"number": number, "date": "2022-06-01"}}
        etag = put(client, changed, activator, If_Match=etag).headers["ETag"]
    page = client.get("/v1/activations?limit=2&year=2022")
    assert [one["decision"]["number"] for one in page.json["items"]] == ["3", "2"]
    put(client, order | {"decision": {"number": "4", "date": "2022-06-01"}}, activator, If_Match=etag)
    rest = client.get("/v1/activations", query_string={"limit": 2, "year": 2022, "cursor": page.json["next"]})
    assert ([one["sequence"] for one in rest.json["items"]], rest.json["next"]) == ([1], None)
    assert client.get("/v1/activations?unit_kind=ministry").json["items"] == []
    assert 'rel="next"' in page.headers["Link"]


def test_each_act_names_the_hash_of_the_one_before(client, order, activator) -> None:
    etag = first(client, order, activator).headers["ETag"]
    put(client, order | {"decision": {"number": "2", "date": "2022-06-01"}}, activator, If_Match=etag)
    newer, older = client.get("/v1/activations").json["items"]
    assert (older["previous"], newer["previous"]) == ("0" * 64, older["hash"])
    assert client.get(PLACE).json["latest"] == newer["hash"]


def test_reloading_makes_a_generation_for_everybody(client, activator) -> None:
    first_one, second = (client.post("/v1/catalogue/generations", headers=activator) for _ in range(2))
    assert (first_one.status_code, second.status_code) == (201, 201)
    assert misfits(second.json, "answers/1#/$defs/generation") == []
    assert (first_one.json["digest"], second.json["cause"]) == (second.json["digest"], "reload")
    assert client.get("/readyz").json["generation"] == {"served": 2, "newest": 2, "problem": None}


def test_nothing_of_an_older_generation_is_served_from_memory(client, activator, kept) -> None:
    before = client.get(f"{kept.address}/ledger")
    client.post("/v1/catalogue/generations", headers=activator)
    after = client.get(f"{kept.address}/ledger")
    assert before.headers["Catalogue-Generation"] != after.headers["Catalogue-Generation"]
    assert before.data == after.data
    assert hashlib.sha256(after.data).hexdigest() in after.headers["ETag"]


def test_content_that_changed_under_a_published_revision_is_a_conflict(
    client, engine, order, activator, key, submission
) -> None:
    was = SetRevision("vn.par.department", "2022", 1, "0" * 64)
    with engine.database.writing() as connection:
        publish(connection, was, datetime.now(UTC))
    for answer in (
        first(client, order, activator),
        client.post("/v1/evaluations?store=true", json=submission, headers=key),
    ):
        assert (answer.status_code, answer.json["code"]) == (409, "revision.changed")
        assert "revision" in answer.json["hint"]
    assert client.get("/v1/activations").json["items"] == client.get("/v1/results").json["items"] == []
    assert client.post("/v1/evaluations", json=submission).status_code == 200


def test_a_set_in_force_that_would_be_lost_is_a_conflict(client, engine, decided, activator, monkeypatch) -> None:
    before = client.get("/version").json
    monkeypatch.setattr(engine.generations, "_open_anew", lambda: Catalogue([]))
    answer = client.post("/v1/catalogue/generations", headers=activator)
    assert (answer.status_code, answer.json["code"]) == (409, "generation.in-force-missing")
    (error,) = answer.json["errors"]
    assert error["code"] == "generation.missing-set"
    assert decided.criteria_set.hash in error["message"]
    assert client.get("/version").json == before
