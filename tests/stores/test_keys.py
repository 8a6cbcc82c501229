"""Keys: the secret is seen once and stored never; a wrong, expired or revoked key is refused."""

import hmac
from datetime import timedelta

import pytest

from engine.errors import InvalidSetting, NotAllowed, UnknownThing
from engine.storage import key_store
from engine.storage.key_store import SCOPES, KeyStore
from tests.stores.example_rows import NOON

LATER = NOON + timedelta(days=30)


@pytest.fixture
def store(database):
    return KeyStore(database)


def with_another_digit(secret: str, place: int) -> str:
    """The secret with the hex digit at `place` changed."""
    return secret[:place] + ("0" if secret[place] != "0" else "1") + secret[place + 1 :]


def test_a_key_is_known_by_what_it_allows(store):
    made = store.create("Cổng dịch vụ", ["evaluate:store", "activate"], at=NOON, expires_at=LATER)
    found = store.verify(made.secret, at=NOON)
    assert found == made.record
    assert (found.name, found.scopes, found.expires_at) == ("Cổng dịch vụ", {"evaluate:store", "activate"}, LATER)
    found.require("activate")
    with pytest.raises(NotAllowed) as problem:
        found.require("admin")
    assert "'admin'" in problem.value.en
    assert "'admin'" in problem.value.vi


def test_the_secret_is_nowhere_in_the_files_nor_in_what_is_printed(store, database):
    made = store.create("portal", ["admin"], at=NOON)
    random = made.secret.rpartition("_")[2]
    database.close()
    for path in database.path.parent.iterdir():
        assert random.encode() not in path.read_bytes()
        assert bytes.fromhex(random) not in path.read_bytes()
    assert made.record.id.encode() in database.path.read_bytes()
    assert random not in repr(made)
    assert random not in repr(store.records())


def test_two_keys_share_neither_secret_nor_hash(store, database):
    first, second = (store.create("portal", ["admin"], at=NOON) for _ in range(2))
    assert first.record.id != second.record.id
    assert first.secret.rpartition("_")[2] != second.secret.rpartition("_")[2]
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT hash, salt FROM api_keys").all()
    assert len({*rows[0], *rows[1]}) == 4


@pytest.mark.parametrize("place", [4, 15, 17, 80])
def test_a_key_with_one_digit_changed_is_refused(store, place):
    secret = store.create("portal", ["admin"], at=NOON).secret
    with pytest.raises(NotAllowed, match="not valid"):
        store.verify(with_another_digit(secret, place), at=NOON)


@pytest.mark.parametrize(
    "presented", ["", "pix_", "pix__", "pix_000000000000_" + "0" * 64, "Bearer x", "\udcff", "é" * 81, "p" * 100_000]
)
def test_what_is_no_key_is_refused_in_the_same_words(store, presented):
    store.create("portal", ["admin"], at=NOON)
    with pytest.raises(NotAllowed) as problem:
        store.verify(presented, at=NOON)
    assert problem.value.en == "The key is not valid."


def test_a_key_with_something_around_it_is_refused(store):
    secret = store.create("portal", ["admin"], at=NOON).secret
    for presented in (f" {secret}", f"{secret}\n", f"{secret}0", secret.upper()):
        with pytest.raises(NotAllowed):
            store.verify(presented, at=NOON)


def test_known_and_unknown_keys_are_compared_in_constant_time(store, monkeypatch):
    compared = []

    class Watched:
        @staticmethod
        def compare_digest(left, right):
            compared.append((len(left), len(right)))
            return hmac.compare_digest(left, right)

    monkeypatch.setattr(key_store, "hmac", Watched)
    secret = store.create("portal", ["admin"], at=NOON).secret
    store.verify(secret, at=NOON)
    for wrong in (with_another_digit(secret, 80), "pix_000000000000_" + "0" * 64, "nothing"):
        with pytest.raises(NotAllowed):
            store.verify(wrong, at=NOON)
    assert compared == [(64, 64)] * 4


def test_a_key_works_until_its_last_moment_and_not_after(store):
    secret = store.create("portal", ["admin"], at=NOON, expires_at=LATER).secret
    assert store.verify(secret, at=LATER - timedelta(microseconds=1)).name == "portal"
    with pytest.raises(NotAllowed) as problem:
        store.verify(secret, at=LATER)
    assert problem.value.en == "The key 'portal' has expired (2026-12-21 05:00 UTC)."
    assert problem.value.vi == "Khóa 'portal' đã hết hạn (21/12/2026 05:00 UTC)."


def test_a_revoked_key_is_refused_and_stays_listed(store):
    made, other = (store.create(name, ["admin"], at=NOON) for name in ("portal", "other"))
    revoked = store.revoke(made.record.id, at=LATER)
    assert revoked.revoked_at == LATER
    with pytest.raises(NotAllowed, match="was revoked"):
        store.verify(made.secret, at=NOON)
    assert store.verify(other.secret, at=NOON) == other.record
    assert {record.id: record.revoked_at for record in store.records()} == {
        made.record.id: LATER,
        other.record.id: None,
    }


def test_revoking_again_keeps_the_first_moment(store):
    made = store.create("portal", ["admin"], at=NOON)
    store.revoke(made.record.id, at=NOON)
    assert store.revoke(made.record.id, at=LATER).revoked_at == NOON


def test_only_who_has_the_secret_learns_that_a_key_was_revoked(store):
    made = store.create("portal", ["admin"], at=NOON)
    store.revoke(made.record.id, at=NOON)
    with pytest.raises(NotAllowed) as problem:
        store.verify(f"pix_{made.record.id}_{'0' * 64}", at=NOON)
    assert problem.value.en == "The key is not valid."


def test_revoking_what_is_not_there_is_told(store):
    made = store.create("portal", ["admin"], at=NOON)
    with pytest.raises(UnknownThing) as problem:
        store.revoke(made.record.id[:-1], at=NOON)
    assert made.record.id in problem.value.hint_en


def test_a_scope_that_there_is_not_is_refused_with_a_suggestion(store):
    with pytest.raises(UnknownThing) as problem:
        store.create("portal", ["evaluate:stor"], at=NOON)
    assert "evaluate:store" in problem.value.hint_en
    assert store.records() == ()


@pytest.mark.parametrize(
    ("name", "scopes", "expires_at"),
    [
        ("portal", [], None),
        ("", ["admin"], None),
        ("   ", ["admin"], None),
        ("a\nb", ["admin"], None),
        ("x" * 101, ["admin"], None),
        ("portal", ["admin"], NOON),
        ("portal", ["admin"], NOON - timedelta(seconds=1)),
    ],
)
def test_a_key_that_could_never_serve_is_not_made(store, name, scopes, expires_at):
    with pytest.raises(InvalidSetting) as problem:
        store.create(name, scopes, at=NOON, expires_at=expires_at)
    assert problem.value.vi != problem.value.en
    assert store.records() == ()


def test_every_scope_can_be_given(store):
    made = store.create("all", SCOPES, at=NOON)
    for scope in SCOPES:
        store.verify(made.secret, at=NOON).require(scope)
