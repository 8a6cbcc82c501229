"""What one run gives for a node, as worked cases name it: points, status and rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.scorecard import Status
from engine.evaluation.leaf_telling import rule_name
from engine.evaluation.open_facts import leaf_result
from engine.evaluation.outcome import NOT_APPLICABLE, STATUSES, Outcome
from engine.loading.cases_file import Expected
from engine.program.intervals import Evaluation, Facts
from engine.program.program import LeafStep, Program

TOTAL = "total"
REFUSED = "refused"
"""The status of a node whose mark is not allowed."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What a node has; a penalty carries its sign, as on scorecards."""

    points: Fraction
    status: str
    rule: str = ""

    def answers(self, expected: Expected) -> bool:
        """Whether points, status and rule are those expected, as far as they are named."""
        return (
            expected.points in (None, self.points)
            and expected.status in ("", self.status)
            and expected.rule in ("", self.rule)
        )


OUT = NodeResult(Fraction(0), str(Status.NOT_APPLICABLE))
"""A node that is not in force is not on the scorecard: it does not apply."""


def results_of(program: Program, outcome: Outcome) -> Mapping[str, NodeResult]:
    """The result of every node by id, and of the total."""
    found = {step.id: result_at(program, outcome, at) for at, step in enumerate(program.steps)}
    root = program.root
    below = (*root.node.children, *root.bonus, *root.penalty)
    is_open = any(STATUSES[outcome.statuses[child]].is_open for child in below)
    status = Status.NOT_ASSESSED if is_open else Status.SCORED
    found[TOTAL] = NodeResult(Fraction(outcome.total[0], program.scale), str(status))
    return found


def leaf_alone(program: Program, at: int, facts: Facts) -> NodeResult:
    """The result of one leaf that nobody marked, from facts alone, without the rest of the tree."""
    step = program.steps[at]
    assert isinstance(step, LeafStep)
    if step.excluded_by is not None:
        return OUT
    evaluation = Evaluation({fact.id: fact for fact in program.facts}, facts)
    points, applies, status, rule = leaf_result(step, evaluation)
    if applies == (0, 0):
        points, status = (0, 0), NOT_APPLICABLE
    won = -points[1] if at in program.root.penalty else points[0]
    return NodeResult(Fraction(won, program.scale), str(STATUSES[status]), rule_name(step, rule))


def result_at(program: Program, outcome: Outcome, at: int) -> NodeResult:
    """The result of one step; what is still open is told at its lower end."""
    step = program.steps[at]
    points = -outcome.high[at] if at in program.root.penalty else outcome.low[at]
    return NodeResult(
        Fraction(points, program.scale), str(STATUSES[outcome.statuses[at]]), rule_name(step, outcome.rules[at])
    )
