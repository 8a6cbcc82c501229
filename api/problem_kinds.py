"""Which HTTP status every refusal has, and what it is called: the one place that knows both errors and statuses."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.access import KeyMissing, KeyRefused
from api.preconditions import PreconditionMissing
from api.query_parameters import InvalidParameters
from api.request_body import BodyTooMuch, IdempotencyKeyRefused
from engine.discovery.catalogue import QuarantinedCriteriaSet
from engine.discovery.lock import LockDoesNotHold
from engine.discovery.lock_file import LockUnusable
from engine.domain.finding import Finding
from engine.domain.text import NOTHING, Text
from engine.errors import (
    ActivationOvertaken,
    DamagedResult,
    EngineError,
    ExtraMissing,
    InvalidDocument,
    LedgerDoesNotAddUp,
    NotAllowed,
    NotComplete,
    RevisionChanged,
    StorageProblem,
    UnknownThing,
    WorkbooksNotReadable,
)
from engine.services.activation_service import ActivationRefused
from engine.services.generation_service import InForceNotServed


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its stable code, status and title.

    `detail` and `hint` are said in place of the error's own words where those are for the operator alone, since they
    may hold paths of the server; a kind of plain HTTP says them always. Without `keeps_hint` the error's own hint is
    left out for the same reason.
    """

    code: str
    status: int
    title: Text
    detail: Text = NOTHING
    hint: Text = NOTHING
    keeps_hint: bool = True


_FAULT = Text("Máy chủ gặp lỗi của chính nó.", "The server is at fault.")
_TELL_INCIDENT = Text(
    "Không phải lỗi của bạn. Báo mã `incident` cho người quản trị máy chủ.",
    "It is not your fault. Tell whoever runs the server the `incident`.",
)

MALFORMED = Kind("document.malformed", 400, Text("Văn bản không đọc được", "The document cannot be read"))
TOO_LARGE = Kind("document.too-large", 413, Text("Văn bản quá lớn", "The document is too large"))
INTERNAL = Kind("http.internal", 500, Text("Lỗi máy chủ", "Internal error"), _FAULT, _TELL_INCIDENT)

NOT_READY = Kind(
    "service.not-ready",
    503,
    Text("Chưa sẵn sàng", "Not ready"),
    Text("Máy chủ chưa phục vụ được.", "The server cannot serve yet."),
    Text("Thử lại sau; người quản trị chạy parindex doctor.", "Try again later; the operator runs parindex doctor."),
)

_LOCK = Text(
    "Các bộ tiêu chí không đúng như đã ghim trong parindex.lock; các bộ đang phục vụ giữ nguyên.",
    "The criteria sets are not as parindex.lock pins them; those that are served stay as they are.",
)
_CHECK_LOCK = Text("Người quản trị chạy parindex lock --check.", "The operator runs parindex lock --check.")

BY_CLASS: Mapping[type[EngineError], Kind] = {
    InvalidParameters: Kind("request.parameters", 400, Text("Tham số không hợp lệ", "Invalid parameters")),
    IdempotencyKeyRefused: Kind(
        "request.idempotency-key", 400, Text("Idempotency-Key không hợp lệ", "Invalid Idempotency-Key")
    ),
    BodyTooMuch: Kind("request.too-much", 413, Text("Phiếu có quá nhiều số liệu", "Too much in one submission")),
    KeyMissing: Kind("access.key-missing", 401, Text("Cần khóa API", "An API key is needed")),
    KeyRefused: Kind("access.key-refused", 401, Text("Khóa API bị từ chối", "The API key is refused")),
    NotAllowed: Kind("access.denied", 403, Text("Khóa API thiếu quyền", "The API key lacks the scope")),
    QuarantinedCriteriaSet: Kind(
        "catalogue.quarantined", 404, Text("Bộ tiêu chí bị tách riêng", "Quarantined criteria set"), keeps_hint=False
    ),
    UnknownThing: Kind("unknown", 404, Text("Không có thứ được hỏi", "What was asked for is not there")),
    RevisionChanged: Kind(
        "revision.changed", 409, Text("Lần sửa đổi đã công bố với nội dung khác", "Published with other content")
    ),
    InForceNotServed: Kind(
        "generation.in-force-missing", 409, Text("Thiếu bộ đang có hiệu lực", "A set in force is missing")
    ),
    ActivationOvertaken: Kind(
        "activation.overtaken", 412, Text("Đã có quyết định khác", "Another act stands there by now")
    ),
    ActivationRefused: Kind(
        "activation.refused", 422, Text("Quyết định áp dụng không được ghi", "The act may not be recorded")
    ),
    PreconditionMissing: Kind(
        "request.precondition-required",
        428,
        Text("Cần If-Match hoặc If-None-Match", "If-Match or If-None-Match needed"),
    ),
    LockUnusable: Kind(
        "lock.unusable", 503, Text("Tệp ghim không dùng được", "The lock cannot be used"), _LOCK, _CHECK_LOCK
    ),
    LockDoesNotHold: Kind(
        "lock.does-not-hold", 503, Text("Không đúng như đã ghim", "Not as pinned"), _LOCK, _CHECK_LOCK
    ),
    WorkbooksNotReadable: Kind(
        "annex.no-excel",
        501,
        Text("Máy chủ không ghi được .xlsx", "This server writes no .xlsx"),
        hint=Text("Lấy dạng csv hoặc html.", "Ask for csv or html."),
    ),
    ExtraMissing: Kind(
        "install.extra-missing",
        501,
        Text("Máy chủ chưa cài phần mở rộng này", "This server lacks an extra"),
    ),
    NotComplete: Kind("scoring.not-complete", 422, Text("Chưa đủ để chốt vòng", "The stage cannot be closed yet")),
    InvalidDocument: Kind("document.invalid", 422, Text("Văn bản không hợp lệ", "The document is not valid")),
    DamagedResult: Kind(
        "results.damaged",
        500,
        Text("Kết quả lưu bị hỏng", "Damaged result"),
        Text("Nội dung lưu không khớp mã băm của nó.", "The stored document does not fit its hash."),
        Text("Báo người quản trị khôi phục từ bản lưu.", "Tell whoever runs the server to restore a backup."),
    ),
    StorageProblem: Kind(
        "storage.problem",
        503,
        Text("Cơ sở dữ liệu tạm ngưng", "The database is not available"),
        Text("Lúc này không dùng được cơ sở dữ liệu.", "The database cannot be used at the moment."),
        Text("Thử lại sau ít giây.", "Try again in a few seconds."),
    ),
    LedgerDoesNotAddUp: INTERNAL,
    EngineError: INTERNAL,
}

