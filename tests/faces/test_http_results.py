"""Kept results over HTTP: listed by what is asked for, paged without gaps, explained, and verified honestly."""

import base64
import json
import sqlite3
from fractions import Fraction

import pytest

from tests.faces.conftest import sample

UNITS = ("vd-so-noi-vu", "vd-so-tu-phap", "vd-so-tai-chinh", "vd-so-y-te", "vd-so-xay-dung")


@pytest.fixture
def several(client, key) -> dict[str, str]:
    """Results of five departments: unit → hash, in the order in which they were kept."""
    answers = {unit: client.post("/v1/evaluations?store=true", json=sample(unit), headers=key) for unit in UNITS}
    return {unit: answer.headers["Result-Hash"] for unit, answer in answers.items()}


def units(answer) -> list[str]:
    """The units of a listing."""
    return [item["unit"]["id"] for item in answer.json["items"]]


def test_the_list_holds_what_is_current_in_the_order_of_keeping(client, several) -> None:
    assert units(client.get("/v1/results")) == list(UNITS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("unit=vd-so-tu-phap", ["vd-so-tu-phap"]),
        ("set=vn.par.department&edition=2022&year=2022", list(UNITS)),
        ("set=vn.par.province", []),
        ("edition=2023", []),
        ("year=2023", []),
        ("stage=final", []),
        ("unit=vd-so-tu-phap&stage=nothing", []),
    ],
)
def test_a_list_is_filtered(client, several, query, expected) -> None:
    assert units(client.get(f"/v1/results?{query}")) == expected


def test_pages_follow_each_other_without_gap_or_repetition(client, several) -> None:
    address, seen = "/v1/results?limit=2&set=vn.par.department", []
    while address:
        answer = client.get(address)
        seen.append(units(answer))
        link = answer.headers.get("Link", "")
        assert (answer.json["next"] is None) == (link == "")
        address = link.partition(">")[0].lstrip("<")
    assert seen == [list(UNITS[:2]), list(UNITS[2:4]), list(UNITS[4:])]


def test_what_is_kept_while_somebody_pages_does_not_disturb_the_pages(client, key, several) -> None:
    first = client.get("/v1/results?limit=4")
    changed = sample(UNITS[0])
    changed["facts"].pop(next(iter(changed["facts"])))
    client.post("/v1/evaluations?store=true", json=changed, headers=key)
    client.post("/v1/evaluations?store=true", json=sample("vd-so-du-lich"), headers=key)
    second = client.get(f"/v1/results?limit=4&cursor={first.json['next']}")
    assert units(first) + units(second) == list(UNITS)
    assert second.json["next"] is None


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%00",
        "e30",
        "bnVsbA",
        base64.urlsafe_b64encode(b'["0123456789ab", 1, 2]').decode(),
        base64.urlsafe_b64encode(b"[" * 300).decode(),
        "a" * 501,
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(client, cursor) -> None:
    answer = client.get(f"/v1/results?cursor={cursor}")
    (error,) = answer.json["errors"]
    assert (answer.status_code, error["parameter"]) == (400, "cursor")


def test_a_cursor_of_another_question_or_beyond_64_bits_is_refused(client, several) -> None:
    cursor = client.get("/v1/results?limit=2").json["next"]
    assert client.get(f"/v1/results?limit=2&unit=x&cursor={cursor}").json["errors"][0]["code"] == "parameter.cursor"
    question, *_ = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    for places in ([2**63, 1], [-1, 1], [1.5, 1], [True, 1], ["1", 1], [1]):
        forged = base64.urlsafe_b64encode(json.dumps([question, *places]).encode()).decode()
        assert client.get(f"/v1/results?cursor={forged}").status_code == 400


def test_a_summary_agrees_with_its_scorecard(client, kept) -> None:
    (item,) = client.get("/v1/results").json["items"]
    card = client.get(item["href"]).json
    assert item["hash"] == kept.hash
    assert item["points"] == card["total"]["points"]["exact"]
    assert item["maximum"] == card["total"]["maximum"]
    assert item["index"] == card["index"]["exact"]
    assert item["complete"] == card["complete"]
    assert item["submission"] == card["submission"]


def test_the_ledger_adds_up_and_begins_with_what_was_lost_most(client, kept) -> None:
    ledger = client.get(f"{kept.address}/ledger").json
    rows = ledger["rows"]
    for row in rows:
        won, lost = (Fraction(row[name]["exact"]) for name in ("points", "lost"))
        assert won + lost == Fraction(row["maximum"])
        assert sum(Fraction(entry["amount"]) for entry in row["entries"]) == won - Fraction(row["maximum"])
    lost = [Fraction(row["lost"]["exact"]) for row in rows]
    assert lost == sorted(lost, reverse=True)
    assert any(row["next_gain"] for row in rows)


