"""The trace of one unit as finished JSON text: the texts of small leaves are remembered, the rest is printed live."""

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from engine.domain.fact_text import as_text
from engine.domain.facts import Fact, FactType
from engine.domain.numbers import scaled_text
from engine.evaluation.outcome import MISSING, NO_RULE, STATUSES, Outcome
from engine.program.program import LeafStep, Program

FORMAT = "parindex/trace/1"
MOST_REMEMBERED = 4096
SMALL_RANGE = 64


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


class FactTexts(dict[int | None, str]):
    """A fact as JSON text by its integer, or by the number of its records; null where it is not given."""

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


class TraceText:
    """Prints traces of one program. Printing functions are generated; their memory is bounded."""

    def __init__(self, program: Program, head: Mapping[str, object]) -> None:
        self.program = program
        self.head = json.dumps({"format": FORMAT, **head}, ensure_ascii=False)[:-1]
        self.facts = {fact.id: fact for fact in program.facts}
        self._names = {fact: f"v{at}" for at, fact in enumerate(self.facts)}
        self._environment: dict[str, Any] = {"N": Numbers(program.places)}

    def text(
        self, facts: Mapping[str, object], outcome: Outcome, about: Mapping[str, object], *, overridden: bool = False
    ) -> str:
        """The trace of a unit; `about` names the unit, year and stage. Open leaves are told with their least points.

        Texts are remembered by their inputs only where these alone decide: not where a person `overridden` a leaf,
        nor where something is open.
        """
        numbers = outcome.low, outcome.high, outcome.most, outcome.statuses, outcome.rules
        by_facts = outcome.is_exact and not overridden and self.facts.keys() <= facts.keys()
        leaves = (self._of_known if by_facts else self._of_some)(facts, *numbers)
        said = json.dumps(about, ensure_ascii=False)[1:-1]
        total = self._environment["N"][outcome.total[0]]
        return f'{self.head}, {said}, "total": "{total}", "leaves": [{leaves}]}}'

    @cached_property
    def _of_known(self) -> Callable[..., str]:
        return self._function(known=True)

    @cached_property
    def _of_some(self) -> Callable[..., str]:
        return self._function(known=False)

    def _function(self, *, known: bool) -> Callable[..., str]:
        """A function that prints all leaves: of units with every fact given (`known`), or of any."""
        body, names = [], []
        for index, step in self.program.leaves():
            body += self._leaf(index, step) if known else [f"t{index} = {self._made(index, step, known=False)}"]
            names.append(f"{{t{index}}}")
        reads = [f"{name} = {self._read(fact, known=known)}" for fact, name in self._names.items()]
        answer = f"return f'{', '.join(names)}'"
        source = "def leaves(F, P, H, M, S, R):\n" + "\n".join("  " + line for line in [*reads, *body, answer]) + "\n"
        environment = self._environment
        for index, step in self.program.leaves():
            environment[f"A{index}"] = _rules_by_status(step)
        exec(compile(source, "<trace>", "exec"), environment)
        return environment["leaves"]  # type: ignore[no-any-return]

    def _read(self, fact: str, *, known: bool) -> str:
        is_list = self.facts[fact].type is FactType.LIST
        if known:
            return f"len(F[{fact!r}])" if is_list else f"F[{fact!r}]"
        return f"len(F[{fact!r}]) if {fact!r} in F else None" if is_list else f"F.get({fact!r})"

    def _leaf(self, index: int, step: LeafStep) -> list[str]:
        made = self._made(index, step, known=True)
        if not self._is_small(step):
            return [f"t{index} = {made}"]
        self._environment[f"C{index}"] = {}
        key = ", ".join(self._names[fact] for fact in step.facts)
        key = f"({key},)" if len(step.facts) != 1 else key
        return [
            f"t{index} = C{index}.get({key})",
            f"if t{index} is None:",
            f"  t{index} = {made}",
            f"  if len(C{index}) < {MOST_REMEMBERED}: C{index}[{key}] = t{index}",
        ]

    def _is_small(self, step: LeafStep) -> bool:
        """Whether few different inputs can occur, so that the text of the whole leaf is worth remembering."""
        facts = [self.facts[name] for name in step.facts]
        return bool(facts) and all(
            fact.type is not FactType.LIST and fact.high - fact.low < SMALL_RANGE for fact in facts
        )

    def _made(self, index: int, step: LeafStep, *, known: bool) -> str:
        """An expression that prints a leaf."""
        start = json.dumps({"id": step.id, "method": step.method}, ensure_ascii=False)[:-1]
        inputs = ", ".join(f"{json.dumps(fact)}: {self._shown(fact, known=known)}" for fact in step.facts)
        start = start.replace("{", "{{").replace("'", "\\'")
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

    def _shown(self, fact: str, *, known: bool) -> str:
        """An expression that gives the JSON text of a fact; whole numbers are printed as they stand."""
        name, declared = self._names[fact], self.facts[fact]
        if known and declared.type in _WHOLE and declared.high - declared.low >= SMALL_RANGE:
            return f'"{{{name}}}"'
        self._environment.setdefault(f"Q{name}", FactTexts(declared))
        return f"{{Q{name}[{name}]}}"


_WHOLE = (FactType.COUNT, FactType.INTEGER, FactType.MONEY)


def _rules_by_status(step: LeafStep) -> dict[tuple[int, int], str]:
    """Status and rule as JSON text, by their numbers."""
    texts = {}
    for status, title in enumerate(STATUSES):
        for rule, name in [(NO_RULE, ""), (MISSING, "missing_at_close"), *enumerate(step.rules)]:
            texts[status, rule] = f'"status": "{title}", "rule": {json.dumps(name)}'
    return texts
