"""Comparisons: what is kept of two years side by side, of all bodies or in full of one."""

from dataclasses import replace

from flask import Response

from api.call import Call
from api.operation import Operation
from api.query_parameters import Parameter
from api.representations import CURRENT, Rules, answer, rendered
from api.v1.results import EDITION, SET, STAGE, UNIT, YEAR
from engine.domain.criteria_set import CriteriaSet
from engine.domain.text import Text
from engine.results.comparison_document import comparison_document
from engine.services.comparison_service import UnknownUnit
from engine.storage.scorecard_store import ResultFilter

TAG = "results"


def show_comparison(call: Call) -> Response:
    """The comparison of two years of a set and stage, each in the edition that holds then unless one is named."""
    service, results = call.engine.comparisons, call.engine.results
    set_id, stage, unit = str(call.query["set"]), str(call.query["stage"]), call.text("unit")
    sides = [
        (service.rules_of_year(set_id, call.whole(year) or 0, call.text(edition) or ""), call.whole(year) or 0)
        for year, edition in (("previous_year", "previous_edition"), ("year", "edition"))
    ]
    predecessors = call.text("predecessors") or "none"

    def made() -> object:
        before, after = (service.kept(results, rules, year, stage) for rules, year in sides)
        comparison = service.compared(before, after, predecessors=predecessors)  # type: ignore[arg-type]  # a choice
        UnknownUnit.unless_in(comparison, unit)
        return comparison_document(comparison, unit)

    # Whatever is kept moves `as_of` on; until then the comparison is what it was.
    marks = [f"{rules.content_hash} {year} {_as_of(call, rules, year, stage)}" for rules, year in sides]
    key = ("comparison", *marks, stage, unit or "", predecessors)
    return answer(call.host.rendered.value(key, lambda: rendered(made())), CURRENT, Rules.of(sides[1][0]))


def _as_of(call: Call, rules: CriteriaSet, year: int, stage: str) -> int:
    wanted = ResultFilter(set_hash=rules.content_hash, year=year, stage=stage)
    return call.engine.results.page(wanted, limit=1).as_of


PREVIOUS_YEAR = replace(
    YEAR, name="previous_year", about=Text("Năm trước để so.", "The earlier year."), required=True, example="2021"
)
PREVIOUS_EDITION = replace(
    EDITION,
    name="previous_edition",
    about=Text(
        "Phiên bản của năm trước; mặc định bản áp dụng năm ấy.", "Edition of the earlier year; by default its own."
    ),
    example="2021",
)
PREDECESSORS = Parameter(
    "predecessors",
    "choice",
    Text("Năm trước của đơn vị hợp nhất; mặc định không có.", "Earlier figure of merged bodies; by default none."),
    choices=("none", "mean", "weighted"),
    example="none",
)

OPERATIONS = (
    Operation(
        "showComparison",
        "/v1/comparisons",
        show_comparison,
        TAG,
        Text("So hai năm", "Two years compared"),
        Text(
            "Chỉ số, hạng, chỉ số thành phần và tiêu chí tăng, giảm, theo bảng đối chiếu; điều không so được có lý do. "
            "Với unit: trọn một đơn vị, so với trung bình các đơn vị.",
            "Index, rank, components and criteria that rose or fell, by the crosswalk; what cannot be compared has its "
            "reason. With unit: one body in full, against the mean of the units.",
        ),
        query=(
            replace(SET, required=True),
            replace(YEAR, required=True),
            PREVIOUS_YEAR,
            replace(STAGE, required=True),
            UNIT,
            EDITION,
            PREVIOUS_EDITION,
            PREDECESSORS,
        ),
        schema="comparison/1",
        refusals=(400, 404, 422, 503),
    ),
)
