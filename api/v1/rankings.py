"""Rankings: all current results of a set, year and stage, ranked in their groups."""

from dataclasses import replace

from flask import Response

from api.call import Call
from api.operation import Operation
from api.query_parameters import REVISION, Parameter
from api.representations import ASKED_AGAIN, CURRENT, Rules, answer, rendered
from api.rules_in_force import AS_OF, IN_FORCE, ON, clocks_of, with_act
from api.v1.results import EDITION, SET, STAGE, YEAR
from engine.domain.activation import Activation
from engine.domain.criteria_set import CriteriaSet
from engine.domain.text import Text
from engine.results.ranking_document import ranking_document
from engine.storage.scorecard_store import ResultFilter

TAG = "results"


def show_ranking(call: Call) -> Response:
    """The ranking for a year and a stage: of the set in force, or of one by its name."""
    rules, act = _rules(call)
    year, stage = call.whole("year") or 0, str(call.query["stage"])
    results = call.engine.results
    # Whatever is kept moves `as_of` on; until then the ranking is what it was.
    as_of = results.page(ResultFilter(set_hash=rules.content_hash, year=year, stage=stage), limit=1).as_of
    finished = call.host.rendered.value(
        ("ranking", rules.content_hash, str(year), stage, str(as_of)),
        lambda: rendered(ranking_document(rules, results.ranking(rules, year, stage), year, stage)),
    )
    return with_act(answer(finished, ASKED_AGAIN if act else CURRENT, Rules.of(rules)), act)


def _rules(call: Call) -> tuple[CriteriaSet, Activation | None]:
    """The set in force with its act; or the set named, its newest edition and revision unless one is named too."""
    clocks = clocks_of(call)
    if clocks is None:
        named = str(call.query["set"]), call.text("edition") or "", call.whole("revision")
        return call.engine.criteria.get(*named), None
    act, loaded = call.engine.in_force.standing(call.whole("year") or 0, str(call.query["unit_kind"]), clocks)
    return loaded.checked(), act


UNIT_KIND = Parameter(
    "unit_kind",
    "text",
    Text("Với in_force=true: loại đơn vị.", "With in_force=true: the kind of unit."),
    required=True,
    only_with=IN_FORCE.name,
    example="department",
)


SET_UNLESS_IN_FORCE = Text(
    "Mã bộ tiêu chí; cần nêu khi không có in_force=true.", "Id of the criteria set; needed unless in_force=true."
)

OPERATIONS = (
    Operation(
        "showRanking",
        "/v1/rankings",
        show_ranking,
        TAG,
        Text("Bảng xếp hạng", "The ranking"),
        Text(
            "Xếp theo từng nhóm; đơn vị chưa đủ điểm có khoảng hạng, đơn vị không xếp hạng có lý do. Với in_force=true "
            "là bộ đang có hiệu lực cho năm và loại đơn vị: không nêu set, edition, revision.",
            "Ranked in groups; units that are not complete have a range of ranks, units not ranked a reason. With "
            "in_force=true it is the set in force for the year and kind of unit: set, edition and revision stay out.",
        ),
        query=(
            replace(SET, required=True, not_with=IN_FORCE.name, about=SET_UNLESS_IN_FORCE),
            replace(EDITION, not_with=IN_FORCE.name),
            replace(REVISION, not_with=IN_FORCE.name),
            replace(YEAR, required=True),
            replace(STAGE, required=True),
            IN_FORCE,
            UNIT_KIND,
            ON,
            AS_OF,
        ),
        schema="ranking/1",
        refusals=(400, 404, 409, 503),
    ),
)
