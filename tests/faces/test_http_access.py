"""Writing needs a key with the right scope; reading needs none; a key is never told, logged or kept in the clear."""

import json
import logging
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from api.routes import OPERATIONS
from engine.storage.tables import results

STORE = "/v1/evaluations?store=true"
SCOPE = "evaluate:store"


@pytest.fixture
def keys(engine) -> dict[str, str]:
    """Secrets of keys in every state."""
    now = engine.clock()
    made = {
        "good": engine.keys.create("good", [SCOPE], at=now),
        "all": engine.keys.create("all", [SCOPE, "admin", "activate"], at=now),
        "other scope": engine.keys.create("other", ["admin"], at=now),
        "expired": engine.keys.create("old", [SCOPE], at=now - timedelta(days=2), expires_at=now - timedelta(days=1)),
        "revoked": engine.keys.create("gone", [SCOPE], at=now),
    }
    engine.keys.revoke(made["revoked"].record.id, at=now)
    secrets = {name: key.secret for name, key in made.items()}
    good = secrets["good"]
    last = "0" if good[-1] != "0" else "1"
    return secrets | {
        "wrong secret": good[:-1] + last,
        "unknown": "pix_" + "0" * 12 + "_" + "0" * 64,
        "cut short": good[:-1],
        "nonsense": "let me in",
        "longer": good + "0",
    }


MATRIX = {
    "no key": (None, 401, "access.key-missing"),
    "good": ("good", 201, None),
    "all": ("all", 201, None),
    "other scope": ("other scope", 403, "access.denied"),
    "expired": ("expired", 401, "access.key-refused"),
    "revoked": ("revoked", 401, "access.key-refused"),
    "wrong secret": ("wrong secret", 401, "access.key-refused"),
    "unknown": ("unknown", 401, "access.key-refused"),
    "cut short": ("cut short", 401, "access.key-refused"),
    "longer": ("longer", 401, "access.key-refused"),
    "nonsense": ("nonsense", 401, "access.key-refused"),
}


@pytest.mark.parametrize("form", ["Bearer {}", "bearer  {}", "X-Api-Key"])
@pytest.mark.parametrize("row", MATRIX.values(), ids=MATRIX)
def test_who_may_keep_results(client, engine, keys, submission, form, row) -> None:
    name, status, code = row
    secret = keys[name] if name else ""
    headers = {"X-Api-Key": secret} if form == "X-Api-Key" else {"Authorization": form.format(secret)}
    answer = client.post(STORE, json=submission, headers=headers if name else {})
    assert answer.status_code == status, answer.text
    with engine.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(results)) == (1 if status == 201 else 0)
    if code:
        assert answer.json["code"] == code
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="parindex"')
    if secret:
        assert secret not in answer.text
        assert secret.rpartition("_")[2] not in answer.text


@pytest.mark.parametrize(("name", "challenge"), [("other scope", "insufficient_scope"), ("expired", "invalid_token")])
def test_the_challenge_says_why(client, keys, submission, name, challenge) -> None:
    answer = client.post(STORE, json=submission, headers={"X-Api-Key": keys[name]})
    assert f'error="{challenge}"' in answer.headers["WWW-Authenticate"]


def test_a_wrong_key_and_an_unknown_one_get_the_same_answer(client, keys, submission) -> None:
    wrong, unknown = (
        client.post(STORE, json=submission, headers={"X-Api-Key": keys[name]}) for name in ("wrong secret", "unknown")
    )
    assert (wrong.data, wrong.status_code) == (unknown.data, unknown.status_code)


@pytest.mark.parametrize("scheme", ["Basic dXNlcjpwYXNz", "Digest x", "pix_x", "Bearer", "Bearer  "])
def test_another_scheme_is_refused(client, submission, scheme) -> None:
    answer = client.post(STORE, json=submission, headers={"Authorization": scheme})
    assert (answer.status_code, answer.json["code"]) == (401, "access.key-refused")


def test_two_different_keys_are_refused_and_the_same_twice_is_one(client, keys, submission) -> None:
    good, other = keys["good"], keys["all"]
    two = client.post(STORE, json=submission, headers={"Authorization": f"Bearer {good}", "X-Api-Key": other})
    same = client.post(STORE, json=submission, headers={"Authorization": f"Bearer {good}", "X-Api-Key": good})
    assert (two.status_code, same.status_code) == (401, 201)


def test_a_refused_writer_is_told_before_its_body_is_looked_at(client) -> None:
    answer = client.post(STORE, data=b"{", content_type="application/json")
    assert answer.status_code == 401


def test_every_operation_that_writes_asks_for_a_key(client) -> None:
    writing = [operation for operation in OPERATIONS if not operation.is_safe]
    assert [operation.id for operation in writing] == ["evaluate", "activate", "reloadCatalogue"]
    for operation in writing:
        assert operation.needs_key({operation.scope_when: True} if operation.scope_when else {})


def test_reading_asks_for_no_key_and_minds_none(client, keys) -> None:
    for headers in ({}, {"X-Api-Key": keys["expired"]}, {"Authorization": "Basic eA=="}):
        assert client.get("/v1/results", headers=headers).status_code == 200


def test_no_key_reaches_the_log(client, keys, submission, caplog, monkeypatch) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("good", "wrong secret", "other scope"):
        client.post(STORE, json=submission, headers={"Authorization": f"Bearer {keys[name]}"})
    monkeypatch.setattr("engine.services.scoring_service.ScoringService.score", _fail)
    broken = client.post(STORE, json=submission, headers={"Authorization": f"Bearer {keys['good']}"})
    assert broken.status_code == 500
    assert caplog.records
    assert "pix_" not in caplog.text
    assert keys["good"].rpartition("_")[2] not in caplog.text
    assert "pix_" not in json.dumps(broken.json)


def _fail(*_: object) -> None:
    raise RuntimeError("the scorer broke")
