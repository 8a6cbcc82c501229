"""Results: what was kept, listed, shown under its hash, explained and verified."""

from collections.abc import Callable, Mapping

from flask import Response

from api.call import Call, Rendered
from api.operation import Operation
from api.page_cursor import CURSOR, LIMIT, cursor_of, places_of
from api.query_parameters import Parameter
from api.representations import (
    CURRENT,
    IMMUTABLE,
    NEVER_KEPT,
    STEADY,
    Rules,
    answer,
    json_answer,
    link_to_next,
    rendered,
)
from api.result_representation import summary_document, verification_document
from api.stored_document import intact_bytes
from engine.domain.text import Text
from engine.storage.scorecard_store import ResultFilter, StoredResult

LIST_FORMAT = "parindex/result-list/1"
TAG = "results"


def list_results(call: Call) -> Response:
    """The current results, in the order in which they were kept; the pages of one listing stay consistent."""
    wanted = ResultFilter(
        set_id=call.text("set"),
        edition=call.text("edition"),
        unit_id=call.text("unit"),
        year=call.whole("year"),
        stage=call.text("stage"),
    )
    after, as_of = places_of(call.query, 2) or (0, None)
    page = call.engine.results.page(wanted, after=after, as_of=as_of, limit=call.whole("limit") or 1)
    cursor = None if page.next_after is None else cursor_of([page.next_after, page.as_of], call.query)
    document = {"format": LIST_FORMAT, "items": [summary_document(item) for item in page.items], "next": cursor}
    return link_to_next(json_answer(document, CURRENT), cursor)


def show_result(call: Call) -> Response:
    """The scorecard, byte for byte as it was kept: the sha256 of the body is the hash in the address."""
    stored = _stored(call)
    return answer(Rendered(intact_bytes(stored), stored.hash), IMMUTABLE, Rules.behind(stored))


def show_ledger(call: Call) -> Response:
    """Every row with what it won, lost and why, most lost first, with the next gain."""
    # Next gains are there while the rules are: another generation may have them, or lack them.
    return _derived(call, "ledger", call.engine.results.ledger, CURRENT)


def show_trace(call: Call) -> Response:
    """Points, rule and inputs of every row, in the order of the set."""
    return _derived(call, "trace", call.engine.results.trace)


def show_receipt(call: Call) -> Response:
    """The hashes by which anybody can recompute the result."""
    return _derived(call, "receipt", call.engine.results.receipt)


def verify(call: Call) -> Response:
    """Recompute the result from the submission that was kept, now."""
    stored = _stored(call)
    document = verification_document(stored, call.engine.results.verify(stored.hash))
    return json_answer(document, NEVER_KEPT, Rules.behind(stored))


def _stored(call: Call) -> StoredResult:
    return call.engine.results.result(call.path["hash"])


def _derived(call: Call, kind: str, make: Callable[[str], Mapping[str, object]], cache: str = STEADY) -> Response:
    """A document that follows from the result and the rules; made once in a generation."""
    stored = _stored(call)
    intact_bytes(stored)
    finished = call.host.rendered.value((kind, stored.hash), lambda: rendered(make(stored.hash)))
    return answer(finished, cache, Rules.behind(stored))


SET = Parameter("set", "text", Text("Mã bộ tiêu chí.", "Id of the criteria set."), example="vn.par.department")
EDITION = Parameter("edition", "text", Text("Phiên bản.", "Edition."), example="2022")
YEAR = Parameter("year", "whole", Text("Năm đánh giá.", "Year assessed."), least=1900, most=2200, example="2022")
STAGE = Parameter("stage", "text", Text("Vòng.", "Stage."), example="appraisal")
UNIT = Parameter("unit", "text", Text("Mã đơn vị.", "Id of the unit."), example="vd-so-noi-vu")

OPERATIONS = (
    Operation(
        "listResults",
        "/v1/results",
        list_results,
        TAG,
        Text("Các kết quả hiện hành", "The current results"),
        Text(
            "Kết quả lưu sau cùng của mỗi đơn vị, năm và vòng theo từng bộ tiêu chí.",
            "For each unit, year, stage and criteria set the result that was kept last.",
        ),
        query=(SET, EDITION, YEAR, STAGE, UNIT, LIMIT, CURSOR),
        schema="answers/1#/$defs/resultList",
        refusals=(400, 503),
    ),
    Operation(
        "showResult",
        "/v1/results/{hash}",
        show_result,
        TAG,
        Text("Một bảng điểm", "One scorecard"),
        Text(
            "Không bao giờ đổi: sha256 của nội dung chính là mã băm trong địa chỉ.",
            "Never changes: the sha256 of the body is the hash in the address.",
        ),
        schema="scorecard/1",
        refusals=(404, 503),
    ),
    Operation(
        "showLedger",
        "/v1/results/{hash}/ledger",
        show_ledger,
        TAG,
        Text("Bảng cộng trừ điểm", "The ledger"),
        Text(
            "Từng dòng được bao nhiêu, mất bao nhiêu, vì sao, và bước tăng điểm kế tiếp; mất nhiều xếp trước.",
            "What each row won and lost, why, and its next gain; most lost first.",
        ),
        schema="ledger/1",
        refusals=(404, 503),
    ),
    Operation(
        "showTrace",
        "/v1/results/{hash}/trace",
        show_trace,
        TAG,
        Text("Vết tính điểm", "The trace"),
        Text("Điểm, quy tắc và số liệu của từng dòng.", "Points, rule and inputs of every row."),
        schema="trace/1",
        refusals=(404, 503),
    ),
    Operation(
        "showReceipt",
        "/v1/results/{hash}/receipt",
        show_receipt,
        TAG,
        Text("Biên nhận", "The receipt"),
        Text("Các mã băm để ai cũng tính lại được.", "The hashes by which anybody can recompute the result."),
        schema="receipt/1",
        refusals=(404, 503),
    ),
    Operation(
        "verifyResult",
        "/v1/results/{hash}/verify",
        verify,
        TAG,
        Text("Tính lại và đối chiếu", "Recompute and compare"),
        Text(
            "Tính lại ngay từ phiếu đã lưu; nói cả khi không khớp.",
            "Recomputed at once from the submission that was kept; says so when they differ.",
        ),
        schema="answers/1#/$defs/verification",
        refusals=(404, 503),
    ),
)