def test_the_trace_has_every_row_and_no_words(client, kept) -> None:
    trace, ledger = (client.get(f"{kept.address}/{name}").json for name in ("trace", "ledger"))
    assert {leaf["id"]: leaf["points"] for leaf in trace["leaves"]} == {
        row["id"]: row["points"]["exact"] for row in ledger["rows"]
    }


def test_the_receipt_holds_the_hashes(client, kept) -> None:
    receipt, card = client.get(f"{kept.address}/receipt").json, client.get(kept.address).json
    assert receipt["result"] == kept.hash
    assert receipt["submission"] == card["submission"]
    assert receipt["criteria_set"]["hash"] == card["criteria_set"]["hash"]


def test_a_sound_result_is_verified(client, kept) -> None:
    found = client.get(f"{kept.address}/verify").json
    assert (found["verified"], found["document_sound"], found["same_result"]) == (True, True, True)


def edit(engine, statement: str, *values: str) -> None:
    """Change the database behind the engine's back, past the triggers that guard it."""
    connection = sqlite3.connect(engine.database.path)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    with connection:
        for (trigger,) in triggers:
            connection.execute(f"DROP TRIGGER {trigger}")
        assert connection.execute(statement, values).rowcount == 1
    connection.close()


def test_points_changed_in_the_database_are_found_and_not_served(client, engine, kept) -> None:
    document = client.get(kept.address).text
    changed = document.replace('"complete":true', '"complete":false', 1)
    changed = changed if changed != document else document.replace('"year":2022', '"year":2023', 1)
    assert changed != document
    edit(engine, "UPDATE results SET document = ? WHERE hash = ?", changed, kept.hash)
    found = client.get(f"{kept.address}/verify").json
    assert (found["verified"], found["document_sound"]) == (False, False)
    for part in ("", "/ledger", "/trace", "/receipt"):
        answer = client.get(kept.address + part)
        assert (answer.status_code, answer.json["code"]) == (500, "results.damaged")
        assert kept.hash not in answer.json["detail"]


@pytest.mark.parametrize("document", ["{", "null", '"x"', "[]"])
def test_a_document_that_is_none_any_more_is_found(client, engine, kept, document) -> None:
    edit(engine, "UPDATE results SET document = ? WHERE hash = ?", document, kept.hash)
    assert client.get(f"{kept.address}/verify").json["document_sound"] is False
    assert client.get(kept.address).status_code == 500


def test_a_submission_changed_in_the_database_gives_another_result(client, engine, kept, submission) -> None:
    submission["facts"].pop(next(iter(submission["facts"])))
    edit(engine, "UPDATE submissions SET document = ?", json.dumps(submission))
    found = client.get(f"{kept.address}/verify").json
    assert (found["verified"], found["document_sound"], found["same_result"]) == (False, True, False)


@pytest.mark.parametrize("text", ["{", "{}", '{"format": "parindex/submission/1"}'])
def test_a_submission_that_cannot_be_read_any_more_is_told(client, engine, kept, text) -> None:
    edit(engine, "UPDATE submissions SET document = ?", text)
    answer = client.get(f"{kept.address}/verify")
    assert answer.status_code == 200
    assert (answer.json["verified"], answer.json["same_result"]) == (False, None)


def test_the_ranking_follows_what_is_kept(client, key, several) -> None:
    place = "/v1/rankings?set=vn.par.department&edition=2022&year=2022&stage=appraisal"
    before = client.get(place)
    ranked = {unit["unit"]["id"]: unit["result"] for group in before.json["groups"] for unit in group["units"]}
    assert ranked == several
    client.post("/v1/evaluations?store=true", json=sample("vd-so-du-lich"), headers=key)
    after = client.get(place, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert sum(len(group["units"]) for group in after.json["groups"]) == len(UNITS) + 1


def test_a_ranking_of_a_set_without_results_is_empty_and_of_an_unknown_set_is_refused(client) -> None:
    empty = client.get("/v1/rankings?set=vn.par.province&year=2022&stage=final")
    assert (empty.status_code, empty.json["groups"]) == (200, [])
    unknown = client.get("/v1/rankings?set=vn.par.provinc&year=2022&stage=final")
    assert (unknown.status_code, unknown.json["code"]) == (404, "catalogue.unknown-set")


def test_a_result_that_was_never_kept_is_not_found(client, kept) -> None:
    near = client.get(f"/v1/results/{kept.hash[:40]}")
    assert (near.status_code, near.json["code"]) == (404, "results.unknown")
    assert kept.hash in near.json["hint"]
    for part in ("", "/ledger", "/trace", "/receipt", "/verify"):
        assert client.get(f"/v1/results/{'0' * 64}{part}").status_code == 404
