"""Who may write: API keys from the request's headers, checked against the scope that an operation needs."""

from datetime import datetime

from werkzeug.datastructures import Headers

from engine.assembly import Engine
from engine.errors import NotAllowed
from engine.storage.key_store import KeyRecord

REALM = "parindex"


class KeyMissing(NotAllowed):
    """A key is needed, and none came with the request."""

    code = "access.key-missing"

    def __init__(self) -> None:
        super().__init__(
            "Việc này cần khóa API.",
            "This needs an API key.",
            hint_vi="Gửi `Authorization: Bearer pix_…`; tạo khóa trên máy chủ bằng parindex key create.",
            hint_en="Send `Authorization: Bearer pix_…`; make a key on the server with parindex key create.",
        )


class KeyRefused(NotAllowed):
    """The key that came is not valid, has expired, or was revoked."""

    code = "access.key-refused"


def require(engine: Engine, headers: Headers, scope: str, *, at: datetime) -> KeyRecord:
    """The key of the request, which has `scope`.

    Raises KeyMissing, KeyRefused, NotAllowed where the key lacks the scope, and StorageProblem.
    """
    presented = _presented(headers)
    if not presented:
        raise KeyMissing
    try:
        record = engine.keys.verify(presented, at=at)
    except NotAllowed as refused:
        raise KeyRefused(refused.vi, refused.en, hint_vi=refused.hint_vi, hint_en=refused.hint_en) from None
    record.require(scope)
    return record


def challenge(problem: NotAllowed) -> str:
    """What WWW-Authenticate says (RFC 6750): which scheme, and why not."""
    match problem:
        case KeyMissing():
            return f'Bearer realm="{REALM}"'
        case KeyRefused():
            return f'Bearer realm="{REALM}", error="invalid_token"'
    return f'Bearer realm="{REALM}", error="insufficient_scope"'


def _presented(headers: Headers) -> str:
    """The key as it came, or nothing; two different ones are an attempt of no use to anybody."""
    scheme, _, token = headers.get("Authorization", "").strip().partition(" ")
    bearer = token.strip() if scheme.lower() == "bearer" else ""
    if scheme and not bearer:
        raise _refused("Authorization không phải Bearer.", "Authorization is not of the kind Bearer.")
    plain = headers.get("X-Api-Key", "").strip()
    if bearer and plain and bearer != plain:
        raise _refused("Yêu cầu mang hai khóa khác nhau.", "The request brings two different keys.")
    return bearer or plain


def _refused(vi: str, en: str) -> KeyRefused:
    return KeyRefused(
        vi,
        en,
        hint_vi="Gửi một trong hai: `Authorization: Bearer pix_…` hoặc `X-Api-Key: pix_…`.",
        hint_en="Send one of the two: `Authorization: Bearer pix_…` or `X-Api-Key: pix_…`.",
    )
