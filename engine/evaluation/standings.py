"""A compact result → what ranking needs, without telling anything."""

from fractions import Fraction

from engine.domain.scorecard import Range
from engine.domain.submission import Submission
from engine.evaluation.classifying import grade_of
from engine.evaluation.outcome import OPEN, Outcome
from engine.program.compiled import CompiledSet
from engine.program.intervals import Interval
from engine.program.program import Program
from engine.results.standing import ComponentStanding, Standing


def index_range(outcome: Outcome) -> Range | None:
    """Points ÷ maximum that applies × 100, exact, as a range; None where nothing applies."""
    (low, high), (least, most) = outcome.total, outcome.maximum
    if most <= 0 or least <= 0:
        return None
    return Range(Fraction(100 * low, most if low >= 0 else least), Fraction(100 * high, least if high >= 0 else most))


def standing(compiled: CompiledSet, program: Program, submission: Submission, outcome: Outcome) -> Standing:
    """The standing of a unit; the same figures as its scorecard has."""
    rules, scale = compiled.criteria_set, program.scale
    points, index = _range(outcome.total, scale), index_range(outcome)
    grade, title = grade_of(rules, compiled.profile.id, index if rules.grades.by == "index" else points)
    is_open = any(status in OPEN for status in outcome.statuses)
    return Standing(
        submission.unit.id,
        submission.unit.name,
        compiled.profile.id,
        compiled.profile.group,
        points,
        Fraction(outcome.maximum[1], scale),
        index,
        not is_open,
        grade,
        title,
        tuple(_component(compiled, program, outcome, at) for at in program.root.node.children),
    )


def _component(compiled: CompiledSet, program: Program, outcome: Outcome, at: int) -> ComponentStanding:
    step, low, most = program.steps[at], outcome.low[at], outcome.most[at]
    decided = outcome.statuses[at] not in OPEN and most > 0
    return ComponentStanding(
        step.id,
        compiled.nodes[step.id].title,
        Fraction(low, program.scale),
        Fraction(most, program.scale),
        Fraction(low, most) if decided else None,
    )


def _range(interval: Interval, scale: int) -> Range:
    return Range(Fraction(interval[0], scale), Fraction(interval[1], scale))
