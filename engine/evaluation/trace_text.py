"""The trace of one unit as finished JSON text: scored and printed in one where all is known, otherwise one by one."""

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from engine.domain.facts import FactType
from engine.domain.numbers import scaled_text
from engine.evaluation.outcome import MISSING, NO_RULE, STATUSES, Outcome
from engine.evaluation.traced_run import MOST_REMEMBERED, FactTexts, TracedRun, quoted
from engine.program.program import LeafStep, Program

FORMAT = "parindex/trace/1"


class Numbers(dict[int, str]):
    """Points as JSON text by their integer; the common ones are made once."""

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def __missing__(self, scaled: int) -> str:
        """The text of an integer not yet seen."""
        text = scaled_text(scaled, self.places)
        if len(self) < MOST_REMEMBERED:
            self[scaled] = text
        return text


class TraceText:
    """Prints traces of one program. Printing functions are generated; their memory is bounded."""

    def __init__(self, program: Program, head: Mapping[str, object]) -> None:
        self.program = program
        self.head = json.dumps({"format": FORMAT, **head}, ensure_ascii=False)[:-1]
        self.facts = {fact.id: fact for fact in program.facts}
        self._names = {fact: f"v{at}" for at, fact in enumerate(self.facts)}
        self._environment: dict[str, Any] = {"N": Numbers(program.places)}

    def scored(self, facts: Mapping[str, object], about: Mapping[str, object]) -> str:
        """The trace of a unit that nobody marked, scored on the way; `about` names the unit, year and stage.

        Raises KeyError or Open where something that matters, or that would be printed, is not known.
        """
        total, leaves = self._run(facts)
        return self._document(total, leaves, about)

    def text(self, facts: Mapping[str, object], outcome: Outcome, about: Mapping[str, object]) -> str:
        """The trace of an outcome, whatever is missing. Open leaves are told with their least points."""
        leaves = self._leaves(facts, outcome.low, outcome.high, outcome.most, outcome.statuses, outcome.rules)
        return self._document(outcome.total[0], leaves, about)

    def _document(self, total: int, leaves: str, about: Mapping[str, object]) -> str:
        said = json.dumps(about, ensure_ascii=False)[1:-1]
        return f'{self.head}, {said}, "total": "{self._environment["N"][total]}", "leaves": [{leaves}]}}'

    @cached_property
    def _run(self) -> Callable[[Mapping[str, object]], tuple[int, str]]:
        return TracedRun(self.program).function()

    @cached_property
    def _leaves(self) -> Callable[..., str]:
        """A function that prints all leaves."""
        reads = [f"{name} = {self._read(fact)}" for fact, name in self._names.items()]
        lines = [f"t{index} = {self._made(index, step)}" for index, step in self.program.leaves()]
        texts = ", ".join(f"{{t{index}}}" for index, _ in self.program.leaves())
        lines = ["def leaves(F, P, H, M, S, R):", *reads, *lines, f"return f'{texts}'"]
        for index, step in self.program.leaves():
            self._environment[f"A{index}"] = _rules_by_status(step)
        exec(compile("\n  ".join(lines) + "\n", "<trace>", "exec"), self._environment)
        return self._environment["leaves"]  # type: ignore[no-any-return]

    def _read(self, fact: str) -> str:
        is_list = self.facts[fact].type is FactType.LIST
        return f"len(F[{fact!r}]) if {fact!r} in F else None" if is_list else f"F.get({fact!r})"

    def _made(self, index: int, step: LeafStep) -> str:
        """An expression that prints a leaf."""
        start = json.dumps({"id": step.id, "method": step.method}, ensure_ascii=False)[:-1]
        start = quoted(start)
        inputs = ", ".join(f"{quoted(json.dumps(fact))}: {self._shown(fact)}" for fact in step.facts)
        maximum, points, lost = self._figures(index)
        figures = f'"maximum": "{{N[{maximum}]}}", "points": "{{N[{points}]}}", "lost": "{{N[{lost}]}}"'
        return f"f'{start}, {{A{index}[S[{index}], R[{index}]]}}, {figures}, \"inputs\": {{{{{inputs}}}}}}}}}'"

    def _figures(self, index: int) -> tuple[str, str, str]:
        """Maximum, points and lost points; bonus and penalty have no maximum of their own."""
        root = self.program.root
        if index in root.bonus:
            return "0", f"P[{index}]", f"-P[{index}]"
        if index in root.penalty:
            return "0", f"-H[{index}]", f"H[{index}]"
        return f"M[{index}]", f"P[{index}]", f"M[{index}] - P[{index}]"

    def _shown(self, fact: str) -> str:
        """An expression that gives the JSON text of a fact."""
        name = self._names[fact]
        self._environment.setdefault(f"Q{name}", FactTexts(self.facts[fact]))
        return f"{{Q{name}[{name}]}}"


def _rules_by_status(step: LeafStep) -> dict[tuple[int, int], str]:
    """Status and rule as JSON text, by their numbers."""
    texts = {}
    for status, title in enumerate(STATUSES):
        for rule, name in [(NO_RULE, ""), (MISSING, "missing_at_close"), *enumerate(step.rules)]:
            texts[status, rule] = f'"status": "{title}", "rule": {json.dumps(name)}'
    return texts