BY_STATUS: Mapping[int, Kind] = {
    kind.status: kind
    for kind in (
        Kind(
            "http.bad-request",
            400,
            Text("Yêu cầu không đọc được", "Bad request"),
            Text("Máy chủ không hiểu yêu cầu này.", "The server does not understand this request."),
        ),
        Kind(
            "http.not-found",
            404,
            Text("Không có địa chỉ này", "Not found"),
            Text("Không có gì ở địa chỉ này.", "There is nothing at this address."),
            Text("Xem các địa chỉ ở /docs.", "See /docs for all addresses."),
        ),
        Kind(
            "http.method-not-allowed",
            405,
            Text("Phương thức không dùng được", "Method not allowed"),
            Text("Địa chỉ này không nhận phương thức ấy.", "This address does not take that method."),
            Text("Phương thức dùng được ở tiêu đề Allow.", "The header Allow names the methods that work."),
        ),
        Kind(
            "http.not-acceptable",
            406,
            Text("Không có dạng được yêu cầu", "Not acceptable"),
            Text("Không có câu trả lời nào ở dạng mà Accept cho phép.", "No answer has a form that Accept allows."),
            Text("Bỏ Accept, hoặc thêm application/json.", "Leave Accept out, or add application/json."),
        ),
        Kind(
            "http.length-required",
            411,
            Text("Thiếu Content-Length", "Length required"),
            Text("Yêu cầu không nói nội dung dài bao nhiêu.", "The request does not say how long its body is."),
            Text("Gửi Content-Length, không gửi từng khúc.", "Send Content-Length, not chunks."),
        ),
        Kind(
            "http.body-too-large",
            413,
            Text("Nội dung quá lớn", "Content too large"),
            Text("Nội dung gửi lên dài quá giới hạn.", "The body is longer than the limit."),
            Text("Giới hạn ở /version, mục limits.body_bytes.", "See limits.body_bytes at /version."),
        ),
        Kind(
            "http.address-too-long",
            414,
            Text("Địa chỉ quá dài", "Address too long"),
            Text("Địa chỉ dài quá giới hạn.", "The address is longer than the limit."),
        ),
        Kind(
            "http.media-type",
            415,
            Text("Kiểu nội dung không dùng được", "Unsupported media type"),
            Text("Không đọc được nội dung kiểu này.", "A body of this type is not read."),
            Text(
                "Gửi application/json hoặc application/yaml, UTF-8, không nén.",
                "Send application/json or application/yaml, in UTF-8, not compressed.",
            ),
        ),
        INTERNAL,
    )
}

_UNREADABLE = ("json.", "yaml.", "file.", "text.")


def kind_of(error: EngineError) -> Kind:
    """The kind of an error: that of its class, or of the nearest class above it that has one."""
    found = next(BY_CLASS[parent] for parent in type(error).__mro__ if parent in BY_CLASS)
    return _kind_of_document(error) if found.code == InvalidDocument.code else found


def all_kinds() -> tuple[Kind, ...]:
    """Every kind of problem, by status and code."""
    kinds = {kind.code: kind for kind in (*BY_CLASS.values(), *BY_STATUS.values(), MALFORMED, TOO_LARGE, NOT_READY)}
    return tuple(sorted(kinds.values(), key=lambda kind: (kind.status, kind.code)))


def _kind_of_document(error: EngineError) -> Kind:
    """400 where the text could not even be read, 413 where it is too large, 422 where it says something wrong."""
    codes = [finding.code for finding in error.findings if isinstance(finding, Finding)]
    if "file.too-large" in codes:
        return TOO_LARGE
    if any(code.startswith(_UNREADABLE) for code in codes):
        return MALFORMED
    return BY_CLASS[InvalidDocument]
