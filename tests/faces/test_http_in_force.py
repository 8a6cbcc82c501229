"""Scoring and ranking over HTTP by what is in force: by two clocks, with the act told, and what is refused."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from engine.discovery.catalogue import Catalogue, open_catalogue
from engine.domain.activation import Act, Activation, SetRevision
from engine.loading.submission_file import read_submissions
from engine.results.canonical import canonical_bytes, digest
from engine.storage.activation_store import ActivationStore, Served
from tests.support.published_schemas import misfits
from tests.support.small_round import SET_ID, write_round, write_set

SCORE, RANK = "/v1/evaluations", "/v1/rankings"
FIRST = datetime(2024, 2, 1, 8, tzinfo=UTC)
SECOND = datetime(2024, 6, 20, 8, tzinfo=UTC)
BETWEEN = "2024-03-01T00:00:00+07:00"
HASH = re.compile(r'hash="([0-9a-f]{64})"')

Decide = Callable[..., Activation]


@pytest.fixture
def both(tmp_path: Path) -> Catalogue:
    """The small set in revisions 3 and 4; in the later one a plan that came late wins nothing."""
    home = write_set(tmp_path / "sets")
    later = tmp_path / "sets" / "later"
    shutil.copytree(home, later)
    for name, before, after in (
        ("criteria_set.yaml", "revision: 3", "revision: 4"),
        ("components/01_chi_dao.yaml", 'late: "1"', 'late: "0"'),
    ):
        text = (later / name).read_text("utf-8")
        assert before in text
        (later / name).write_text(text.replace(before, after), "utf-8")
    return open_catalogue([tmp_path / "sets"])


@pytest.fixture
def client(make_client: Callable[..., FlaskClient], both: Catalogue) -> FlaskClient:
    """A client of a service that serves both revisions beside the bundled sets."""
    return make_client(served=both)


@pytest.fixture
def submission(tmp_path: Path) -> dict[str, Any]:
    """The unit so-b of the small round, whose plan came late."""
    write_round(tmp_path)
    (found,) = read_submissions(tmp_path / "phieu" / "so-b.yaml").submissions
    return json.loads(canonical_bytes(found.document))


@pytest.fixture
def decide(engine) -> Decide:
    """A function that records an act for the year of the small set, at a moment that is chosen."""

    def decided(
        revision: int, number: str, start: date, at: datetime, set_id: str = SET_ID, **named: str
    ) -> Activation:
        rules = engine.criteria.get(set_id, named.get("edition", "2024"), revision)
        act = Act(
            year=2024,
            unit_kind="department",
            criteria_set=SetRevision(rules.id, rules.edition, rules.revision, named.get("hash", rules.content_hash)),
            decision=number,
            decided_on=date(2024, 1, 5),
            in_force_from=start,
            by="a test",
            override_reason="an example",
        )
        served = Served(engine.catalogue.digest, engine.generations.newest_number())
        store = ActivationStore(engine.database, digest)
        return store.record(act, served, at=at, after=None, look_over=lambda _: None)[0]

    return decided


@pytest.fixture
def two_acts(decide: Decide) -> tuple[Activation, Activation]:
    """Revision 3 for the whole year; in June it is decided that revision 4 works from July on."""
    early = decide(3, "12/QĐ-VD", date(2024, 1, 1), FIRST)
    return early, decide(4, "40/QĐ-VD", date(2024, 7, 1), SECOND)


def scored(client: FlaskClient, submission: dict[str, Any], **query: str) -> Any:
    """The answer to a submission that is scored by what is in force."""
    return client.post(SCORE, json=submission, query_string={"in_force": "true", **query})


def ranked(client: FlaskClient, **query: str) -> Any:
    """The ranking of what is in force."""
    asked = {"in_force": "true", "year": "2024", "unit_kind": "department", "stage": "final", **query}
    return client.get(RANK, query_string=asked)


def codes(answer: Any) -> list[tuple[str, str]]:
    """Code and pointer of all that an answer finds wrong."""
    return [(error["code"], error["pointer"]) for error in answer.json["errors"]]


def test_the_rules_change_within_the_year_and_old_knowledge_stays(client, submission, two_acts) -> None:
    early, later = two_acts

    def told(**query: str) -> tuple[str, str]:
        answer = scored(client, submission, **query)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Criteria-Set"] == f"{SET_ID} 2024.{answer.json['criteria_set']['revision']}"
        return answer.json["index"]["printed"], HASH.search(answer.headers["Act-In-Force"])[1]

    assert told() == told(on="2024-07-01") == ("43.33", later.hash)
    assert told(on="2024-06-30") == ("53.33", early.hash)
    assert told(on="2024-12-31", as_of=BETWEEN) == ("53.33", early.hash)
    assert told(as_of="2024-06-19") == ("53.33", early.hash)
    assert told(as_of="2024-06-20") == ("43.33", later.hash)


def test_an_act_recorded_later_changes_no_answer_as_of_before(client, submission, decide, two_acts) -> None:
    asked = {"on": "2024-12-31", "as_of": (SECOND + timedelta(seconds=1)).isoformat()}
    before = scored(client, submission, **asked), ranked(client, **asked)
    decide(3, "55/QĐ-VD", date(2024, 7, 1), SECOND + timedelta(days=9))
    after = scored(client, submission, **asked), ranked(client, **asked)
    for one, other in zip(before, after, strict=True):
        assert one.status_code == 200, one.text
        assert (one.data, one.headers["Act-In-Force"]) == (other.data, other.headers["Act-In-Force"])
    assert scored(client, submission).json["criteria_set"]["revision"] == 3
    assert 'decision=%"55/Q%c4%90-VD"' in ranked(client).headers["Act-In-Force"]


def test_the_act_is_told_in_plain_ascii_and_as_the_history_has_it(client, submission, decide) -> None:
    made = decide(3, '12% "thử"/QĐ-VD', date(2024, 1, 1), FIRST)
    header = scored(client, submission).headers["Act-In-Force"]
    said = re.fullmatch(r'sequence=(\d+), decision=%"([^"]*)", dated="([^"]*)", from="([^"]*)", hash="([^"]*)"', header)
    assert said is not None
    assert header.isascii()
    (act,) = client.get("/v1/activations").json["items"]
    assert (int(said[1]), unquote(said[2]), said[3]) == (1, act["decision"]["number"], act["decision"]["date"])
    assert (said[4], said[5]) == (act["in_force_from"], act["hash"]) == ("2024-01-01", made.hash)


def test_the_scorecard_is_that_of_the_revision_and_holds_no_word_of_the_act(client, submission, two_acts) -> None:
    named = client.post(f"{SCORE}?revision=3", json=submission)
    by_act = scored(client, submission, on="2024-06-30")
    assert (by_act.data, by_act.headers["Result-Hash"]) == (named.data, named.headers["Result-Hash"])
    assert misfits(by_act.json, "scorecard/1") == []
    assert "Act-In-Force" not in named.headers
    assert "Act-In-Force" not in client.post(f"{SCORE}?in_force=false", json=submission).headers


def test_a_key_is_needed_for_keeping_only_and_what_is_kept_is_of_the_set_in_force(
    client, submission, two_acts, key
) -> None:
    assert scored(client, submission).status_code == 200
    assert scored(client, submission, store="true").status_code == 401
    assert client.get("/v1/results").json["items"] == []
    query = {"in_force": "true", "store": "true", "on": "2024-06-30"}
    made = client.post(SCORE, json=submission, query_string=query, headers=key)
    assert made.status_code == 201, made.text
    assert HASH.search(made.headers["Act-In-Force"])[1] == two_acts[0].hash
    (item,) = client.get("/v1/results").json["items"]
    assert item["criteria_set"]["revision"] == 3
    assert client.get(f"{made.headers['Location']}/verify").json["verified"] is True


def test_the_ranking_is_of_the_set_in_force(client, submission, two_acts, key) -> None:
    for revision in (3, 4):
        client.post(f"{SCORE}?store=true&revision={revision}", json=submission, headers=key)
    found = {on: ranked(client, on=on) for on in ("2024-06-30", "2024-07-01")}
    for (on, answer), revision, points in zip(found.items(), (3, 4), ("5.333333", "4.333333"), strict=True):
        assert answer.status_code == 200, answer.text
        assert misfits(answer.json, "ranking/1") == []
        assert answer.json["criteria_set"]["revision"] == revision
        (unit,) = answer.json["groups"][0]["units"]
        assert unit["points"]["low"]["exact"] == points, on
        named = client.get(f"{RANK}?set={SET_ID}&revision={revision}&year=2024&stage=final")
        assert named.data == answer.data
        assert "Act-In-Force" not in named.headers
        assert answer.headers["Cache-Control"] == "public, no-cache"
    assert ranked(client).data == found["2024-07-01"].data


def test_a_ranking_that_stayed_tells_the_act_of_now(client, two_acts, decide) -> None:
    first = ranked(client)
    renewed = decide(4, "41/QĐ-VD", date(2024, 7, 1), SECOND + timedelta(days=1))
    asked = {"in_force": "true", "year": "2024", "unit_kind": "department", "stage": "final"}
    again = client.get(RANK, query_string=asked, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert HASH.search(again.headers["Act-In-Force"])[1] == renewed.hash


def test_where_nothing_is_in_force_nothing_is_scored(client, submission, decide) -> None:
    none = scored(client, submission)
    assert (none.status_code, none.json["code"]) == (422, "document.invalid")
    assert codes(none) == [("activation.none", "/year")]
    assert "/v1/activations" in none.json["errors"][0]["hint"]
    assert "Act-In-Force" not in none.headers
    decide(3, "12/QĐ-VD", date(2024, 3, 1), FIRST)
    assert codes(scored(client, submission, on="2024-02-29")) == [("activation.none", "/year")]
    assert codes(scored(client, submission, as_of="2024-01-31")) == [("activation.none", "/year")]
    assert scored(client, submission, on="2024-03-01").status_code == 200


def test_where_nothing_is_in_force_nothing_is_ranked(client, decide) -> None:
    decide(3, "12/QĐ-VD", date(2024, 3, 1), FIRST)
    for query in ({"year": "2025"}, {"unit_kind": "commune"}, {"as_of": "2024-01-31"}, {"on": "2024-02-29"}):
        answer = ranked(client, **query)
        assert (answer.status_code, answer.json["code"]) == (404, "activation.unknown"), query
    assert "There is no set in force for 2024, kind 'department', on '2024-02-29'." in answer.json["detail"]
    assert "2024-03-01" in answer.json["hint"]
    assert ranked(client, on="2024-03-01").status_code == 200


def test_a_submission_for_another_set_is_not_guessed_at(client, submission, decide) -> None:
    decide(3, "12/QĐ-VD", date(2024, 1, 1), FIRST)
    submission["criteria_set"] = {"id": "vn.par.department", "edition": "2022"}
    answer = scored(client, submission)
    assert answer.status_code == 422
    assert codes(answer) == [("activation.not-this-set", "/criteria_set")]
    assert f"in force is {SET_ID} 2024.3 (12/QĐ-VD)" in answer.json["errors"][0]["message"]


def test_the_edition_that_a_submission_names_does_not_count(client, submission, decide) -> None:
    decide(3, "12/QĐ-VD", date(2024, 1, 1), FIRST)
    submission["criteria_set"] = {"id": SET_ID, "edition": "1999"}
    assert client.post(SCORE, json=submission).status_code == 422
    assert scored(client, submission).json["criteria_set"]["edition"] == "2024"
    del submission["unit"]["kind"]
    assert codes(scored(client, submission)) == [("activation.no-kind", "/unit")]


def test_a_set_in_force_that_the_server_lacks_is_a_conflict(client, submission, decide) -> None:
    decide(3, "12/QĐ-VD", date(2024, 1, 1), FIRST, hash="0" * 64)
    for answer in (scored(client, submission), ranked(client)):
        assert (answer.status_code, answer.json["code"]) == (409, "generation.in-force-missing")
        assert [error["code"] for error in answer.json["errors"]] == ["generation.missing-set"]


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ({"on": "2024-12-31"}, "on", "parameter.only-with"),
        ({"as_of": "2024-12-31", "in_force": "false"}, "as_of", "parameter.only-with"),
        ({"revision": "3", "in_force": "true"}, "revision", "parameter.not-with"),
        ({"on": "31/12/2024", "in_force": "true"}, "on", "parameter.value"),
        ({"as_of": "2024-12-31T10:00:00", "in_force": "true"}, "as_of", "parameter.value"),
        ({"in_force": "yes"}, "in_force", "parameter.value"),
        ({"unit_kind": "department", "in_force": "true"}, "unit_kind", "parameter.unknown"),
    ],
)
def test_parameters_that_do_not_go_together_are_refused(client, submission, query, parameter, code) -> None:
    answer = client.post(SCORE, json=submission, query_string=query)
    assert (answer.status_code, answer.json["code"]) == (400, "request.parameters")
    assert [(error["parameter"], error["code"]) for error in answer.json["errors"]] == [(parameter, code)]
    assert answer.json["errors"][0]["hint"]


def test_all_that_does_not_go_together_is_told_at_once(client) -> None:
    answer = client.get(f"{RANK}?in_force=true&set=x&edition=2024&revision=3&year=2024")
    assert {(error["parameter"], error["code"]) for error in answer.json["errors"]} == {
        ("set", "parameter.not-with"),
        ("edition", "parameter.not-with"),
        ("revision", "parameter.not-with"),
        ("unit_kind", "parameter.missing"),
        ("stage", "parameter.missing"),
    }


def test_the_document_of_the_api_tells_what_goes_with_what(client) -> None:
    document = client.get("/v1/openapi.json").json
    words = {one["name"]: one for one in document["paths"][RANK]["get"]["parameters"]}
    assert [words[name]["required"] for name in ("set", "unit_kind", "year")] == [False, False, True]
    assert words["set"]["x-required-unless"] == words["unit_kind"]["x-required-with"] == "in_force"
    for path, method, statuses in ((RANK, "get", ["200"]), (SCORE, "post", ["200", "201"])):
        for status in statuses:
            assert "Act-In-Force" in document["paths"][path][method]["responses"][status]["headers"]
    assert "GET /v1/rankings?set=vn.par.department&amp;year=2022" in client.get("/docs").text
