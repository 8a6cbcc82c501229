"""What the engine gives for the example of a method page: the rows of its table, and the points of its picture."""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from docs.pictures.views import VIEWS, Bars, Curve
from engine.domain.finding import Finding
from engine.domain.numbers import brief, decimal_text, exact
from engine.domain.scorecard import NodeScore, Status
from engine.errors import InvalidDocument
from engine.evaluation.field_values import compared_leaves
from engine.evaluation.one_unit import OneUnit
from engine.loading.criteria_folder import LoadedSet, read_set
from engine.loading.submission_file import read_submission_text
from engine.methods.catalogue import METHODS
from engine.program.field import figures_written

PICTURES = Path(__file__).resolve().parent
PAGES = PICTURES.parent / "methods"

FIELD = "; field: "
"""What stands between the facts of a unit and the figures of its field."""

NOTHING = "—"
"""Stands in a table where nothing was given, or nothing is to be told."""

_EXAMPLE = re.compile(r"^```yaml[^\n]*\n(format: parindex/component/1\n.*?)^```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| `([0-9.]+)` \| `([^`|]+)` \|.*\|$", re.MULTILINE)
_HEAD = """format: parindex/criteria-set/1
id: example.method
edition: "1"
revision: 1
status: example
title: {{vi: "Ví dụ", en: "Example"}}
applies_to: {{unit_kinds: [department], years: {{from: 2022}}}}
total: {{max: "{maximum}"}}
missing_at_close: zero
profiles: [{{id: ordinary, title: {{vi: "Chung", en: "All"}}}}]
"""
_SUBMISSION = """format: parindex/submission/1
criteria_set: {{id: example.method, edition: "1"}}
unit: {{id: vi-du, profile: ordinary}}
year: 2022
facts: {{{facts}}}
marks: [{marks}]
"""
_MARK = '{{node: "{node}", points: "{points}", by: "Hội đồng thẩm định", reason: "Đánh giá sản phẩm"}}'


def page_text(method: str) -> str:
    """The page of a method."""
    return (PAGES / f"{method}.md").read_text("utf-8")


@cache
def loaded(method: str) -> LoadedSet:
    """The example of a page as the only component of a set."""
    (component,) = _EXAMPLE.findall(page_text(method))
    maximum = re.search(r'^max: "([^"]+)"$', component, re.MULTILINE)
    assert maximum is not None, f"{method}: the component has no max"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "components").mkdir()
        (folder / "criteria_set.yaml").write_text(_HEAD.format(maximum=maximum[1]), "utf-8")
        (folder / "components" / "01.yaml").write_text(component, "utf-8")
        return read_set(folder)


@cache
def _scorer(method: str) -> OneUnit:
    return OneUnit(loaded(method).compiled_for("ordinary", 2022))


def explained(method: str, node: str, given: str) -> NodeScore:
    """The result of a row for facts as they are written in YAML; `mark: 1.5` stands for a person's mark.

    After `; field: ` stand the figures of the whole field. Raises InvalidDocument when the set does not take them.
    """
    given, _, field = given.partition(FIELD)
    mark = re.fullmatch(r"mark: (\S+)", given)
    marks = _MARK.format(node=node, points=mark[1]) if mark else ""
    text = _SUBMISSION.format(facts="" if mark or given == NOTHING else given, marks=marks)
    found = read_submission_text(text.encode(), "example.yaml")
    (submission,) = found.submissions
    scorer = _scorer(method)
    return (scorer.with_figures(_figures(scorer, node, field)) if field else scorer).explain(submission).node(node)


def _figures(scorer: OneUnit, node: str, field: str) -> dict[str, int]:
    """Figures such as `least 20%, greatest 90%` as the facts by which a row reads them."""
    written = {name: exact(figure) for name, figure in (each.split() for each in field.split(", "))}
    compared = next(found for _, step, found in compared_leaves(scorer.program) if step.id == node)
    return figures_written(compared, written)


def table_row(method: str, node: str, given: str) -> str:
    """A line of the table of a page: what was given, points, rule or status, reason, next gain."""
    try:
        score = explained(method, node, given)
    except InvalidDocument as refused:
        finding = next(each for each in refused.findings if isinstance(each, Finding))
        cells = [NOTHING, f"`{finding.code}`", f"{finding.message.vi}<br>*{finding.message.en}*", NOTHING]
    else:
        gain = score.next_gain
        then = ", ".join(f"{name}: {value}" for name, value in gain.changes.items()) if gain else ""
        what = f"{gain.what.vi}<br>*{gain.what.en}*" if gain else NOTHING
        cells = [
            _points(score),
            _rule(score),
            f"{score.reason.vi}<br>*{score.reason.en}*",
            f"{what}<br>`{then}`" if then else what,
        ]
    return f"| {' | '.join([f'`{node}`', f'`{given}`', *cells])} |"


def _rule(score: NodeScore) -> str:
    """The rule that decided, or the status where none did."""
    if score.status is not Status.SCORED:
        return f"*{score.status}*"
    return f"`{score.rule}`" if score.rule else NOTHING


def _points(score: NodeScore) -> str:
    low, high = score.possible.low, score.possible.high
    return brief(low, "vi") if low == high else f"{brief(low, 'vi')} … {brief(high, 'vi')}"


def with_fresh_table(method: str) -> str:
    """The page with every line of its table as the engine gives it now."""
    return _ROW.sub(lambda row: table_row(method, row[1], row[2]), page_text(method))


def rows(method: str) -> list[tuple[str, str]]:
    """What the table of a page is about: node and facts of every line."""
    return _ROW.findall(page_text(method))


def data(method: str) -> dict[str, object]:
    """The points of the picture of a method, every number as exact text."""
    return {
        "method": method,
        "title": METHODS[method].title.as_mapping(),
        "series": [_series(method, view) for view in VIEWS[method]],
    }


def _series(method: str, view: Curve | Bars) -> dict[str, object]:
    points = list(_along(method, view) if isinstance(view, Curve) else _beside(method, view))
    maximum = explained(method, view.node, NOTHING).maximum
    return {"node": view.node, "title": view.title, "maximum": decimal_text(maximum), "points": points}


def _along(method: str, curve: Curve) -> Iterator[Mapping[str, str]]:
    for at, given in curve.inputs():
        yield _point(method, curve.node, decimal_text(at), given)


def _beside(method: str, bars: Bars) -> Iterator[Mapping[str, str]]:
    for label, given in bars.inputs:
        yield _point(method, bars.node, label, given)


def _point(method: str, node: str, at: str, given: str) -> Mapping[str, str]:
    score = explained(method, node, given)
    return {"at": at, "given": given, "won": decimal_text(score.won), "rule": score.rule or str(score.status)}


def as_text(document: Mapping[str, object]) -> str:
    """A document of points as it is kept: one point a line."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return re.sub(r'\{\s+"at": (.*),\s+"given": (.*),\s+"won": (.*),\s+"rule": (.*)\s+\}', _ONE_LINE, text) + "\n"


_ONE_LINE = r'{"at": \1, "given": \2, "won": \3, "rule": \4}'
