"""A program: steps of leaves and nodes, and which leaves facts alone can take out of the maximum."""

import pytest

from engine.program.expressions import ONE, ZERO
from engine.program.program import LeafStep
from tests.support.written_rows import row

STEP = LeafStep("1", 100, 0, 100, "appraisal", "choice", ONE, ("a",))


@pytest.mark.parametrize(
    ("more", "leaves"),
    [
        ({}, False),
        ({"not_arisen": ZERO, "not_arisen_then": "full"}, False),
        ({"not_arisen": ZERO, "not_arisen_then": "exclude"}, True),
        ({"empty": ZERO, "when_empty": "zero"}, False),
        ({"empty": ZERO, "when_empty": "exclude"}, True),
        ({"when_empty": "exclude"}, False),
    ],
)
def test_a_leaf_may_leave_where_its_rule_says_exclude(more, leaves):
    values = {name: getattr(STEP, name) for name in STEP.__slots__}
    assert LeafStep(**{**values, **more}).may_leave is leaves


def test_the_leaves_of_a_program_come_with_their_positions():
    program = row(
        'method: judgement\nrule: {min: "0", max: "2", step: "0.5"}\n',
    ).unit.program
    assert [(index, step.id) for index, step in program.leaves()] == [(0, "1")]
    assert program.positions == {"1": 0}
    assert program.scale == 1_000_000
