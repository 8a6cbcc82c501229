"""Keys for writing: made once, kept as hashes, checked in constant time.

A key's secret is 256 random bits, so nobody can try them all and no dictionary helps; one round of SHA-256 over a
salt and the secret is therefore as safe at rest as a slow password hash (scrypt, Argon2), and a flood of wrong keys
costs the server microseconds each instead of tens of milliseconds. The salt keeps equal hashes from meaning equal keys.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update

from engine.domain.text import nfc
from engine.errors import InvalidSetting, NotAllowed, UnknownThing
from engine.storage.database import Database
from engine.storage.tables import api_keys

SCOPES = frozenset({"evaluate:store", "activate", "admin"})
"""All that a key can allow: keep results, put a criteria set in force, look after keys. None includes another."""

_PRESENTED = re.compile(r"pix_([0-9a-f]{12})_([0-9a-f]{64})", re.ASCII)
_NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What is known of a key; its secret is not. Moments have a time zone."""

    id: str
    name: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def require(self, scope: str) -> None:
        """Raise NotAllowed unless the key has `scope`."""
        if scope not in self.scopes:
            raise NotAllowed(
                f"Khóa '{self.name}' không có quyền '{scope}'.",
                f"The key '{self.name}' lacks the scope '{scope}'.",
                hint_vi=f"Tạo khóa khác có quyền '{scope}'.",
                hint_en=f"Make another key with the scope '{scope}'.",
            )


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made; `secret` is what its bearer presents, and this is the only time that it is seen."""

    record: KeyRecord
    secret: str = field(repr=False)


class KeyStore:
    """Makes, checks, lists and revokes keys. What time it is, is said by the caller, with a time zone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, scopes: Iterable[str], *, at: datetime, expires_at: datetime | None = None) -> NewKey:
        """Make a key, `pix_<12 hex>_<64 hex>`, that works until `expires_at`, or until it is revoked.

        Raises UnknownThing for a scope that is not in SCOPES, InvalidSetting for another bad value, StorageProblem.
        """
        record = KeyRecord(secrets.token_hex(6), nfc(name.strip()), frozenset(scopes), at, expires_at, None)
        _check(record)
        random, salt = secrets.token_hex(32), secrets.token_hex(16)
        with self._database.writing() as connection:
            connection.execute(
                insert(api_keys).values(
                    id=record.id,
                    name=record.name,
                    hash=_hash_of(salt, random),
                    salt=salt,
                    scopes=" ".join(sorted(record.scopes)),
                    created_at=at,
                    expires_at=expires_at,
                )
            )
        return NewKey(record, f"pix_{record.id}_{random}")

    def verify(self, presented: str, *, at: datetime) -> KeyRecord:
        """The key that was presented.

        An unknown key takes the same steps as a known one with a wrong secret and gets the same answer; only who has
        the right secret is told that it has expired or was revoked. Raises NotAllowed, StorageProblem.
        """
        parts = _PRESENTED.fullmatch(presented)
        key_id, random = parts.groups() if parts else ("", "")
        with self._database.reading() as connection:
            row = connection.execute(select(api_keys).where(api_keys.c.id == key_id)).mappings().one_or_none()
        # Nothing hashes to the empty text, so an unknown key never matches.
        kept, salt = (str(row["hash"]), str(row["salt"])) if row else ("", "")
        if not hmac.compare_digest(_hash_of(salt, random), kept.ljust(64)) or row is None:
            raise NotAllowed(
                "Khóa không đúng.",
                "The key is not valid.",
                hint_vi="Kiểm tra khóa đã chép đủ, hoặc tạo khóa mới: parindex key create.",
                hint_en="See that the whole key was copied, or make a new one: parindex key create.",
            )
        record = _record(row)
        _see_that_it_works(record, at)
        return record

    def revoke(self, key_id: str, *, at: datetime) -> KeyRecord:
        """Make a key useless from now on; a key revoked before keeps its first moment.

        Raises UnknownThing, StorageProblem.
        """
        with self._database.writing() as connection:
            still_works = (api_keys.c.id == key_id) & api_keys.c.revoked_at.is_(None)
            connection.execute(update(api_keys).where(still_works).values(revoked_at=at))
            row = connection.execute(select(api_keys).where(api_keys.c.id == key_id)).mappings().one_or_none()
            known = [] if row else list(connection.scalars(select(api_keys.c.id)))
        if row is None:
            raise UnknownThing("khóa", "key", key_id, known)
        return _record(row)

    def records(self) -> tuple[KeyRecord, ...]:
        """Every key ever made, oldest first; raises StorageProblem."""
        with self._database.reading() as connection:
            listed = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
            return tuple(_record(row) for row in connection.execute(listed).mappings())


def _hash_of(salt: str, random: str) -> str:
    return hashlib.sha256(f"{salt}{random}".encode("ascii")).hexdigest()


def _record(row: RowMapping) -> KeyRecord:
    scopes = frozenset(row["scopes"].split())
    return KeyRecord(row["id"], row["name"], scopes, row["created_at"], row["expires_at"], row["revoked_at"])


def _check(record: KeyRecord) -> None:
    for scope in sorted(record.scopes - SCOPES):
        raise UnknownThing("quyền", "scope", scope, sorted(SCOPES))
    if not record.scopes:
        raise InvalidSetting(
            "Khóa cần ít nhất một quyền.",
            "A key needs at least one scope.",
            hint_vi=f"Hiện có: {', '.join(sorted(SCOPES))}.",
            hint_en=f"Known: {', '.join(sorted(SCOPES))}.",
        )
    if not 1 <= len(record.name) <= _NAME_LENGTH or not record.name.isprintable():
        raise InvalidSetting(
            f"Tên khóa phải có 1 đến {_NAME_LENGTH} ký tự in được.",
            f"A key's name has 1 to {_NAME_LENGTH} printable characters.",
        )
    if record.expires_at is not None and record.expires_at <= record.created_at:
        raise InvalidSetting(
            "Khóa phải hết hạn sau lúc được tạo.",
            "A key has to expire later than it is made.",
        )


def _see_that_it_works(record: KeyRecord, at: datetime) -> None:
    if record.revoked_at is not None:
        vi, en, since = "đã bị thu hồi", "was revoked", record.revoked_at
    elif record.expires_at is not None and record.expires_at <= at:
        vi, en, since = "đã hết hạn", "has expired", record.expires_at
    else:
        return
    raise NotAllowed(
        f"Khóa '{record.name}' {vi} ({since:%d/%m/%Y %H:%M} UTC).",
        f"The key '{record.name}' {en} ({since:%Y-%m-%d %H:%M} UTC).",
        hint_vi="Tạo khóa mới: parindex key create.",
        hint_en="Make a new key: parindex key create.",
    )
