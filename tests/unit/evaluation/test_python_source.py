"""The generated source: nothing of an author's text is in it, and what is not given stops it."""

import ast
import re

import pytest

from engine.domain.facts import Fact, FactType
from engine.domain.text import Text
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.program_source import ProgramSource
from engine.evaluation.python_source import RUNTIME, Open, Printer, gridded, unknown
from engine.methods.compiler import compile_set
from engine.program import expressions as e
from engine.program.program import Grid
from tests.support.written_rows import HEAD, Rows, read_component, row, titles

TITLE = Text("tên", "title")
FIELDS = (Fact("sent", TITLE, FactType.DATE, 0, 9, optional=True), Fact("ok", TITLE, FactType.BOOL, 0, 1))
FACTS = {
    "a": Fact("a", TITLE, FactType.COUNT, 0, 9),
    "b": Fact("b", TITLE, FactType.COUNT, 1, 9),
    "rows": Fact("rows", TITLE, FactType.LIST, 0, 5, fields=FIELDS, max_items=5),
}


def run(expr: e.Expr, **facts: object) -> object:
    """The value of an expression as generated Python."""
    printer = Printer(FACTS)
    text = printer.value(expr)
    named = {printer.names[name]: value for name, value in facts.items()}
    return eval(text, {**RUNTIME, **printer.tables, "F": facts, **named})


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        (e.HalfUp(e.FactRef("a"), e.Const(2)), 4),
        (e.HalfUp(e.FactRef("a"), e.FactRef("b")), 4),
        (e.Minus(e.Const(-1), e.FactRef("a")), -8),
        (e.Times(e.Const(-2), e.FactRef("a")), -14),
        (e.Choose(e.Compare(">", e.FactRef("a"), e.Const(5)), e.Const(1), e.Const(0)), 1),
        (e.Levels(e.FactRef("b"), (10, 20, 30)), 30),
        (e.Known(e.FactRef("a")), True),
        (e.FoldList("count", "rows", e.ONE), 2),
        (e.FoldList("count", "rows", e.ONE, e.FieldRef(1)), 1),
        (e.FoldList("all", "rows", e.FieldRef(1)), False),
        (e.FoldList("max", "rows", e.FieldRef(1), None, 7), 1),
    ],
)
def test_an_expression_is_worth_what_it_says(expr, value):
    assert run(expr, a=7, b=2, rows=((3, 1), (4, 0))) == value


@pytest.mark.parametrize(
    "condition",
    [
        e.Compare("==", e.FieldRef(0), e.Const(3)),
        e.Compare("!=", e.FieldRef(0), e.FieldRef(0)),
        e.Compare("<", e.FieldRef(0), e.Const(3)),
        e.Not(e.Compare("==", e.FieldRef(0), e.FieldRef(0))),
        e.Compare("==", e.Choose(e.FieldRef(1), e.FieldRef(0), e.ZERO), e.ZERO),
    ],
)
def test_a_field_that_is_not_given_stops_the_generated_way(condition):
    with pytest.raises(Open):
        run(e.FoldList("count", "rows", e.ONE, condition), rows=((None, 1),))


def test_known_asks_without_stopping():
    assert run(e.FoldList("count", "rows", e.ONE, e.Known(e.FieldRef(0))), rows=((None, 1), (3, 1))) == 1


def test_what_is_unknown_has_no_value():
    with pytest.raises(Open):
        unknown()


@pytest.mark.parametrize(
    ("mode", "given", "expected"),
    [("half_up", 25, 30), ("half_even", 25, 20), ("floor", 29, 20), ("half_up", -25, -20)],
)
def test_points_are_rounded_to_the_grid(mode, given, expected):
    names = {**RUNTIME, "p": given}
    exec("\n".join(gridded("p", (Grid(10, mode),))), names)
    assert names["p"] == expected


HOSTILE = "'); __import__('os').system('touch pwned') #"


def test_nothing_that_an_author_wrote_reaches_the_source():
    text = f"""
format: parindex/component/1
id: "1"
title: {{vi: "{HOSTILE}", en: "{HOSTILE}"}}
max: "2"
part: appraisal
documents: [{{vi: "{HOSTILE}", en: "{HOSTILE}"}}]
gates: [{{id: g, when: not sent, points: "0", reason: {{vi: "{HOSTILE}", en: "{HOSTILE}"}}}}]
method: choice
rule: {{fact: plan, levels: {{on_time: "2", late: "0"}}}}
facts:
  sent: {{type: bool, title: {{vi: "{HOSTILE}", en: "{HOSTILE}"}}}}
  plan:
    type: choice
    title: {titles("Plan")}
    options: {{on_time: {{vi: "{HOSTILE}", en: "a"}}, late: {{vi: "b", en: "b"}}}}
"""
    rows = Rows(read_component(text, HEAD.format(points="2")))
    source = ProgramSource(rows.unit.program, told=True).text()
    assert "__import__" not in source
    tree = ast.parse(source)
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called <= {"half_up", "share", "divide", "unknown", "max", "min", "sum", "len", "any", "all"}
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert strings == {"sent", "plan"}
    assert rows.points({"sent": True, "plan": "on_time"}) == 2


def test_the_source_holds_integers_only():
    text = 'method: external_index\nrule: {value: a}\nfacts: {a: {type: percent, title: {vi: "a", en: "b"}}}\n'
    source = ProgramSource(row(text).unit.program, told=False).text()
    assert not re.search(r"\d\.\d", source)
    assert "float" not in source


def test_a_program_of_nothing_is_a_program():
    text = f"""
format: parindex/component/1
id: "1"
title: {titles("A")}
max: "2"
part: appraisal
in_force: {{profiles: [special]}}
method: judgement
rule: {{min: "0", max: "2", step: "1"}}
"""
    profiles = f"profiles: [{{id: ordinary, title: {titles('a')}}}, {{id: special, title: {titles('b')}}}]"
    head = HEAD.format(points="2").replace(
        'profiles: [{id: ordinary, title: {vi: "Thường", en: "Ordinary"}}]', profiles
    )
    loaded = read_component(text, head)
    assert loaded.criteria_set is not None
    unit = OneUnit(compile_set(loaded.criteria_set, "ordinary", 2022))
    assert unit.values({}) == (0, 0, ())
