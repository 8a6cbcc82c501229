"""Differences: what changed from one edition or revision of the criteria to another, in words."""

from dataclasses import replace

from flask import Response

from api.call import Call
from api.operation import Operation
from api.query_parameters import REVISION, Parameter
from api.representations import STEADY, Rules, answer, rendered
from engine.domain.text import Text
from engine.results.difference_document import difference_document

TAG = "criteria"


def show_difference(call: Call) -> Response:
    """What changed from the edition `with` to the one in the path."""
    criteria, set_id = call.engine.criteria, call.path["set_id"]
    after = criteria.get(set_id, call.path["edition"], call.whole("revision"))
    before = criteria.get(call.text("with_set") or set_id, str(call.query["with"]), call.whole("with_revision"))
    finished = call.host.rendered.value(
        ("difference", before.content_hash, after.content_hash),
        lambda: rendered(difference_document(call.engine.differences.difference(before, after))),
    )
    return answer(finished, STEADY, Rules.of(after))


WITH = Parameter(
    "with",
    "text",
    Text("Phiên bản cũ để so với.", "The older edition to compare with."),
    required=True,
    example="2021",
)
WITH_SET = Parameter(
    "with_set",
    "text",
    Text("Bộ của phiên bản cũ, khi là bộ khác.", "The set of the older edition, where it is another one."),
    example="vn.par.department",
)
WITH_REVISION = replace(
    REVISION,
    name="with_revision",
    about=Text(
        "Lần sửa đổi của phiên bản cũ; mặc định lần mới nhất.", "Revision of the older edition; by default newest."
    ),
)

OPERATIONS = (
    Operation(
        "showDifference",
        "/v1/criteria-sets/{set_id}/editions/{edition}/diff",
        show_difference,
        TAG,
        Text("Bộ tiêu chí đổi những gì", "What changed in the criteria"),
        Text(
            "Từng thay đổi có loại, chỗ, giá trị cũ, mới và một câu nói; mục được nối theo bảng đối chiếu, nếu không "
            "có thì theo mã.",
            "Every change with its kind, its place, both values and a sentence; nodes are joined by the crosswalk, or "
            "by their ids where there is none.",
        ),
        query=(WITH, WITH_SET, WITH_REVISION, REVISION),
        schema="set-difference/1",
        refusals=(400, 404, 422),
    ),
)
