"""A submission taken in against a compiled set: facts, marks and exclusions, or all that is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.criteria_set import CriteriaSet
from engine.domain.finding import Finding, error
from engine.domain.numbers import brief
from engine.domain.source_place import Place
from engine.domain.submission import Mark, Submission, UnitExclusion
from engine.errors import nearest
from engine.evaluation.facts import Bound, FactReader
from engine.evaluation.outcome import NO_OVERRIDES, Overrides
from engine.program.compiled import CompiledSet
from engine.program.program import LeafStep, Program


@dataclass(frozen=True, slots=True)
class Intake:
    """What scoring runs on; with errors among `findings` nothing may be scored.

    `marked` and `excluded` are by leaf id: what a person decided, and why.
    """

    facts: Mapping[str, Bound]
    overrides: Overrides
    marked: Mapping[str, Mark]
    excluded: Mapping[str, UnitExclusion]
    findings: tuple[Finding, ...]


def take_in(
    compiled: CompiledSet, program: Program, submission: Submission, figures: Mapping[str, int] | None = None
) -> Intake:
    """Check and bind a submission; all findings at once. `figures` are those of its field, where that is complete."""
    reader = FactReader(compiled.criteria_set.facts, submission)
    facts: dict[str, Bound] = {**reader.read(), **(figures or {})}
    findings = [*reader.findings, *scope_findings(compiled.criteria_set, submission)]
    marked = _marks(compiled, program, submission, findings)
    excluded = _exclusions(compiled, program, submission, findings)
    overrides = NO_OVERRIDES
    if marked or excluded:
        scale = program.scale
        overrides = Overrides(
            {program.positions[node]: int(mark.points * scale) for node, mark in marked.items()},
            frozenset(program.positions[node] for node in excluded),
        )
    return Intake(facts, overrides, marked, excluded, tuple(findings))


def scope_findings(rules: CriteriaSet, submission: Submission) -> Iterator[Finding]:
    """What keeps a set from answering for a submission: another set, another kind of unit, another year."""
    # Which edition answers is for the caller to say: what is in force may not be the edition that was filled in.
    if submission.set_id != rules.id:
        yield error(
            "submission.other-set",
            submission.place_of("/criteria_set"),
            f"Phiếu này thuộc bộ {submission.set_id}, không phải {rules.id}.",
            f"The submission is for {submission.set_id}, not {rules.id}.",
        )
    if submission.unit.kind and rules.unit_kinds and submission.unit.kind not in rules.unit_kinds:
        yield error(
            "submission.unit-kind",
            submission.place_of("/unit/kind"),
            f"Bộ tiêu chí không áp dụng cho loại đơn vị '{submission.unit.kind}'.",
            f"The set does not apply to units of kind '{submission.unit.kind}'.",
            f"Áp dụng cho: {', '.join(rules.unit_kinds)}.",
            f"It applies to: {', '.join(rules.unit_kinds)}.",
        )
    if not rules.years.holds("", submission.year):
        yield error(
            "submission.year",
            submission.place_of("/year"),
            f"Bộ tiêu chí không áp dụng cho năm {submission.year}.",
            f"The set does not apply to the year {submission.year}.",
            f"Bộ này áp dụng cho năm {rules.years.told}; chọn bản của năm đó hoặc sửa năm.",
            f"It applies to {rules.years.told}; choose the edition of that year or mend the year.",
        )


def _marks(compiled: CompiledSet, program: Program, submission: Submission, findings: list[Finding]) -> dict[str, Mark]:
    marked: dict[str, Mark] = {}
    for at, mark in enumerate(submission.marks):
        pointer = f"/marks/{at}"
        node = compiled.nodes.get(mark.node)
        if node is None or not node.is_leaf:
            place = submission.place_of(f"{pointer}/node")
            findings.append(no_such_node(compiled, mark.node, place, leaves_only=True))
        elif mark.node in marked:
            findings.append(_twice(mark.node, submission, pointer))
        elif (
            refused := mark_finding(program, node.id, mark.points, submission.place_of(f"{pointer}/points"))
        ) is not None:
            findings.append(refused)
        else:
            marked[mark.node] = mark
    return marked


def mark_finding(program: Program, node_id: str, points: Fraction, place: Place) -> Finding | None:
    """What is wrong with the points of a mark; None when it may stand."""
    problem = _mark_problem(program, node_id, points)
    if problem is None:
        return None
    return error(
        "mark.points",
        place,
        f"Điểm chấm {brief(points, 'vi')} cho {node_id} không hợp lệ: {problem[0]}.",
        f"The mark {brief(points, 'en')} for {node_id} is not allowed: {problem[1]}.",
    )


def _mark_problem(program: Program, node_id: str, points: Fraction) -> tuple[str, str] | None:
    """What is wrong with a mark, in both languages; None when it may stand."""
    scaled = points * program.scale
    if scaled.denominator != 1:
        return "quá nhiều chữ số thập phân", "too many decimals"
    step = program.steps[program.positions[node_id]]
    assert isinstance(step, LeafStep)
    low, high, unit = step.marks or (step.low, step.high, 0)
    inside = (low is None or scaled >= low) and (high is None or scaled <= high)
    if inside and (not unit or (scaled - (low or 0)) % unit == 0):
        return None
    told = [_range_text(low, high, unit, program.scale, language) for language in ("vi", "en")]
    return told[0], told[1]


def _range_text(low: int | None, high: int | None, unit: int, scale: int, language: str) -> str:
    vi = language == "vi"
    words = []
    if low is not None:
        words.append(("từ " if vi else "from ") + brief(Fraction(low, scale), language))
    if high is not None:
        words.append(("đến " if vi else "to ") + brief(Fraction(high, scale), language))
    if unit:
        words.append((", bước " if vi else " in steps of ") + brief(Fraction(unit, scale), language))
    return ("cần " if vi else "it must be ") + " ".join(words).replace(" ,", ",").replace("  ", " ")


def _exclusions(
    compiled: CompiledSet, program: Program, submission: Submission, findings: list[Finding]
) -> dict[str, UnitExclusion]:
    """What does not apply to the unit; a node of the set that is not in force has nothing to leave out."""
    excluded: dict[str, UnitExclusion] = {}
    everywhere = {node.id for node in compiled.criteria_set.walk()} if submission.exclusions else set()
    for at, exclusion in enumerate(submission.exclusions):
        node = compiled.nodes.get(exclusion.node)
        if node is None:
            if exclusion.node in everywhere:
                continue
            place = submission.place_of(f"/exclusions/{at}/node")
            findings.append(no_such_node(compiled, exclusion.node, place, leaves_only=False))
            continue
        for below in node.walk():
            if below.id in program.positions:
                excluded.setdefault(below.id, exclusion)
    return excluded


def no_such_node(compiled: CompiledSet, name: str, place: Place, *, leaves_only: bool) -> Finding:
    """A mark or an exclusion names a node that the set does not have for the unit."""
    known = [node.id for node in compiled.nodes.values() if node.is_leaf or not leaves_only]
    near = nearest(name, known)
    return error(
        "submission.unknown-node",
        place,
        f"Bộ tiêu chí không có {'tiêu chí chấm điểm' if leaves_only else 'mục'} '{name}' cho đơn vị này.",
        f"The set has no {'scored row' if leaves_only else 'node'} '{name}' for this unit.",
        f"Ý bạn là '{near}'?" if near else "",
        f"Did you mean '{near}'?" if near else "",
    )


def _twice(name: str, submission: Submission, pointer: str) -> Finding:
    return error(
        "mark.twice",
        submission.place_of(f"{pointer}/node"),
        f"'{name}' được chấm hai lần.",
        f"'{name}' is marked twice.",
        "Giữ một lần chấm.",
        "Keep one mark.",
    )


def no_such_profile(rules: CriteriaSet, name: str, place: Place) -> Finding:
    """A unit is said to be of a profile that the set does not have."""
    known = ", ".join(profile.id for profile in rules.profiles)
    return error(
        "submission.profile",
        place,
        f"Không có nhóm đơn vị '{name}'.",
        f"There is no profile '{name}'.",
        f"Hiện có: {known}.",
        f"Known: {known}.",
    )


def stands_twice(what: str, place: Place, first: Place) -> Finding:
    """Something stands at `place` that stood at `first` already."""
    return error(
        "submission.double",
        place,
        f"'{what}' đã có ở {first}.",
        f"'{what}' stands already at {first}.",
        "Giữ lại một trong hai.",
        "Keep one of the two.",
    )
