"""Layers: an edition with all that it lies on as one document, and the proof that its base depends on nothing local."""

from flask import Response

from api.call import Call
from api.operation import Operation
from api.query_parameters import REVISION
from api.representations import CURRENT, Rules, answer, rendered
from engine.domain.text import Text
from engine.loading.criteria_folder import LoadedSet
from engine.services.resolved_document import proof_document, resolved_document

TAG = "criteria"


def show_resolved(call: Call) -> Response:
    """The whole edition; each row tells the layer, file and line in which it was written."""
    loaded = _asked_for(call)
    finished = call.host.rendered.value(
        ("resolved", loaded.content_hash),
        lambda: rendered(resolved_document(loaded)),
    )
    return answer(finished, CURRENT, Rules.of(loaded.checked()))


def show_proof(call: Call) -> Response:
    """What the total by the base alone is made of, for each profile."""
    loaded = _asked_for(call)
    finished = call.host.rendered.value(
        ("proof", loaded.content_hash),
        lambda: rendered(proof_document(loaded, call.engine.overlays.proofs(loaded))),
    )
    return answer(finished, CURRENT, Rules.of(loaded.checked()))


def _asked_for(call: Call) -> LoadedSet:
    return call.engine.overlays.served(call.path["set_id"], call.path["edition"], call.whole("revision"))


OPERATIONS = (
    Operation(
        "showResolved",
        "/v1/criteria-sets/{set_id}/editions/{edition}/resolved",
        show_resolved,
        TAG,
        Text("Bộ tiêu chí cùng mọi lớp của nó", "A criteria set with all its layers"),
        Text(
            "Mỗi mục ghi lớp, tệp và dòng; con số nào được địa phương đặt thì ghi giá trị trước và sau.",
            "Every row tells its layer, file and line; amounts that a local layer set tell both values.",
        ),
        query=(REVISION,),
        schema="resolved-set/1",
        refusals=(404,),
    ),
    Operation(
        "showProof",
        "/v1/criteria-sets/{set_id}/editions/{edition}/proof",
        show_proof,
        TAG,
        Text("Chứng minh điểm theo bộ gốc độc lập", "The proof that the total by the base stands alone"),
        Text(
            "Với mỗi nhóm đơn vị: điểm theo bộ gốc gồm những phép tính, số liệu nào; không có gì của địa phương.",
            "For each profile: the statements and facts of which the total by the base is made, none of them local.",
        ),
        query=(REVISION,),
        schema="national-proof/1",
        refusals=(404,),
    ),
)
