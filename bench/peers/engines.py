"""ZEN, rule-engine, JSON Logic and business-rules over a plain program, one unit at a time."""

import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from bench.peers.plain_program import PlainProgram, plain
from bench.peers.texts import Dialect, TruthText, json_logic
from engine.program import expressions as e
from engine.program.program import LeafStep

Values = Callable[[Mapping[str, int]], dict[str, int]]
"""A unit's inputs → points of steps and the total; of a peer that cannot express all, of those it can."""


def zen(program: PlainProgram) -> Values:
    """Expression nodes in a chain, one a stage."""
    import zen as engine

    printer = TruthText(Dialect(lambda n, d: f"floor({n} / {d})", "and", "or", "not"))
    nodes: list[dict[str, Any]] = [{"id": "in", "type": "inputNode", "name": "in"}]
    for at, stage in enumerate(program.stages):
        lines = [{"id": one.name, "key": one.name, "value": printer.number(one.expr)} for one in stage]
        content = {"passThrough": True, "expressions": lines}
        nodes.append({"id": f"e{at}", "type": "expressionNode", "name": f"e{at}", "content": content})
    nodes.append({"id": "out", "type": "outputNode", "name": "out"})
    edges = [
        {"id": f"{a['id']}-{b['id']}", "type": "edge", "sourceId": a["id"], "targetId": b["id"]}
        for a, b in pairwise(nodes)
    ]
    decision = engine.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def values(unit: Mapping[str, int]) -> dict[str, int]:
        return program.results(decision.evaluate(dict(unit))["result"])

    return values


def rule_engine(program: PlainProgram) -> Values:
    """One rule a statement; numbers are decimals inside."""
    import rule_engine as engine

    printer = TruthText(Dialect(lambda n, d: f"({n} // {d})", "and", "or", "not"))
    rules = [(one.name, engine.Rule(printer.number(one.expr))) for stage in program.stages for one in stage]

    def values(unit: Mapping[str, int]) -> dict[str, int]:
        known: dict[str, Any] = dict(unit)
        for name, rule in rules:
            known[name] = rule.evaluate(known)
        return program.results(known)

    return values


def json_logic_qubit(program: PlainProgram) -> Values:
    """One expression a statement; a quotient is a float."""
    import json_logic as engine

    rules = [(one.name, json_logic(one.expr)) for stage in program.stages for one in stage]

    def values(unit: Mapping[str, int]) -> dict[str, int]:
        known: dict[str, Any] = dict(unit)
        for name, rule in rules:
            known[name] = engine.jsonLogic(rule, known)
        return program.results(known)

    return values


def business_rules(program: PlainProgram) -> Values:
    """Only leaves that are a choice of one fact: there is no arithmetic between facts."""
    from business_rules import run_all
    from business_rules.actions import BaseActions, rule_action
    from business_rules.fields import FIELD_NUMERIC, FIELD_TEXT
    from business_rules.variables import BaseVariables, numeric_rule_variable

    rules, facts, leaves = [], set(), []
    for at, step in enumerate(program.flat.program.steps):
        found = _as_rules(f"p{at}", step) if isinstance(step, LeafStep) else None
        if found:
            leaves.append(f"p{at}")
            rules += found
            facts |= {line["name"] for rule in found for line in rule["conditions"]["all"]}
    members: dict[str, Any] = {"__init__": lambda self, unit: setattr(self, "unit", unit)}
    for fact in facts:

        def read(self: Any, fact: str = fact) -> int:
            return self.unit[fact]  # type: ignore[no-any-return]

        read.__name__ = fact
        members[fact] = numeric_rule_variable(read)
    variables = type("Variables", (BaseVariables,), members)

    class Actions(BaseActions):  # type: ignore[misc]
        def __init__(self, given: dict[str, int]) -> None:
            self.given = given

        @rule_action(params={"leaf": FIELD_TEXT, "points": FIELD_NUMERIC})  # type: ignore[misc]
        def give(self, leaf: str, points: int) -> None:
            self.given[leaf] = points

    def values(unit: Mapping[str, int]) -> dict[str, int]:
        given = dict.fromkeys(leaves, 0)
        run_all(rules, variables(unit), Actions(given), stop_on_first_trigger=False)
        return given

    return values


def _as_rules(leaf: str, step: LeafStep) -> list[dict[str, Any]] | None:
    """One rule a level of a leaf that is a choice; None for any other leaf."""
    if not isinstance(step.points, e.Levels) or not isinstance(step.points.index, e.FactRef) or step.gates:
        return None
    arises = []
    if step.not_arisen is not None:
        if not isinstance(step.not_arisen, e.FactRef):
            return None
        arises = [{"name": plain(step.not_arisen.id), "operator": "equal_to", "value": 0}]
    rules = []
    for level, points in enumerate(step.points.points):
        chosen = {"name": plain(step.points.index.id), "operator": "equal_to", "value": level}
        give = {"name": "give", "params": {"leaf": leaf, "points": points}}
        rules.append({"conditions": {"all": [*arises, chosen]}, "actions": [give]})
    return rules


PEERS: Mapping[str, Callable[[PlainProgram], Values]] = {
    "ZEN (GoRules)": zen,
    "rule-engine": rule_engine,
    "JSON Logic (qubit)": json_logic_qubit,
    "business-rules": business_rules,
}
