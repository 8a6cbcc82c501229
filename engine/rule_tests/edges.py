"""Generated cases at the edges of a set, with what the engine makes of them; an author reviews them before use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.domain.criteria_set import Node
from engine.domain.facts import Fact
from engine.domain.numbers import brief, in_points
from engine.domain.scorecard import Status
from engine.domain.text import Text
from engine.evaluation.intake import take_in
from engine.loading.cases_file import Case, Expected
from engine.program.program import LeafStep
from engine.rule_tests.case_text import case_text
from engine.rule_tests.drafts import Draft
from engine.rule_tests.leaf_drafts import LeafDrafts
from engine.rule_tests.node_results import REFUSED, NodeResult, leaf_alone
from engine.rule_tests.ownership import owned_by
from engine.rule_tests.running import run_case
from engine.rule_tests.set_under_test import SetUnderTest, figures_of

HEAD: Mapping[str, str] = {
    "vi": (
        "# Ca mẫu sinh tự động quanh các ngưỡng của bộ {name}. Điểm dưới đây là do máy chấm tính ra:\n"
        "# đối chiếu từng ca với văn bản của bộ tiêu chí trước khi giữ lại.\n"
    ),
    "en": (
        "# Cases generated around the edges of the set {name}. The points below are what the engine made of them:\n"
        "# hold each against the text of the criteria before keeping it.\n"
    ),
}
_OPEN: Mapping[str, Text] = {
    str(Status.NOT_ASSESSED): Text("thì chưa đánh giá được", "is not assessed"),
    str(Status.PENDING): Text("thì còn chờ", "is pending"),
    str(Status.NOT_APPLICABLE): Text("thì không áp dụng", "does not apply"),
    REFUSED: Text("thì bị từ chối", "is refused"),
}
"""Results without points of their own."""


@dataclass(frozen=True, slots=True)
class EdgeCase:
    """A generated case, expecting what the engine gave for its leaf."""

    node: Node
    case: Case


def edge_cases(under: SetUnderTest, language: str = "vi") -> Iterator[EdgeCase]:
    """Generated cases of every leaf that these cases answer for, leaf by leaf, none twice."""
    owned = owned_by(under.rules)
    for node in under.rules.leaves():
        if owned.holds(node.id, "rule") or node.id in (owned.fills or {}):
            yield from _of_leaf(under, node, language)


def _of_leaf(under: SetUnderTest, node: Node, language: str) -> Iterator[EdgeCase]:
    seen: set[tuple[str, str]] = set()
    for draft in drafts_of(under, node):
        key = repr(sorted(draft.facts.items())), repr(draft.marks)
        if key not in seen:
            seen.add(key)
            yield EdgeCase(node, _answered(under, draft.case(_declared(under, draft), language), node, language))


def _declared(under: SetUnderTest, draft: Draft) -> Mapping[str, Fact]:
    """What the facts of a draft may be, figures of a field included."""
    scope = draft.profile or under.rules.profiles[0].id, draft.year or under.first_year
    return under.scorer(*scope).compiled.declared


def drafts_of(under: SetUnderTest, node: Node) -> Iterator[Draft]:
    """The drafts of a leaf, under the first profile and year in which it applies."""
    first = under.rules.profiles[0].id, under.first_year
    for profile, year in under.scopes:
        scorer = under.scorer(profile, year)
        at = scorer.program.positions.get(node.id)
        step = scorer.program.steps[at] if at is not None else None
        if not isinstance(step, LeafStep) or step.excluded_by is not None:
            continue
        for draft in LeafDrafts.of(scorer.compiled, node, step).all():
            named = "" if profile == first[0] else profile
            yield replace(draft, profile=named, year=None if year == first[1] else year)
        return


def _answered(under: SetUnderTest, case: Case, node: Node, language: str) -> Case:
    """The case, expecting what the engine gives for the leaf."""
    result = _result(under, case, node)
    points = None if result.status in _OPEN else result.points
    name = f"{case.name} {_comes_to(result, language)}"
    return replace(case, name=name, expect={node.id: Expected(points, result.status, result.rule)})


def _result(under: SetUnderTest, case: Case, node: Node) -> NodeResult:
    """What the engine gives for the leaf of a generated case."""
    if case.marks:
        return run_case(under, replace(case, expect={node.id: Expected(status=REFUSED)})).results[node.id]
    scorer = under.scorer(*under.scope_of(case))
    intake = take_in(scorer.compiled, scorer.program, under.submission(case), figures_of(case, scorer.program))
    return leaf_alone(scorer.program, scorer.program.positions[node.id], intake.facts)


def _comes_to(result: NodeResult, language: str) -> str:
    """What a result is, as the end of the sentence that names the case."""
    if result.status in _OPEN:
        return _OPEN[result.status].said(language)
    amount = in_points(brief(result.points, language), language)
    return f"được {amount}" if language == "vi" else f"earns {amount}"


def edges_document(under: SetUnderTest, language: str = "vi") -> str:
    """The generated cases as the text of a cases file."""
    head = HEAD[language].format(name=under.rules.name)
    lines = [case_text(edge.case) for edge in edge_cases(under, language)]
    return head + "format: parindex/cases/1\ncases:" + ("\n" + "".join(lines) if lines else " []\n")
