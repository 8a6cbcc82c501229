"""Scoring and printing in one generated function: the trace of a unit all of whose facts are known.

A leaf whose facts can be few different things has its whole text remembered by them; of the others the rule decides
status and maximum, often the points too, so that only what is left is printed anew.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

from engine.domain.fact_text import as_text
from engine.domain.facts import Fact, FactType
from engine.domain.numbers import divide, scaled_text
from engine.evaluation.leaf_source import on_grids
from engine.evaluation.outcome import NOT_APPLICABLE, NOT_ARISEN, SCORED, STATUSES
from engine.evaluation.program_source import ProgramSource
from engine.evaluation.python_source import RUNTIME
from engine.program import expressions as e
from engine.program.program import LeafStep, Program

MOST_REMEMBERED = 4096
SMALL_RANGE = 64
WHOLE = (FactType.COUNT, FactType.INTEGER, FactType.MONEY)
"""Facts whose integer is what they are printed as."""


class Figures(dict[int, str]):
    """The end of a leaf's head by its points: points and lost, as JSON text. Bounded."""

    def __init__(self, places: int, maximum: int, sign: int) -> None:
        super().__init__()
        self.places, self.maximum, self.sign = places, maximum, sign

    def __missing__(self, points: int) -> str:
        """The text of points not yet seen."""
        text = figures(points, self.maximum, self.places, self.sign)
        if len(self) < MOST_REMEMBERED:
            self[points] = text
        return text


