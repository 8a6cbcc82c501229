"""Scoring sheets: what an edition asks of the units of one profile, as a page, a table or a document."""

import base64
import hashlib

from flask import Response, request

from api.call import Call, Rendered
from api.operation import HTML, JSON, Operation
from api.query_parameters import REVISION, Parameter
from api.representations import CURRENT, Rules, answer
from engine.domain.text import Text
from engine.services.sheets.formats import STYLE
from engine.services.sheets.rendering import rendered_sheet

TAG = "criteria"
CSV = "text/csv"
PLAIN = "text/plain"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"html": HTML, "csv": CSV, "xlsx": XLSX, "text": PLAIN, "json": JSON}

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'"
"""What a browser may do with a sheet: show it in its own style."""

PROFILE = Parameter(
    "profile",
    "text",
    Text("Nhóm đơn vị; mặc định nhóm đầu.", "The profile; the first unless said."),
    example="ordinary",
)
YEAR = Parameter(
    "year",
    "whole",
    Text("Năm đánh giá; mặc định năm đầu của bộ.", "The year assessed; the set's first unless said."),
    least=1900,
    most=2200,
    example="2022",
)
FORMAT = Parameter(
    "format",
    "choice",
    Text("Dạng của phiếu; đứng trên Accept.", "The form of the sheet; stands above Accept."),
    choices=tuple(MEDIA),
    example="csv",
)


def show_sheet(call: Call) -> Response:
    """The sheet of an edition for one profile and year, in the reader's language."""
    set_id, edition, profile = call.path["set_id"], call.path["edition"], call.text("profile") or ""
    form, language = _form(call), call.language
    sheet = call.engine.sheets.of_set(set_id, edition, profile, call.whole("year"), call.whole("revision"))
    rules = sheet.rules
    key = ("sheet", rules.content_hash, sheet.profile_id, str(sheet.year), form, "" if form == "json" else language)
    finished = call.host.rendered.value(key, lambda: _rendered(rendered_sheet(sheet, form, language)))
    media = MEDIA[form] if form in ("json", "xlsx") else f"{MEDIA[form]}; charset=utf-8"
    response = answer(finished, CURRENT, Rules.of(rules), media)
    if form != "json":
        response.headers["Content-Language"] = language
        response.headers["Vary"] = "Accept, Accept-Language"
        response.headers["Content-Security-Policy"] = POLICY
    if form in ("csv", "xlsx"):
        response.headers["Content-Disposition"] = f'attachment; filename="{rules.id}-{rules.edition}.{form}"'
    return response


def _form(call: Call) -> str:
    """The form that was asked for: by name, otherwise by Accept."""
    accepted = request.accept_mimetypes.best_match(tuple(MEDIA.values()), HTML) if request.accept_mimetypes else HTML
    return call.text("format") or next(form for form, media in MEDIA.items() if media == accepted)


def _rendered(body: bytes) -> Rendered:
    return Rendered(body, hashlib.sha256(body).hexdigest())


OPERATIONS = (
    Operation(
        "showSheet",
        "/v1/criteria-sets/{set_id}/editions/{edition}/sheet",
        show_sheet,
        TAG,
        Text("Phiếu chấm điểm", "The scoring sheet"),
        Text(
            "Phiếu chấm điểm của một nhóm đơn vị: điểm tối đa được áp dụng, cách chấm bằng lời, số liệu cần khai, tài "
            "liệu kiểm chứng và các cột để trống. Dạng html in được trên A4; xlsx cần cài thêm parindex[excel].",
            "The sheet of one profile: the maximum that applies, the rule in words, facts asked for, evidence, and "
            "columns to fill in. As html it prints on A4; xlsx needs the extra parindex[excel].",
        ),
        query=(PROFILE, YEAR, FORMAT, REVISION),
        produces=tuple(MEDIA.values()),
        refusals=(404, 501),
    ),
)
