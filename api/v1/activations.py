"""Acts that put sets in force: listed, told for a day as known at a moment, recorded by decision; and reloading."""

from dataclasses import replace
from datetime import date, datetime

from flask import Response, request

from api.call import GENERATION_HEADER, Call, Rendered
from api.operation import JSON, YAML, Body, Operation
from api.page_cursor import CURSOR, LIMIT, cursor_of, places_of
from api.preconditions import agrees
from api.query_parameters import InvalidParameters, Parameter, ParameterFinding, shown
from api.representations import ASKED_AGAIN, NEVER_KEPT, answer, json_answer, link_to_next, rendered
from api.request_body import read_body
from engine.domain.activation import FIRST_YEAR, LAST_YEAR, Order
from engine.domain.text import Text
from engine.errors import ActivationOvertaken, InvalidDocument
from engine.loading.activation_order import SCHEMA, read_order
from engine.services.activation_document import generation_document, in_force_document, record_document
from engine.services.activation_service import InForce, UnknownActivation
from engine.services.generation_service import Renewed

LIST_FORMAT = "parindex/activation-list/1"
TAG = "activations"
SCOPE = "activate"
MEDIA = (JSON, YAML)
_NAMES = {JSON: "body.json", YAML: "body.yaml"}


def list_activations(call: Call) -> Response:
    """Every act, newest first, a page at a time; the ones of a year, a kind of unit or both where that is asked."""
    (before,) = places_of(call.query, 1) or (None,)
    page = call.engine.activations.page(
        call.whole("year"), call.text("unit_kind"), before=before, limit=call.whole("limit") or 1
    )
    cursor = None if page.next_before is None else cursor_of([page.next_before], call.query)
    items = [record_document(one) for one in page.items]
    return link_to_next(json_answer({"format": LIST_FORMAT, "items": items, "next": cursor}, ASKED_AGAIN), cursor)


def show_activation(call: Call) -> Response:
    """What is in force for a year and kind of unit on a day, as it was known at a moment."""
    year, unit_kind = _question(call)
    on, as_of = call.text("on"), call.text("as_of")
    moment = datetime.fromisoformat(as_of) if as_of else None
    found = call.engine.activations.in_force(year, unit_kind, on=date.fromisoformat(on) if on else None, as_of=moment)
    return json_answer(in_force_document(found, moment), ASKED_AGAIN)


def activate(call: Call) -> Response:
    """Put the set of the order in the body in force; every process follows."""
    year, unit_kind = _question(call)
    before = _current(call, year, unit_kind)
    if not agrees(request, _finished(before).etag if before else None):
        raise ActivationOvertaken(year, unit_kind)
    order = _order(call, year, unit_kind)
    _, renewed = call.host.live.activate(order, after=before.latest.sequence if before else 0)
    response = answer(_finished(call.engine.activations.in_force(year, unit_kind)), ASKED_AGAIN)
    response.status_code = 200 if before else 201
    return _by(response, renewed)


def reload(call: Call) -> Response:
    """Open the sets anew; every process follows."""
    renewed = call.host.live.reload()
    response = json_answer(generation_document(renewed.generation), NEVER_KEPT)
    response.status_code = 201
    return _by(response, renewed)


def _question(call: Call) -> tuple[int, str]:
    year = call.path["year"]
    if year.isascii() and year.isdigit() and len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR:
        return int(year), call.path["unit_kind"]
    said = shown(year)
    message = Text(f"'{said}' không phải là năm.", f"'{said}' is not a year.")
    hint = Text(f"Cho phép: {FIRST_YEAR} đến {LAST_YEAR}.", f"Allowed: {FIRST_YEAR} to {LAST_YEAR}.")
    raise InvalidParameters([ParameterFinding("year", "parameter.value", message, hint)])


def _current(call: Call, year: int, unit_kind: str) -> InForce | None:
    try:
        return call.engine.activations.in_force(year, unit_kind)
    except UnknownActivation:
        return None


def _finished(found: InForce) -> Rendered:
    return rendered(in_force_document(found, None))


def _order(call: Call, year: int, unit_kind: str) -> Order:
    body, media = read_body(request, MEDIA, call.host.limits)
    order, findings = read_order(body, _NAMES[media], year, unit_kind)
    if order is None:
        raise InvalidDocument(
            "Lệnh áp dụng có lỗi; chưa ghi gì.",
            "The order has errors; nothing was recorded.",
            hint_vi=f"Sửa từng lỗi trong `errors`; lược đồ ở /v1/schemas/{SCHEMA}.",
            hint_en=f"Mend each of `errors`; the schema is at /v1/schemas/{SCHEMA}.",
            findings=findings,
        )
    key = call.key.name if call.key else ""
    # Whatever name is given, the key that was used stands beside it.
    return replace(order, by=f"{order.by} ({key})" if order.by else key)


