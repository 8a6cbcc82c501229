"""Rankings: all current results of a set, year and stage, ranked in their groups."""

from dataclasses import replace

from flask import Response

from api.call import Call
from api.operation import Operation
from api.query_parameters import REVISION
from api.representations import CURRENT, Rules, answer, rendered
from api.v1.results import EDITION, SET, STAGE, YEAR
from engine.domain.text import Text
from engine.results.ranking_document import ranking_document
from engine.storage.scorecard_store import ResultFilter

TAG = "results"


def show_ranking(call: Call) -> Response:
    """The ranking of a set for a year and a stage, in its newest edition and revision unless one is named."""
    rules = call.engine.criteria.get(str(call.query["set"]), call.text("edition") or "", call.whole("revision"))
    year, stage = call.whole("year") or 0, str(call.query["stage"])
    results = call.engine.results
    # Whatever is kept moves `as_of` on; until then the ranking is what it was.
    as_of = results.page(ResultFilter(set_hash=rules.content_hash, year=year, stage=stage), limit=1).as_of
    finished = call.host.rendered.value(
        ("ranking", rules.content_hash, str(year), stage, str(as_of)),
        lambda: rendered(ranking_document(rules, results.ranking(rules, year, stage), year, stage)),
    )
    return answer(finished, CURRENT, Rules.of(rules))


OPERATIONS = (
    Operation(
        "showRanking",
        "/v1/rankings",
        show_ranking,
        TAG,
        Text("Bảng xếp hạng", "The ranking"),
        Text(
            "Xếp theo từng nhóm; đơn vị chưa đủ điểm có khoảng hạng, đơn vị không xếp hạng có lý do.",
            "Ranked in groups; units that are not complete have a range of ranks, units not ranked a reason.",
        ),
        query=(
            replace(SET, required=True),
            EDITION,
            REVISION,
            replace(YEAR, required=True),
            replace(STAGE, required=True),
        ),
        schema="ranking/1",
        refusals=(400, 404, 503),
    ),
)
