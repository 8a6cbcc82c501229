"""The listing says what a program does; its hash changes with every rule and with nothing else."""

from dataclasses import replace
from hashlib import sha256

import pytest

from engine.program import expressions as e
from engine.program.listing import fingerprint, listing, told
from tests.support.written_rows import row

BANDS = """
method: bands
rule:
  value: done / planned
  when_empty: zero
  bands: [{from: "90%", points: "2"}, {from: "70%", below: "90%", points: "EDGE"}, {below: "70%", points: "0"}]
facts:
  done: {type: count, title: {vi: "a", en: "b"}, max: 100}
  planned: {type: count, title: {vi: "a", en: "b"}, max: 100}
"""


def program(edge="1"):
    """The program of one row."""
    return row(BANDS.replace("EDGE", edge)).unit.program


def test_the_listing_names_facts_steps_and_total():
    lines = listing(program()).splitlines()
    assert lines[0] == "program test.row 2022.1 profile=ordinary year=2022 places=6"
    assert lines[1:3] == ["fact done count 0..100 /1", "fact planned count 0..100 /1"]
    assert lines[3].startswith("   0 leaf 1 leafstep(id='1', maximum=2000000")
    assert "edge=[9, 10]" in lines[3]
    assert lines[-1].startswith("root rootstep(node=")


def test_the_fingerprint_is_the_hash_of_the_listing():
    one = program()
    assert fingerprint(one) == sha256(listing(one).encode()).hexdigest()


def test_one_point_more_is_another_program():
    assert fingerprint(program("1")) == fingerprint(program("1"))
    assert fingerprint(program("1")) != fingerprint(program("1.000001"))


@pytest.mark.parametrize("field", ["year", "profile", "places"])
def test_what_a_program_is_for_is_part_of_its_hash(field):
    one = program()
    other = replace(one, **{field: "other" if field == "profile" else 7})
    assert fingerprint(other) != fingerprint(one)


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (e.Sum((e.FactRef("a"), e.Const(2))), "(a + 2)"),
        (e.Minus(e.FactRef("a"), e.FactRef("b")), "(a - b)"),
        (e.Times(e.FactRef("a"), e.Const(3)), "a * 3"),
        (e.HalfUp(e.FactRef("a"), e.Const(3)), "half_up(a, 3)"),
        (e.And((e.FactRef("a"), e.Not(e.FactRef("b")))), "(a and not b)"),
        (e.Or((e.FactRef("a"), e.FactRef("b"))), "(a or b)"),
        (e.Compare(">=", e.FactRef("a"), e.Const(1)), "a >= 1"),
        (e.Choose(e.FactRef("c"), e.ONE, e.ZERO), "(1 if c else 0)"),
        (
            e.FoldList("count", "rows", e.FieldRef(1)),
            "foldlist(kind='count', list_id='rows', value=field[1], default=0)",
        ),
        (e.Known(e.FactRef("a")), "known(of=a)"),
        (e.Levels(e.FactRef("a"), (1, 2)), "levels(index=a, points=[1, 2])"),
        (e.Least((e.FactRef("a"), e.ONE)), "least(terms=[a, 1])"),
        (None, "-"),
    ],
)
def test_an_expression_reads_as_text(expr, text):
    assert told(expr) == text
