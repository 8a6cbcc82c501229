"""Evaluations: a submission is scored for anybody, and kept for who has a key."""

from dataclasses import replace

from flask import Response, request

from api.call import Call, Rendered
from api.operation import JSON, YAML, Body, Operation
from api.query_parameters import REVISION, Parameter
from api.representations import NEVER_KEPT, Rules, answer
from api.request_body import check_idempotency_key, read_body, see_that_it_is_bounded
from api.rules_in_force import AS_OF, IN_FORCE, ON, clocks_of, with_act
from engine.domain.activation import Activation
from engine.domain.finding import error, has_errors
from engine.domain.submission import Submission
from engine.domain.text import Text
from engine.errors import InvalidDocument, UnknownCriteriaSet
from engine.loading.criteria_folder import LoadedSet
from engine.loading.submission_file import read_submission_text
from engine.services.index_feeding import feed
from engine.services.index_feeding import kept as kept_indices

TAG = "results"
SCOPE = "evaluate:store"
MEDIA = (JSON, YAML)
STORED = "stored"
_NAMES = {JSON: "body.json", YAML: "body.yaml"}


def evaluate(call: Call) -> Response:
    """Score the submission in the body; keep it where that was asked for."""
    check_idempotency_key(request)
    body, media = read_body(request, MEDIA, call.host.limits)
    submission = _submission(body, _NAMES[media])
    see_that_it_is_bounded(submission, call.host.limits)
    loaded, act = _rules_for(submission, call)
    if call.text("feed") == STORED:
        (submission,) = feed([submission], kept_indices(call.engine.results), lambda _: loaded)
    scored = call.engine.scoring.score(submission, loaded)
    rules = Rules.of(loaded.checked())
    if call.truth("store"):
        (kept,) = call.engine.keeping.keep([scored])
        response = answer(Rendered(kept.document.encode(), kept.hash), NEVER_KEPT, rules)
        response.status_code = 201
        response.headers["Location"] = f"/v1/results/{kept.hash}"
    else:
        response = answer(Rendered(scored.canonical, scored.card.hash), NEVER_KEPT, rules)
    response.headers["Result-Hash"] = scored.card.hash
    response.set_etag(scored.card.hash)
    return with_act(response, act)


def _submission(body: bytes, name: str) -> Submission:
    batch = read_submission_text(body, name)
    if has_errors(batch.findings) or len(batch.submissions) != 1:
        raise InvalidDocument(
            "Phiếu gửi lên có lỗi; chưa chấm và chưa ghi gì.",
            "The submission has errors; nothing was scored or kept.",
            hint_vi="Sửa từng lỗi trong `errors`; lược đồ ở /v1/schemas/submission/1.",
            hint_en="Mend each of `errors`; the schema is at /v1/schemas/submission/1.",
            findings=batch.findings,
        )
    return batch.submissions[0]


def _rules_for(submission: Submission, call: Call) -> tuple[LoadedSet, Activation | None]:
    """The rules that the submission names, or those in force and the act that put them there."""
    clocks = clocks_of(call)
    if clocks is None:
        return _set_of(submission, call), None
    found = call.engine.in_force.rules_for([submission], clocks)
    return found.of(submission), found.acts[0]


def _set_of(submission: Submission, call: Call) -> LoadedSet:
    """The set that the submission names; one that is unknown is here a fault of the document, not of the address."""
    try:
        return call.engine.scoring.named(submission, call.whole("revision"))
    except UnknownCriteriaSet as unknown:
        place = submission.place_of("/criteria_set")
        hints = () if unknown.findings else (unknown.hint_vi, unknown.hint_en)
        raise InvalidDocument(
            unknown.vi,
            unknown.en,
            hint_vi="Các bộ tiêu chí đang phục vụ: /v1/criteria-sets.",
            hint_en="The sets that are served: /v1/criteria-sets.",
            findings=[error("submission.unknown-set", place, unknown.vi, unknown.en, *hints)],
        ) from None


STORE = Parameter(
    "store",
    "truth",
    Text(
        f"true: lưu kết quả; cần khóa API có quyền {SCOPE}.",
        f"true: keep the result; needs an API key with the scope {SCOPE}.",
    ),
    example="false",
)

FEED = Parameter(
    "feed",
    "choice",
    Text(
        "stored: số liệu có `from_index` mà phiếu chưa nêu lấy từ kết quả đã lưu của bộ kia, cùng đơn vị và năm.",
        "stored: facts with `from_index` that are not given come from the kept result of the other set, of the same "
        "unit and year.",
    ),
    choices=(STORED,),
    example=STORED,
)

OPERATIONS = (
    Operation(
        "evaluate",
        "/v1/evaluations",
        evaluate,
        TAG,
        Text("Chấm một phiếu", "Score a submission"),
        Text(
            "Ai cũng chấm được trong giới hạn; trả về bảng điểm, mã băm ở Result-Hash. Với store=true kết quả được "
            "lưu và trả 201 cùng Location. Lưu hai lần cùng một phiếu vẫn là một kết quả, nên gửi lại là an toàn. "
            "Với in_force=true, bộ đang có hiệu lực thay cho bản mà phiếu nêu; Act-In-Force cho biết quyết định nào.",
            "Anybody may score within the limits; the answer is the scorecard, its hash in Result-Hash. With "
            "store=true the result is kept and the answer is 201 with a Location. Keeping one submission twice is "
            "still one result, so that it is safe to send it again. With in_force=true the set in force counts and not "
            "the edition named; Act-In-Force tells which act that was.",
        ),
        method="POST",
        query=(STORE, replace(REVISION, not_with=IN_FORCE.name), FEED, IN_FORCE, ON, AS_OF),
        schema="scorecard/1",
        body=Body(MEDIA, "submission/1", Text("Phiếu tự đánh giá", "A submission")),
        scope=SCOPE,
        scope_when="store",
        refusals=(400, 401, 403, 409, 411, 413, 415, 422, 503),
    ),
)
