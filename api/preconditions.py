"""What a writer has to say of what it saw before: If-Match with the ETag at hand, or that there was nothing yet."""

from flask import Request

from engine.errors import EngineError


class PreconditionMissing(EngineError):
    """A write that does not say what its writer saw: it might undo what somebody else has just decided."""

    code = "request.precondition-required"

    def __init__(self) -> None:
        super().__init__(
            "Yêu cầu không nói người gửi đã thấy gì trước đó.",
            "The request does not say what its sender has seen before.",
            hint_vi="Gửi If-Match với ETag vừa đọc được, hoặc `If-None-Match: *` cho lần đầu.",
            hint_en="Send If-Match with the ETag that was read, or `If-None-Match: *` for the first time.",
        )


def agrees(request: Request, etag: str | None) -> bool:
    """Whether what the sender saw is what there is; `etag` is that of the current answer, None while there is none.

    Raises PreconditionMissing where the request does not say, also for `If-Match: *`, which says nothing of it.
    """
    if "If-Match" in request.headers:
        if request.if_match.star_tag:
            raise PreconditionMissing
        return etag is not None and request.if_match.contains(etag)
    if request.headers.get("If-None-Match", "").strip() == "*":
        return etag is None
    raise PreconditionMissing
