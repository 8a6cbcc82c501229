"""A whole program as one Python function: leaves, nodes, total."""

import re
from collections.abc import Callable, Iterable, Sequence
from math import lcm
from typing import Any

from engine.evaluation.leaf_source import LeafSource
from engine.evaluation.outcome import NO_RULE, NOT_APPLICABLE, SCORED
from engine.evaluation.python_source import RUNTIME, Printer, gridded
from engine.program.program import GateStep, LeafStep, NodeStep, Program

_LOCAL_FACT = re.compile(r"\bf\d+\b")


class ProgramSource:
    """Prints `run(F)`, or `run(F, X, K)` where a person may have `overridden` leaves.

    It gives the points of all steps and the total; with `told` also maxima, statuses and rules. `F` holds the facts,
    `X` the leaves that do not apply to the unit, `K` the marks by leaf.

    A step is *fixed* when it applies whatever the facts are; then its maximum is a number in the source.
    """

    def __init__(self, program: Program, *, told: bool, overridden: bool = False) -> None:
        self.program, self.told, self.overridden = program, told, overridden
        self.printer = Printer({fact.id: fact for fact in program.facts})
        self.fixed: dict[int, int | None] = {}
        self.gone: set[int] = set()
        self.asked = _asked(program, overridden=overridden)
        self.body: list[str] = []

    def text(self, answer: Sequence[str] = ()) -> str:
        """The source of the function; `answer`: the lines that end it, by default all results."""
        for index, step in enumerate(self.program.steps):
            if isinstance(step, LeafStep):
                self._leaf(index, step)
            else:
                self._node(str(index), index, step)
        self._root()
        self.body += answer or [self._answer()]
        used = set(_LOCAL_FACT.findall("\n".join(self.body)))
        facts = [f"{name} = F[{fact!r}]" for fact, name in self.printer.names.items() if name in used]
        head = "def run(F, X, K):\n" if self.overridden else "def run(F):\n"
        return head + "\n".join("  " + line for line in [*facts, *self.body]) + "\n"

    def function(self) -> Callable[..., Any]:
        """The compiled function."""
        environment: dict[str, Any] = {**RUNTIME}
        source = self.text()
        environment.update(self.printer.tables)
        exec(compile(source, f"<{self.program.set_name}>", "exec"), environment)
        return environment["run"]  # type: ignore[no-any-return]

    def _leaf(self, index: int, step: LeafStep) -> None:
        if step.excluded_by is not None:
            self.gone.add(index)
            self.fixed[index] = None
            return
        leaf = LeafSource(
            self.printer, index, step, told=self.told, asked=index in self.asked, overridden=self.overridden
        )
        self.fixed[index] = None if leaf.varies else step.maximum
        self.body += leaf.lines()

    def _maximum(self, index: int) -> str:
        fixed = self.fixed[index]
        return str(fixed) if fixed is not None else f"m{index}"

    def _node(self, name: str, index: int | None, step: NodeStep) -> None:
        """Lines for a node; children that may leave are asked at run time."""
        here = [child for child in step.children if child not in self.gone]
        fixed = self._combined(name, step, here)
        if index is None:
            return
        self.fixed[index] = fixed
        if fixed is None and not here and step.when_empty == "not_applicable":
            self.gone.add(index)
            return
        sure = fixed is not None or any(self.fixed[child] is not None for child in here)
        rule = self._held(name, step, self._maximum(index), sure=sure)
        self.body += gridded(f"p{name}", step.grids)
        if self.overridden:
            self.body.append(f"if {index} in X: p{name} = m{name} = 0; a{name} = False; r{name} = {NO_RULE}")
        if self.told:
            applies = SCORED if fixed is not None else f"{SCORED} if a{name} else {NOT_APPLICABLE}"
            self.body += [f"s{name} = {applies}"] + ([] if rule else [f"r{name} = {NO_RULE}"])

    def _held(self, name: str, step: NodeStep, maximum: str, *, sure: bool) -> bool:
        """Lines for gates and limits of a node that applies; True when they set the rule number."""
        lines = [*self._gates(name, step, maximum), *_limits(f"p{name}", step)]
        if lines and not sure:
            otherwise = [f"else: r{name} = {NO_RULE}"] if self.told and step.gates else []
            lines = [f"if a{name}:", *("  " + line for line in lines), *otherwise]
        self.body += lines
        return bool(step.gates)

    def _gates(self, name: str, step: NodeStep, maximum: str) -> list[str]:
        word, lines = "if", []
        for gate in step.gates:
            lines += [f"{word} {self.printer.value(gate.condition)}:", *self._forced(name, gate, maximum)]
            word = "elif"
        return [*lines, "else:", f"  r{name} = {NO_RULE}"] if lines and self.told else lines

    def _forced(self, name: str, gate: GateStep, maximum: str) -> list[str]:
        lines = [f"  p{name} = min({gate.points}, {maximum})"]
        return [*lines, f"  r{name} = {gate.rule}"] if self.told else lines

    def _combined(self, name: str, step: NodeStep, here: list[int]) -> int | None:
        """Lines that set points (and maximum where it is not fixed); gives the fixed maximum or None."""
        p, m = f"p{name}", f"m{name}"
        if not here:
            return self._emptied(name, step)
        if all(self.fixed[child] is not None for child in here):
            maximum = step.maximum
            if step.combine == "sum" and not step.rescale:
                maximum = sum(self.fixed[child] or 0 for child in here)
            self.body.append(f"{p} = {self._fixed_points(step, here)}")
            return maximum
        sure = any(self.fixed[child] is not None for child in here)
        if not sure:
            self.body.append(f"a{name} = " + " or ".join(self._applies(child) for child in here))
        self._varying(p, m, step, here)
        if not sure:
            self._when_all_left(name, step)
        elif index_of(name) in self.asked or self.told:
            self.body.append(f"a{name} = True")
        return None

    def _emptied(self, name: str, step: NodeStep) -> int | None:
        """Lines for a node of which nothing is left, whatever the facts are."""
        if step.when_empty == "not_applicable":
            self.body.append(f"p{name} = 0")
            return None
        self.body.append(f"p{name} = {step.maximum if step.when_empty == 'full' else 0}")
        if not self.overridden:
            return step.maximum
        self.body.append(f"m{name} = {step.maximum}; a{name} = True")
        return None

    def _when_all_left(self, name: str, step: NodeStep) -> None:
        if step.when_empty == "not_applicable":
            self.body.append(f"if not a{name}: p{name} = m{name} = 0")
            return
        points = step.maximum if step.when_empty == "full" else 0
        self.body.append(f"if not a{name}: p{name} = {points}; m{name} = {step.maximum}; a{name} = True")

    def _applies(self, child: int) -> str:
        return "True" if self.fixed[child] is not None else f"a{child}"

    def _fixed_points(self, step: NodeStep, here: list[int]) -> str:
        total = " + ".join(f"p{child}" for child in here)
        match step.combine:
            case "sum" if step.rescale:
                maximum = sum(self.fixed[child] or 0 for child in here)
                return (
                    total
                    if maximum in (0, step.maximum)
                    else self.printer.half_up(f"{step.maximum} * ({total})", str(maximum))
                )
            case "sum":
                return total
            case "best_of":
                return f"max({', '.join(f'p{child}' for child in here)})" if len(here) > 1 else total
            case "all_of" | "any_of":
                joined = (" and " if step.combine == "all_of" else " or ").join(
                    f"p{child} >= {self.fixed[child]}" for child in here
                )
                return f"{step.maximum} if {joined} else 0"
        return self._fixed_mean(step, here)

    def _fixed_mean(self, step: NodeStep, here: list[int]) -> str:
        weights = dict(zip(step.children, step.weights, strict=True))
        kept = [
            (weights[child], child, self.fixed[child] or 0)
            for child in here
            if weights[child] > 0 and self.fixed[child]
        ]
        if not kept:
            return "0"
        together = lcm(*(maximum for _, _, maximum in kept))
        terms = " + ".join(
            f"{weight * together // maximum * step.maximum} * p{child}" for weight, child, maximum in kept
        )
        return self.printer.half_up(terms, str(together * sum(weight for weight, _, _ in kept)))

    def _varying(self, p: str, m: str, step: NodeStep, here: list[int]) -> None:
        """Lines for a node whose children may leave while the rules run."""
        total = " + ".join(f"p{child}" for child in here)
        maxima = " + ".join(self._maximum(child) for child in here)
        match step.combine:
            case "sum":
                self.body += [f"{p} = {total}", f"{m} = {maxima}"]
                if step.rescale:
                    self.body += [f"if {m} and {m} != {step.maximum}: {p} = half_up({step.maximum} * {p}, {m})"]
                    self.body += [f"{m} = {step.maximum}"]
                return
            case "best_of":
                pairs = ", ".join(f"({self._applies(child)}, p{child})" for child in here)
                self.body.append(f"{p} = max([q for b, q in ({pairs},) if b], default=0)")
            case "all_of" | "any_of":
                tests = ", ".join(f"({self._applies(child)}, p{child} >= {self._maximum(child)})" for child in here)
                word = step.combine.removesuffix("_of")
                self.body.append(f"{p} = {step.maximum} if {word}([q for b, q in ({tests},) if b]) else 0")
            case _:
                weights = dict(zip(step.children, step.weights, strict=True))
                shares = ", ".join(
                    f"({weights[child]}, p{child}, {self._maximum(child)})" for child in here if weights[child] > 0
                )
                kept = f"[q for q in ({shares},) if q[2] > 0]" if shares else "[]"
                self.body += [f"q = {kept}", f"{p} = share({step.maximum}, q) if q else 0"]
        self.body.append(f"{m} = {step.maximum}")

    def _root(self) -> None:
        root = self.program.root
        here = [child for child in root.node.children if child not in self.gone]
        fixed = self._combined("_root", root.node, here)
        self.body.append("t = p_root")
        self.body.append(f"M = {fixed}" if fixed is not None else "M = m_root" if here else "M = 0")
        for name, items, cap, sign in (
            ("b", root.bonus, root.bonus_cap, "+"),
            ("z", root.penalty, root.penalty_cap, "-"),
        ):
            total = " + ".join(f"p{item}" for item in items if item not in self.gone) or "0"
            self.body.append(f"{name} = min({cap}, {total})" if items else f"{name} = 0")
            if items:
                self.body.append(f"t = t {sign} {name}")
        if root.ceiling is not None:
            self.body.append(f"if t > {root.ceiling}: t = {root.ceiling}")
        if root.floor is not None:
            self.body.append(f"if t < {root.floor}: t = {root.floor}")
        self.body += gridded("t", root.grids)

    def _answer(self) -> str:
        here = [(at, at in self.gone) for at in range(len(self.program.steps))]
        points = _tuple("0" if gone else f"p{at}" for at, gone in here)
        if not self.told:
            return f"return t, M, {points}"
        maxima = _tuple("0" if gone else self._maximum(at) for at, gone in here)
        statuses = _tuple(str(NOT_APPLICABLE) if gone else f"s{at}" for at, gone in here)
        rules = _tuple(str(NO_RULE) if gone else f"r{at}" for at, gone in here)
        return f"return t, M, p_root, b, z, {points}, {maxima}, {statuses}, {rules}"


def _tuple(items: Iterable[str]) -> str:
    """A tuple, of one item or none too."""
    listed = "".join(f"{item}, " for item in items)
    return f"({listed})"


def _limits(name: str, step: NodeStep) -> list[str]:
    lines = []
    if step.high is not None:
        lines.append(f"if {name} > {step.high}: {name} = {step.high}")
    if step.low is not None:
        lines.append(f"if {name} < {step.low}: {name} = {step.low}")
    return lines


def index_of(name: str) -> int:
    """The step that a name stands for; -1 for the root."""
    return int(name) if name.isdigit() else -1


def _asked(program: Program, *, overridden: bool) -> frozenset[int]:
    """Steps of which a parent asks at run time whether they apply."""
    nodes = [*(step for step in program.steps if isinstance(step, NodeStep)), program.root.node]
    staying = {
        at for at, step in program.leaves() if not (overridden or step.may_leave or step.excluded_by is not None)
    }
    asked: set[int] = set()
    for node in nodes:
        stays = any(child in staying for child in node.children)
        if node.combine != "sum" or not stays:
            asked.update(node.children)
    return frozenset(asked)