class FactTexts(dict[int | None, str]):
    """A fact as JSON text by its integer, or by the number of its records; null where it is not given. Bounded."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        self.fact = fact

    def __missing__(self, number: int | None) -> str:
        """The text of a value not yet seen."""
        if number is None:
            return "null"
        text = json.dumps(str(number) if self.fact.type is FactType.LIST else as_text(self.fact, number))
        if len(self) < MOST_REMEMBERED:
            self[number] = text
        return text


def figures(points: int, maximum: int, places: int, sign: int) -> str:
    """Points and lost points as JSON text; `sign` 1 and -1 stand for bonus and penalty, which have no maximum."""
    told = points if sign >= 0 else -points
    lost = maximum - told
    return f'"points": "{scaled_text(told, places)}", "lost": "{scaled_text(lost, places)}"'


class TracedRun:
    """Prints and compiles `run(F)`, which gives the total and the text of all leaves; raises KeyError or Open."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.facts = {fact.id: fact for fact in program.facts}
        self.source = ProgramSource(program, told=True)
        self.environment: dict[str, Any] = {**RUNTIME}

    def function(self) -> Callable[[Mapping[str, object]], tuple[int, str]]:
        """The compiled function."""
        body: list[str] = []
        for index, step in self.program.leaves():
            body += self._leaf(index, step)
        texts = ", ".join(f"{{t{index}}}" for index, _ in self.program.leaves())
        text = self.source.text([*body, f"return t, f'{texts}'"])
        self.environment.update(self.source.printer.tables)
        exec(compile(text, f"<trace of {self.program.set_name}>", "exec"), self.environment)
        return self.environment["run"]  # type: ignore[no-any-return]

    def _leaf(self, index: int, step: LeafStep) -> list[str]:
        made = self._text(index, step)
        facts = [self.facts[name] for name in step.facts]
        sizes = [fact.high - fact.low + 1 for fact in facts]
        is_small = facts and all(fact.type is not FactType.LIST for fact in facts) and max(sizes) <= SMALL_RANGE
        if not is_small or prod(sizes) > MOST_REMEMBERED:
            return [f"t{index} = {made}"]
        self.environment[f"C{index}"] = [None] * prod(sizes)
        key = self._place(facts, sizes)
        return [f"t{index} = C{index}[{key}]", f"if t{index} is None: t{index} = C{index}[{key}] = {made}"]

    def _place(self, facts: Sequence[Fact], sizes: Sequence[int]) -> str:
        """The place of a combination of facts, each counted from its lowest value."""
        terms = []
        for at, fact in enumerate(facts):
            name, step = self.source.printer.names[fact.id], prod(sizes[at + 1 :])
            counted = f"({name} - {fact.low})" if fact.low else name
            terms.append(counted if step == 1 else f"{counted} * {step}")
        return " + ".join(terms)

    def _text(self, index: int, step: LeafStep) -> str:
        """An expression that prints a leaf."""
        head = f"{{A{index}[r{index}]}}"
        sign = 1 if index in self.program.root.bonus else -1 if index in self.program.root.penalty else 0
        if step.excluded_by is not None:
            by_rule, head = [], quoted(self._head(step, NOT_APPLICABLE, "", 0, sign))
        else:
            by_rule = [self._of_rule(step, rule, sign) for rule in range(len(step.rules))]
        if by_rule and all(points is not None for _, points in by_rule):
            self.environment[f"A{index}"] = tuple(f"{start}, {points}" for start, points in by_rule)
        elif by_rule:
            self.environment[f"A{index}"] = tuple(start for start, _ in by_rule)
            self.environment[f"D{index}"] = Figures(self.program.places, 0 if sign else step.maximum, sign)
            self.environment[f"E{index}"] = Figures(self.program.places, 0, sign)
            kept = (
                f"D{index}[p{index}]"
                if not step.may_leave
                else f"(D{index} if s{index} != {NOT_APPLICABLE} else E{index})[p{index}]"
            )
            head += f", {{{kept}}}"
        inputs = ", ".join(f"{quoted(json.dumps(fact))}: {self._shown(fact)}" for fact in step.facts)
        return f"f'{head}, \"inputs\": {{{{{inputs}}}}}}}}}'"

    def _of_rule(self, step: LeafStep, rule: int, sign: int) -> tuple[str, str | None]:
        """The head of a leaf under one rule; and its figures where the rule fixes them."""
        status, points = SCORED, None
        if rule == step.not_arisen_rule:
            status, points = NOT_ARISEN, on_grids(step.grids, step.maximum) if step.not_arisen_then == "full" else 0
            status = NOT_APPLICABLE if step.not_arisen_then == "exclude" else status
        elif rule == step.empty_rule:
            status = NOT_APPLICABLE if step.when_empty == "exclude" else status
            points = on_grids(step.grids, step.maximum) if step.when_empty == "full" else 0
        else:
            points = self._fixed(step, rule)
        maximum = 0 if sign or status == NOT_APPLICABLE else step.maximum
        start = self._head(step, status, step.rules[rule], maximum, sign, told=False)
        return start, None if points is None else figures(points, maximum, self.program.places, sign)

    @staticmethod
    def _fixed(step: LeafStep, rule: int) -> int | None:
        """The points under a gate, a level, or a row that gives the same to all; None where they vary."""
        for gate in step.gates:
            if gate.rule == rule:
                return on_grids(step.grids, gate.points)
        row, points = rule - step.first_rule, None
        match step.points:
            case e.Levels(_, levels) if 0 <= row < len(levels):
                points = levels[row]
            case e.Piecewise(_, _, pieces) if 0 <= row < len(pieces) and pieces[row].slope == 0:
                points = divide(pieces[row].offset, pieces[row].divisor)
        if points is None:
            return None
        points = points if step.high is None else min(points, step.high)
        return on_grids(step.grids, points if step.low is None else max(points, step.low))

    def _head(self, step: LeafStep, status: int, rule: str, maximum: int, sign: int, *, told: bool = True) -> str:
        start = json.dumps({"id": step.id, "method": step.method}, ensure_ascii=False)[:-1]
        most = scaled_text(maximum, self.program.places)
        start += f', "status": "{STATUSES[status]}", "rule": {json.dumps(rule)}, "maximum": "{most}"'
        return f"{start}, {figures(0, 0, self.program.places, sign)}" if told else start

    def _shown(self, fact: str) -> str:
        """An expression that gives the JSON text of a fact."""
        name, declared = self.source.printer.names[fact], self.facts[fact]
        size = declared.high - declared.low + 1
        if declared.type is FactType.LIST:
            return f'"{{len({name})}}"'
        if declared.type in WHOLE:
            return f'"{{{name}}}"'
        if size <= SMALL_RANGE:
            texts = tuple(json.dumps(as_text(declared, number)) for number in range(declared.low, declared.high + 1))
            self.environment[f"Q{name}"] = texts
            return f"{{Q{name}[{name} - {declared.low}]}}" if declared.low else f"{{Q{name}[{name}]}}"
        self.environment.setdefault(f"Q{name}", FactTexts(declared))
        return f"{{Q{name}[{name}]}}"


def quoted(text: str) -> str:
    """Text as it stands inside a generated f-string in single quotes."""
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("{", "{{").replace("}", "}}")