def _by(response: Response, renewed: Renewed) -> Response:
    """The answer, naming the generation that it made and not the one that the request began with."""
    response.headers[GENERATION_HEADER] = str(renewed.generation.number)
    return response


YEAR = Parameter(
    "year", "whole", Text("Năm đánh giá.", "Year assessed."), least=FIRST_YEAR, most=LAST_YEAR, example="2022"
)
UNIT_KIND = Parameter("unit_kind", "text", Text("Loại đơn vị.", "Kind of unit."), example="department")
ON = Parameter(
    "on",
    "day",
    Text(
        "Có hiệu lực vào ngày nào; mặc định ngày cuối năm đó, hoặc hôm nay khi năm chưa hết.",
        "In force on which day; by default the last of the year, or today while the year is not over.",
    ),
    example="2022-12-31",
)
AS_OF = Parameter(
    "as_of",
    "moment",
    Text(
        "Theo những gì đã ghi tới lúc nào (RFC 3339, hoặc một ngày tính đến hết ngày ấy ở Việt Nam); mặc định bây giờ.",
        "As known when (RFC 3339, or a day, meaning its end in Viet Nam); by default now.",
    ),
    example="2026-11-22T10:00:00+07:00",
)

OPERATIONS = (
    Operation(
        "listActivations",
        "/v1/activations",
        list_activations,
        TAG,
        Text("Lịch sử quyết định áp dụng", "The history of acts"),
        Text(
            "Mới nhất trước. Không dòng nào bị sửa hay xoá; mỗi dòng mang mã băm của dòng trước.",
            "Newest first. Nothing is ever changed or removed; each act carries the hash of the one before it.",
        ),
        query=(YEAR, UNIT_KIND, LIMIT, CURSOR),
        schema="answers/1#/$defs/activationList",
        refusals=(400, 503),
    ),
    Operation(
        "showActivation",
        "/v1/activations/{year}/{unit_kind}",
        show_activation,
        TAG,
        Text("Bộ tiêu chí đang có hiệu lực", "What is in force"),
        Text(
            "Hai đồng hồ: `on` là ngày có hiệu lực, `as_of` là lúc biết. Ghi thêm về sau không đổi điều đã biết trước.",
            "Two clocks: `on` is the day on which it works, `as_of` when that was known. What is recorded later "
            "changes nothing that was known before.",
        ),
        query=(ON, AS_OF),
        schema="answers/1#/$defs/inForce",
        refusals=(400, 404, 503),
    ),
    Operation(
        "activate",
        "/v1/activations/{year}/{unit_kind}",
        activate,
        TAG,
        Text("Áp dụng một bộ tiêu chí", "Put a set in force"),
        Text(
            "Đọc lại mọi bộ tiêu chí, ghi quyết định, và mọi tiến trình phục vụ theo. Cần If-Match với ETag của địa "
            "chỉ này, hoặc `If-None-Match: *` khi chưa có quyết định nào: 428 khi thiếu, 412 khi đã có quyết định "
            "khác. 409 khi lần sửa đổi đã công bố với nội dung khác, hoặc khi thiếu bộ đang có hiệu lực.",
            "Reads all sets anew, records the act, and every process follows. Takes If-Match with the ETag of this "
            "address, or `If-None-Match: *` while there is no act: 428 without, 412 where there is another act by now. "
            "409 where the revision was published with other content, or a set that is in force is missing.",
        ),
        method="PUT",
        schema="answers/1#/$defs/inForce",
        body=Body(MEDIA, SCHEMA, Text("Lệnh áp dụng", "An order")),
        scope=SCOPE,
        headers=("ETag",),
        created_headers=(),
        refusals=(400, 401, 403, 409, 411, 412, 413, 415, 422, 428, 503),
    ),
    Operation(
        "reloadCatalogue",
        "/v1/catalogue/generations",
        reload,
        TAG,
        Text("Đọc lại các bộ tiêu chí", "Read the sets anew"),
        Text(
            "Mọi tiến trình phục vụ theo mà không dừng. 409 khi thiếu bộ đang có hiệu lực, và không có gì thay đổi.",
            "Every process follows without a stop. 409 where a set that is in force is missing, and nothing changes.",
        ),
        method="POST",
        schema="answers/1#/$defs/generation",
        scope=SCOPE,
        headers=(),
        created_headers=(),
        refusals=(401, 403, 409, 503),
    ),
)
