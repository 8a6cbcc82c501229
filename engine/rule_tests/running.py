"""Worked cases run: facts in, points, status, rule and reason compared exactly with what is expected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.finding import Finding, Severity
from engine.domain.numbers import decimal_text
from engine.domain.scorecard import Scorecard
from engine.domain.source_place import Place
from engine.domain.text import LANGUAGES, Text
from engine.errors import nearest
from engine.evaluation.intake import Intake, take_in
from engine.evaluation.outcome import Outcome
from engine.loading.cases_file import Case, Expected
from engine.rule_tests.node_results import OUT, REFUSED, TOTAL, NodeResult, results_of
from engine.rule_tests.set_under_test import SetUnderTest, WrongFigures, figures_of

MARK_REFUSED = "mark.points"
ANY_WORDS = "…"


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing that did not come out as expected, or a case that cannot be run."""

    node: str
    message: Text
    place: Place


@dataclass(frozen=True, slots=True)
class RanCase:
    """A case that was run: what it took in, what came out by node, and where that is not what it expects.

    `intake` and `outcome` are None where the case could not be scored.
    """

    case: Case
    profile: str
    year: int
    intake: Intake | None
    outcome: Outcome | None
    results: Mapping[str, NodeResult]
    slips: tuple[Slip, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.slips


def run_cases(under: SetUnderTest) -> tuple[RanCase, ...]:
    """Every case of a set, in the order of files and lines."""
    return tuple(run_case(under, case) for case in under.batch.cases)


def run_case(under: SetUnderTest, case: Case) -> RanCase:
    """One case; nothing is raised for a case that does not fit the set, its slips say so."""
    profile, year = under.scope_of(case)
    profiles = [known.id for known in under.rules.profiles]
    if profile not in profiles:
        return RanCase(case, profile, year, None, None, {}, (_unknown(case, "profile", profile, profiles),))
    scorer, submission = under.scorer(profile, year), under.submission(case)
    try:
        figures = figures_of(case, scorer.program)
    except WrongFigures as wrong:
        return RanCase(case, profile, year, None, None, {}, (_wrong_figures(case, wrong),))
    intake = take_in(scorer.compiled, scorer.program, submission, figures)
    errors = [finding for finding in intake.findings if finding.severity is Severity.ERROR]
    if errors:
        return _refused(under, case, intake, errors)
    outcome = scorer.run(intake, closed=False)
    results = results_of(scorer.program, outcome)
    told = any(_names_reason(expected) for expected in case.expect.values())
    card = scorer.with_figures(figures).score(submission) if told else None
    slips = tuple(_slips(under, case, results, card))
    return RanCase(case, profile, year, intake, outcome, results, slips)


def _names_reason(expected: Expected) -> bool:
    return bool(expected.reason.vi or expected.reason.en)


def _refused(under: SetUnderTest, case: Case, intake: Intake, errors: list[Finding]) -> RanCase:
    """A case that cannot be scored: right where it expects just that of a mark."""
    profile, year = under.scope_of(case)
    marks = {case.places.get(f"/marks/{node}", case.place): node for node in case.marks}
    results: dict[str, NodeResult] = {}
    slips = []
    for finding in errors:
        node = marks.get(finding.place, "") if finding.code == MARK_REFUSED else ""
        if node and node in case.expect and case.expect[node].status == REFUSED:
            results[node] = NodeResult(Fraction(0), REFUSED)
        else:
            slips.append(Slip(node, finding.message, finding.place))
    for node, expected in case.expect.items():
        if node not in results and not slips:
            slips.append(_differs(node, expected, "status", REFUSED, expected.status or "scored"))
    return RanCase(case, profile, year, intake, None, results, tuple(slips))


def _slips(
    under: SetUnderTest, case: Case, results: Mapping[str, NodeResult], card: Scorecard | None
) -> Iterator[Slip]:
    for node, expected in case.expect.items():
        if node not in results and node not in under.nodes:
            yield _unknown(case, "node", node, [*under.nodes, TOTAL], expected.place)
            continue
        result = results.get(node, OUT)
        if not result.answers(expected):
            yield from _of_result(node, expected, result)
        if card is not None and _names_reason(expected):
            yield from _of_reason(node, expected, card)


def _of_result(node: str, expected: Expected, result: NodeResult) -> Iterator[Slip]:
    if expected.points is not None and expected.points != result.points:
        yield _differs(node, expected, "points", decimal_text(result.points), decimal_text(expected.points))
    if expected.status and expected.status != result.status:
        yield _differs(node, expected, "status", result.status, expected.status)
    if expected.rule and expected.rule != result.rule:
        yield _differs(node, expected, "rule", result.rule or "–", expected.rule)


def _of_reason(node: str, expected: Expected, card: Scorecard) -> Iterator[Slip]:
    said = {score.id: score.reason for score in (*card.nodes, card.total)}.get(node, Text("", ""))
    for language in LANGUAGES:
        wanted = expected.reason.said(language)
        if wanted and not says(said.said(language), wanted):
            yield _differs(node, expected, "reason", f"“{said.said(language)}”", f"“{wanted}”")


def says(text: str, wanted: str) -> bool:
    """Whether a text is what is wanted, word for word; `…` at an end of `wanted` stands for any words there."""
    middle = wanted.removeprefix(ANY_WORDS).removesuffix(ANY_WORDS)
    if wanted.startswith(ANY_WORDS):
        return middle in text if wanted.endswith(ANY_WORDS) else text.endswith(middle)
    return text.startswith(middle) if wanted.endswith(ANY_WORDS) else text == middle


_NAMES = {
    "points": Text("điểm", "points"),
    "status": Text("trạng thái", "status"),
    "rule": Text("quy tắc", "rule"),
    "reason": Text("lý do", "reason"),
    "profile": Text("nhóm đơn vị", "profile"),
    "node": Text("mục", "node"),
}


def _differs(node: str, expected: Expected, what: str, has: str, wanted: str) -> Slip:
    name = _NAMES[what]
    return Slip(
        node,
        Text(
            f"Mục {node}: {name.vi} là {has}, ca mẫu chờ {wanted}.",
            f"Node {node}: {name.en} {has}, the case expects {wanted}.",
        ),
        expected.place,
    )


def _wrong_figures(case: Case, wrong: WrongFigures) -> Slip:
    listed = ", ".join(wrong.wanted)
    message = Text(
        f"Mục {wrong.node} không so với cả khối, không nêu field cho mục này.",
        f"Node {wrong.node} compares with no field, so the case cannot give one.",
    )
    if wrong.wanted:
        message = Text(
            f"Field của mục {wrong.node} phải nêu đủ và chỉ nêu: {listed}, không quá số chữ số thập phân của mục.",
            f"The field of node {wrong.node} must name all of these and no others, to its own decimals: {listed}.",
        )
    return Slip(wrong.node, message, case.places.get(f"/field/{wrong.node}", case.place))


def _unknown(case: Case, what: str, name: str, known: list[str], place: Place | None = None) -> Slip:
    near, kind = nearest(name, known), _NAMES[what]
    vi, en = (f" Ý bạn là '{near}'?", f" Did you mean '{near}'?") if near else ("", "")
    message = Text(f"Không có {kind.vi} '{name}'.{vi}", f"There is no {kind.en} '{name}'.{en}")
    return Slip(name, message, place or case.places.get(f"/{what}", case.place))
