"""Opaque marks of where a listing goes on, valid for the very question that gave them."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence

from api.call import Value
from api.query_parameters import InvalidParameters, Parameter, ParameterFinding
from engine.domain.text import Text

_GREATEST = 2**63 - 1
_PAGING = ("cursor", "limit", "lang")

CURSOR = Parameter(
    "cursor",
    "text",
    Text(
        "Trang sau: chép `next` của trang trước; các tham số khác giữ nguyên.",
        "The next page: copy `next` of the page before, and keep the other parameters.",
    ),
    most=500,
)
LIMIT = Parameter("limit", "page", Text("Nhiều nhất bao nhiêu mục một trang.", "How many items a page has at most."))


def cursor_of(places: Sequence[int], query: Mapping[str, Value]) -> str:
    """A mark for places in a listing that was asked for with `query`."""
    text = json.dumps([_question(query), *places])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def places_of(query: Mapping[str, Value], count: int) -> list[int] | None:
    """The `count` places that the mark in `query` holds, None where there is no mark.

    Raises InvalidParameters for a mark that was not given for this question.
    """
    cursor = query.get("cursor")
    if cursor is None:
        return None
    match _decoded(str(cursor)):
        case [str(question), *places] if question == _question(query) and len(places) == count:
            numbers = [place for place in places if type(place) is int and 0 <= place <= _GREATEST]
            if len(numbers) == count:
                return numbers
    raise InvalidParameters([_NOT_OURS])


def _decoded(cursor: str) -> object:
    try:
        return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None


def _question(query: Mapping[str, Value]) -> str:
    """A short name for what is listed, without the parameters that only say which page."""
    asked = sorted((name, str(value)) for name, value in query.items() if name not in _PAGING)
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:12]


_NOT_OURS = ParameterFinding(
    "cursor",
    "parameter.cursor",
    Text("'cursor' không phải của danh sách này.", "The 'cursor' does not belong to this listing."),
    Text("Chép nguyên `next` của trang trước, hoặc bỏ nó để bắt đầu lại.", "Copy `next` whole, or leave it out."),
)
