"""Texts that the condition language refuses: hostile ones, never run; slips, told with a suggestion; endless ones."""

import builtins
import os
from collections.abc import Iterator

import pytest

from engine.methods.language import MOST_LENGTH, read_condition
from engine.program.intervals import Evaluation
from tests.support.endless_work import cut_off_when_endless
from tests.unit.methods.test_language import FACTS, GIVEN, refused, scope

HOSTILE = [
    "__import__('os').system('touch pwned')",
    "__import__('os')",
    "().__class__.__bases__[0].__subclasses__()",
    "funded.__class__",
    "tasks.done.__init__.__globals__",
    "balance.real",
    "open('/etc/passwd').read()",
    "exec('x')",
    "eval('1')",
    "getattr(funded, 'x')",
    "[x for x in reports]",
    "{x for x in reports}",
    "{x: 1 for x in reports}",
    "(x for x in reports)",
    "any(x for x in reports)",
    "lambda: 1",
    "(lambda: funded)()",
    "f'{funded}'",
    "f\"{__import__('os')}\"",
    "'a' * 1000000",
    "'a' + 'b'",
    "10 ** 10 ** 10",
    "2 ** 64",
    "1 << 100000",
    "tasks.done % 2",
    "tasks.done // 2",
    "tasks.done @ 2",
    "tasks.done & 1",
    "~tasks.done",
    "+tasks.done > 1",
    "reports[0]",
    "reports[0].due",
    "{'a': 1}",
    "{1, 2}",
    "(1, 2)",
    "[1, 2]",
    "(x := 1)",
    "*reports",
    "count(*reports)",
    "count(records=reports)",
    "count(reports, condition=complete)",
    "tasks.done is 8",
    "funded is not None",
    "None",
    "...",
    "1j > 0",
    "b'x' == b'x'",
    "1e400 > 1",
    "1_000 > 1",
    "0x10 > 1",
    "True",
    "yield 1",
    "await funded",
    "import os",
    "funded; funded",
    "funded = 1",
    "funded\nfunded",
    "",
    "   ",
    "(",
    "funded and",
    "\x00",
    "'",
    "${funded}",
    "{{ funded }}",
    "9" * 400 + " > 1",
    "plan in 'late'",
    "plan in reports",
    "plan in ()",
    "not",
    "if funded: 1",
    "print('x')",
    "self.scope",
    "date.today() > plan.date",
    "date()",
    "random() > 1",
    "now() > plan.date",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_a_finding_and_is_never_run(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    touched: list[str] = []
    found = scope()
    with monkeypatch.context() as watched:
        for name in ("open", "eval", "exec", "print"):
            watched.setattr(builtins, name, lambda *_, name=name, **__: touched.append(name))
        watched.setattr(os, "system", lambda *_: touched.append("system"))
        read = read_condition(found, text, "/rule/when")
    assert read is None
    assert len(found.findings) == 1
    assert touched == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tasks.don > 1", "fact.unknown"),
        ("plan == 'lat'", "option.unknown"),
        ("cont(reports) > 1", "function.unknown"),
        ("count(reports, complete, true) > 1", "function.arguments"),
        ("count() > 1", "function.arguments"),
        ("days_between(plan.date) > 1", "function.arguments"),
        ("clamp(balance, 1) > 1", "function.arguments"),
        ("abs(balance, balance) > 1", "function.arguments"),
        ("known(tasks.done, 1)", "function.arguments"),
        ("tasks.done", "expression.not-a-condition"),
        ("plan", "expression.not-a-condition"),
        ("reports", "expression.not-a-condition"),
        ("plan.date", "expression.not-a-condition"),
        ("'late'", "expression.not-a-condition"),
        ("tasks.done and funded", "expression.not-allowed"),
        ("not tasks.done", "expression.not-allowed"),
        ("funded > 1", "expression.not-allowed"),
        ("funded < true", "expression.not-allowed"),
        ("plan < 'late'", "expression.not-allowed"),
        ("plan == 1", "expression.not-allowed"),
        ("plan == plan", "expression.not-allowed"),
        ("plan.date > 1", "expression.not-allowed"),
        ("plan.date > '2022-01-01'", "expression.not-allowed"),
        ("plan.date + 1 > plan.date", "expression.not-allowed"),
        ("count(tasks.done) > 1", "expression.not-allowed"),
        ("sum(reports, complete) > 1", "expression.not-allowed"),
        ("any(reports, pages)", "expression.not-allowed"),
        ("any(reports, any(reports, complete))", "expression.not-allowed"),
        ("sum(reports, pages / tasks.done) > 1", "expression.not-allowed"),
        ("known(tasks.done + 1)", "expression.not-allowed"),
        ("known(1)", "expression.not-allowed"),
        ("date('2022-13-01') == plan.date", "expression.not-allowed"),
        ("date(plan.date) == plan.date", "expression.not-allowed"),
        ("days_between(tasks.done, plan.date) > 1", "expression.not-allowed"),
        ("(tasks.done if funded else plan.date) > 1", "expression.not-allowed"),
        ("(1 if tasks.done else 2) > 1", "expression.not-allowed"),
        ("tasks.done in (1, 'late')", "expression.not-allowed"),
        ("tasks.done in (7, 8) in (1, 2)", "expression.not-allowed"),
        ("tasks.done / balance > 1", "expression.not-allowed"),
        ("tasks.done / 0 > 1", "expression.not-allowed"),
        ("tasks.done / -2 > 1", "expression.not-allowed"),
        ("tasks.done / tasks.planned >= 0.8", "expression.divides-by-zero"),
        ("due > plan.date", "fact.unknown"),
        ("a" * 501, "expression.too-long"),
        ("(" * 240 + "1" + ")" * 240 + " > 1", "expression.syntax"),
        ("date('20220101') == plan.date", "expression.not-allowed"),
        ("date('2022-W10-1') == plan.date", "expression.not-allowed"),
        ("-" * 30 + "balance > 1", "expression.too-deep"),
        ("not " * 40 + "funded", "expression.too-deep"),
        ("1 if " * 1 + "tasks.done >", "expression.syntax"),
    ],
)
def test_what_does_not_fit_is_named_by_its_code(text, code):
    assert refused(text) == code


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("tasks.don > 1", "tasks.done"),
        ("repots > 1", "reports"),
        ("plan == 'on-time'", "on_time"),
        ("cont(reports) > 1", "count"),
        ("count(reports, complet) > 1", "complete"),
        ("day_between(plan.date, plan.date) > 1", "days_between"),
    ],
)
def test_a_slip_of_the_pen_gets_a_suggestion(text, near):
    found = scope()
    read_condition(found, text, "/rule/when")
    assert found.findings[0].hint.en == f"Did you mean '{near}'?"
    assert found.findings[0].hint.vi == f"Ý bạn là '{near}'?"


