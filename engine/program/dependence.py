"""What a program depends on: the statements that its total is made of, and the facts that these read."""

from dataclasses import dataclass

from engine.program.program import NodeStep, Program, Step
from engine.program.reading import facts_of


@dataclass(frozen=True, slots=True)
class Dependence:
    """The statements that the total of a program is made of, in the order of the program, and the facts they read."""

    statements: tuple[Step, ...]
    facts: frozenset[str]


def dependence(program: Program) -> Dependence:
    """Walk from the total down: components, bonus and penalty, and whatever each of them is made of."""
    root = program.root
    waiting = [*root.node.children, *root.bonus, *root.penalty]
    reached: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index not in reached:
            reached.add(index)
            step = program.steps[index]
            waiting += step.children if isinstance(step, NodeStep) else ()
    statements = tuple(program.steps[index] for index in sorted(reached))
    return Dependence(statements, frozenset(fact for step in statements for fact in facts_of(step)))
