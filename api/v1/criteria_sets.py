"""Criteria sets: the list, the editions of one, a whole edition, one criterion."""

from flask import Response

from api.call import Call
from api.operation import Operation
from api.page_cursor import CURSOR, LIMIT, cursor_of, places_of
from api.query_parameters import REVISION
from api.representations import CURRENT, Rules, answer, json_answer, link_to_next, rendered
from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.text import Text
from engine.services.criteria_service import CriteriaService
from engine.services.criterion_document import criterion_document, step_document, way_to
from engine.services.set_document import edition_document, set_document

LIST_FORMAT = "parindex/set-list/1"
EDITIONS_FORMAT = "parindex/edition-list/1"
TAG = "criteria"


def list_sets(call: Call) -> Response:
    """Every set that is served, a page at a time, by id and then from the oldest edition and revision to the newest."""
    served = call.engine.criteria.sets()
    start = (places_of(call.query, 1) or [0])[0]
    end = start + (call.whole("limit") or 1)
    cursor = cursor_of([end], call.query) if end < len(served) else None
    document = {"format": LIST_FORMAT, "items": [_listed(rules, call) for rules in served[start:end]], "next": cursor}
    return link_to_next(json_answer(document, CURRENT), cursor)


def list_editions(call: Call) -> Response:
    """The editions of one set and their revisions, the newest named besides."""
    set_id = call.path["set_id"]
    newest = call.engine.criteria.get(set_id)
    editions = [rules for rules in call.engine.criteria.sets() if rules.id == set_id]
    document = {
        "format": EDITIONS_FORMAT,
        "id": newest.id,
        "title": newest.title.as_mapping(),
        "newest": _address(newest),
        "items": [_listed(rules, call) for rules in editions],
    }
    return json_answer(document, CURRENT)


def show_edition(call: Call) -> Response:
    """A whole edition: the tree and everything declared around it."""
    criteria, rules = call.engine.criteria, _asked_for(call)
    finished = call.host.rendered.value(
        ("set", rules.content_hash),
        lambda: rendered(set_document(rules, criteria.findings(rules))),
    )
    return answer(finished, CURRENT, Rules.of(rules))


def show_criterion(call: Call) -> Response:
    """One node with its facts, the texts that it cites, and the way to it."""
    criteria, rules = call.engine.criteria, _asked_for(call)
    node = criteria.node(rules, call.path["node_id"])
    finished = call.host.rendered.value(
        ("criterion", rules.content_hash, node.id),
        lambda: rendered(_criterion(rules, node, criteria)),
    )
    return answer(finished, CURRENT, Rules.of(rules))


def _asked_for(call: Call) -> CriteriaSet:
    return call.engine.criteria.get(call.path["set_id"], call.path["edition"], call.whole("revision"))


def _address(rules: CriteriaSet) -> str:
    """Where the newest revision of an edition is found."""
    return f"/v1/criteria-sets/{rules.id}/editions/{rules.edition}"


def _revision_asked(rules: CriteriaSet, criteria: CriteriaService) -> str:
    """What an address needs besides to lead to a revision that a newer one has followed."""
    return "" if criteria.is_newest(rules) else f"?revision={rules.revision}"


def _listed(rules: CriteriaSet, call: Call) -> dict[str, object]:
    return edition_document(rules) | {"href": _address(rules) + _revision_asked(rules, call.engine.criteria)}


def _criterion(rules: CriteriaSet, node: Node, criteria: CriteriaService) -> dict[str, object]:
    asked = _revision_asked(rules, criteria)
    above = [
        step_document(one) | {"href": f"{_address(rules)}/criteria/{one.id}{asked}"} for one in way_to(rules, node)
    ]
    return criterion_document(rules, node, criteria.findings(rules)) | {"above": above}


OPERATIONS = (
    Operation(
        "listCriteriaSets",
        "/v1/criteria-sets",
        list_sets,
        TAG,
        Text("Các bộ tiêu chí đang phục vụ", "The criteria sets that are served"),
        query=(LIMIT, CURSOR),
        schema="answers/1#/$defs/setList",
        refusals=(400,),
    ),
    Operation(
        "listEditions",
        "/v1/criteria-sets/{set_id}",
        list_editions,
        TAG,
        Text("Các phiên bản của một bộ tiêu chí", "The editions of a criteria set"),
        schema="answers/1#/$defs/editionList",
        refusals=(404,),
    ),
    Operation(
        "showEdition",
        "/v1/criteria-sets/{set_id}/editions/{edition}",
        show_edition,
        TAG,
        Text("Trọn một bộ tiêu chí", "A whole criteria set"),
        Text(
            "Cây tiêu chí, cách chấm, số liệu, văn bản pháp lý, nhóm đơn vị, nguồn gốc từng dòng và kết quả kiểm tra.",
            "The tree, methods and rules, facts, legal texts, profiles, where each row comes from, and the findings.",
        ),
        query=(REVISION,),
        schema="set/1",
        refusals=(404,),
    ),
    Operation(
        "showCriterion",
        "/v1/criteria-sets/{set_id}/editions/{edition}/criteria/{node_id}",
        show_criterion,
        TAG,
        Text("Một tiêu chí", "One criterion"),
        Text(
            "Tiêu chí ở bất kỳ cấp nào, cùng số liệu phải khai và văn bản được viện dẫn.",
            "A node of any depth, with the facts that it asks for and the texts that it cites.",
        ),
        query=(REVISION,),
        schema="answers/1#/$defs/criterion",
        refusals=(404,),
    ),
)