def test_the_greatest_length_is_read_and_one_more_is_not():
    text = "tasks.done > 1".ljust(MOST_LENGTH)
    assert read_condition(scope(), text, "") is not None
    assert refused(text + " ") == "expression.too-long"


def grown(pattern: str, start: str, times: int) -> str:
    """A pattern put into itself."""
    text = start
    for _ in range(times):
        text = pattern.replace("X", text)
    return text


def doubling() -> Iterator[str]:
    """Short texts whose written-out form doubles with every level."""
    yield grown("abs(X)", "balance", 23) + " > 1"
    yield grown("max(X, 1)", "balance", 22) + " > 1"
    yield grown("true == X == true", "funded", 23)
    yield grown("(X in (true, true))", "funded", 23)
    yield grown("clamp(X, 0, 9)", "balance", 22) + " > 1"
    yield " + ".join(["1 / (tasks.done + 1)"] * 20) + " > 1"


@pytest.mark.parametrize("text", list(doubling()))
def test_a_short_text_cannot_become_an_endless_program(text):
    found = scope()
    with cut_off_when_endless():
        read = read_condition(found, text, "/rule/when")
        if read is not None:
            Evaluation(FACTS, GIVEN).value(read)
        else:
            assert found.findings[0].code in ("expression.too-large", "expression.too-deep", "expression.too-long")
