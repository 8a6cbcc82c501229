"""Bodies of requests: refused by their headers where possible, and never read beyond the limit."""

import re

from flask import Request
from werkzeug.exceptions import LengthRequired, RequestEntityTooLarge, UnsupportedMediaType

from engine.domain.submission import Submission
from engine.errors import EngineError
from engine.settings import Limits

_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class BodyTooMuch(EngineError):
    """A body that can be read asks for more work than one request may."""

    code = "request.too-much"


class IdempotencyKeyRefused(EngineError):
    """An Idempotency-Key that no client would mean."""

    code = "request.idempotency-key"


def read_body(request: Request, media: tuple[str, ...], limits: Limits) -> tuple[bytes, str]:
    """The body and its media type, one of `media`.

    Raises UnsupportedMediaType for another type, a charset that is not UTF-8, or a compressed body; LengthRequired for
    one of unstated length; RequestEntityTooLarge before anything is read.
    """
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise UnsupportedMediaType
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype not in media or charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType
    if request.content_length is None:
        raise LengthRequired
    if request.content_length > limits.body_bytes:
        raise RequestEntityTooLarge
    return request.stream.read(), request.mimetype


def check_idempotency_key(request: Request) -> None:
    """See that an Idempotency-Key can be one; raises IdempotencyKeyRefused.

    Nothing is remembered of it: a result is kept under its hash, so the same request twice has one effect anyway.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _IDEMPOTENCY_KEY.fullmatch(key):
        raise IdempotencyKeyRefused(
            "Idempotency-Key cần 1 đến 255 ký tự ASCII in được, không dấu cách.",
            "An Idempotency-Key has 1 to 255 printable ASCII characters and no space.",
        )


def see_that_it_is_bounded(submission: Submission, limits: Limits) -> None:
    """Refuse a submission of more facts or list items than one request may bring; raises BodyTooMuch."""
    items = sum(len(value) for value in submission.facts.values() if isinstance(value, tuple))
    for count, most, vi, en in (
        (len(submission.facts), limits.facts, "số liệu", "facts"),
        (items, limits.list_items, "bản ghi", "list items"),
    ):
        if count > most:
            raise BodyTooMuch(
                f"Phiếu có {count} {vi}; nhiều nhất được {most}.",
                f"The submission has {count} {en}; at most {most} are taken.",
            )
